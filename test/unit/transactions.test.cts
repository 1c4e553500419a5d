/** Telling one booking by the CRM's transactions report: rows that are it, that may be, that are not. */
import { matchTransaction, type Row, type Wanted } from '../../crm/transactions.ts';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-03-10T12:00:00Z');
const stamp = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');

const LONG = 'Salary of March 2026, paid by the order 4711 é';
const wanted: Wanted = {
	direction: 'deposit',
	connection_id: 'conn0001',
	login: '200028',
	currency: 'USD',
	amount: '250.00',
	comment: LONG,
};
const row = (changes: Row = {}): Row => ({
	id: 'a1b2c3d4',
	type: 'deposit',
	status: 'completed',
	trading_connection_id: 'conn0001',
	trading_id: '200028',
	currency: 'USD',
	amount: 250,
	comment: LONG,
	timestamp: stamp(NOW - 60_000),
	...changes,
});
const match = (rows: Row[], since = NOW - HOUR, now = NOW) =>
	matchTransaction(rows, wanted, since, now).match;

test.each<[string, Row]>([
	['as it was sent', {}],
	['amount as text', { amount: '250.00' }],
	['amount with more zeros', { amount: '250.000000' }],
	['currency in lower case', { currency: 'usd' }],
	['currency as an object', { currency: { code: 'USD', name: 'US Dollar' } }],
	['currency as an object in lower case', { currency: { name: 'usd' } }],
	['currency not told', { currency: undefined }],
	['a space behind the comment', { comment: `${LONG} ` }],
	['an invisible character in the comment', { comment: `\u200b${LONG}` }],
	['the comment in NFD', { comment: LONG.normalize('NFD') }],
	['connection not told', { trading_connection_id: undefined }],
	['connection empty', { trading_connection_id: '' }],
	['a type that says nothing', { type: 'balance' }],
	['no type and no state', { type: undefined, status: undefined }],
	['the login as a number', { trading_id: 200028 }],
	['a time with a T', { timestamp: '2026-03-10T11:59:00' }],
])('it is, with %s', (_, changes) => {
	expect(match([row(changes)])).toBe('certain');
});

test.each<[string, Row]>([
	['another amount', { amount: 250.01 }],
	['another amount as text', { amount: '249.99' }],
	['the amount in cents', { amount: 25000 }],
	['a negative amount', { amount: -250 }],
	['the amount not told', { amount: null }],
	['the amount as other text', { amount: '1,250.00' }],
	['another currency', { currency: 'EUR' }],
	['another currency as an object', { currency: { code: 'USC' } }],
	['the comment cut at 31 characters', { comment: LONG.slice(0, 31) }],
	['the comment cut at a space', { comment: LONG.slice(0, 27) }],
	['no comment and the same amount', { comment: '' }],
	['the comment not told', { comment: null }],
	['the comment cut as short as it can be', { comment: LONG.slice(0, 24) }],
	['the login not told', { trading_id: null }],
	['the login left out', { trading_id: undefined }],
	['the login in another form', { trading_id: 'MT4-200028' }],
	['no time', { timestamp: '' }],
	['a time within a text', { timestamp: 'since 2026-03-10 11:59:00' }],
])('it may be, with %s', (_, changes) => {
	// Beside a row that shows all columns.
	expect(match([row(changes), row({ trading_id: '1', comment: 'other' })])).toBe('possible');
});

test.each<[string, Row]>([
	['another connection', { trading_connection_id: 'conn0002' }],
	['another login', { trading_id: '200029' }],
	['a login that holds the digits', { trading_id: '1200028' }],
	['another comment and the login in another form', { trading_id: 'MT4-200028', comment: 'other' }],
	['no login, as of a wallet', { trading_id: '' }],
	['another comment', { comment: 'Salary of April 2026, paid by the order 4712' }],
	['a comment that goes on', { comment: `${LONG} and more` }],
	['a short beginning of the comment', { comment: LONG.slice(0, 23) }],
	['another comment and no login', { comment: 'other', trading_id: undefined }],
	['the beginning of the comment and no login', { comment: LONG.slice(0, 31), trading_id: null }],
	['no comment and no login', { comment: '', trading_id: null }],
	['no comment and another amount', { comment: '', amount: 1 }],
	['the opposite direction', { type: 'Withdrawal' }],
	['the state rejected', { status: 'REJECTED' }],
	['the state failed', { status: 'failed' }],
	['the state cancelled', { status: 'Cancelled' }],
	['the state canceled', { status: 'canceled by admin' }],
	['the state declined', { status: 'declined' }],
])('it is not, with %s', (_, changes) => {
	// Beside a row that shows all columns.
	expect(match([row(changes), row({ trading_id: '1', comment: 'other' })])).toBe('none');
});

test('a withdrawal may be told as less than nothing', () => {
	const one = row({ type: 'withdrawal', amount: -250 });
	const looking = { ...wanted, direction: 'withdrawal' as const };
	expect(matchTransaction([one], looking, NOW - HOUR, NOW).match).toBe('certain');
	expect(matchTransaction([row({ amount: '-250.00' })], wanted, NOW - HOUR, NOW).match).toBe(
		'possible',
	);
});

test('a withdrawal with a sign behind it may be it', () => {
	const one = row({ type: 'withdrawal', amount: '250.00-' });
	const looking = { ...wanted, direction: 'withdrawal' as const };
	expect(matchTransaction([one], looking, NOW - HOUR, NOW).match).toBe('possible');
});

test('other rows need no time', () => {
	expect(match([row({ id: 'other', comment: 'other', timestamp: '' }), row()])).toBe('certain');
});

test('a row of the moment at which the payment was first tried is not from before', () => {
	const tolerance = 5 * 60_000;
	expect(match([row()], NOW + tolerance)).toBe('certain');
	expect(match([row()], NOW + tolerance + 1)).toBe('possible');
});

test('an empty report has no such booking', () => {
	expect(match([])).toBe('none');
});

test.each(['trading_id', 'comment', 'amount'])(
	'a report without the column %s says nothing',
	(column) => {
		const empty = [row({ [column]: null }), row({ [column]: undefined })];
		expect(match(empty)).toBe('unreadable');
		const without = [{}, { trading_id: '1', comment: 'x' }].map((changes) => {
			const shown: Record<string, unknown> = { ...row(changes) };
			delete shown[column];
			return shown;
		});
		const found = matchTransaction(without, wanted, NOW - HOUR, NOW);
		expect(found).toMatchObject({ match: 'unreadable', why: expect.stringContaining(column) });
	},
);

describe('a comment that was used before', () => {
	const old = (hours: number) => row({ id: 'old', timestamp: stamp(NOW - hours * HOUR) });

	test('makes every match uncertain', () => {
		expect(match([old(30), row()])).toBe('possible');
		expect(match([old(30)])).toBe('possible');
		expect(match([row({ id: 'one' }), row({ id: 'two' })])).toBe('possible');
		expect(match([row(), row({ id: 'two', amount: 1 })])).toBe('possible');
	});

	test('on another account, or for what came to nothing, makes none uncertain', () => {
		expect(match([row({ ...old(30), trading_id: '1' }), row()])).toBe('certain');
		expect(match([row({ ...old(30), status: 'rejected' }), row()])).toBe('certain');
	});

	test('is what is looked for where older bookings are meant', () => {
		expect(matchTransaction([old(30)], wanted, undefined, NOW).match).toBe('certain');
	});

	/** Zones of the CRM's clock, in hours; what it shows is never told. */
	const ZONES = [-12, -5, 0, 5.5, 8, 14];
	test.each(ZONES)('is told in a zone of %d hours by the newest row', (zone) => {
		const at = (hoursAgo: number) => stamp(NOW - hoursAgo * HOUR + zone * HOUR);
		const newest = row({ id: 'new', trading_id: '1', comment: 'x', timestamp: at(0.05) });
		for (const startedAgo of [0.5, 3, 20]) {
			const since = NOW - startedAgo * HOUR;
			const before = row({ timestamp: at(startedAgo + 0.5) });
			const after = row({ timestamp: at(startedAgo / 2) });
			expect(match([before, newest], since)).toBe('possible');
			expect(match([after, newest], since)).toBe('certain');
			expect(match([before, after, newest], since)).toBe('possible');
		}
	});
});
