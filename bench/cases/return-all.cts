import { compare, LATENCIES, sample, type Bench, type Case, type Variant } from '../bench.cts';
import { claim, failure, find, largest, timeOf, type Row } from '../results.cts';
import { ENGINE_DUELS, QUARTER, rowsStep, seedOf, WAYS } from './steps.cts';

const HELD = 'the rows alone, as items';

/** Return All of one period, by our node and its rivals. */
const ways = (bench: Bench, size: number, latencyMs: number): Variant[] => {
	// Few rows are read in no time, so those processes are warmed up and read several times.
	const runs = size > 20_000 ? { warmUp: 0, counted: 1 } : { warmUp: 1, counted: 2 };
	const variant = (way: string, step: Parameters<typeof sample>[1]): Variant => ({
		way,
		latencyMs,
		size,
		measure: async () => await sample(bench, step, { items: size }, { latencyMs, runs }),
	});
	return [
		variant(WAYS.ours5, rowsStep('ours', [QUARTER])),
		variant(WAYS.loop, rowsStep('loop', [QUARTER])),
		variant(WAYS.declarative, rowsStep('declarative', [QUARTER])),
		variant(WAYS.limit, { kind: 'rowsByLimit', ...QUARTER, width: 5 }),
		...(latencyMs === 0 ? [variant(HELD, { kind: 'rowsHeld', ...QUARTER })] : []),
	];
};

export const returnAll: Case = {
	name: 'return-all',
	run: async (bench) => {
		const [few, many] = bench.quick ? [1000, 5000] : [10_000, 150_000];
		const rows: Row[] = [];
		for (const size of [few, many]) {
			await bench.crm.ask(seedOf(size, QUARTER));
			const variants = LATENCIES.flatMap((latencyMs) => ways(bench, size, latencyMs));
			rows.push(...(await compare(bench, variants, size === many ? 2 : 3)));
		}
		return {
			name: 'return-all',
			title: 'Return All of transactions',
			about: `Pages of 500 rows of one period, until the last. A declarative node pages by n8n's own pagination. "${HELD}" is the keep-alive client again, one page after the other, with nothing kept but the items: its memory is the least that the rows can take.`,
			rows,
			duels: ENGINE_DUELS,
			claims: claimsOf(rows, few, many),
			remarks: [],
		};
	},
};

function claimsOf(rows: Row[], few: number, many: number) {
	const time = (way: string) => timeOf(find(rows, way, { latencyMs: 50, size: few }));
	const large = LATENCIES.map((latencyMs) => find(rows, WAYS.ours5, { latencyMs, size: many }));
	const failed = large.flatMap((row) => (row ? (failure(row) ?? []) : 'not run'));
	const held = find(rows, HELD, { size: many });
	const memory = (row?: Row) => (row && largest(row, 'peakMb')) ?? Number.NaN;
	return [
		claim(
			"Return All of 10,000 rows at 50 ms: at least 3 times as fast as n8n's own pagination",
			time(WAYS.declarative) / time(WAYS.ours5),
			{ least: 3 },
		),
		{
			text: '150,000 rows come without a stack error',
			found: failed.length ? failed.join('; ') : 'all rows',
			met: failed.length === 0,
		},
		claim(
			'memory for 150,000 rows: at most 1.5 times that of the rows as items',
			Math.max(...large.map(memory)) / memory(held),
			{ most: 1.5 },
		),
	];
}
