import type { ReportShape } from '../../../sandbox/index.cts';
import { useSandbox } from '../../started.cts';
import { call } from './call.cts';

const COMMENT = 'Zoë paid D-000000000000000000000001';
const sandbox = useSandbox({ clients: 20 });
beforeEach(async () => {
	sandbox.data.transactions = [];
	for (const [kind, comment] of [
		['deposit', COMMENT],
		['withdrawal', 'W-1'],
	]) {
		const { connection_id, currency, login } = sandbox.data.accounts.find(
			(one) => one.platform === 'mt4' && one.currency === 'USD',
		)!;
		const body = { connection_id, currency, amount: '5.25', comment };
		const path = `/public/v1/mt4/accounts/${login}/${kind}`;
		expect((await call(sandbox, 'POST', path, body)).status).toBe(204);
	}
});

/** The rows of the deposit and the withdrawal, under a switch. */
async function rows(report: ReportShape | null): Promise<Array<Record<string, unknown>>> {
	sandbox.faults.report = report;
	const now = Date.now();
	const day = (offset: number) => new Date(now + offset * 86_400_000).toISOString().slice(0, 10);
	const body = { skip: 0, limit: 10, start: day(-2), end: day(2) };
	return (await call(sandbox, 'POST', '/public/v1/report/transactions', body)).json.records;
}

test.each([
	['a comment that is cut', { commentLength: 31 }, { comment: COMMENT.slice(0, 31) }],
	['a blank behind the comment', { commentTail: ' ' }, { comment: `${COMMENT} ` }],
	['a comment in NFD', { commentForm: 'NFD' }, { comment: COMMENT.normalize('NFD') }],
	['a currency that is an object', { currency: 'object' }, { currency: { code: 'USD' } }],
	['a currency in lower case', { currency: 'lower-case' }, { currency: 'usd' }],
	['an amount as text', { amount: 'text' }, { amount: '5.25', payment_total: '5.25' }],
	['an amount as long text', { amount: 'long-text' }, { amount: '5.25000000' }],
	['an amount in cents', { amount: 'cents' }, { amount: 525 }],
	['another status', { set: { status: 'rejected' } }, { status: 'rejected', comment: COMMENT }],
	['another direction', { set: { type: 'withdrawal' } }, { type: 'withdrawal', comment: COMMENT }],
	['a column of another name', { renamed: { comment: 'remark' } }, { remark: COMMENT }],
] as Array<[string, ReportShape, object]>)('%s', async (_what, shape, expected) => {
	const [usual] = await rows(null);
	expect(usual).toMatchObject({ comment: COMMENT, amount: 5.25, currency: 'USD', type: 'deposit' });
	expect(usual).not.toMatchObject(expected);
	const [row] = await rows(shape);
	expect(row).toMatchObject(expected);
	expect(row.id).toBe(usual.id);
});

test.each(['comment', 'trading_id', 'amount'])('no column %s', async (name) => {
	const [row] = await rows({ without: [name] });
	expect(row).not.toHaveProperty(name);
	const [other] = await rows({ renamed: { [name]: 'other' } });
	expect(other).not.toHaveProperty(name);
});

test('signed: a withdrawal is below zero', async () => {
	expect((await rows({ amount: 'signed' })).map(({ amount }) => amount)).toEqual([5.25, -5.25]);
});

test.each([3, -5, 5.5])(
	'a clock %d hours ahead, of periods and times or of times alone',
	async (hours) => {
		const [usual] = await rows(null);
		const utc = Date.parse(`${String(usual.timestamp).replace(' ', 'T')}Z`);
		const written = new Date(utc + hours * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
		expect((await rows({ timestampHours: hours }))[0].timestamp).toBe(written);
		sandbox.faults.timezone = hours;
		expect((await rows(null))[0].timestamp).toBe(written);
		expect((await rows({ timestamp: 'ms' }))[0].timestamp).toBe(utc + hours * 3_600_000);
		const iso = `${written.replace(' ', 'T')}.000Z`;
		expect((await rows({ timestamp: 'iso' }))[0].timestamp).toBe(iso);
	},
);
