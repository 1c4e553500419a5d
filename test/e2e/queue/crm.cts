import { fork } from 'node:child_process';
import { join } from 'node:path';
import { asked } from '../../asked.cts';
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
	const crm: Crm = {
		async ask(command) {
			const next = last.then(async () => await asked<Told>(child, command));
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
