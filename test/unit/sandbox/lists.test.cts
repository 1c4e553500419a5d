import { seedTransactions, startSandbox } from '../../../sandbox/index.cts';
import { useSandbox } from '../../started.cts';
import { call } from './call.cts';

const CLIENTS = 7;
const sandbox = useSandbox({ clients: CLIENTS });

const clients = async (query: string) =>
	(await call(sandbox, 'GET', `/public/v1/users?${query}`)).json;
const report = async (body: object) =>
	call(sandbox, 'POST', '/public/v1/report/transactions', { skip: 0, limit: 500, ...body });
const idsOf = (rows: Array<{ id: string }>) => rows.map(({ id }) => id);

/** All ids of a list read page by page, as a client does that asks until a page comes back short. */
async function readAll(limit: number): Promise<string[]> {
	const ids: string[] = [];
	for (;;) {
		const { records } = await clients(`skip=${ids.length}&limit=${limit}`);
		ids.push(...idsOf(records));
		if (records.length < limit) return ids;
	}
}

describe('pages', () => {
	test.each([
		[0, 0, 0],
		[0, 1, 1],
		[0, CLIENTS, CLIENTS],
		[0, CLIENTS + 1, CLIENTS],
		[CLIENTS - 1, 500, 1],
		[CLIENTS, 500, 0],
		[1_000, 500, 0],
	])('skip %i, limit %i gives %i of them and the whole count', async (skip, limit, rows) => {
		const { count, records } = await clients(`skip=${skip}&limit=${limit}`);
		expect(count).toBe(CLIENTS);
		expect(idsOf(records)).toEqual(idsOf(sandbox.data.clients).slice(skip, skip + rows));
	});

	test('an empty list has no pages', async () => {
		sandbox.data.clients = [];
		expect(await clients('skip=0&limit=10')).toEqual({ count: 0, records: [] });
	});

	test.each([1, 3, 7, 8])('pages of %i put together are the list', async (limit) => {
		expect(await readAll(limit)).toEqual(idsOf(sandbox.data.clients).slice(0, CLIENTS));
	});

	test.each([1, 3, 7, 8])('newest first, pages of %i are the list backwards', async (limit) => {
		sandbox.faults.newestFirst = true;
		expect(await readAll(limit)).toEqual(idsOf(sandbox.data.clients).slice(0, CLIENTS).reverse());
	});

	test('suspended clients are a list of their own', async () => {
		const { count, records } = await clients('skip=0&limit=500&suspended=true');
		expect(count).toBe(3);
		const all = await readAll(500);
		expect(all).not.toEqual(expect.arrayContaining([records[0].id]));
	});

	test('type filters', async () => {
		const ibs = await clients('skip=0&limit=500&type=ib');
		const traders = await clients('skip=0&limit=500&type=trader');
		expect(ibs.count + traders.count).toBe(CLIENTS);
		expect(ibs.records[0].type).toBe('ib');
	});

	test('the lists of a connection have a default limit of 10', async () => {
		const [account] = sandbox.data.accounts;
		sandbox.data.accounts = Array.from({ length: 12 }, () => ({ ...account }));
		const path = `/public/v1/mt4/accounts?connection_id=${account.connection_id}`;
		const { json } = await call(sandbox, 'GET', path);
		expect(json.count).toBe(12);
		expect(json.records).toHaveLength(10);
	});
});

describe('growth', () => {
	test('records come at the end after every nth page, as often as said', async () => {
		sandbox.faults.grow = { list: 'clients', every: 2, rows: 3, times: 2 };
		const counts: number[] = [];
		for (let i = 0; i < 8; i++) counts.push((await clients('skip=0&limit=1')).count);
		expect(counts.map((count) => count - CLIENTS)).toEqual([0, 0, 3, 3, 6, 6, 6, 6]);
	});

	test('at the start, they push the others back: a careless reader sees one twice', async () => {
		sandbox.faults.grow = { list: 'clients', at: 'start', times: 1 };
		const ids = await readAll(3);
		expect(new Set(ids).size).toBe(ids.length - 1);
	});

	test('new records have an id of their own and fit what is read', async () => {
		const [first] = sandbox.data.transactions;
		sandbox.faults.grow = { list: 'transactions', rows: 5, times: 1 };
		const day = first.timestamp.slice(0, 10);
		const body = { start: day, end: day, user_id: first.user_id };
		const before = await report(body);
		const after = await report(body);
		expect(after.json.count).toBe(before.json.count + 5);
		expect(new Set(idsOf(after.json.records)).size).toBe(after.json.count);
	});

	test('records go: from the start, a careless reader misses one; from the end, none is missed', async () => {
		const all = idsOf(sandbox.data.clients).slice(0, CLIENTS);
		sandbox.faults.grow = { list: 'clients', change: 'go', at: 'start', times: 1 };
		expect(await readAll(3)).toEqual(all.filter((_id, i) => i !== 3));
		sandbox.reset();
		sandbox.faults.grow = { list: 'clients', change: 'go', rows: 2, times: 1 };
		expect(await readAll(3)).toEqual(all.slice(0, CLIENTS - 2));
		expect((await clients('skip=0&limit=1')).count).toBe(CLIENTS - 2);
	});

	test('records move: one from the start is read twice, another is missed', async () => {
		const all = idsOf(sandbox.data.clients).slice(0, CLIENTS);
		sandbox.data.clients.length = CLIENTS;
		sandbox.faults.grow = { list: 'clients', change: 'move', at: 'start', times: 1 };
		const ids = await readAll(3);
		expect(ids).toEqual([...all.filter((_id, i) => i !== 3), all[0]]);
	});

	test('another list does not grow', async () => {
		sandbox.faults.grow = { list: 'trades' };
		await clients('skip=0&limit=1');
		expect((await clients('skip=0&limit=1')).count).toBe(CLIENTS);
	});
});

describe('lies', () => {
	const all = () => idsOf(sandbox.data.clients).slice(0, CLIENTS);

	test.each([
		['too high', { countBy: 2 }, CLIENTS + 2],
		['too low', { countBy: -1 }, CLIENTS - 1],
		['0', { count: 0 }, 0],
		['far too high', { count: 1e15 }, 1e15],
		['text', { count: '7' }, '7'],
		['null', { count: null }, null],
	])('the count is %s, the rows are as they are', async (_what, lie, count) => {
		sandbox.faults.lie = lie;
		const page = await clients('skip=0&limit=500');
		expect(page.count).toBe(count);
		expect(idsOf(page.records)).toEqual(all());
	});

	test('pages are smaller than asked for', async () => {
		sandbox.faults.lie = { pageLimit: 2 };
		const page = await clients('skip=3&limit=500');
		expect([page.count, idsOf(page.records)]).toEqual([CLIENTS, all().slice(3, 5)]);
		expect((await clients('skip=0&limit=1')).records).toHaveLength(1);
	});

	test('a row comes twice, on one page or over two', async () => {
		sandbox.faults.lie = { twice: [[1, 2]] };
		const [a, b, c, d, e, f, g] = all();
		expect(await readAll(500)).toEqual([a, b, b, c, d, e, f, g]);
		sandbox.faults.lie = {
			twice: [
				[1, 4],
				[0, 6],
			],
		};
		expect(await readAll(3)).toEqual([a, b, c, d, b, e, f, a, g]);
		expect((await clients('skip=0&limit=1')).count).toBe(CLIENTS + 2);
	});

	test('two rows have one id, and differ in the rest', async () => {
		sandbox.faults.lie = { sameId: [[1, 4]] };
		const { records } = await clients('skip=0&limit=500');
		expect(idsOf(records)[4]).toBe(records[1].id);
		expect(records[4]).toMatchObject({ email: sandbox.data.clients[4].email });
		expect(new Set(idsOf(records)).size).toBe(CLIENTS - 1);
	});

	test('accounts are told apart by their login, trades by their order', async () => {
		sandbox.faults.lie = { sameId: [[0, 1]] };
		const { json } = await call(
			sandbox,
			'GET',
			`/public/v1/mt4/accounts?connection_id=${sandbox.data.accounts[0].connection_id}`,
		);
		expect(json.records[1].login).toBe(json.records[0].login);
		const day = sandbox.data.trades[0].close_time.slice(0, 10);
		const later = new Date(Date.parse(day) + 80 * 86_400_000).toISOString().slice(0, 10);
		const query = `connection_id=struk0gc&type=x&start=${day}&end=${later}&skip=0&limit=5`;
		const trades = await call(sandbox, 'GET', `/public/v1/mt4/trades?${query}`);
		expect(trades.json.records[1].order_id).toBe(trades.json.records[0].order_id);
		expect(trades.json.records[1].login).not.toBe(trades.json.records[0].login);
	});

	test('ids that are numbers can be beyond 2^53, with all their digits', async () => {
		sandbox.faults.lie = { addToIds: '9007199254740992' };
		const [first, second] = sandbox.data.accounts.filter(({ platform }) => platform === 'mt4');
		second.login = first.login + 1;
		const path = `/public/v1/mt4/accounts?connection_id=${first.connection_id}&limit=2`;
		const { text } = await call(sandbox, 'GET', path);
		const logins = [...text.matchAll(/"login":(\d+)/g)].map(([, login]) => BigInt(login));
		expect(logins).toEqual([first.login, second.login].map((n) => BigInt(n) + 2n ** 53n));
		expect(idsOf((await clients('skip=0&limit=500')).records)).toEqual(all());
	});

	test('places are those of the reading, newest first too', async () => {
		sandbox.faults.newestFirst = true;
		sandbox.faults.lie = { twice: [[0, 2]] };
		const [a, b, ...others] = all().reverse();
		expect(await readAll(3)).toEqual([a, b, a, ...others]);
	});

	test('another list tells the truth', async () => {
		sandbox.faults.lie = { list: 'trades', count: 0 };
		expect((await clients('skip=0&limit=1')).count).toBe(CLIENTS);
	});
});

describe('what is kept between pages', () => {
	const second = () => clients('skip=2&limit=2');
	beforeEach(() => clients('skip=0&limit=2'));

	test('is what the list holds now: longer, shorter, moved, another', async () => {
		const [first, ...others] = sandbox.data.clients;
		sandbox.data.clients.splice(0, 1);
		expect(idsOf((await second()).records)).toEqual(idsOf(others.slice(2, 4)));
		sandbox.data.clients.unshift(first);
		expect(idsOf((await second()).records)).toEqual(idsOf(others.slice(1, 3)));
		sandbox.data.clients.push(sandbox.data.clients.shift()!);
		expect(idsOf((await second()).records)).toEqual(idsOf(others.slice(2, 4)));
		sandbox.data.clients = [...others.slice(0, 3)];
		expect(await second()).toMatchObject({ count: 3, records: [{ id: others[2].id }] });
	});

	test('knows filters and the clock of the CRM apart', async () => {
		expect((await clients('skip=2&limit=2&suspended=true')).count).toBe(3);
		expect((await second()).count).toBe(CLIENTS);
		const day = sandbox.data.transactions[0].timestamp.slice(0, 10);
		const count = async () => (await report({ skip: 1, start: day, end: day })).json.count;
		const utc = await count();
		sandbox.faults.timezone = -5;
		sandbox.data.transactions[0].timestamp = `${day} 02:00:00`;
		expect(await count()).toBeLessThan(utc);
	});

	test('is made anew for a first page: a record that changed in its place is seen', async () => {
		sandbox.data.clients[3].suspended = true;
		expect((await clients('skip=0&limit=2')).count).toBe(CLIENTS - 1);
		sandbox.data.clients[3].referrer_id = '';
		const [root] = (await clients('skip=0&limit=1')).records;
		const below = sandbox.data.clients.filter(({ referrer_id }) => referrer_id === root.id);
		expect(root.downline_count).toBe(String(below.length));
	});
});

describe('periods', () => {
	beforeEach(() => {
		sandbox.data.transactions = [];
		// One each hour from the 1st, 00:00, to the 3rd, 23:00
		seedTransactions(sandbox.data, 72, { from: '2025-03-01 00:00:00', to: '2025-03-04 00:00:00' });
	});
	const hours = async (start: string, end: string) => {
		const { json } = await report({ start, end });
		return json.records.map(({ timestamp }: { timestamp: string }) => timestamp.slice(8, 13));
	};

	test('belong to both their days', async () => {
		const found = await hours('2025-03-01', '2025-03-02');
		expect([found.length, found[0], found.at(-1)]).toEqual([48, '01 00', '02 23']);
	});

	test('leave out the end when it is exclusive', async () => {
		sandbox.faults.endExclusive = true;
		const found = await hours('2025-03-01', '2025-03-02');
		expect([found.length, found.at(-1)]).toEqual([24, '01 23']);
		expect(await hours('2025-03-01', '2025-03-01')).toEqual([]);
	});

	test('go by the clock of the CRM', async () => {
		sandbox.faults.timezone = 8;
		const found = await hours('2025-03-02', '2025-03-02');
		// 16:00 UTC of the day before is midnight there
		expect([found.length, found[0], found.at(-1)]).toEqual([24, '02 00', '02 23']);
		const shown = await report({ start: '2025-03-02', end: '2025-03-02' });
		const stored = sandbox.data.transactions.find(({ id }) => id === shown.json.records[0].id);
		expect(stored?.timestamp).toBe('2025-03-01 16:00:00');
	});

	test.each([
		['2025-01-31', '2025-04-30', 200],
		['2025-01-31', '2025-05-01', 400],
		['2024-11-30', '2025-02-28', 200],
		['2024-11-30', '2025-03-01', 400],
		['2025-03-01', '2025-06-01', 200],
		['2025-03-01', '2025-06-02', 400],
		['2025-03-02', '2025-03-01', 400],
		['2025-02-30', '2025-03-01', 400],
		['01-03-2025', '2025-03-01', 400],
	])('%s to %s is answered with %i', async (start, end, status) => {
		expect((await report({ start, end })).status).toBe(status);
		const query = `connection_id=struk0gc&type=x&start=${start}&end=${end}`;
		expect((await call(sandbox, 'GET', `/public/v1/mt4/trades?${query}`)).status).toBe(status);
	});

	test('filters narrow the report down', async () => {
		const period = { start: '2025-03-01', end: '2025-03-03' };
		const [row] = sandbox.data.transactions;
		const count = async (filter: object) => (await report({ ...period, ...filter })).json.count;
		expect(await count({})).toBe(72);
		expect(await count({ transaction_id: row.ref_id })).toBe(1);
		const deposits = await count({ type: ['deposit'] });
		const withdrawals = await count({ type: ['withdrawal'] });
		expect(deposits + withdrawals).toBe(72);
		expect(deposits).toBeGreaterThan(withdrawals);
		expect(await count({ user_id: row.user_id })).toBeLessThan(72);
		expect((await report({ ...period, type: 'deposit' })).status).toBe(400);
	});
});

test('the same seed gives the same records, another gives others', async () => {
	const [same, other] = await Promise.all([
		startSandbox({ clients: CLIENTS }),
		startSandbox({ clients: CLIENTS, seed: 2 }),
	]);
	try {
		expect(same.data.clients).toEqual(sandbox.data.clients);
		expect(other.data.clients).not.toEqual(sandbox.data.clients);
	} finally {
		await Promise.all([same.close(), other.close()]);
	}
});

test('every record of a large sandbox has an id of its own', async () => {
	const large = await startSandbox({ clients: 1_499 });
	try {
		seedTransactions(large.data, 10_000, {
			from: '2024-01-01 00:00:00',
			to: '2026-01-01 00:00:00',
		});
		const { clients: people, transactions, wallets, requests } = large.data;
		const ids = [people, transactions, wallets, requests].flatMap((rows) => idsOf(rows));
		expect(people.filter(({ suspended }) => !suspended)).toHaveLength(1_499);
		expect(ids.every((id) => id.length === 8)).toBe(true);
		expect(new Set(ids).size).toBe(ids.length);
	} finally {
		await large.close();
	}
});
