import { compare, LATENCIES, sample, type Bench, type Case, type Variant } from '../bench.cts';
import { claim, find, largest, timeOf, type Duel, type Row } from '../results.cts';
import { ENGINE_DUELS, leadStep, WAYS } from './steps.cts';

const MOST_TIMES = 1.25;

const DUELS: Duel[] = [
	...ENGINE_DUELS,
	...ENGINE_DUELS.map(([, rival]): Duel => [WAYS.ours20, rival]),
	[WAYS.oursInN8n5, WAYS.httpRequest],
	[WAYS.oursInN8n20, WAYS.httpRequest],
];

export const leads: Case = {
	name: 'leads',
	run: async (bench) => {
		const count = bench.quick ? 50 : 1000;
		const variants: Variant[] = [];
		for (const latencyMs of LATENCIES) variants.push(...(await waysOf(bench, count, latencyMs)));
		const rows = await compare(bench, variants, 3);
		return {
			name: 'leads',
			title: `Create ${count.toLocaleString('en-US')} leads`,
			about:
				"From the items that arrive at the node to the items that leave it. In the whole n8n it is the time of the Code node, which makes the leads (and signs them for HTTP Request), and of the node that sends them; elsewhere the node runs in n8n's engine alone.",
			rows,
			duels: DUELS,
			claims: claimsOf(rows),
			remarks: [],
		};
	},
};

async function waysOf(bench: Bench, count: number, latencyMs: number): Promise<Variant[]> {
	const n8n = await bench.n8n();
	const [http, in5, in20] = [await n8n.httpRequest(), await n8n.ours(5), await n8n.ours(20)];
	const expected = { items: count, leads: count };
	const row = { latencyMs, size: count };
	const engine = (way: string, step: ReturnType<typeof leadStep>, enough?: number): Variant => ({
		...row,
		way,
		enough,
		measure: async () => await sample(bench, step, expected, { latencyMs }),
	});
	const whole = (way: string, workflow: typeof http): Variant => ({
		...row,
		way,
		measure: async () => await n8n.create(workflow, count, latencyMs),
	});
	return [
		engine(WAYS.ours5, leadStep('ours', count)),
		engine(WAYS.ours20, leadStep('ours', count, 20)),
		engine(WAYS.loop, leadStep('loop', count), latencyMs > 0 ? 1 : undefined),
		engine(WAYS.declarative, leadStep('declarative', count)),
		engine(WAYS.limit, { kind: 'leadsByLimit', count, width: 20 }),
		whole(WAYS.httpRequest, http),
		whole(WAYS.oursInN8n5, in5),
		whole(WAYS.oursInN8n20, in20),
	];
}

function claimsOf(rows: Row[]) {
	const slow = { latencyMs: 50 };
	const time = (way: string) => timeOf(find(rows, way, slow));
	const most = (...ways: string[]) => {
		const peaks = ways.map((way) => {
			const row = find(rows, way, slow);
			return (row && largest(row, 'inFlight')) ?? Number.NaN;
		});
		return Math.max(...peaks);
	};
	return [
		claim(
			'1,000 leads at 50 ms: at least 3.5 times as fast as loop and await, by default',
			time(WAYS.loop) / time(WAYS.ours5),
			{ least: 3.5 },
		),
		claim('the same with 20 at a time: at least 8 times', time(WAYS.loop) / time(WAYS.ours20), {
			least: 8,
		}),
		claim(
			'with 20 at a time: at most 1.25 of the time of a declarative node, which sends all at once',
			time(WAYS.ours20) / time(WAYS.declarative),
			{ most: MOST_TIMES },
		),
		claim(
			'with 20 at a time: at most 1.25 of the time of Code + HTTP Request, both in the whole n8n',
			time(WAYS.oursInN8n20) / time(WAYS.httpRequest),
			{ most: MOST_TIMES },
		),
		claim(
			'never more than 5 requests in flight by default',
			most(WAYS.ours5, WAYS.oursInN8n5),
			{ most: 5 },
			'at most',
		),
		claim(
			'never more than 20 in flight when 20 is set',
			most(WAYS.ours20, WAYS.oursInN8n20),
			{ most: 20 },
			'at most',
		),
	];
}
