/**
 * What a poll has to remember so that no record is lost or delivered twice.
 *
 * Nothing but days can be asked, and in which time zone the CRM's clock goes, whether `end` belongs
 * to a period and in which order a list comes is not known. So a poll reads whole days again, with a
 * day more at both ends, and goes by ids: a record whose id is not known is new, wherever it stands
 * and whatever its time says. The ids of all days that are read again are kept, however many.
 *
 * The cursor is the greatest time that the CRM itself wrote. It only tells from which day on to read;
 * the clock of this machine can make that earlier, never later.
 */
import { textOf } from '../../crm/json';
import { createHash } from 'crypto';
import { addDays, type Period } from '../../crm/period';

/** What is kept between polls, as JSON. */
export interface Memory {
	version: 1;
	/** Stands for what is watched; with another watch everything begins anew. */
	watch: string;
	/** Grows with each change, by which a poll sees that another was faster. */
	turn: number;
	/** Known records by their day: each by its id, a bar, and its version where changes are told. */
	seen: Record<string, string[]>;
	/** Of a list with periods: the first day of which all records are known. */
	from: string;
	/** Of a list with periods: the greatest time that the CRM has written. */
	cursor?: string;
	/** Of a list without periods: how long it was. */
	count?: number;
	/** Of a list without periods: when it was last read completely, in ms since 1970. */
	readAt?: number;
}

/** How a record has come to a poll's notice. */
export type Change = 'new' | 'changed';

const MINUTE = 60_000;

/** The day by this machine's clock, which may be one off from the CRM's. */
export const dayAt = (instant: number): string => new Date(instant).toISOString().slice(0, 10);

/**
 * A time as the CRM writes it, as text that sorts: `2026-01-31 09:00:00`. MT4's dots, ISO 8601 and
 * seconds or milliseconds since 1970 are taken too; what is left of it are the digits, not a zone.
 *
 * @returns undefined for no time, such as MT4's 1970-01-01 for a trade that is still open
 */
export function readTime(value: unknown): string | undefined {
	const text = textOf(value ?? '').trim();
	if (/^\d{10}$|^\d{13}$/.test(text)) {
		const instant = Number(text) * (text.length === 10 ? 1000 : 1);
		return new Date(instant).toISOString().slice(0, 19).replace('T', ' ');
	}
	const parts = /^(\d{4})[-./](\d{2})[-./](\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?))?/.exec(text);
	if (!parts) return undefined;
	const [, year, month, day, clock = '00:00'] = parts;
	const time = `${year}-${month}-${day} ${clock.padEnd(8, ':00')}`;
	return year > '1970' && !Number.isNaN(instantOf(time)) ? time : undefined;
}

/** As if the CRM's clock went by UTC: good for reckoning between its own times, not with others. */
const instantOf = (time: string): number => Date.parse(`${time.replace(' ', 'T')}Z`);

/** The greatest of the times that a record has in some of its fields. */
export function timeOf(
	record: Record<string, unknown>,
	fields: readonly string[],
): string | undefined {
	const times = fields.flatMap((field) => readTime(record[field]) ?? []);
	return times.sort()[times.length - 1];
}

/** The days to read at first: today's, or those since the day that was asked for. */
export function firstWindow(since: string | undefined, overlap: number, now: number): Period {
	const first = dayAt(now - overlap * MINUTE);
	return {
		start: addDays(since && since < first ? since : first, -1),
		end: addDays(dayAt(now), 2),
	};
}

/**
 * The days to read the next time: from the day before the cursor's, or before this machine's if that
 * is earlier, so that a record with a time in the future hides none. Never from before the first day
 * that was read: what is older is not known, and would all seem new.
 *
 * @param overlap how far behind the cursor late records are waited for, in minutes
 */
export function nextWindow(
	{ from, cursor }: Pick<Memory, 'from' | 'cursor'>,
	overlap: number,
	now: number,
): Period {
	const today = dayAt(now);
	const reached = cursor ? dayAt(instantOf(cursor) - overlap * MINUTE) : from;
	const start = addDays(reached < today ? reached : today, -1);
	const latest = cursor && cursor.slice(0, 10) > today ? cursor.slice(0, 10) : today;
	return { start: start > from ? start : from, end: addDays(latest, 2) };
}

/** The records that are known. */
export class Seen {
	private readonly known = new Map<string, { version: string; day: string }>();

	constructor(days: Memory['seen'] = {}) {
		for (const [day, keys] of Object.entries(days)) {
			for (const key of keys) {
				const bar = key.lastIndexOf('|');
				this.known.set(key.slice(0, bar), { version: key.slice(bar + 1), day });
			}
		}
	}

	has(id: string): boolean {
		return this.known.has(id);
	}

	/**
	 * Remembers a record.
	 * @param version '' where changes do not matter
	 * @returns how it changed, if it did
	 */
	note(id: string, version: string, day: string): Change | undefined {
		const before = this.known.get(id);
		this.known.set(id, { version, day: before && before.day > day ? before.day : day });
		if (!before) return 'new';
		return version && before.version && version !== before.version ? 'changed' : undefined;
	}

	/** What to keep: the records of a day, and of all later ones. */
	since(first: string): Memory['seen'] {
		const days = new Map<string, string[]>();
		for (const [id, { version, day }] of this.known) {
			if (day < first) continue;
			const keys = days.get(day) ?? [];
			keys.push(`${id}|${version}`);
			days.set(day, keys);
		}
		return Object.fromEntries([...days].sort(([a], [b]) => (a < b ? -1 : 1)));
	}
}

/** No CRM has longer ids, and they would fill the memory. */
const LONGEST_ID = 100;

/** What identifies a record: its id, or all of its content if it has none. */
export function idOf(record: Record<string, unknown>, field: string): string {
	const id = record[field];
	if ((typeof id !== 'string' && typeof id !== 'number') || id === '') return digest(record, 16);
	return String(id).length > LONGEST_ID ? digest(id, 16) : String(id);
}

/** Differs when one of the fields does. */
export function versionOf(record: Record<string, unknown>, fields: readonly string[]): string {
	return digest(
		fields.map((field) => record[field] ?? null),
		6,
	);
}

/** Stands for a value: the same for the same, in whatever order its names come. */
export function digest(value: unknown, length: number): string {
	const text = JSON.stringify(value, (_name, inner: unknown) =>
		typeof inner === 'object' && inner !== null && !Array.isArray(inner)
			? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
			: inner,
	);
	return createHash('sha256').update(text, 'utf8').digest('base64url').slice(0, length);
}
