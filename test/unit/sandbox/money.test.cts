import { createHash } from 'node:crypto';
import { bookedTimes, seedWithdrawal, type Account } from '../../../sandbox/index.cts';
import { useSandbox } from '../../started.cts';
import { call } from './call.cts';

const sandbox = useSandbox({ clients: 20 });
let account: Account;
let other: Account;
beforeEach(() => {
	[account, other] = sandbox.data.accounts.filter(
		({ platform, currency }) => platform === 'mt4' && currency === 'USD',
	);
	account.balance = '100.00';
});

const move = (kind: 'deposit' | 'withdrawal', of: Account, amount: string, comment: string) =>
	call(sandbox, 'POST', `/public/v1/mt4/accounts/${of.login}/${kind}`, {
		connection_id: of.connection_id,
		currency: of.currency,
		amount,
		comment,
	});

describe('MT4', () => {
	test('a deposit is booked: 204, balance, booking and transaction', async () => {
		const before = sandbox.data.transactions.length;
		const { status, text } = await move('deposit', account, '0.1', 'D-1');
		expect([status, text]).toEqual([204, '']);
		expect(account.balance).toBe('100.10');
		expect(sandbox.data.bookings).toMatchObject([
			{ kind: 'deposit', login: String(account.login), amount: '0.1', comment: 'D-1' },
		]);
		expect(sandbox.data.transactions).toHaveLength(before + 1);
		expect(sandbox.data.transactions.at(-1)).toMatchObject({
			type: 'deposit',
			comment: 'D-1',
			trading_id: String(account.login),
			previous_balance: '100.00',
			new_balance: '100.10',
		});
	});

	test('20 digits are booked exactly', async () => {
		await move('deposit', account, '100000000000.12345678', 'D-1');
		expect(account.balance).toBe('100000000100.12345678');
	});

	test.each(['1e3', '-5', 'abc', ' 5 ', '', '1.123456789', '1234567890123', '0', '0.00'])(
		'the amount %j is refused',
		async (amount) => {
			expect((await move('deposit', account, amount, 'D-1')).status).toBe(400);
			expect(sandbox.data.bookings).toEqual([]);
		},
	);

	test('an amount that is a number is refused', async () => {
		expect((await move('deposit', account, 5 as unknown as string, 'D-1')).status).toBe(400);
	});

	test('a withdrawal takes no more than there is', async () => {
		expect((await move('withdrawal', account, '100.00000001', 'W-1')).json.type).toBe(
			'insufficient_funds',
		);
		expect((await move('withdrawal', account, '100', 'W-2')).status).toBe(204);
		expect(account.balance).toBe('0.00');
		expect(sandbox.data.bookings).toHaveLength(1);
	});

	test('the same comment within 2 minutes is not booked', async () => {
		await move('deposit', account, '1', 'D-1');
		const repeat = await move('deposit', account, '2', 'D-1');
		expect([repeat.status, repeat.json]).toEqual([200, { repeat: true }]);
		expect(account.balance).toBe('101.00');
		expect(sandbox.data.bookings).toHaveLength(1);
		expect((await move('deposit', account, '1', 'D-2')).status).toBe(204);
	});

	test('the same comment after 2 minutes is', async () => {
		await move('deposit', account, '1', 'D-1');
		sandbox.data.bookings[0].at -= 119_000;
		expect((await move('deposit', account, '1', 'D-1')).status).toBe(200);
		sandbox.data.bookings[0].at -= 1_000;
		expect((await move('deposit', account, '1', 'D-1')).status).toBe(204);
	});

	test('a refused movement does not use its comment up', async () => {
		await move('withdrawal', account, '1000', 'W-1');
		expect((await move('withdrawal', account, '1', 'W-1')).status).toBe(204);
	});

	test('comments are compared per account, or by the switch over all', async () => {
		await move('deposit', account, '1', 'D-1');
		expect((await move('deposit', other, '1', 'D-1')).status).toBe(204);
		sandbox.faults.repeatMatchesAcrossAccounts = true;
		await move('deposit', account, '1', 'D-2');
		expect((await move('deposit', other, '1', 'D-2')).json).toEqual({ repeat: true });
		expect(sandbox.data.bookings).toHaveLength(3);
	});
});

describe('wallet', () => {
	const ORDER = '0123456789abcdef';
	const update = (amount: number, order_id = ORDER, currency = 'USD') =>
		call(sandbox, 'PATCH', '/public/v1/wallets/balance', {
			user_id: sandbox.data.clients[0].id,
			currency,
			amount,
			order_id,
		});
	const balances = async () =>
		(await call(sandbox, 'GET', `/public/v1/wallets?user_id=${sandbox.data.clients[0].id}`)).json;

	test('the amount is a signed delta', async () => {
		const { USD } = await balances();
		await update(0.1);
		await update(-0.3, 'f'.repeat(16));
		expect((await balances()).USD).toBeCloseTo(USD - 0.2, 8);
		expect(sandbox.data.bookings.map(({ kind, amount }) => [kind, amount])).toEqual([
			['wallet', '0.1'],
			['wallet', '-0.3'],
		]);
	});

	test('a currency of the CRM that the client has not yet gets a wallet', async () => {
		expect((await balances()).JPY).toBeUndefined();
		await update(0.00000001, ORDER, 'JPY');
		expect((await balances()).JPY).toBe(1e-8);
		expect((await update(1, 'f'.repeat(16), 'XXX')).status).toBe(400);
	});

	test('an amount with an exponent, small or huge, is booked or refused without a crash', async () => {
		expect((await update(1e21, 'a'.repeat(16))).status).toBe(200);
		expect((await update(-1e22, 'b'.repeat(16))).json.type).toBe('insufficient_funds');
	});

	test.each([
		['refuse', 400],
		['repeat-ok', 200],
	] as const)('a known order_id is never booked again: %s', async (walletRepeat, status) => {
		sandbox.faults.walletRepeat = walletRepeat;
		const first = await update(5);
		const { USD } = await balances();
		const second = await update(5);
		expect([first.status, second.status]).toEqual([200, status]);
		expect((await balances()).USD).toBe(USD);
		expect(sandbox.data.bookings).toHaveLength(1);
		if (status === 200) expect(second.json).toEqual(first.json);
	});

	test('the order can be asked for', async () => {
		const ask = () => call(sandbox, 'GET', `/public/v1/wallets/balance/${ORDER}`);
		expect((await ask()).status).toBe(404);
		await update(5);
		expect((await ask()).json).toMatchObject({ order_id: ORDER, status: 'success', amount: 5 });
	});

	test.each([
		['15', 'x'.repeat(15)],
		['17', 'x'.repeat(17)],
	])('an order_id of %s characters is refused', async (_length, order_id) => {
		expect((await update(1, order_id)).json.message).toMatch(/order_id/);
	});

	test('an amount that is text is refused', async () => {
		expect((await update('1' as unknown as number)).json.message).toMatch(/amount/);
	});
});

describe("the CRM's own guards, each off by itself", () => {
	const ORDER = '0123456789abcdef';
	const path = `/public/v1/wallets/balance`;
	const wallet = () =>
		call(sandbox, 'PATCH', path, {
			user_id: sandbox.data.clients[0].id,
			currency: 'USD',
			amount: 1,
			order_id: ORDER,
		});
	const deposit = () => move('deposit', account, '1', 'D-1');
	const reject = (id: string) =>
		call(sandbox, 'POST', '/public/v1/requests/withdrawal/reject', { id, comment: 'no' });
	const approve = (id: string) =>
		call(sandbox, 'POST', '/public/v1/requests/withdrawal/approve', { id });

	/** Sends a signed callback; signed here, without the sandbox's code. */
	const settle = (order_no: string) => {
		const { merchant, token } = sandbox.psp;
		const body = {
			amount: 5,
			currency: 'USD',
			merchant_id: merchant,
			order_no,
			status: 1,
			time: 1,
		};
		const pairs = Object.entries(body).map(([name, value]) => `${name}=${value}`);
		const hash = createHash('sha1').update(pairs.join('&') + token);
		const sign = hash.digest('hex').toUpperCase();
		const headers = { 'crm-pay-token': token };
		return call(sandbox, 'POST', '/pay/callback', { ...body, sign }, headers);
	};

	test.each([
		['comment', [2, 1, 1, 1, 1]],
		['order-id', [1, 2, 1, 1, 1]],
		['pending', [1, 1, 2, 2, 1]],
		['settled', [1, 1, 1, 1, 2]],
		[undefined, [1, 1, 1, 1, 1]],
	] as const)('%s', async (guard, expected) => {
		sandbox.faults.guardsOff = guard ? [guard] : [];
		const approved = seedWithdrawal(sandbox.data).id;
		const rejected = seedWithdrawal(sandbox.data).id;
		sandbox.data.payments.push({
			...{ order_no: 'P1', amount: 5, currency: 'USD', user_id: sandbox.data.clients[0].id },
			...{ status: 'pending', url: '', callbacks: [] },
		});
		for (let i = 0; i < 2; i++) {
			await deposit();
			await wallet();
			await approve(approved);
			await reject(rejected);
			await settle('P1');
		}
		const [mt4, balance, approvals, rejections, payments] = expected;
		expect(bookedTimes(sandbox.data)).toEqual({
			[`mt4.deposit ${account.connection_id} ${account.login} D-1`]: mt4,
			[`wallet.updateBalance ${ORDER}`]: balance,
			[`request.approveWithdrawal ${approved}`]: approvals,
			[`payout ${approved}`]: approvals,
			[`request.rejectWithdrawal ${rejected}`]: rejections,
			'psp.callback P1': payments,
		});
		const seen = await fetch(`${sandbox.url}/sandbox/bookings`);
		expect(await seen.json()).toEqual(bookedTimes(sandbox.data));
	});
});

describe('withdrawal requests', () => {
	const approve = (id: string) =>
		call(sandbox, 'POST', '/public/v1/requests/withdrawal/approve', { id });
	const reject = (id: string) =>
		call(sandbox, 'POST', '/public/v1/requests/withdrawal/reject', { id, comment: 'no' });
	const state = async (id: string) => {
		const { json } = await call(sandbox, 'GET', `/public/v1/requests/withdrawal/${id}`);
		return [json.status, json.flow.current];
	};
	const NOT_PENDING = { status: 400, json: { type: 'request_status_not_pending' } };

	test('with one step are approved at once and paid out once', async () => {
		const { id } = seedWithdrawal(sandbox.data, { amount: '12.5' });
		expect(await state(id)).toEqual(['pending', 0]);
		expect((await approve(id)).status).toBe(200);
		expect(await state(id)).toEqual(['approved', 1]);
		expect(await approve(id)).toMatchObject(NOT_PENDING);
		expect(await reject(id)).toMatchObject(NOT_PENDING);
		expect(sandbox.data.bookings).toMatchObject([
			{ kind: 'payout', reference: id, amount: '12.5' },
		]);
	});

	test('with two steps stay pending after the first, and nothing is paid out yet', async () => {
		const { id } = seedWithdrawal(sandbox.data, { steps: 2 });
		await approve(id);
		expect(await state(id)).toEqual(['pending', 1]);
		expect(sandbox.data.bookings).toEqual([]);
		await approve(id);
		expect(await state(id)).toEqual(['approved', 2]);
		expect(sandbox.data.decisions.map(({ decision, step }) => [decision, step])).toEqual([
			['approve', 0],
			['approve', 1],
		]);
		expect(sandbox.data.bookings).toHaveLength(1);
	});

	test('can be rejected after the first step', async () => {
		const { id } = seedWithdrawal(sandbox.data, { steps: 2 });
		await approve(id);
		expect((await reject(id)).status).toBe(200);
		expect((await state(id))[0]).toBe('rejected');
		expect(await approve(id)).toMatchObject(NOT_PENDING);
		expect(sandbox.data.bookings).toEqual([]);
	});

	test('tell their amount and their client', async () => {
		const [, client] = sandbox.data.clients;
		const { id } = seedWithdrawal(sandbox.data, {
			user_id: client.id,
			amount: '7.00',
			currency: 'EUR',
		});
		const { json } = await call(sandbox, 'GET', `/public/v1/requests/withdrawal/${id}`);
		expect(json).toMatchObject({
			user_id: client.id,
			user: { name: client.name },
			withdrawal_amount: '7.00',
			withdrawal_currency: 'EUR',
		});
	});

	test('that are unknown, or of another type, are not found', async () => {
		const { id } = sandbox.data.requests.find(({ type }) => type === 'kyc')!;
		for (const one of ['nobody00', id]) expect((await approve(one)).status).toBe(404);
		expect((await call(sandbox, 'GET', `/public/v1/requests/deposit/${id}`)).status).toBe(404);
	});

	test('are rejected with a comment of at most 500 characters', async () => {
		const { id } = seedWithdrawal(sandbox.data);
		const send = (body: object) =>
			call(sandbox, 'POST', '/public/v1/requests/withdrawal/reject', { id, ...body });
		expect((await send({})).status).toBe(400);
		expect((await send({ comment: 'x'.repeat(501) })).status).toBe(400);
		expect((await send({ comment: 'x'.repeat(500) })).status).toBe(200);
	});
});
