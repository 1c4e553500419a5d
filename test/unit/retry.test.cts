/** When a request is sent again, after what wait, and what a status says about what was done. */
import type { Effect } from '../../crm/endpoint.ts';
import { carriedOut, type Outcome, type Trouble } from '../../nodes/transport/outcome.ts';
import { pauseAfter, retryAfter, waitBeforeNext } from '../../nodes/transport/retry.ts';

const NOW = Date.parse('2026-01-31T12:00:00Z');
const FRESH = { attempt: 1, waited: 0, now: NOW, jitter: 1 };

const reply = (status: number, headers: Record<string, unknown> = {}) => ({
	status,
	headers,
	text: '',
});
const answered = (status: number, headers?: Record<string, unknown>): Outcome => ({
	kind: 'answered',
	reply: reply(status, headers),
});
const broken = (kind: 'unsent' | 'unknown', what: Trouble['what']): Outcome => ({
	kind,
	trouble: { what, code: '', message: '' },
});

const READ = { effect: 'read' as Effect };
const WRITE = { effect: 'write' as Effect };
const MONEY = { effect: 'money' as Effect };
const DECISION = { effect: 'money' as Effect, once: true };

/** Which of the four kinds of request are sent again after it. */
const TABLE: Array<[what: string, outcome: Outcome, again: string]> = [
	['429', answered(429), 'read write money'],
	['502', answered(502), 'read'],
	['503', answered(503), 'read'],
	['504', answered(504), 'read'],
	...[200, 201, 204, 301, 302, 400, 401, 403, 404, 407, 408, 409, 422, 499, 500, 501, 520, 524].map(
		(status): [string, Outcome, string] => [String(status), answered(status), ''],
	),
	['a connection that was never made', broken('unsent', 'connection'), 'read write money'],
	['a connection that broke', broken('unknown', 'connection'), 'read'],
	['a time-out', broken('unknown', 'timeout'), ''],
	['a time-out before it left', broken('unsent', 'timeout'), ''],
	['a host that is not there', broken('unsent', 'host'), ''],
	['a bad certificate', broken('unsent', 'certificate'), ''],
	['a refusal by the credential', broken('unsent', 'credential'), ''],
	['a stop by the user', broken('unsent', 'cancelled'), ''],
	['what is no HTTP', broken('unknown', 'broken-answer'), ''],
];

describe.each(TABLE)('after %s', (_what, outcome, again) => {
	test.each([
		['read', READ],
		['write', WRITE],
		['money', MONEY],
		['decision', DECISION],
	])('a %s', (name, request) => {
		const wait = waitBeforeNext(request, outcome, FRESH);
		expect(wait !== undefined).toBe(again.split(' ').includes(name));
	});
});

test('waits grow, are spread, and end with the fifth try', () => {
	const wait = (attempt: number, jitter: number) =>
		waitBeforeNext(READ, answered(503), { ...FRESH, attempt, jitter });
	expect([1, 2, 3, 4, 5].map((attempt) => wait(attempt, 1))).toEqual([
		500,
		1000,
		2000,
		4000,
		undefined,
	]);
	expect([1, 2, 3, 4, 5].map((attempt) => wait(attempt, 0))).toEqual([
		250,
		500,
		1000,
		2000,
		undefined,
	]);
});

test.each<[header: string, wait: number | undefined]>([
	['2', 2000],
	[' 2 ', 2000],
	['1.5', 2000],
	['0.2', 1000],
	['.5', 1000],
	['60', 60_000],
	// More than one request waits in all.
	['61', undefined],
	['9'.repeat(400), undefined],
	['Sat, 31 Jan 2026 12:00:07 GMT', 7000],
	['Saturday, 31-Jan-26 12:00:07 GMT', 7000],
	['Sat Jan 31 12:00:07 2026', 7000],
	['2026-01-31T12:00:07Z', 7000],
	['2026-01-31T12:00:07+00:00', 7000],
	// Never sooner than the growing wait.
	['0', 500],
	['0.0', 500],
	['Sat, 31 Jan 2026 12:00:00 GMT', 500],
	// No advice.
	['', 500],
	['-1', 500],
	['+5', 500],
	['1e3', 500],
	['0x10', 500],
	['soon', 500],
	['soon 3', 500],
	['in 2030', 500],
	['Infinity', 500],
	['NaN', 500],
	['2, 3', 500],
	['1,5', 500],
	['2 seconds', 500],
	['Sat, 31 Jan 2026 11:00:00 GMT', 500],
	['Thu, 01 Jan 1970 00:00:00 GMT', 500],
	['Xyz, 99 Foo 2026 99:99:99 GMT', 500],
	['1769860800000', undefined],
])('Retry-After: %s', (header, wait) => {
	expect(waitBeforeNext(WRITE, answered(429, { 'retry-after': header }), FRESH)).toBe(wait);
});

test('Retry-After that is now is no advice', () => {
	const now = { 'retry-after': 'Sat, 31 Jan 2026 12:00:00 GMT' };
	expect(retryAfter(reply(429, now), NOW)).toBeUndefined();
});

test.each<[what: string, outcome: Outcome, pause: number]>([
	['a wait in seconds', answered(429, { 'retry-after': '2' }), 2000],
	['the longest wait', answered(429, { 'retry-after': '60' }), 60_000],
	['a longer one than anybody waits', answered(429, { 'retry-after': '61' }), 0],
	['no wait', answered(429), 0],
	['an answer that does not count requests', answered(503, { 'retry-after': '2' }), 0],
	['no answer', broken('unknown', 'connection'), 0],
])('all others pause after %s as long as it says', (_what, outcome, pause) => {
	expect(pauseAfter(outcome, NOW)).toBe(pause);
});

test('Retry-After that is no text is no advice', () => {
	for (const header of [undefined, null, 2, ['2'], {}]) {
		expect(retryAfter(reply(429, { 'retry-after': header }), NOW)).toBeUndefined();
	}
});

test("a date goes by the clock of whoever wrote it: the CRM's may be an hour off", () => {
	const wait = (date: string, until: string) =>
		retryAfter(reply(429, { date, 'retry-after': until }), NOW);
	expect(wait('Sat, 31 Jan 2026 11:00:00 GMT', 'Sat, 31 Jan 2026 11:00:03 GMT')).toBe(3000);
	expect(wait('Sat, 31 Jan 2026 13:00:00 GMT', 'Sat, 31 Jan 2026 13:00:03 GMT')).toBe(3000);
	expect(wait('Sat, 31 Jan 2026 13:00:00 GMT', 'Sat, 31 Jan 2026 12:30:00 GMT')).toBeUndefined();
	expect(wait('yesterday', 'Sat, 31 Jan 2026 12:00:03 GMT')).toBe(3000);
});

test('a long header is read at once', () => {
	const started = performance.now();
	for (const header of [
		'1'.repeat(1e6),
		`${'1'.repeat(1e6)}x`,
		'A'.repeat(1e6),
		'. '.repeat(1e5),
	]) {
		retryAfter(reply(429, { 'retry-after': header }), NOW);
	}
	expect(performance.now() - started).toBeLessThan(500);
});

test('all waits of a request together are bounded', () => {
	const tries = { ...FRESH, attempt: 2, waited: 59_500 };
	expect(waitBeforeNext(READ, answered(503), tries)).toBeUndefined();
	expect(waitBeforeNext(READ, answered(503), { ...tries, waited: 59_000 })).toBe(1000);
});

describe('what a status says about a write', () => {
	const range = (from: number, to: number) =>
		Array.from({ length: to - from + 1 }, (_, at) => from + at);

	test.each([
		['write', WRITE],
		['money', MONEY],
		['decision', DECISION],
	])('%s: every status', (_name, request) => {
		for (const status of range(200, 299)) {
			expect([status, carriedOut(request, reply(status))]).toEqual([status, 'yes']);
		}
		for (const status of [...range(100, 199), ...range(300, 399), 408, ...range(499, 999)]) {
			expect([status, carriedOut(request, reply(status))]).toEqual([status, 'unknown']);
		}
		for (const status of range(400, 498).filter((one) => one !== 408)) {
			expect([status, carriedOut(request, reply(status))]).toEqual([status, 'no']);
		}
	});

	test.each([301, 307, 308])('%d tells another address: of money it is not believed', (status) => {
		const moved = reply(status, { location: 'https://crm.example.com/' });
		expect(carriedOut(WRITE, moved)).toBe('no');
		expect(carriedOut(MONEY, moved)).toBe('unknown');
	});

	test.each([302, 303])('%d is what servers say, too, when they are done', (status) => {
		expect(carriedOut(WRITE, reply(status, { location: '/done' }))).toBe('unknown');
	});
});
