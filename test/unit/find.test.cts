/**
 * Whether the CRM has a payment: for each operation that looks, what the CRM may show and what it
 * means. An operation of the registry without a table here fails by its name.
 */
import type { IDataObject } from 'n8n-workflow';
import type { Finding, LookUp, Question, Reading } from '../../nodes/endpoints/operation.ts';
import { MONEY_OPERATIONS } from '../engine/money.cases.cts';

type Row = [name: string, reading: Reading<unknown>, found: Finding['found']];
interface Table {
	sent: IDataObject;
	rows: Row[];
}

const answer = (value: unknown): Reading<unknown> => ({ read: 'answer', value });
const FAILED: Reading<unknown> = { read: 'failed', why: 'The CRM could not answer.' };
const ABSENT: Reading<unknown> = { read: 'absent' };
const NOW = Date.now();
const stamp = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');

function trading(type: 'deposit' | 'withdrawal'): Table {
	const comment = 'Payment of the order 4711, second part é';
	const sent = {
		connection_id: 'conn0001',
		login: '200028',
		amount: '250.00',
		currency: 'USD',
		comment,
	};
	const row = (changes: IDataObject = {}): IDataObject => ({
		...{ id: 'a1b2c3d4', type, status: 'completed', trading_connection_id: 'conn0001' },
		...{ trading_id: '200028', currency: 'USD', amount: 250, comment, timestamp: stamp(NOW) },
		...changes,
	});
	const other = row({ id: 'other', trading_id: '1', comment: 'other' });
	const seen = (changes: IDataObject) => answer([other, row(changes)]);
	const opposite = type === 'deposit' ? 'withdrawal' : 'deposit';
	const old = row({ id: 'old', timestamp: stamp(NOW - 30 * 3_600_000) });
	const { comment: _comment, ...noComment } = row();
	return {
		sent,
		rows: [
			['as it was sent', seen({}), 'certain'],
			['the amount as text', seen({ amount: '250.000' }), 'certain'],
			['a space behind the comment', seen({ comment: `${comment} ` }), 'certain'],
			['the comment in NFD', seen({ comment: comment.normalize('NFD') }), 'certain'],
			['the currency in lower case', seen({ currency: 'usd' }), 'certain'],
			['the currency as an object', seen({ currency: { code: 'USD' } }), 'certain'],
			['another amount as a number', seen({ amount: 249 }), 'possible'],
			['another amount as text', seen({ amount: '249.00' }), 'possible'],
			['the amount in cents', seen({ amount: 25_000 }), 'possible'],
			['another currency', seen({ currency: 'EUR' }), 'possible'],
			['the comment cut at 31 characters', seen({ comment: comment.slice(0, 31) }), 'possible'],
			['a comment that was used before', answer([old, row()]), 'possible'],
			['only one from before', answer([other, old]), 'possible'],
			['another connection', seen({ trading_connection_id: 'conn0002' }), 'nothing'],
			['another login', seen({ trading_id: '200029' }), 'nothing'],
			['another comment', seen({ comment: 'Payment of the order 4712' }), 'nothing'],
			['the other direction', seen({ type: opposite }), 'nothing'],
			['a rejected one', seen({ status: 'rejected' }), 'nothing'],
			['an empty report', answer([]), 'nothing'],
			['no comment column', answer([noComment]), 'unreadable'],
			['no report', FAILED, 'unreadable'],
			['a report that the CRM does not have', ABSENT, 'unreadable'],
		],
	};
}

function decided(verdict: 'approved' | 'rejected', other: string): Table {
	return {
		sent: { id: '8wozx7mr' },
		rows: [
			['decided so', answer({ status: verdict }), 'certain'],
			['pending', answer({ status: 'pending' }), 'nothing'],
			['decided otherwise', answer({ status: other }), 'possible'],
			['a state that is not known', answer({ status: 'on_hold' }), 'unreadable'],
			['no state', answer({}), 'unreadable'],
			['no object', answer([{ status: verdict }]), 'unreadable'],
			['no answer', FAILED, 'unreadable'],
			['no such request', ABSENT, 'unreadable'],
		],
	};
}

const ORDER = '20260131-0000042';
const order = (status: unknown, id: unknown = ORDER) => answer({ order_id: id, status });

const TABLES: Record<string, Table> = {
	'mt4.deposit': trading('deposit'),
	'mt4.withdraw': trading('withdrawal'),
	'mt5.withdraw': trading('withdrawal'),
	'wallet.updateBalance': {
		sent: { order_id: ORDER },
		rows: [
			...['success', 'SUCCESS', 'done', 'completed', 'booked'].map((status): Row => [
				`an order that is ${status}`,
				order(status),
				'certain',
			]),
			['the CRM has no such order', ABSENT, 'nothing'],
			...['failed', 'pending', 'not done', '', undefined, 1, true].map((status): Row => [
				`an order that is ${String(status)}`,
				order(status),
				'unreadable',
			]),
			['another order', order('success', '20260131-0000043'), 'unreadable'],
			['an order without its id', order('success', null), 'unreadable'],
			['no object', answer('success'), 'unreadable'],
			['no answer', FAILED, 'unreadable'],
		],
	},
	'request.approveWithdrawal': decided('approved', 'rejected'),
	'request.rejectWithdrawal': decided('rejected', 'approved'),
};

const FINDING = MONEY_OPERATIONS.filter(({ operation }) => operation.money?.find);

test.each(FINDING)('$id has a table, with rows that match and that do not', ({ id }) => {
	if (!TABLES[id]) throw new Error(`Write '${id}' into TABLES above`);
	const found = new Set(TABLES[id].rows.map(([, , what]) => what));
	expect([...found].sort()).toEqual(
		expect.arrayContaining(['certain', 'nothing', 'unreadable']) as unknown,
	);
});

describe.each(FINDING.filter(({ id }) => TABLES[id]))('$id', ({ id, operation }) => {
	const { sent, rows } = TABLES[id];

	test.each(rows)('%s', async (_, reading, found) => {
		const asked: Question[] = [];
		const look: LookUp = {
			ask: async (question) => {
				asked.push(question);
				return reading;
			},
			list: async (question) => {
				asked.push(question);
				return reading as Reading<IDataObject[]>;
			},
			path: () => '/public/v1/wallets/balance/{order_id}',
		};
		const finding = await operation.money?.find?.(sent, look, NOW - 3_600_000);
		expect(finding?.found).toBe(found);
		expect(asked).toHaveLength(1);
		// Whatever is not clear tells why.
		if (finding && 'why' in finding) expect(finding.why).toMatch(/^[A-Z].*\.$/);
	});
});

test('where the order can not be read, the path that may be wrong is named', async () => {
	const wallet = MONEY_OPERATIONS.find(({ id }) => id === 'wallet.updateBalance');
	const look = { ask: async () => FAILED, path: () => '/x/{order_id}' } as unknown as LookUp;
	const finding = await wallet?.operation.money?.find?.({ order_id: ORDER }, look);
	expect(finding).toMatchObject({
		why: expect.stringMatching(/Get Order Status.*Other Endpoint Paths/),
	});
});
