import { compare, sample, type Bench, type Case, type Variant } from '../bench.cts';
import { startNetwork, startProxy, type Crm } from '../processes/index.cts';
import type { Step } from '../processes/task.cts';
import { find, short, timeOf, type Row } from '../results.cts';
import { leadStep, QUARTER, rowsStep, seedOf, WAYS } from './steps.cts';

const ROUND_TRIP = 50;
const PROXIED = 'this node, through a proxy on its machine that keeps connections open';
const TASKS = { leads: 'leads', rows: 'Return All', one: 'one lead' } as const;

type Task = keyof typeof TASKS;
type How = Parameters<typeof sample>[3];

const wayOf = (task: Task, way: string) => `${TASKS[task]}: ${way}`;

export const network: Case = {
	name: 'network',
	run: async (bench) => {
		const far = await startNetwork(bench.crm, ROUND_TRIP);
		const farCrm = { ...bench.crm, url: far.url };
		const proxy = await startProxy(farCrm);
		try {
			const rowCount = bench.quick ? 2000 : 10_000;
			await bench.crm.ask(seedOf(rowCount, QUARTER));
			const variants = [
				...(await waysOf(bench, WAYS.ours5, farCrm, 'ours', rowCount)),
				...(await waysOf(bench, PROXIED, { ...farCrm, url: proxy.url }, 'ours', rowCount)),
				...(await waysOf(bench, WAYS.limit, farCrm, 'limit', rowCount)),
			];
			return resultOf(await compare(bench, variants, 3));
		} finally {
			proxy.stop();
			far.stop();
		}
	},
};

/** The three tasks by one way. */
async function waysOf(
	bench: Bench,
	way: string,
	crm: Crm,
	who: 'ours' | 'limit',
	rowCount: number,
): Promise<Variant[]> {
	const leads = bench.quick ? 50 : 200;
	const client = who === 'limit';
	const steps: Array<[Task, Step, number, How]> = [
		[
			'leads',
			client ? { kind: 'leadsByLimit', count: leads, width: 5 } : leadStep('ours', leads),
			leads,
			{ crm },
		],
		[
			'rows',
			client ? { kind: 'rowsByLimit', ...QUARTER, width: 5 } : rowsStep('ours', [QUARTER]),
			rowCount,
			{ crm },
		],
		[
			'one',
			client ? { kind: 'leadsByLimit', count: 1, width: 1 } : leadStep('ours', 1),
			1,
			{ crm, runs: { warmUp: 3, counted: bench.quick ? 5 : 20 } },
		],
	];
	return steps.map(([task, step, size, how]): Variant => ({
		way: wayOf(task, way),
		size,
		measure: async () =>
			await sample(bench, step, { items: size, ...(task !== 'rows' && { leads: size }) }, how),
	}));
}

function resultOf(rows: Row[]) {
	const time = (task: Task, way: string) => timeOf(find(rows, wayOf(task, way)));
	const gains = (Object.keys(TASKS) as Task[]).map(
		(task) =>
			`${TASKS[task]} ${short(time(task, WAYS.ours5) / time(task, PROXIED))} times as fast (the keep-alive client: ${short(time(task, WAYS.ours5) / time(task, WAYS.limit))} times)`,
	);
	return {
		name: 'network',
		title: `A network with ${ROUND_TRIP} ms of round trip`,
		about: `A TCP proxy between n8n and the CRM delays what goes through it, each way by ${ROUND_TRIP / 2} ms, and the making of a connection by ${ROUND_TRIP} ms; TLS handshakes pass through it. n8n makes a connection for each request. 5 requests at a time.`,
		rows,
		duels: [],
		claims: [],
		remarks: [
			`With a proxy on n8n's machine that keeps its connections open ([docs/operations.md](operations.md#a-crm-that-is-far-away)): ${gains.join('; ')}.`,
		],
	};
}
