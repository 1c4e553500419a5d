const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** UTC as the CRM writes it: YYYY-MM-DD HH:mm:ss. */
export function stamp(ms: number = Date.now()): string {
	return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}

/** Epoch in ms of a UTC stamp. */
export function parseStamp(text: string): number {
	return Date.parse(`${text.replace(' ', 'T')}Z`);
}

/** A UTC stamp on a clock that is `hours` ahead. */
export function shift(text: string, hours: number): string {
	return hours ? stamp(parseStamp(text) + hours * HOUR) : text;
}

/** The first and the last moment of a period as UTC stamps, compared as text: from <= t < to. */
export interface Period {
	from: string;
	to: string;
}

/**
 * The period of a dated list, by the CRM's calendar.
 * @returns undefined when it ends before it starts or is longer than 3 months
 */
export function period(
	start: string,
	end: string,
	{ endExclusive, timezone }: { endExclusive: boolean; timezone: number },
): Period | undefined {
	if (end < start || end > threeMonthsAfter(start)) return undefined;
	const midnight = (date: string) => Date.parse(`${date}T00:00:00Z`) - timezone * HOUR;
	return { from: stamp(midnight(start)), to: stamp(midnight(end) + (endExclusive ? 0 : DAY)) };
}

function threeMonthsAfter(date: string): string {
	const [year, month, day] = date.split('-').map(Number);
	// A day that the third month after does not have becomes its last one
	const lastDay = new Date(Date.UTC(year, month + 3, 0)).getUTCDate();
	return new Date(Date.UTC(year, month + 2, Math.min(day, lastDay))).toISOString().slice(0, 10);
}
