/** What stands above the output after a run that went well, and is not seen in its items. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { CRM, hintsOf, useFixture, type Fixture } from './fixture.cts';

const fixture = useFixture({ clients: 1200 });

const CLIENTS: INodeParameters = { resource: 'client', operation: 'getMany' };
const TRANSACTIONS: INodeParameters = {
	resource: 'report',
	operation: 'getTransactions',
	period: 'custom',
	start: '2026-01-01',
	end: '2026-02-28',
};

async function hints(...given: Parameters<Fixture['run']>): Promise<string[]> {
	const result = await fixture.run(...given);
	expect(result.error).toBeUndefined();
	return hintsOf(result);
}

const ALL = "turn on 'Return All' to get all, or raise 'Limit'";

describe('a limit that is reached', () => {
	test('tells how many there are', async () => {
		const count = fixture.sandbox.data.clients.filter(({ suspended }) => !suspended).length;
		expect(count).toBeGreaterThan(1000);
		const { length } = (await fixture.run(CLIENTS)).json(CRM);
		expect(length).toBe(50);
		expect(await hints(CLIENTS)).toEqual([
			`50 of ${count.toLocaleString('en-US')} records: ${ALL}.`,
		]);
	});

	test('names the items where there are several', async () => {
		const [hint] = await hints({ ...CLIENTS, limit: '={{ $json.limit }}' }, [
			{ limit: 5000 },
			{ limit: 7 },
			{ limit: 7 },
		]);
		expect(hint).toMatch(/^7 of 1,\d{3} records: .* \(items 1-2\)\.$/);
	});

	test('is none when just so many are there, or all are wanted', async () => {
		fixture.sandbox.data.clients = fixture.sandbox.data.clients
			.filter(({ suspended }) => !suspended)
			.slice(0, 50);
		expect(await hints(CLIENTS)).toEqual([]);
		expect(await hints({ ...CLIENTS, limit: 51 })).toEqual([]);
		expect(await hints({ ...CLIENTS, returnAll: true })).toEqual([]);
	});

	test('of a period says that there may be more', async () => {
		const [sample] = fixture.sandbox.data.transactions;
		fixture.sandbox.data.transactions = Array.from({ length: 60 }, (_, index) => ({
			...sample,
			...{ id: `t${index}`, timestamp: '2026-01-15 10:00:00' },
		}));
		const MAY = `There may be more than these 50 records: ${ALL}.`;
		expect(await hints(TRANSACTIONS)).toEqual([MAY]);
		// In parts, of which the first fills the limit.
		expect(await hints({ ...TRANSACTIONS, end: '2026-11-20' })).toEqual([MAY]);
		fixture.sandbox.data.transactions.length = 50;
		expect(await hints(TRANSACTIONS)).toEqual([]);
	});
});

describe('a report without records', () => {
	const empty = /^No transactions of type 'Deposits' in this period\. .*documents no list/;

	test('tells the word that may be wrong', async () => {
		const additionalFields = { type: 'Deposits' };
		expect(await hints({ ...TRANSACTIONS, additionalFields })).toEqual([
			expect.stringMatching(empty),
		]);
		expect(await hints({ ...TRANSACTIONS, additionalFields, returnAll: true })).toEqual([
			expect.stringMatching(empty),
		]);
	});

	test('does so for each of several words, and for trades', async () => {
		const [several] = await hints({
			...TRANSACTIONS,
			additionalFields: { type: 'Deposits, bonus' },
		});
		expect(several).toContain("No transactions of type 'Deposits', 'bonus'");
		const { connection_id } = fixture.sandbox.data.trades[0];
		fixture.sandbox.data.trades = [];
		const [trades] = await hints({
			...{ ...TRANSACTIONS, resource: 'mt4', operation: 'getTrades', type: 'closed' },
			connectionId: { __rl: true, mode: 'id', value: connection_id },
		});
		expect(trades).toContain("No MT4 trades of type 'closed' in this period");
	});

	test('without a word says nothing', async () => {
		fixture.sandbox.data.transactions = [];
		expect(await hints(TRANSACTIONS)).toEqual([]);
	});
});

describe('a CRM that limits requests', () => {
	const busy = (seconds: string, times: number) => {
		const headers = { 'retry-after': seconds };
		fixture.sandbox.faults.rules = [{ times, action: { status: 429, headers } }];
	};
	const LEAD: INodeParameters = {
		...{ resource: 'lead', operation: 'create' },
		...{ name: 'Ann', email: '={{ $json.email }}' },
	};
	const people = (count: number): IDataObject[] =>
		Array.from({ length: count }, (_, index) => ({ email: `p${index}@example.com` }));

	test('tells how long the run waited, and what to do', async () => {
		busy('2', 1);
		expect(await hints(LEAD, people(1))).toEqual([
			expect.stringMatching(
				/^The CRM limits requests: this run waited 2 s .*Max Requests per Second/,
			),
		]);
	});

	test('counts waits side by side once', async () => {
		busy('2', 3);
		const [hint] = await hints(LEAD, people(3));
		expect(hint).toMatch(/this run waited [23] s/);
	});

	test('says nothing where nothing was waited for', async () => {
		expect(await hints(LEAD, people(1))).toEqual([]);
	});
});
