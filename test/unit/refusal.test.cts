/** What a body under HTTP 2xx says: 200 alone is no yes. */
import { saidBy } from '../../crm/refusal.ts';

/** The bodies that stay done. */
const YES: unknown[] = [
	undefined,
	null,
	true,
	'',
	'OK',
	'accepted',
	1,
	[],
	{},
	[{}],
	{ success: true },
	{ success: 1 },
	{ success: '1' },
	{ success: 'true' },
	{ ok: true },
	{ result: 'ok' },
	{ result: true, msg: '' },
	{ result: null },
	{ done: true },
	{ status: 'success' },
	{ status: 'pending_approval' },
	{ status: 'approved' },
	{ status: true },
	{ status: 1 },
	{ status: 0 },
	{ status: 200 },
	{ status: '200' },
	{ state: 'done' },
	{ state: 'Victoria' },
	{ state: '440000' },
	{ outcome: 'completed' },
	{ code: 200, message: 'ok' },
	{ code: 0 },
	{ code: '0', message: 'success' },
	{ code: '200' },
	{ code: 201 },
	{ code: 'usd' },
	{ code: null },
	{ code: true },
	{ code: ' 200 ' },
	{ code: '+200' },
	{ code: '200.0' },
	{ code: 299 },
	{ status: 399 },
	{ status: '399' },
	{ type: 5 },
	{ statusCode: 204 },
	{ errcode: 0, errmsg: 'ok' },
	{ errno: '0' },
	{ error_code: null },
	{ data: null },
	{ data: {} },
	{ data: { id: 'x' } },
	{ error: null },
	{ error: false },
	{ error: '' },
	{ error: 0 },
	{ error: '0' },
	{ error: ' None ' },
	{ error: {} },
	{ errors: [] },
	{ errors: [null] },
	{ error: { code: 0, message: '' } },
	{ errorMessage: '' },
	{ error_message: 'No error' },
	{ type: 'trader' },
	{ type: 'constructor' },
	{ type: 'user_not_found ' },
	{ repeat: false },
	{ repeat: 'false' },
	{ message: 'The payment failed before, and is done now' },
	{ comment: 'rejected by the bank last time' },
	{ failed: 0, success: 3 },
	{ data: [{ success: false }, { success: false }] },
	{ data: { a: { success: false } } },
	'no errors',
	{ status: 'completed without errors' },
	JSON.parse('{"__proto__":{"success":false}}') as unknown,
];

/** The bodies that say no. */
const NO: unknown[] = [
	{ status: 'unsuccessful' },
	{ state: 'Forbidden' },
	{ outcome: 'aborted' },
	false,
	0,
	'error',
	'false',
	'False',
	' FALSE\n',
	'0',
	'no',
	'FAILED',
	'Invalid amount',
	[false],
	['False'],
	['error'],
	[{ success: false }],
	{ success: false },
	{ success: 0 },
	{ success: 'false' },
	{ success: '0' },
	{ success: ' No ' },
	{ success: 'failed' },
	{ Success: false },
	{ SUCCESS: 'False' },
	{ succeeded: false },
	{ is_success: false },
	{ ok: false },
	{ done: false },
	{ result: false, msg: 'Limit exceeded' },
	{ result: 0 },
	{ result: 'error' },
	{ result: 'failure' },
	{ status: 'failed' },
	{ status: 'Rejected' },
	{ status: 'DECLINED' },
	{ status: 'denied' },
	{ status: 'refused' },
	{ status: 'cancelled' },
	{ status: 'canceled' },
	{ status: 'invalid' },
	{ status: 'PAYMENT_FAILED' },
	{ status: 'paymentFailed' },
	{ status: 'validation-error' },
	{ status: false },
	{ status: ' False ' },
	{ state: 'false' },
	{ status: '999' },
	{ status: 400 },
	{ status: '500' },
	{ state: 'error' },
	{ outcome: 'fail' },
	{ code: 4001, message: 'x' },
	{ code: 300 },
	{ code: 199 },
	{ code: '4001' },
	{ code: ' 4001 ' },
	{ code: '4001.0' },
	{ code: '-1' },
	{ code: -1 },
	{ code: 1 },
	{ code: 'INVALID_AMOUNT' },
	{ status_code: 500 },
	{ 'status-code': '422' },
	{ statusCode: 301 },
	{ errcode: 40001 },
	{ errno: -4 },
	{ err_code: 'E12' },
	{ error: true },
	{ error: 'x' },
	{ error: { code: 7 } },
	{ Error: 'x' },
	{ errors: ['amount'] },
	{ errors: { amount: 'is too small' } },
	{ err: 'x' },
	{ exception: 'NullPointerException' },
	{ errorMessage: 'x' },
	{ error_message: 'x' },
	{ type: 'insufficient_funds' },
	{ type: 'servce_is_demo' },
	{ data: false },
	{ data: 'False' },
	{ data: { success: false } },
	{ data: { result: { success: false } } },
	{ data: [{ status: 'failed' }] },
	{ result: { code: 5 } },
	{ response: { body: { error: 'x' } } },
	{ body: 'error' },
	{ code: 200, data: { status: 'rejected' } },
	{ success: true, error: 'Limit exceeded' },
];

test.each(YES)('%j is no refusal', (body) => {
	expect(saidBy(body)).toBe('yes');
});

test.each(NO)('%j says no', (body) => {
	expect(saidBy(body)).toBe('no');
});

test.each([
	{ repeat: true },
	{ repeat: ' TRUE ' },
	{ repeat: 1 },
	{ Repeat: true },
	{ data: { repeat: true } },
	[{ repeat: true }],
	{ success: false, repeat: true },
	{ repeat: true, success: false },
])('%j says that it was not booked again', (body) => {
	expect(saidBy(body)).toBe('repeat');
});

test.each(['rejected', 'reject'])('its own word is no refusal to a rejection: %s', (word) => {
	expect(saidBy({ status: word }, 'rejected')).toBe('yes');
	expect(saidBy(word, 'rejected')).toBe('yes');
	expect(saidBy({ status: 'failed' }, 'rejected')).toBe('no');
	expect(saidBy({ status: 'rejected' }, 'approved')).toBe('no');
	expect(saidBy({ status: 'rejected' })).toBe('no');
});

test.each<[what: string, within: (inner: unknown) => unknown]>([
	['wrappers', (data) => ({ data })],
	['lists of one', (inner) => [inner]],
])('%s are opened three deep', (_what, within) => {
	const wrapped = (levels: number): unknown =>
		levels ? within(wrapped(levels - 1)) : { success: false };
	expect([0, 1, 2, 3, 4].map((levels) => saidBy(wrapped(levels)))).toEqual([
		'no',
		'no',
		'no',
		'no',
		'yes',
	]);
});

test('a hostile body costs nothing', () => {
	const deep = (levels: number): unknown => (levels ? { data: [deep(levels - 1)] } : 'x');
	const wide = Object.fromEntries(Array.from({ length: 200_000 }, (_, at) => [`a${at}`, at]));
	// Time of this process: the machine may be busy with others
	const started = process.cpuUsage();
	for (const body of [deep(5000), 'a'.repeat(20_000_000), { status: 'Aa'.repeat(5_000_000) }]) {
		expect(saidBy(body)).toBe('yes');
	}
	expect(saidBy({ ...wide, success: false })).toBe('no');
	const { user, system } = process.cpuUsage(started);
	expect((user + system) / 1000).toBeLessThan(2000);
});
