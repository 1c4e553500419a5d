import { compare, sample, type Bench, type Case, type Variant } from '../bench.cts';
import type { Step } from '../processes/task.cts';
import { claim, failure, find, largest, timeOf, type Sample } from '../results.cts';
import { QUARTERS, rowsStep, seedOf, YEARS } from './steps.cts';

const FILE = 'this node, into a file';
const ITEMS = 'this node, as items';
const COUNTED = 'keep-alive client without n8n, which only counts';

export const file: Case = {
	name: 'file',
	run: async (bench) => {
		const size = bench.quick ? 5000 : 2_000_000;
		await bench.crm.ask(seedOf(size, YEARS));
		const ways: Array<[string, Step]> = [
			[FILE, fileStep()],
			[COUNTED, { kind: 'rowsCounted', periods: QUARTERS, width: 5 }],
			[ITEMS, rowsStep('ours', [YEARS])],
		];
		const variants = ways.map(([way, step]): Variant => ({
			way,
			size,
			measure: async () => await survived(bench, step, size),
		}));
		const rows = await compare(bench, variants, 1);
		const row = find(rows, FILE);
		const of = (what: 'peakMb' | 'fileMb') => (row && largest(row, what)) ?? Number.NaN;
		const items = find(rows, ITEMS);
		const failed = items && failure(items);
		return {
			name: 'file',
			title: `${size.toLocaleString('en-US')} transactions into a file`,
			about:
				'Two years of transactions by Put Output in File, with the fields of Simplify; the client without n8n parses each page and counts its rows. n8n keeps the file in memory here, as text of base64, which is the dearest of its modes.',
			rows,
			duels: [[FILE, COUNTED]],
			claims: [
				claim('memory: at most 3 times the size of the file', of('peakMb') / of('fileMb'), {
					most: 3,
				}),
				claim(
					'time: at most 1.5 of a keep-alive client that only counts the rows',
					timeOf(row) / timeOf(find(rows, COUNTED)),
					{ most: 1.5 },
				),
			],
			remarks: failed ? [`As items the same rows are more than n8n can hold: ${failed}.`] : [],
		};
	},
};

/** Report → Get Transactions of two years into a file, with the fields that people want. */
function fileStep(): Step {
	const step = rowsStep('ours', [YEARS]) as Extract<Step, { kind: 'node' }>;
	return { ...step, parameters: { ...step.parameters, simplify: true, putOutputInFile: true } };
}

/** A process that runs out of memory has no result, but the others have. */
async function survived(bench: Bench, step: Step, size: number): Promise<Sample> {
	try {
		return await sample(bench, step, { items: size });
	} catch (error) {
		return { ms: Number.NaN, items: 0, error: (error as Error).message };
	}
}
