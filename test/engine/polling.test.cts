/** The polling trigger in n8n's own poll context: nothing is lost and nothing comes twice. */
import type { INodeParameters } from 'n8n-workflow';
import { NodeApiError, type NodeOperationError } from 'n8n-workflow';
import type { Keeping } from './harness/index.cts';
import {
	ago,
	DAY,
	HOUR,
	idsOf,
	MINUTE,
	pollingWorkflow,
	startPolling,
	usePolling,
	TRIGGER,
} from './polling.fixture.cts';

const crm = usePolling();
beforeEach(() => {
	crm.asked();
});

const TRANSACTIONS: INodeParameters = { event: 'newTransaction' };
const CLIENTS: INodeParameters = { event: 'newClient' };
const TRADES: INodeParameters = {
	event: 'newMt4Trade',
	connectionId: { __rl: true, mode: 'id', value: 'struk0gc' },
	type: 'closed',
};
const ONLY_NEW = { alsoWhenChanged: false };

const isoDay = (ms: number) => new Date(Date.now() + ms).toISOString().slice(0, 10);

/** What a poll throws. */
async function failureOf(poll: Promise<unknown>): Promise<NodeApiError | NodeOperationError> {
	return await poll.then(
		() => {
			throw new Error('The poll did not fail');
		},
		(error: NodeApiError) => error,
	);
}

describe.each<Keeping>(['memory', 'durable'])('with %s keeping,', (keeping) => {
	const poller = (parameters: INodeParameters) => crm.poller(parameters, keeping);

	describe('a transaction', () => {
		test('that was there before the first activation does not come out, later ones do', async () => {
			crm.addTransaction({ timestamp: ago(HOUR) });
			const trigger = poller(TRANSACTIONS);
			expect(await trigger.activate()).toEqual([]);
			const { id } = crm.addTransaction();
			expect(idsOf(await trigger.poll())).toEqual([id]);
			expect(await trigger.poll()).toEqual([]);
			expect(await trigger.poll()).toEqual([]);
		});

		test('comes out when it is the first of all', async () => {
			crm.sandbox.data.transactions = [];
			const trigger = poller(TRANSACTIONS);
			await trigger.activate();
			expect(await trigger.poll()).toEqual([]);
			const { id } = crm.addTransaction();
			expect(idsOf(await trigger.poll())).toEqual([id]);
		});

		test('in the same second as the last one comes out', async () => {
			const timestamp = ago(MINUTE);
			const trigger = poller(TRANSACTIONS);
			await trigger.activate();
			crm.addTransaction({ timestamp });
			await trigger.poll();
			const { id } = crm.addTransaction({ timestamp });
			expect(idsOf(await trigger.poll())).toEqual([id]);
			expect(await trigger.poll()).toEqual([]);
		});

		test('that turns up late, with a time before the last one, comes out', async () => {
			const trigger = poller(TRANSACTIONS);
			await trigger.activate();
			crm.addTransaction();
			await trigger.poll();
			const late = [10 * MINUTE, 3 * HOUR, 20 * HOUR].map((ms) =>
				crm.addTransaction({ timestamp: ago(ms) }),
			);
			expect(idsOf(await trigger.poll())).toEqual(late.map(({ id }) => id).reverse());
			expect(await trigger.poll()).toEqual([]);
		});

		test('that is changed comes out once more, as changed', async () => {
			const trigger = poller(TRANSACTIONS);
			await trigger.activate();
			const deposit = crm.addTransaction({ status: 'pending' });
			const [first] = await trigger.poll();
			expect(first).toMatchObject({ id: deposit.id, status: 'pending', change: 'new' });
			expect(await trigger.poll()).toEqual([]);

			deposit.status = 'completed';
			const [second, ...others] = await trigger.poll();
			expect(others).toEqual([]);
			expect(second).toMatchObject({ id: deposit.id, status: 'completed', change: 'changed' });
			expect(second.deliveryKey).not.toBe(first.deliveryKey);
			expect(await trigger.poll()).toEqual([]);

			deposit.amount = 250;
			expect(await trigger.poll()).toMatchObject([{ amount: 250, change: 'changed' }]);
			deposit.comment = 'looked at';
			expect(await trigger.poll()).toEqual([]);
		});

		test('that is changed does not come out again where only new ones are wanted', async () => {
			const trigger = poller({ ...TRANSACTIONS, ...ONLY_NEW });
			await trigger.activate();
			const deposit = crm.addTransaction({ status: 'pending' });
			expect(await trigger.poll()).toMatchObject([{ change: 'new' }]);
			deposit.status = 'completed';
			expect(await trigger.poll()).toEqual([]);
		});

		test('that was pending at the first activation comes out when it is completed', async () => {
			const deposit = crm.addTransaction({ status: 'pending' });
			const trigger = poller(TRANSACTIONS);
			expect(await trigger.activate()).toEqual([]);
			deposit.status = 'completed';
			expect(await trigger.poll()).toMatchObject([{ id: deposit.id, change: 'changed' }]);
		});

		test('that is gone is not missed, and not new when it comes back', async () => {
			const trigger = poller(TRANSACTIONS);
			await trigger.activate();
			const deposit = crm.addTransaction();
			await trigger.poll();
			crm.sandbox.data.transactions.pop();
			expect(await trigger.poll()).toEqual([]);
			crm.sandbox.data.transactions.push(deposit);
			expect(await trigger.poll()).toEqual([]);
		});
	});

	test('a failure in the middle of paging loses nothing', async () => {
		const trigger = poller(TRANSACTIONS);
		await trigger.activate();
		const made = Array.from({ length: 1_600 }, (_, i) =>
			crm.addTransaction({ timestamp: ago(i * 1000) }),
		);
		const before = trigger.remembered;
		crm.sandbox.faults.rules = [{ after: 2, times: 9, action: { status: 500 } }];
		const error = await failureOf(trigger.poll());
		expect(error).toBeInstanceOf(NodeApiError);
		expect(error.message).toBe('The CRM could not answer');
		expect(trigger.remembered).toEqual(before);

		crm.sandbox.faults.rules = [];
		const ids = idsOf(await trigger.poll());
		expect([...ids].sort()).toEqual(made.map(({ id }) => id).sort());
		expect(await trigger.poll()).toEqual([]);
	});

	test('12,000 records in one window come once, however often it is read', async () => {
		const trigger = poller(TRANSACTIONS);
		await trigger.activate();
		const made = Array.from({ length: 12_000 }, (_, i) =>
			crm.addTransaction({ timestamp: ago(Math.floor(i / 10) * 1000) }),
		);
		const ids = idsOf(await trigger.poll());
		expect(new Set(ids)).toEqual(new Set(made.map(({ id }) => id)));
		expect(ids).toHaveLength(12_000);
		expect(await trigger.poll()).toEqual([]);
		expect(await trigger.restart()).toEqual([]);
		const { id } = crm.addTransaction();
		expect(idsOf(await trigger.poll())).toEqual([id]);
	});

	test('what n8n could not save comes again after a restart, with the same keys, and the rest once', async () => {
		const trigger = poller(TRANSACTIONS);
		await trigger.activate();
		crm.addTransaction();
		await trigger.poll();
		trigger.failsToSave = true;
		const lost = crm.addTransaction();
		const first = await trigger.poll();
		expect(idsOf(first)).toEqual([lost.id]);

		trigger.failsToSave = false;
		const meanwhile = crm.addTransaction();
		const again = await trigger.restart();
		expect(idsOf(again)).toEqual([lost.id, meanwhile.id]);
		expect(again[0].deliveryKey).toBe(first[0].deliveryKey);
		expect(await trigger.poll()).toEqual([]);
	});

	test('polls that find nothing change nothing, so a restart after them loses nothing', async () => {
		const trigger = poller(TRANSACTIONS);
		await trigger.activate();
		crm.addTransaction();
		await trigger.poll();
		const before = trigger.remembered;
		await trigger.poll();
		await trigger.poll();
		expect(trigger.remembered).toEqual(before);
		const { id } = crm.addTransaction();
		expect(idsOf(await trigger.restart())).toEqual([id]);
	});

	test('what came while the workflow was inactive comes out when it is active again', async () => {
		const trigger = poller(TRANSACTIONS);
		await trigger.activate();
		const [a, b] = [crm.addTransaction(), crm.addTransaction()];
		expect(idsOf(await trigger.activate())).toEqual([a.id, b.id]);
	});

	describe('a client', () => {
		test('in the same second as the last, late, or changed: each comes out once', async () => {
			const trigger = poller(CLIENTS);
			expect(await trigger.activate()).toEqual([]);
			const first = crm.addClient();
			expect(idsOf(await trigger.poll())).toEqual([first.id]);
			const same = crm.addClient({ created_at: first.created_at });
			const late = crm.addClient({ created_at: ago(40 * DAY) });
			first.kyc_status = 'verified';
			first.name = 'Another Name';
			expect(idsOf(await trigger.poll())).toEqual([late.id, same.id]);
			expect(await trigger.poll()).toEqual([]);
			expect(await trigger.poll()).toEqual([]);
		});

		test('that is changed comes out as changed where that is wanted', async () => {
			const trigger = poller({ ...CLIENTS, alsoWhenChanged: true });
			await trigger.activate();
			const [client] = crm.sandbox.data.clients;
			client.kyc_status = client.kyc_status === 'pending' ? 'verified' : 'pending';
			expect(await trigger.poll()).toMatchObject([{ id: client.id, change: 'changed' }]);
			expect(await trigger.poll()).toEqual([]);
		});

		test('that was suspended is not new when it is freed', async () => {
			const trigger = poller(CLIENTS);
			await trigger.activate();
			const suspended = crm.sandbox.data.clients.filter((client) => client.suspended);
			expect(suspended.length).toBeGreaterThan(0);
			for (const client of suspended) client.suspended = false;
			expect(await trigger.poll()).toEqual([]);
			suspended[0].suspended = true;
			await trigger.poll();
			suspended[0].suspended = false;
			expect(await trigger.poll()).toEqual([]);
		});

		test('comes out although another was deleted', async () => {
			const trigger = poller(CLIENTS);
			await trigger.activate();
			crm.sandbox.data.clients.splice(5, 1);
			const { id } = crm.addClient();
			expect(idsOf(await trigger.poll())).toEqual([id]);
			expect(await trigger.poll()).toEqual([]);
		});
	});

	test('a trade comes out once, and again when it is closed if that is wanted', async () => {
		const [plain, closing] = [poller(TRADES), poller({ ...TRADES, alsoWhenChanged: true })];
		expect([await plain.activate(), await closing.activate()]).toEqual([[], []]);
		const trade = crm.addTrade({ profit: 10 });
		for (const trigger of [plain, closing]) {
			const items = await trigger.poll();
			expect(items).toMatchObject([{ order_id: trade.order_id, change: 'new' }]);
			expect(items[0].deliveryKey).toContain(`newMt4Trade:struk0gc:${trade.order_id}`);
		}
		// The profit of an open trade is another at every poll.
		trade.profit = 20;
		expect([await plain.poll(), await closing.poll()]).toEqual([[], []]);
		trade.volume = 9.5;
		expect(await plain.poll()).toEqual([]);
		expect(await closing.poll()).toMatchObject([{ volume: 9.5, change: 'changed' }]);
		expect(await closing.poll()).toEqual([]);
	});
});

describe('whatever the CRM is like', () => {
	const SETUPS = [
		{ newestFirst: true },
		{ endExclusive: true },
		{ timezone: 14 },
		{ timezone: -12 },
		{ timezone: 9, endExclusive: true, newestFirst: true },
		{ timezone: -11, endExclusive: true, newestFirst: true },
	];

	test.each(SETUPS)('nothing is lost and nothing comes twice: %j', async (faults) => {
		Object.assign(crm.sandbox.faults, faults);
		crm.addTransaction({ timestamp: ago(MINUTE) });
		const trigger = crm.poller(TRANSACTIONS, 'durable');
		expect(await trigger.activate()).toEqual([]);
		const made = [];
		for (let round = 0; round < 3; round++) {
			const fresh = crm.addTransaction();
			const late = crm.addTransaction({ timestamp: ago(HOUR) });
			made.push(late.id, fresh.id);
			expect(idsOf(await trigger.poll())).toEqual([late.id, fresh.id]);
			expect(await trigger.poll()).toEqual([]);
		}
		expect(new Set(idsOf(trigger.emitted.flat().map(({ json }) => json)))).toEqual(new Set(made));
	});

	test.each([
		{ timezone: 0 },
		{ timezone: -11, endExclusive: true },
		{ timezone: 13, newestFirst: true },
	])('days go by: windows move on, memory forgets, all comes out once: %j', async (faults) => {
		jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'clearTimeout'] });
		try {
			const start = Date.parse('2026-10-25T00:00:00Z');
			jest.setSystemTime(start);
			Object.assign(crm.sandbox.faults, faults);
			crm.sandbox.data.transactions = [];
			const trigger = crm.poller(TRANSACTIONS, 'durable');
			await trigger.activate();
			const made = new Set<string>();
			const got: string[] = [];
			for (let step = 1; step <= 96; step++) {
				jest.setSystemTime(start + step * 3 * HOUR);
				made.add(crm.addTransaction().id);
				// Some turn up almost a day late.
				if (step % 5 === 0) made.add(crm.addTransaction({ timestamp: ago(23 * HOUR) }).id);
				// A weekend without any poll.
				if (step < 40 || step > 60) got.push(...idsOf(await trigger.poll()));
			}
			expect(new Set(got)).toEqual(made);
			expect(got).toHaveLength(made.size);
			const { seen } = trigger.remembered.memory as { seen: Record<string, string[]> };
			expect(Object.values(seen).flat().length).toBeLessThan(60);
		} finally {
			jest.useRealTimers();
		}
	});

	test('a record with a time in the future hides no others', async () => {
		const trigger = crm.poller(TRANSACTIONS);
		await trigger.activate();
		const odd = crm.addTransaction({ timestamp: ago(-DAY) });
		expect(idsOf(await trigger.poll())).toEqual([odd.id]);
		const { id } = crm.addTransaction({ timestamp: ago(2 * HOUR) });
		expect(idsOf(await trigger.poll())).toEqual([id]);
		expect(await trigger.poll()).toEqual([]);
	});

	test('a time that can not be right does not move the window away', async () => {
		const trigger = crm.poller(TRADES);
		await trigger.activate();
		const odd = crm.addTrade({ open_time: '2099-01-01 00:00:00' });
		expect(await trigger.poll()).toMatchObject([{ order_id: odd.order_id }]);
		const { order_id } = crm.addTrade();
		crm.asked();
		expect(await trigger.poll()).toMatchObject([{ order_id }]);
		expect(crm.asked()).toBe(1);
	});

	test('clients come out of a long list with few requests, wherever they stand', async () => {
		const { data, faults } = crm.sandbox;
		const model = structuredClone(data.clients[0]);
		for (let i = 0; i < 3_000; i++) {
			data.clients.push({ ...model, id: `c${String(i).padStart(7, '0')}` });
		}
		const trigger = crm.poller(CLIENTS, 'durable');
		expect(await trigger.activate()).toEqual([]);
		crm.asked();
		expect(await trigger.poll()).toEqual([]);
		expect(crm.asked('client.getMany')).toBe(2);

		const last = crm.addClient();
		expect(idsOf(await trigger.poll())).toEqual([last.id]);
		expect(crm.asked()).toBe(2);
		faults.newestFirst = true;
		const first = crm.addClient();
		expect(idsOf(await trigger.poll())).toEqual([first.id]);
		expect(crm.asked()).toBe(2);

		// In the middle: the count tells.
		const middle = { ...model, id: 'middle01' };
		data.clients.splice(1_500, 0, middle);
		expect(idsOf(await trigger.poll())).toEqual(['middle01']);
		expect(crm.asked()).toBeGreaterThan(5);
		expect(await trigger.poll()).toEqual([]);
		expect(crm.asked()).toBe(2);

		// In the middle, while another goes: only the whole list tells, within the hour.
		data.clients.splice(1_400, 1, { ...model, id: 'middle02' });
		expect(await trigger.poll()).toEqual([]);
		const now = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 61 * MINUTE);
		try {
			expect(idsOf(await trigger.poll())).toEqual(['middle02']);
		} finally {
			now.mockRestore();
		}
	});
});

describe('Since', () => {
	test('brings out older records once, oldest first, at the first activation', async () => {
		const wanted = crm.sandbox.data.transactions.filter(
			({ timestamp }) => timestamp.slice(0, 10) >= isoDay(-200 * DAY),
		);
		expect(wanted.length).toBeGreaterThan(50);
		const trigger = crm.poller({ ...TRANSACTIONS, options: { since: isoDay(-200 * DAY) } });
		expect(idsOf(await trigger.activate())).toEqual(wanted.map(({ id }) => id));
		expect(await trigger.poll()).toEqual([]);
		expect(await trigger.restart()).toEqual([]);
		const { id } = crm.addTransaction();
		expect(idsOf(await trigger.poll())).toEqual([id]);
	});

	test('brings out clients by the day on which they were created', async () => {
		const since = isoDay(-100 * DAY);
		const wanted = crm.sandbox.data.clients.filter(
			({ created_at, suspended }) => !suspended && created_at.slice(0, 10) >= since,
		);
		const trigger = crm.poller({ ...CLIENTS, options: { since } });
		expect(idsOf(await trigger.activate())).toEqual(wanted.map(({ id }) => id));
		expect(wanted.length).toBeGreaterThan(5);
		expect(await trigger.poll()).toEqual([]);
	});

	test('is gone through in several polls when one would take too long', async () => {
		const wanted = crm.sandbox.data.transactions.filter(
			({ timestamp }) => timestamp.slice(0, 10) >= isoDay(-600 * DAY),
		);
		const trigger = crm.poller({ ...TRANSACTIONS, options: { since: isoDay(-600 * DAY) } });
		trigger.budget = -1;
		const got = idsOf(await trigger.activate());
		expect(got.length).toBeLessThan(wanted.length / 2);
		for (let poll = 0; poll < 10; poll++) {
			got.push(...idsOf(await trigger.poll()));
		}
		expect(got).toEqual(wanted.map(({ id }) => id));
	});
});

describe('a list of clients that takes longer than n8n gives a poll', () => {
	const LONG = 2200;

	test('says so, remembers nothing and starts nothing, until there is time', async () => {
		const trigger = crm.poller(CLIENTS);
		trigger.budget = -1;
		await expect(trigger.activate()).rejects.toMatchObject({
			message: 'The list is too long for the time that n8n gives a poll',
			description: expect.stringContaining("'Options - Max Concurrent Requests'"),
		});
		expect(trigger.remembered).toEqual({});
		trigger.budget = 5 * MINUTE;
		expect(await trigger.activate()).toEqual([]);
		const { id } = crm.addClient();
		expect(idsOf(await trigger.poll())).toEqual([id]);
	});

	test('holds back no news at its ends', async () => {
		for (let number = 0; number < LONG; number++) crm.addClient();
		const trigger = crm.poller(CLIENTS);
		await trigger.activate();
		const clock = jest.spyOn(Date, 'now');
		const now = Date.now();
		clock.mockImplementation(() => now + 2 * HOUR);
		try {
			trigger.budget = -1;
			const { id } = crm.addClient();
			crm.asked();
			expect(idsOf(await trigger.poll())).toEqual([id]);
			expect(crm.asked('client.getMany')).toBe(2);
			// With the time it needs, the whole list is read again.
			trigger.budget = 5 * MINUTE;
			expect(await trigger.poll()).toEqual([]);
			expect(crm.asked('client.getMany')).toBeGreaterThan(4);
		} finally {
			clock.mockRestore();
		}
	});
});

describe('a run in the editor', () => {
	test.each([{ newestFirst: false }, { newestFirst: true }])(
		'shows the newest record and changes nothing: %j',
		async (faults) => {
			Object.assign(crm.sandbox.faults, faults);
			for (const ms of [3, 2, 1]) crm.addTransaction({ timestamp: ago(ms * HOUR) });
			const newest = crm.sandbox.data.transactions.at(-1);
			const trigger = crm.poller(TRANSACTIONS);
			expect(await trigger.test()).toMatchObject([{ id: newest?.id, change: 'new' }]);
			expect(trigger.tested).toEqual({});
			await trigger.activate();
			const before = trigger.remembered;
			const { id } = crm.addTransaction();
			expect(idsOf(await trigger.test())).toEqual([id]);
			expect(trigger.tested).toEqual(before);
			expect(idsOf(await trigger.poll())).toEqual([id]);
		},
	);

	test('looks further back when there is nothing new', async () => {
		const { data } = crm.sandbox;
		data.transactions = [];
		const { id } = crm.addTransaction({ timestamp: ago(50 * DAY) });
		expect(idsOf(await crm.poller(TRANSACTIONS).test())).toEqual([id]);
		const clients = data.clients.filter(({ suspended }) => !suspended);
		expect(idsOf(await crm.poller(CLIENTS).test())).toEqual([clients.at(-1)?.id]);
		const trade = crm.addTrade();
		expect(await crm.poller(TRADES).test()).toMatchObject([{ order_id: trade.order_id }]);
	});

	test('says so when there is nothing to show', async () => {
		crm.sandbox.data.transactions = [];
		const error = await failureOf(crm.poller(TRANSACTIONS).test());
		expect(error.message).toBe('There is no transaction to show');
		expect(error.description).toContain('last 86 days');
	});

	test('works in n8n’s own run of a workflow', async () => {
		const { id } = crm.addTransaction();
		const workflow = pollingWorkflow(TRANSACTIONS);
		const result = await crm.engine().run({ workflow, startNode: TRIGGER, mode: 'manual' });
		expect(result.error).toBeUndefined();
		expect(result.json('Done')).toMatchObject([{ id, change: 'new' }]);
	});
});

describe('filters', () => {
	test('are sent: types and client of transactions', async () => {
		const [client, other] = crm.sandbox.data.clients;
		const filters = {
			type: 'deposit, bonus',
			userId: { __rl: true, mode: 'id', value: client.id },
		};
		const trigger = crm.poller({ ...TRANSACTIONS, filters });
		await trigger.activate();
		const wanted = ['deposit', 'bonus'].map((type) =>
			crm.addTransaction({ type, user_id: client.id }),
		);
		crm.addTransaction({ type: 'withdrawal', user_id: client.id });
		crm.addTransaction({ user_id: other.id });
		expect(idsOf(await trigger.poll())).toEqual(wanted.map(({ id }) => id));
		expect(crm.sandbox.requests.at(-1)?.body).toMatchObject({
			type: ['deposit', 'bonus'],
			user_id: client.id,
		});
	});

	test('of amount, currency and status start nothing for the rest, and are not sent', async () => {
		const filters = { minAmount: '1000', currency: 'usd', status: 'Completed, approved' };
		const trigger = crm.poller({ ...TRANSACTIONS, filters });
		await trigger.activate();
		const fits = { amount: 1000, currency: 'USD', status: 'completed' };
		crm.addTransaction({ ...fits, amount: 999.99 });
		crm.addTransaction({ ...fits, currency: 'EUR' });
		crm.addTransaction({ ...fits, status: 'rejected' });
		const wanted = [
			crm.addTransaction(fits),
			crm.addTransaction({ ...fits, amount: -5000, status: 'Approved' }),
			crm.addTransaction({ ...fits, currency: { code: 'USD' } as unknown as string }),
			// What does not tell may be one of them.
			crm.addTransaction({ ...fits, status: '' }),
		];
		expect(idsOf(await trigger.poll()).sort()).toEqual(wanted.map(({ id }) => id).sort());
		expect(await trigger.poll()).toEqual([]);
		for (const { body } of crm.sandbox.requests) {
			expect(Object.keys(body as object)).not.toContain('min_amount');
			expect(Object.keys(body as object)).not.toContain('status');
		}
	});

	test('of status let a transaction out when it gets there, as a new one', async () => {
		const old = crm.addTransaction({ status: 'pending' });
		const trigger = crm.poller({
			...TRANSACTIONS,
			...ONLY_NEW,
			filters: { status: 'completed' },
		});
		await trigger.activate();
		const deposit = crm.addTransaction({ status: 'pending' });
		expect(await trigger.poll()).toEqual([]);
		old.status = 'completed';
		deposit.status = 'completed';
		const items = await trigger.poll();
		expect(idsOf(items).sort()).toEqual([old.id, deposit.id].sort());
		expect(items).toMatchObject([{ change: 'new' }, { change: 'new' }]);
		expect(await trigger.poll()).toEqual([]);
	});

	test('of an amount that is none are refused by name', async () => {
		const error = await failureOf(
			crm.poller({ ...TRANSACTIONS, filters: { minAmount: '1,000' } }).activate(),
		);
		expect(error.message).toContain("'Min Amount'");
	});

	test('are sent: server, type, client and login of trades', async () => {
		const trade = crm.sandbox.data.trades[0];
		const filters = { login: String(trade.login), userId: trade.user_id };
		const trigger = crm.poller({ ...TRADES, filters });
		await trigger.activate();
		expect(crm.sandbox.requests.at(-1)?.query).toMatchObject({
			connection_id: 'struk0gc',
			type: 'closed',
			login: String(trade.login),
			user_id: trade.user_id,
		});
	});

	test('begin anew when they change, and nothing old comes out', async () => {
		const trigger = crm.poller({ ...TRANSACTIONS, filters: { type: 'deposit' } });
		await trigger.activate();
		crm.addTransaction({ type: 'withdrawal' });
		expect(await trigger.poll()).toEqual([]);
		expect(await trigger.change({ filters: { type: 'deposit, withdrawal' } })).toEqual([]);
		const { id } = crm.addTransaction({ type: 'withdrawal' });
		expect(idsOf(await trigger.poll())).toEqual([id]);
	});

	test('stay when only the output changes', async () => {
		const trigger = crm.poller({ ...TRANSACTIONS, ...ONLY_NEW });
		await trigger.activate();
		const a = crm.addTransaction();
		const items = await trigger.change({ simplify: false, alsoWhenChanged: true });
		expect(items).toMatchObject([{ id: a.id, ref_id: a.ref_id }]);
		expect(await trigger.poll()).toEqual([]);
		a.status = 'failed';
		expect(await trigger.poll()).toMatchObject([{ id: a.id, change: 'changed' }]);
	});

	test('another CRM is another watch: its clients are not all new', async () => {
		const trigger = crm.poller(CLIENTS);
		await trigger.activate();
		const other = await startPolling({ seed: 7, clients: 30 });
		try {
			for (const client of other.sandbox.data.clients) client.id = client.id.toUpperCase();
			const staticData = { [`node:${TRIGGER}`]: trigger.remembered };
			const moved = other.engine().poller({ ...pollingWorkflow(CLIENTS), staticData }, TRIGGER);
			expect(await moved.activate()).toEqual([]);
			const { id } = other.addClient();
			expect(idsOf(await moved.poll())).toEqual([id]);
		} finally {
			await other.sandbox.close();
		}
	});

	test('may be expressions', async () => {
		const type = '={{ ["depo", "sit"].join("") }}';
		const trigger = crm.poller({ ...TRANSACTIONS, filters: { type } });
		await trigger.activate();
		expect(crm.sandbox.requests.at(-1)?.body).toMatchObject({ type: ['deposit'] });
	});
});

describe('the output', () => {
	test('is simple, or as the CRM says it', async () => {
		const [simple, raw] = [true, false].map((simplify) =>
			crm.poller({ ...TRANSACTIONS, simplify }),
		);
		await Promise.all([simple.activate(), raw.activate()]);
		const made = crm.addTransaction();
		const [short] = await simple.poll();
		expect(Object.keys(short)).toHaveLength(12);
		expect(short).toMatchObject({ id: made.id, amount: 100, change: 'new' });
		const [long] = await raw.poll();
		expect(long).toEqual({ ...made, change: 'new', deliveryKey: short.deliveryKey });
	});
});

describe('errors', () => {
	test('tell of a wrong key, and keep what is remembered', async () => {
		const error = await failureOf(
			crm.poller(TRANSACTIONS, 'memory', { apiKey: 'wrong' }).activate(),
		);
		expect(error).toBeInstanceOf(NodeApiError);
		expect((error as NodeApiError).httpCode).toBe('403');
		expect(error.message).toBe('The CRM refused the API key');
		expect(error.description).toContain("Open this node's credential");
		expect(JSON.stringify(error)).not.toContain('wrong');
	});

	test('tell of a wrong signature scheme', async () => {
		const error = await failureOf(
			crm.poller(TRANSACTIONS, 'memory', { signatureScheme: 'v1' }).activate(),
		);
		expect(error.message).toBe('The CRM accepts the API key but refused the signature');
	});

	test('tell of what the CRM does not know, and of values that can not be sent', async () => {
		const unknown = { ...TRADES, connectionId: { __rl: true, mode: 'id', value: '' } };
		expect((await failureOf(crm.poller(unknown).poll())).message).toBe("'Connection' is empty");
		const login = { ...TRADES, filters: { login: 'twelve' } };
		expect((await failureOf(crm.poller(login).poll())).message).toBe("'Login' must be digits only");
		const options = { since: 'yesterday' };
		const since = await failureOf(crm.poller({ ...TRANSACTIONS, options }).poll());
		expect(since.message).toBe("'Since' must be a date such as 2026-01-31");
		expect(crm.asked()).toBe(0);
	});

	test.each(['html', 'empty', 'bad-json'] as const)('%s: nothing is remembered', async (action) => {
		const trigger = crm.poller(TRANSACTIONS);
		await trigger.activate();
		const { id } = crm.addTransaction();
		crm.sandbox.faults.rules = [{ times: 1, action }];
		await failureOf(trigger.poll());
		expect(idsOf(await trigger.poll())).toEqual([id]);
	});

	test('a busy CRM is asked again within the poll', async () => {
		const trigger = crm.poller(TRANSACTIONS);
		await trigger.activate();
		const { id } = crm.addTransaction();
		const busy = { status: 429, headers: { 'retry-after': '0' } };
		crm.sandbox.faults.rules = [{ times: 2, action: busy }];
		expect(idsOf(await trigger.poll())).toEqual([id]);
	});
});

describe('two polls at once', () => {
	test('tell of each record once', async () => {
		const trigger = crm.poller(TRANSACTIONS);
		await trigger.activate();
		const ids = [crm.addTransaction().id, crm.addTransaction().id];
		crm.sandbox.faults.rules = [{ times: 1, action: { delayMs: 300 } }];
		const [slow, fast] = await Promise.all([trigger.poll(), trigger.poll()]);
		expect(idsOf([...slow, ...fast])).toEqual(ids);
		crm.addTransaction();
		expect(await trigger.poll()).toHaveLength(1);
	});
});

describe('the editor', () => {
	test('lists MT4 servers only, and clients', async () => {
		const engine = crm.engine();
		const type = 'crmOpenApiPollingTrigger';
		const parameters = { event: 'newMt4Trade' };
		const servers = await engine.listSearch(type, 'searchConnections', parameters);
		expect(servers.results.map(({ value }) => value)).toEqual(['struk0gc', 'd3mo4mt4']);
		const clients = await engine.listSearch(type, 'searchClients', {}, 'client1@');
		expect(clients.results).toHaveLength(1);
	});
});
