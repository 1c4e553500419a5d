import { spawn } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');

/** Runs the command line until `until` shows in its output, then what `then` does with it. */
export async function run(
	args: string[],
	then: (output: () => string, interrupt: () => void) => Promise<void>,
): Promise<{ code: number | null; output: string }> {
	// Node itself rather than the command tsx, which on a busy machine ends before it has passed a signal on;
	// The Node that npm scripts run on, not the one that the tests may run on.
	const child = spawn('node', ['--import', 'tsx', 'sandbox/main.cts', ...args], {
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

/** Waits until a text shows in the output. */
export async function appears(output: () => string, text: RegExp): Promise<RegExpMatchArray> {
	for (let i = 0; i < 400; i++) {
		const found = text.exec(output());
		if (found) return found;
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	throw new Error(`${text} did not appear in: ${output()}`);
}
