import { accept, refuse, type Result } from './result';
import { clean } from './text';

/** Calendar days as YYYY-MM-DD, both belonging to the period. */
export interface Period {
	start: string;
	end: string;
}

/** Periods that are named after today. */
export type Preset = 'today' | 'yesterday' | 'last7Days' | 'thisMonth' | 'lastMonth';

/**
 * Longest period that is asked for in one go, in days after the first. The CRM takes 3 months, and
 * whether it counts months or 90 days is not known: the shortest three months have 89 days.
 */
const CHUNK_DAYS = 88;
const DAY = 86_400_000;

/** By zone, since to make one takes longer than all the rest of reading a date. */
const calendars = new Map<string, Intl.DateTimeFormat>();

/** The calendar day of an instant in a time zone such as `Asia/Kolkata`. */
export function dayIn(zone: string, instant: number): string {
	const calendar = calendars.get(zone) ?? calendarOf(zone);
	calendars.set(zone, calendar);
	return calendar.format(instant);
}

/** en-CA writes dates as YYYY-MM-DD. */
function calendarOf(timeZone: string): Intl.DateTimeFormat {
	return new Intl.DateTimeFormat('en-CA', {
		timeZone,
		year: 'numeric',
		month: '2-digit',
		day: '2-digit',
	});
}

/** A date as people and databases write it, with a time and an offset behind if they do. */
const WRITTEN =
	/^(\d{4})([-/.])(\d{2})\2(\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)\s*(Z|[+-]\d{2}:?\d{2})?)?$/i;
const MIDNIGHT = /^00:00(?::00(?:[.,]0+)?)?$/;

/**
 * The calendar day that a value means, without shifting it.
 *
 * A date, or a date-time without an offset, is taken as written. So is midnight with its offset, and
 * a Date of midnight UTC: databases write a day like that. Any other moment is looked up in the zone,
 * as are all luxon DateTimes: `$now` is a moment.
 * @param value text, a Date, or a luxon DateTime such as n8n's `$now`
 * @param example shown when the value is not a date
 */
export function readDay(value: unknown, zone: string, example = '2026-01-31'): Result<string> {
	const noDate = `must be a date such as ${example}`;
	if (typeof value === 'string') return writtenDay(clean(value), zone) ?? refuse(noDate);
	if (value instanceof Date || Object.prototype.toString.call(value) === '[object Date]') {
		const instant = Number(value);
		if (Number.isNaN(instant)) return refuse('is a date that does not exist');
		const isMidnight = instant % DAY === 0;
		return accept(isMidnight ? new Date(instant).toISOString().slice(0, 10) : dayIn(zone, instant));
	}
	if (isDateTime(value) && Number.isFinite(value.toMillis())) {
		return accept(dayIn(zone, value.toMillis()));
	}
	return typeof value === 'number'
		? refuse(`${noDate}, not the number that a spreadsheet keeps for it`)
		: refuse(noDate);
}

/** @returns undefined if it is not a date */
function writtenDay(text: string, zone: string): Result<string> | undefined {
	const [, year, , month, date, time, offset] = WRITTEN.exec(text) ?? [];
	if (year === undefined) return undefined;
	const day = `${year}-${month}-${date}`;
	if (!isDay(day)) return refuse('is a date that does not exist');
	if (time === undefined || offset === undefined || MIDNIGHT.test(time)) return accept(day);
	const instant = Date.parse(`${day}T${time.replace(',', '.')}${withColon(offset)}`);
	return Number.isNaN(instant) ? undefined : accept(dayIn(zone, instant));
}

const withColon = (offset: string) => offset.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2').toUpperCase();

function isDateTime(value: unknown): value is { toMillis: () => number } {
	return (
		typeof value === 'object' &&
		value !== null &&
		typeof (value as { toMillis?: unknown }).toMillis === 'function'
	);
}

/** @param today as YYYY-MM-DD, in the zone that the user thinks in */
export function presetPeriod(preset: Preset, today: string): Period {
	const firstOfMonth = `${today.slice(0, 8)}01`;
	switch (preset) {
		case 'today':
			return { start: today, end: today };
		case 'yesterday':
			return { start: addDays(today, -1), end: addDays(today, -1) };
		case 'last7Days':
			return { start: addDays(today, -6), end: today };
		case 'thisMonth':
			return { start: firstOfMonth, end: today };
		case 'lastMonth': {
			const end = addDays(firstOfMonth, -1);
			return { start: `${end.slice(0, 8)}01`, end };
		}
	}
}

/**
 * Parts of a period that the CRM takes, in order of time. Each begins on the last day of the one
 * before, because nobody knows whether the CRM counts the last day in: rows are joined by their id.
 */
export function splitPeriod({ start, end }: Period): Period[] {
	const parts: Period[] = [];
	let from = start;
	while (addDays(from, CHUNK_DAYS) < end) {
		const to = addDays(from, CHUNK_DAYS);
		parts.push({ start: from, end: to });
		from = to;
	}
	return [...parts, { start: from, end }];
}

export function addDays(day: string, days: number): string {
	return new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10);
}

function isDay(text: string): boolean {
	const instant = Date.parse(text);
	return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text);
}
