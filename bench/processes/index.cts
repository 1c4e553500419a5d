/** Starts and asks the processes of the benchmark. */
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Tls } from '../../sandbox/index.cts';
import { asked } from '../../test/asked.cts';
import type { Command, Tally } from './crm.process.cts';
import type { Done, Task } from './task.cts';

/** A CRM in a process of its own. */
export interface Crm {
	url: string;
	key: string;
	ask(command: Command): Promise<Tally>;
	stop(): void;
}

/** @param tls for HTTPS */
export async function startCrm(tls?: Tls, clients?: number): Promise<Crm> {
	// It holds millions of transactions.
	const child = start('crm.process.cts', [...process.execArgv, '--max-old-space-size=8192']);
	const ask = async (command: Command) => await asked<Tally>(child, command);
	const { url, key } = await ask({ do: 'start', tls, clients });
	return { url, key, ask, stop: () => child.kill() };
}

/** Carries out one task in a fresh process. */
export async function carryOut(task: Task): Promise<Done> {
	const child = start('worker.cts');
	return await asked<Done>(child, task);
}

/** A reverse proxy before a CRM. */
export async function startProxy(crm: Crm): Promise<{ url: string; stop: () => void }> {
	const child = start('proxy.process.cts');
	const url = await asked<string>(child, crm.url);
	return { url, stop: () => child.kill() };
}

/** A network before a CRM: a connection takes so long to be made, and each answer to come. */
export async function startNetwork(
	crm: Crm,
	roundTripMs: number,
): Promise<{ url: string; stop: () => void }> {
	const child = start('network.process.cts');
	const url = await asked<string>(child, { url: crm.url, roundTripMs });
	return { url, stop: () => child.kill() };
}

/** With the environment of the benchmark, which names the certificate to trust. */
function start(file: string, execArgv = process.execArgv): ChildProcess {
	return fork(join(__dirname, file), { execArgv });
}
