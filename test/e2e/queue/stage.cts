import { setTimeout as sleep } from 'node:timers/promises';
import { until, type N8nRest } from '../n8n/rest.cts';
import type { Cluster } from './cluster.cts';
import type { Crm } from './crm.cts';
import { unfinished } from './figures.cts';
import type { Services } from './services.cts';

/** n8n finds a killed worker's executions within some minutes; so long nothing may end. */
export const LONGEST_RECOVERY_MS = 10 * 60_000;

/** What takes part. */
export interface Stage {
	services: Services;
	crm: Crm;
	cluster: Cluster;
	rest: N8nRest;
	/** Ids of the workflows. */
	ids: Record<'deliveries' | 'polled' | 'manyLeads' | 'payments' | 'errors', string>;
}

export const say = (line: string) =>
	console.log(`${new Date().toISOString().slice(11, 19)} ${line}`);

/** Waits until every execution has ended, or been found dead. */
export async function recovered({ services }: Stage): Promise<void> {
	const began = Date.now();
	let left = Number.POSITIVE_INFINITY;
	while (left > 0) {
		const before = left;
		left = await until(
			'the end of an execution',
			async () => {
				await sleep(2000);
				const now = await unfinished(services);
				return now < before ? now : undefined;
			},
			LONGEST_RECOVERY_MS,
		);
	}
	say(`All executions have ended ${((Date.now() - began) / 1000).toFixed(0)} s later`);
}
