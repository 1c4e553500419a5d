import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { Command, Told } from './crm.process.cts';

/** A CRM in a process of its own. */
export interface Crm {
	/** Commands are carried out one after the other. */
	ask(command: Command): Promise<Told>;
	stop(): void;
}

/** @param latencyMs how long the CRM takes for each answer */
export async function startCrm(latencyMs: number): Promise<Crm> {
	const child = fork(join(__dirname, 'crm.process.cts'));
	const stop = () => void child.kill();
	process.once('exit', stop);
	let last: Promise<unknown> = Promise.resolve();
	const asked = async (command: Command): Promise<Told> =>
		await new Promise((resolve, reject) => {
			const died = () => reject(new Error('The process of the CRM has ended'));
			child.once('exit', died);
			child.once('message', (told) => {
				child.off('exit', died);
				resolve(told as Told);
			});
			child.send(command);
		});
	const crm: Crm = {
		async ask(command) {
			const next = last.then(async () => await asked(command));
			last = next.catch(() => undefined);
			return await next;
		},
		stop() {
			process.off('exit', stop);
			stop();
		},
	};
	await crm.ask({ do: 'start', latencyMs });
	return crm;
}
