import { accept, refuse, type Result } from './result';

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

/**
 * The calendar day that a value means, without shifting it: a date, or a date-time without an
 * offset, is taken as written; a moment in time is looked up in the zone.
 * @param value text, a Date, or a luxon DateTime such as n8n's `$now`
 */
export function readDay(value: unknown, zone: string): Result<string> {
	if (typeof value === 'string') {
		const text = value.trim();
		const written = /^(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$/.exec(
			text,
		)?.[1];
		if (written) return isDay(written) ? accept(written) : refuse('is no day of the calendar');
		const instant = /^\d{4}-\d{2}-\d{2}T/.test(text) ? Date.parse(text) : Number.NaN;
		if (!Number.isNaN(instant)) return accept(dayIn(zone, instant));
	}
	if (typeof value === 'object' && value !== null) {
		const instant = Number(value.valueOf());
		if (Number.isFinite(instant)) return accept(dayIn(zone, instant));
	}
	return refuse('must be a date such as 2026-01-31');
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
