import { spawn } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');

/** Runs the command line until `until` shows in its output, then what `then` does with it. */
async function run(
	args: string[],
	then: (output: () => string, interrupt: () => void) => Promise<void>,
): Promise<{ code: number | null; output: string }> {
	const child = spawn(join(ROOT, 'node_modules/.bin/tsx'), ['sandbox/main.cts', ...args], {
		cwd: ROOT,
	});
	let output = '';
	child.stdout.on('data', (text) => (output += text));
	child.stderr.on('data', (text) => (output += text));
	const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
	await then(
		() => output,
		() => child.kill('SIGINT'),
	);
	return { code: await ended, output };
}

async function appears(output: () => string, text: RegExp): Promise<RegExpMatchArray> {
	for (let i = 0; i < 400; i++) {
		const found = text.exec(output());
		if (found) return found;
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	throw new Error(`${text} did not appear in: ${output()}`);
}

test('starts, says how to reach it, logs requests and ends on Ctrl-C', async () => {
	const args = ['--port', '0', '--scheme', 'v1', '--clients', '2', '--key', 'k1'];
	const { code, output } = await run(args, async (shown, interrupt) => {
		const [, url] = await appears(shown, /(http:\/\/127\.0\.0\.1:\d+)/);
		const response = await fetch(`${url}/public/v1/users?skip=0&limit=500`, {
			headers: { key: 'k1' },
		});
		expect(await response.json()).toMatchObject({ count: 2 });
		await appears(shown, /client\.getMany key-only → 200/);
		interrupt();
	});
	expect(output).toMatch(/k1/);
	expect(output).toMatch(/V1/);
	expect(code).toBe(0);
});

test.each([
	['--port', 'x'],
	['--scheme', 'v3'],
	['--colour', 'red'],
])('%s %s is refused with the usage', async (...args) => {
	const { code, output } = await run(args, async () => undefined);
	expect(code).toBe(1);
	expect(output).toMatch(/--latency <ms>/);
});
