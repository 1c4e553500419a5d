/** What the tests of a file share: started before them, as new before each, closed after them. */
import { startSandbox, type Sandbox, type SandboxOptions } from '../sandbox/index.cts';

/** A sandbox for the tests of a file. It can be named at once, and read in the tests. */
export function useSandbox(options: SandboxOptions = {}): Sandbox {
	return useStarted(
		async () => await startSandbox(options),
		(sandbox) => sandbox,
	);
}

/**
 * What a file's tests share beside a sandbox.
 * @param sandboxOf the sandbox in it, which is reset and closed
 */
export function useStarted<T extends object>(
	start: () => Promise<T>,
	sandboxOf: (started: T) => Sandbox,
): T {
	const started = {} as T;
	beforeAll(async () => void Object.assign(started, await start()));
	beforeEach(() => sandboxOf(started).reset());
	afterAll(async () => await sandboxOf(started).close());
	return started;
}
