/**
 * `npm run e2e:queue`: n8n in queue mode with PostgreSQL and Redis, one main and two workers, under
 * webhooks, while workers and the main are killed. It says what n8n and the CRM hold afterwards.
 */
import { parseArgs } from 'node:util';
import { pack } from '../../package/packed.cts';
import { accountsOf } from '../n8n/accounts.cts';
import { installed } from '../n8n/install.cts';
import { N8nRest } from '../n8n/rest.cts';
import { CURRENT } from '../n8n/versions.cts';
import { Cluster } from './cluster.cts';
import { startCrm, type Crm } from './crm.cts';
import { play } from './scenario.cts';
import { startServices } from './services.cts';
import { say, type Stage } from './stage.cts';
import * as workflows from './workflows.cts';

/** How long the CRM takes for each answer: long enough that kills meet executions. */
const CRM_LATENCY_MS = 150;

/** @returns what is not as it must be */
async function main(): Promise<string[]> {
	const { values } = parseArgs({ options: { deliveries: { type: 'string', default: '10000' } } });
	const count = Number(values.deliveries);
	if (!(count >= 100)) throw new Error('--deliveries must be a number from 100 on');
	const n8n = await installed(CURRENT, say);
	const services = await startServices();
	const ends: Array<() => unknown> = [services.stop];
	try {
		say('The package is built and packed');
		const packed = pack();
		ends.unshift(packed.remove);
		const crm = await startCrm(CRM_LATENCY_MS);
		ends.unshift(crm.stop);
		const cluster = new Cluster(n8n, packed.folder, services);
		ends.unshift(async () => await cluster.stop());
		say(`n8n ${n8n.version} starts: one main, two workers`);
		await cluster.startMain();
		await Promise.all([cluster.startWorker(1), cluster.startWorker(2)]);
		const rest = await N8nRest.of(cluster.url);
		const ids = await publish(rest, crm);
		return await play({ services, crm, cluster, rest, ids }, count);
	} finally {
		for (const end of ends) await end();
	}
}

async function publish(rest: N8nRest, crm: Crm): Promise<Stage['ids']> {
	const told = await crm.ask({ do: 'tell' });
	const accounts = await accountsOf(rest, told);
	const errors = await rest.workflow(workflows.errorWorkflow());
	const ids = {
		errors,
		deliveries: await rest.workflow(workflows.deliveries(accounts, told.client, errors)),
		polled: await rest.workflow(workflows.polled(accounts)),
		manyLeads: await rest.workflow(workflows.manyLeads(accounts)),
		payments: await rest.workflow(workflows.payments(accounts, told.account)),
	};
	for (const id of Object.values(ids)) await rest.activate(id);
	return ids;
}

main()
	.then((faults) => {
		for (const fault of faults) console.error(`NOT AS IT MUST BE: ${fault}`);
		process.exitCode = faults.length ? 1 : 0;
	})
	.catch((error: Error) => {
		console.error(error);
		process.exitCode = 1;
	});
