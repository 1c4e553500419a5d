/** Node, as Jest gives it to a test file; a file that leaves something running fails. */
import { TestEnvironment } from 'jest-environment-node';

/** What keeps a process alive and is a test's own to close. */
const OWN = /^(TCP|TLS|Pipe|Process|Timeout|Immediate|HTTP)/;

/** How long what was closed may take to be gone. */
const GRACE_MS = 2_000;

export default class WatchedEnvironment extends TestEnvironment {
	private readonly before = running();

	override async teardown(): Promise<void> {
		const left = await this.leftRunning();
		await super.teardown();
		if (left.length > 0) {
			throw new Error(
				`These tests leave something running: ${left.join(', ')}. Close servers, read or cancel the bodies of answers, clear timers.`,
			);
		}
	}

	private async leftRunning(): Promise<string[]> {
		const end = Date.now() + GRACE_MS;
		for (;;) {
			const left = more(running(), this.before);
			if (left.length === 0 || Date.now() > end) return left;
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
	}
}

function running(): string[] {
	// Node opens these when they are first used, which may be in any file, and never closes them.
	void [process.stdin, process.stdout, process.stderr];
	return process.getActiveResourcesInfo().filter((name) => OWN.test(name));
}

/** What is in the first list oftener than in the second. */
function more(now: string[], before: string[]): string[] {
	const known = [...before];
	return now.filter((name) => {
		const at = known.indexOf(name);
		if (at >= 0) known.splice(at, 1);
		return at < 0;
	});
}
