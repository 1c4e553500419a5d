import type { ChildProcess, Serializable } from 'node:child_process';

/** Sends a message to a process. @returns the next one that it sends. @throws when it ends before */
export async function asked<T>(child: ChildProcess, message: Serializable): Promise<T> {
	return await new Promise<T>((resolve, reject) => {
		const died = (code: number | null) =>
			reject(new Error(`${child.spawnargs.at(-1)} has ended (${code})`));
		child.once('exit', died);
		child.once('message', (answer) => {
			child.off('exit', died);
			resolve(answer as T);
		});
		child.send(message);
	});
}
