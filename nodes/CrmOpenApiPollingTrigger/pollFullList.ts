/**
 * A list without periods, the clients: it can't be asked for the new ones, and its order is not
 * known. Nothing is lost, since every poll does one of these:
 *
 * - It reads the whole list and compares ids: short lists always, others at least once an hour.
 * - It reads the first and the last page, where new records stand in any list that goes by time. If
 *   the list is longer by just the unknown ones on them, these are all that came. Otherwise some came
 *   elsewhere, or some went, and the whole list is read at once.
 *
 * Only a record that comes in the middle while another one goes escapes the second way; the whole
 * reading finds it within the hour. Known ids are never forgotten, so a client who was suspended for a while
 * starts nothing a second time.
 */
import type { IDataObject } from 'n8n-workflow';
import { PAGE_SIZE } from '../../crm/endpoint';
import { idOf, Seen, type Memory } from './memory';
import { withValues } from '../../crm/request';
import { readList } from '../transport/pages';
import type { Reading } from './reading';
import type { Watch } from './watch';

/** Up to so many records the whole list is read each time: five requests. */
const SHORT = 4 * PAGE_SIZE;
/** How long news can do without a reading of the whole list, in ms. */
const HOUR = 3_600_000;

export async function pollFullList(watch: Watch, memory: Memory | undefined): Promise<Reading> {
	const { request, source, tellsChanges } = watch;
	if (memory && !tellsChanges && !isDue(memory)) {
		const reading = await readEnds(watch, memory);
		if (reading) return reading;
	}
	const rows = await readList(source(request));
	// So that an old client who is freed again does not seem new.
	const old = memory ? [] : await readList(source(withValues(request, { suspended: 'true' })));
	return { rows, old, from: '', count: rows.length, readAt: Date.now() };
}

function isDue({ count = 0, readAt = 0 }: Memory): boolean {
	const age = Date.now() - readAt;
	return count <= SHORT || age < 0 || age > HOUR;
}

/** @returns undefined when the first and the last page don't explain how long the list is */
async function readEnds(watch: Watch, memory: Memory): Promise<Reading | undefined> {
	const { fetch } = watch.source(watch.request);
	const first = await fetch(0, PAGE_SIZE);
	const size = first.records.length;
	const last = await fetch(Math.max(0, first.count - size), Math.max(1, size));
	const rows: IDataObject[] = first.records.concat(last.records);
	const seen = new Seen(memory.seen);
	const unknown = new Set(
		rows.map((row) => idOf(row, watch.event.key)).filter((id) => !seen.has(id)),
	);
	if (first.count - (memory.count ?? 0) !== unknown.size) return undefined;
	return { rows, from: '', count: first.count, readAt: memory.readAt };
}
