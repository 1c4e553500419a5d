import { compare, sample, type Bench, type Case, type Variant } from '../bench.cts';
import type { Crm } from '../processes/index.cts';
import type { Files, Step } from '../processes/task.cts';
import {
	claim,
	failure,
	find,
	largest,
	processorTimeOf,
	short,
	timeOf,
	type Duel,
	type Row,
	type Sample,
} from '../results.cts';
import { QUARTERS, rowsStep, seedOf, YEARS } from './steps.cts';

const FILE = 'this node, into a file';
const COUNTED = 'keep-alive client without n8n, which only counts';
const BARE = "n8n's transport, which only counts";
const IN_MEMORY = "this node, into a file in n8n's memory mode";
const ITEMS = 'this node, as items';
const plain = (way: string) => `${way}, plain HTTP`;

export const file: Case = {
	name: 'file',
	run: async (bench) => {
		const size = bench.quick ? 5000 : 2_000_000;
		const rows: Row[] = [];
		// One after the other: so many rows are in the memory of one CRM at a time.
		for (const crm of [bench.crm, bench.plainCrm]) {
			await crm.ask(seedOf(size, YEARS));
			rows.push(...(await compare(bench, waysOf(bench, crm, size), 1)));
			await crm.ask(seedOf(0, YEARS));
		}
		return {
			name: 'file',
			title: `${size.toLocaleString('en-US')} transactions into a file`,
			about:
				'Two years of transactions by Put Output in File, with the fields of Simplify; n8n keeps the file on disk, as it does by default. The client without n8n parses each page and counts its rows. Memory mode is that of n8n 1: it holds the file as text of base64.',
			rows,
			duels: [FILE, plain(FILE)].flatMap((own, at): Duel[] =>
				[BARE, COUNTED].map((rival): Duel => [own, at ? plain(rival) : rival]),
			),
			claims: claimsOf(rows),
			remarks: remarksOf(rows),
		};
	},
};

function waysOf(bench: Bench, crm: Crm, size: number): Variant[] {
	const secure = crm === bench.crm;
	const counted: Step = { kind: 'rowsCounted', periods: QUARTERS, width: 5 };
	const bare: Step = {
		kind: 'node',
		node: 'counting',
		parameters: {},
		items: { given: QUARTERS.map((days) => ({ ...days })) },
	};
	const ways: Array<[string, Step]> = secure
		? [
				[FILE, fileStep('disk')],
				[BARE, bare],
				[COUNTED, counted],
				[IN_MEMORY, fileStep('memory')],
				[ITEMS, rowsStep('ours', [YEARS])],
			]
		: [
				[plain(FILE), fileStep('disk')],
				[plain(BARE), bare],
				[plain(COUNTED), counted],
			];
	return ways.map(([way, step]) => ({
		way,
		size,
		measure: async () => await survived(bench, step, size, crm),
	}));
}

function claimsOf(rows: Row[]) {
	const ratio = (rival: string, way = (of: string) => of) =>
		timeOf(find(rows, way(FILE))) / timeOf(find(rows, way(rival)));
	const text = 'time: at most 1.5 of a keep-alive client that only counts the rows';
	return [
		claim('memory: at most 3 times the size of the file', memoryOf(rows, FILE), { most: 3 }),
		claim(
			"the same in n8n's memory mode: at most 4 times, of which n8n's own text is 1.33",
			memoryOf(rows, IN_MEMORY),
			{ most: 4 },
		),
		claim(`${text}, over HTTPS`, ratio(COUNTED), { most: 1.5 }),
		claim(`${text}, over plain HTTP`, ratio(COUNTED, plain), { most: 1.5 }),
		claim("time: at most 1.5 of a node that only counts, by n8n's own helper", ratio(BARE), {
			most: 1.5,
		}),
	];
}

/** In sizes of the file. */
function memoryOf(rows: Row[], way: string): number {
	const row = find(rows, way);
	const of = (what: 'peakMb' | 'fileMb') => (row && largest(row, what)) ?? Number.NaN;
	return of('peakMb') / of('fileMb');
}

function remarksOf(rows: Row[]): string[] {
	const cpu = (way: string) => processorTimeOf(find(rows, way));
	const floor = cpu(BARE) / cpu(COUNTED);
	const items = find(rows, ITEMS);
	const failed = items && failure(items);
	return [
		`n8n makes a connection for each page, which a node can't change. In processor time its transport alone takes ${short(floor)} times as much as the keep-alive client; this node takes ${short(cpu(FILE) / cpu(BARE))} times as much as that transport.`,
		failed
			? `As items the same rows are more than n8n can hold: ${failed}.`
			: `As items the same rows take ${short((items && largest(items, 'peakMb')) ?? Number.NaN)} MB.`,
	];
}

/** Report → Get Transactions of two years into a file, with the fields that people want. */
function fileStep(files: Files): Step {
	const step = rowsStep('ours', [YEARS]) as Extract<Step, { kind: 'node' }>;
	const parameters = { ...step.parameters, simplify: true, putOutputInFile: true };
	return { ...step, files, parameters };
}

/** A process that runs out of memory has no result, but the others have. */
async function survived(bench: Bench, step: Step, size: number, crm: Crm): Promise<Sample> {
	try {
		return await sample(bench, step, { items: size }, { crm });
	} catch (error) {
		return { ms: Number.NaN, items: 0, error: (error as Error).message };
	}
}
