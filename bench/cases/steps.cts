/** The steps that cases have in common. */
import type { INodeParameters } from 'n8n-workflow';
import type { NodeName, Step } from '../processes/task.cts';
import type { Duel } from '../results.cts';

/** What the ways are called in tables and plots. */
export const WAYS = {
	ours5: 'this node, 5 at a time (default)',
	ours20: 'this node, 20 at a time',
	loop: "loop and await (n8n's CRM nodes)",
	declarative: 'declarative node (all at once)',
	limit: 'keep-alive client without n8n',
	httpRequest: 'whole n8n: Code + HTTP Request (all at once)',
	oursInN8n5: 'whole n8n: Code + this node, 5 at a time',
	oursInN8n20: 'whole n8n: Code + this node, 20 at a time',
} as const;

/** This node as it is by default, against each of the others in the engine. */
export const ENGINE_DUELS: Duel[] = [
	[WAYS.ours5, WAYS.loop],
	[WAYS.ours5, WAYS.declarative],
	[WAYS.ours5, WAYS.limit],
];

/** Lead → Create; other nodes read the same names. */
export function leadParameters(maxConcurrentRequests?: number): INodeParameters {
	return {
		resource: 'lead',
		operation: 'create',
		name: '={{ $json.name }}',
		email: '={{ $json.email }}',
		...(maxConcurrentRequests && { options: { maxConcurrentRequests } }),
	};
}

export function leadStep(node: NodeName, leads: number, width?: number): Step {
	return { kind: 'node', node, parameters: leadParameters(width), items: { leads } };
}

/** A period as the CRM takes it: whole days, the last one included. */
export interface Days {
	start: string;
	end: string;
}

/** Report → Get Transactions, Return All, of each item's period. */
export function rowsStep(node: NodeName, periods: Days[]): Step {
	return {
		kind: 'node',
		node,
		parameters: {
			resource: 'report',
			operation: 'getTransactions',
			returnAll: true,
			period: 'custom',
			start: '={{ $json.start }}',
			end: '={{ $json.end }}',
			// Whole records, as the others give them.
			simplify: false,
		},
		items: { given: periods.map(({ start, end }) => ({ start, end })) },
	};
}

/** Less than the 3 months that the CRM gives at once. */
export const QUARTER: Days = { start: '2026-01-01', end: '2026-03-20' };

/** More than the CRM gives at once: the node cuts it into parts. */
export const YEARS: Days = { start: '2024-01-01', end: '2025-12-31' };

/** Two years, cut by hand at quarters: what users must do with nodes that don't. */
export const QUARTERS: Days[] = ['2024', '2025'].flatMap((year) => [
	{ start: `${year}-01-01`, end: `${year}-03-31` },
	{ start: `${year}-04-01`, end: `${year}-06-30` },
	{ start: `${year}-07-01`, end: `${year}-09-30` },
	{ start: `${year}-10-01`, end: `${year}-12-31` },
]);

/** Seeds transactions that all lie within a period. */
export const seedOf = (count: number, { start, end }: Days) =>
	({ do: 'seed', count, from: `${start} 00:00:00`, to: `${end} 23:59:59` }) as const;
