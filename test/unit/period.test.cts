import {
	addDays,
	dayIn,
	presetPeriod,
	readDay,
	splitPeriod,
	type Preset,
} from '../../crm/period.ts';

const ZONES = ['UTC', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland', 'Pacific/Pago_Pago'];

describe('readDay', () => {
	test.each(ZONES)('takes a written day as it is, in %s', (zone) => {
		for (const written of [
			'2026-01-31',
			' 2026-01-31 ',
			'2026-01-31T00:00:00',
			'2026-01-31T23:59:59.999',
			'2026-01-31 08:30',
		]) {
			expect(readDay(written, zone)).toEqual({ ok: true, value: '2026-01-31' });
		}
	});

	test.each([
		['2026-01-31T23:30:00Z', 'UTC', '2026-01-31'],
		['2026-01-31T23:30:00Z', 'Asia/Kolkata', '2026-02-01'],
		['2026-02-01T03:30:00.000Z', 'America/New_York', '2026-01-31'],
		['2026-01-31T23:30:00+05:30', 'Asia/Kolkata', '2026-01-31'],
		['2026-01-31T00:30:00-05:00', 'America/New_York', '2026-01-31'],
		// The night in which the clocks go forward.
		['2026-03-08T06:59:00Z', 'America/New_York', '2026-03-08'],
	])('looks a moment up in the zone: %s in %s is %s', (moment, zone, day) => {
		expect(readDay(moment, zone)).toEqual({ ok: true, value: day });
		expect(readDay(new Date(moment), zone)).toEqual({ ok: true, value: day });
	});

	test.each([
		'',
		'31.01.2026',
		'01/31/2026',
		'2026-1-31',
		'2026-02-30',
		'2026-13-01',
		'2026-01-31Tlater',
		'tomorrow',
		20260131,
		true,
		null,
		undefined,
		{},
		new Date('never'),
	])('%p is no day', (value) => {
		expect(readDay(value, 'UTC').ok).toBe(false);
	});
});

test.each<[Preset, string, string, string]>([
	['today', '2026-03-01', '2026-03-01', '2026-03-01'],
	['yesterday', '2026-03-01', '2026-02-28', '2026-02-28'],
	['last7Days', '2026-03-03', '2026-02-25', '2026-03-03'],
	['thisMonth', '2026-03-31', '2026-03-01', '2026-03-31'],
	['lastMonth', '2026-03-31', '2026-02-01', '2026-02-28'],
	['lastMonth', '2028-03-15', '2028-02-01', '2028-02-29'],
	['lastMonth', '2026-01-01', '2025-12-01', '2025-12-31'],
])('%s on %s is %s to %s', (preset, today, start, end) => {
	expect(presetPeriod(preset, today)).toEqual({ start, end });
});

test('dayIn tells the day of a moment where somebody is', () => {
	const moment = Date.parse('2026-12-31T23:00:00Z');
	expect(ZONES.map((zone) => dayIn(zone, moment))).toEqual([
		'2026-12-31',
		'2026-12-31',
		'2027-01-01',
		'2027-01-01',
		'2026-12-31',
	]);
});

test.each([
	['2026-02-28', 1, '2026-03-01'],
	['2028-02-28', 1, '2028-02-29'],
	['2026-03-01', -1, '2026-02-28'],
	['2026-12-31', 365, '2027-12-31'],
	['2026-03-28', 2, '2026-03-30'],
])('%s and %i days is %s', (day, days, then) => {
	expect(addDays(day, days)).toBe(then);
});

describe('splitPeriod', () => {
	test('leaves alone what the CRM takes', () => {
		for (const end of ['2026-01-01', '2026-02-15', addDays('2026-01-01', 88)]) {
			expect(splitPeriod({ start: '2026-01-01', end })).toEqual([{ start: '2026-01-01', end }]);
		}
	});

	test.each([89, 90, 176, 177, 365, 1000])('cuts %i days into parts that meet on a day', (days) => {
		const whole = { start: '2025-11-30', end: addDays('2025-11-30', days) };
		const parts = splitPeriod(whole);
		expect(parts[0].start).toBe(whole.start);
		expect(parts.at(-1)?.end).toBe(whole.end);
		for (const [at, part] of parts.entries()) {
			expect(part.start < part.end).toBe(true);
			expect(part.end <= threeMonthsAfter(part.start)).toBe(true);
			if (at > 0) expect(part.start).toBe(parts[at - 1].end);
		}
	});
});

/** As strictly as a CRM could count three months: the same day of the month, or less. */
function threeMonthsAfter(day: string): string {
	const [year, month, date] = day.split('-').map(Number);
	const last = new Date(Date.UTC(year, month + 2 + 1, 0)).getUTCDate();
	const then = Date.UTC(year, month + 2, Math.min(date, last));
	return new Date(then).toISOString().slice(0, 10);
}
