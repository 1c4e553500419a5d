import {
	firstWindow,
	idOf,
	nextWindow,
	readTime,
	Seen,
	timeOf,
	versionOf,
} from '../../nodes/CrmOpenApiPollingTrigger/memory.ts';

const NOON = Date.parse('2026-11-23T12:00:00Z');

describe('readTime', () => {
	test.each([
		['2026-11-23 14:05:09', '2026-11-23 14:05:09'],
		['2026-11-23T14:05:09.123Z', '2026-11-23 14:05:09'],
		['2026-11-23T14:05:09+08:00', '2026-11-23 14:05:09'],
		['2026.11.23 14:05', '2026-11-23 14:05:00'],
		['2026/11/23', '2026-11-23 00:00:00'],
		[1795442709, '2026-11-23 14:05:09'],
		['1795442709000', '2026-11-23 14:05:09'],
	])('%p is %p', (value, expected) => {
		expect(readTime(value)).toBe(expected);
	});

	test.each([
		'',
		null,
		undefined,
		'yesterday',
		'1970-01-01 00:00:00',
		'0000-00-00 00:00:00',
		'2026-11-23 99:99',
		0,
		{},
	])('%p is none', (value) => {
		expect(readTime(value)).toBeUndefined();
	});
});

test('the time of a record is the latest of its times', () => {
	const open = { open_time: '2026-11-20 10:00:00', close_time: '1970-01-01 00:00:00' };
	expect(timeOf(open, ['open_time', 'close_time'])).toBe('2026-11-20 10:00:00');
	const closed = { ...open, close_time: '2026-11-21 10:00:00' };
	expect(timeOf(closed, ['open_time', 'close_time'])).toBe('2026-11-21 10:00:00');
	expect(timeOf({}, ['open_time'])).toBeUndefined();
});

describe('the first window', () => {
	test('is today’s, with a day more at each end and one for an end that does not count', () => {
		expect(firstWindow(undefined, 15, NOON)).toEqual({ start: '2026-11-22', end: '2026-11-25' });
	});

	test('begins earlier for a wide overlap, and with the day that is wanted', () => {
		expect(firstWindow(undefined, 3 * 1440, NOON).start).toBe('2026-11-19');
		expect(firstWindow('2026-10-01', 15, NOON).start).toBe('2026-09-30');
		expect(firstWindow('2027-01-01', 15, NOON).start).toBe('2026-11-22');
	});
});

describe('the next window', () => {
	const from = '2026-01-01';

	test('begins the day before the cursor, less the overlap', () => {
		const at = (cursor: string, overlap = 15) => nextWindow({ from, cursor }, overlap, NOON).start;
		expect(at('2026-11-23 11:59:00')).toBe('2026-11-22');
		expect(at('2026-11-23 00:14:59')).toBe('2026-11-21');
		expect(at('2026-11-23 11:59:00', 5 * 1440)).toBe('2026-11-17');
		expect(at('2026-03-05 10:00:00')).toBe('2026-03-04');
	});

	test('is not led away by a cursor in the future', () => {
		const window = nextWindow({ from, cursor: '2026-11-25 10:00:00' }, 15, NOON);
		expect(window).toEqual({ start: '2026-11-22', end: '2026-11-27' });
	});

	test('begins where memory begins, at the earliest, and there without a cursor', () => {
		const late = { from: '2026-11-22', cursor: '2026-11-22 10:00:00' };
		expect(nextWindow(late, 15, NOON).start).toBe('2026-11-22');
		expect(nextWindow({ from: '2026-11-01' }, 15, NOON).start).toBe('2026-11-01');
	});
});

describe('what is seen', () => {
	test('tells new, known and changed records apart, also after it was saved', () => {
		const seen = new Seen();
		expect(seen.note('a', 'v1', '2026-11-22')).toBe('new');
		expect(seen.note('a', 'v1', '2026-11-22')).toBeUndefined();
		expect(seen.note('a', 'v2', '2026-11-22')).toBe('changed');
		expect(seen.note('b|c', '', '2026-11-23')).toBe('new');
		const saved = seen.since('2026-11-22');
		expect(saved).toEqual({ '2026-11-22': ['a|v2'], '2026-11-23': ['b|c|'] });

		const again = new Seen(JSON.parse(JSON.stringify(saved)) as typeof saved);
		expect(again.has('b|c')).toBe(true);
		expect(again.note('a', 'v2', '2026-11-22')).toBeUndefined();
		expect(again.note('a', 'v1', '2026-11-22')).toBe('changed');
	});

	test('takes a version that was not known as it is', () => {
		const seen = new Seen({ '2026-11-22': ['a|'] });
		expect(seen.note('a', 'v1', '2026-11-22')).toBeUndefined();
		expect(seen.note('a', 'v2', '2026-11-22')).toBe('changed');
		expect(seen.note('a', '', '2026-11-22')).toBeUndefined();
	});

	test('forgets days, but not records that have moved to a later one', () => {
		const seen = new Seen({ '2026-11-20': ['a|', 'b|'], '2026-11-22': ['c|'] });
		seen.note('b', '', '2026-11-23');
		seen.note('c', '', '2026-11-19');
		expect(seen.since('2026-11-21')).toEqual({ '2026-11-22': ['c|'], '2026-11-23': ['b|'] });
	});

	test('keeps ids that are names of JavaScript', () => {
		const seen = new Seen();
		expect(['__proto__', 'constructor'].map((id) => seen.note(id, '', 'd'))).toEqual([
			'new',
			'new',
		]);
		expect(new Seen(seen.since('')).has('__proto__')).toBe(true);
	});
});

test('a record without an id is known by all that it says', () => {
	const id = idOf({ a: 1, b: { c: 2, d: 3 } }, 'id');
	expect(idOf({ b: { d: 3, c: 2 }, a: 1 }, 'id')).toBe(id);
	expect(idOf({ a: 2, b: { c: 2, d: 3 } }, 'id')).not.toBe(id);
	expect(idOf({ id: 0 }, 'id')).toBe('0');
	// Nothing that the CRM gives stays in the memory as long as it likes.
	const long = { id: 'x'.repeat(1_000_000) };
	expect(idOf(long, 'id')).toHaveLength(16);
	expect(idOf({ ...long }, 'id')).toBe(idOf(long, 'id'));
	expect(idOf({ id: `${long.id}y` }, 'id')).not.toBe(idOf(long, 'id'));
	expect(idOf({ id: { a: 1 } }, 'id')).not.toBe(idOf({ id: { a: 2 } }, 'id'));
	expect(idOf({ id: 'y'.repeat(100) }, 'id')).toBe('y'.repeat(100));
});

test('a version is made of the fields that matter', () => {
	const version = versionOf({ status: 'pending', comment: 'a' }, ['status', 'amount']);
	expect(versionOf({ status: 'pending', comment: 'b' }, ['status', 'amount'])).toBe(version);
	expect(versionOf({ status: 'done', comment: 'a' }, ['status', 'amount'])).not.toBe(version);
	expect(version).toHaveLength(6);
});
