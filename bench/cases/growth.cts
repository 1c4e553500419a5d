import { compare, sample, type Bench, type Case } from '../bench.cts';
import { claim, find, processorTimeOf, short, timeOf, type Row } from '../results.cts';
import { leadStep, QUARTER, rowsStep, seedOf } from './steps.cts';

const ITEMS = 'items: Create Lead';
const ROWS = 'rows: Return All';

/** How much dearer an item may get on the way from 1,000 to 100,000. */
const STRAIGHT = 1.1;

export const growth: Case = {
	name: 'growth',
	run: async (bench) => {
		const sizes = bench.quick ? [100, 1000] : [1000, 10_000, 100_000];
		const rows: Row[] = [];
		for (const size of sizes) {
			rows.push(...(await itemsOf(bench, size)), ...(await rowsOf(bench, size)));
		}
		const before = sizes[0];
		const last = sizes[sizes.length - 1];
		const dearer = (way: string, time = timeOf) => {
			const each = (size: number) => time(find(rows, way, { size })) / size;
			return each(last) / each(before);
		};
		const [ours, theirs] = (['cpuMs', 'crmCpuMs'] as const).map(
			(whose) => `${short(dearer(ROWS, (row) => processorTimeOf(row, whose)))} times`,
		);
		const text = (what: string) =>
			`time grows straight: from 1,000 to 100,000, one ${what} gets at most ${STRAIGHT} times as dear`;
		return {
			name: 'growth',
			title: 'Growth',
			about:
				'This node with its default of 5 requests at a time, without latency. Items go over plain HTTP: 100,000 TLS handshakes would only measure TLS. Rows come over HTTPS. The shortest run is that of a warmed-up process.',
			rows,
			duels: [],
			claims: [
				claim(text('item'), dearer(ITEMS), { most: STRAIGHT }),
				claim(text('row'), dearer(ROWS), { most: STRAIGHT }),
			],
			remarks: [
				`In processor time a row of the longest list costs the node ${ours} as much as one of the shortest, and the CRM ${theirs}.`,
			],
		};
	},
};

/** A short run of a cold process would be dear for another reason, so those are warmed up. */
const runsFor = (size: number) => ({ warmUp: size > 1000 ? 0 : 3, counted: 1 });

const roundsFor = (size: number) => (size > 5000 ? 1 : 3);

async function itemsOf(bench: Bench, size: number): Promise<Row[]> {
	const expected = { items: size, leads: size };
	const how = { crm: bench.plainCrm, runs: runsFor(size) };
	const measure = async () => await sample(bench, leadStep('ours', size), expected, how);
	return await compare(bench, [{ way: ITEMS, size, measure }], roundsFor(size));
}

async function rowsOf(bench: Bench, size: number): Promise<Row[]> {
	await bench.crm.ask(seedOf(size, QUARTER));
	const how = { runs: runsFor(size) };
	const measure = async () =>
		await sample(bench, rowsStep('ours', [QUARTER]), { items: size }, how);
	return await compare(bench, [{ way: ROWS, size, measure }], 3);
}
