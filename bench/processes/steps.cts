import { measured, now } from './stopwatch.cts';
import type { CrmAddress, Measured, Step } from './task.cts';
import { keepAliveLeads, keepAliveRows, rowsCounted, rowsHeld } from '../rivals/keep-alive.cts';
import { nodeStep, searchStep } from './engine.cts';
import { deliveriesStep } from './webhooks.cts';

/** Loads what a step needs; the function carries it out once. */
export function prepare(
	step: Step,
	crm: CrmAddress,
	packageFolder: string,
): () => Promise<Measured> {
	switch (step.kind) {
		case 'node':
			return nodeStep(step, crm, packageFolder);
		case 'search':
			return searchStep(step, crm, packageFolder);
		case 'deliveries':
			return deliveriesStep(step, packageFolder);
		case 'leadsByLimit':
			return timed(keepAliveLeads(step, crm, packageFolder));
		case 'rowsByLimit':
			return timed(keepAliveRows(step, crm, packageFolder));
		case 'rowsCounted':
			return counted(rowsCounted(step, crm, packageFolder));
		case 'rowsHeld':
			return timed(rowsHeld(step, crm, packageFolder));
	}
}

function timed(work: () => Promise<unknown[]>): () => Promise<Measured> {
	return counted(async () => (await work()).length);
}

function counted(work: () => Promise<number>): () => Promise<Measured> {
	return async () => {
		const start = now();
		const items = await work();
		return measured(start, now(), items);
	};
}
