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
import type { IDataObject, INode } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { PAGE_SIZE } from '../../crm/endpoint';
import { idOf, Seen, type Memory } from './memory';
import { withValues, type CrmRequest } from '../../crm/request';
import { readList, type ListSource } from '../transport/pages';
import type { Reading } from './reading';
import type { Watch } from './watch';

/** Up to so many records the whole list is read each time: five requests. */
const SHORT = 4 * PAGE_SIZE;
/** How long news can do without a reading of the whole list, in ms. */
const HOUR = 3_600_000;

/** The part of its time that a poll reads for: the rest is for the last pages, and for the work behind. */
const FOR_READING = 0.8;

/**
 * @param budget how long n8n lets the poll last, in ms
 * @throws NodeOperationError when the list can't be read in that time, before n8n drops the poll
 * without a word
 */
export async function pollFullList(
	node: INode,
	watch: Watch,
	memory: Memory | undefined,
	budget: number,
): Promise<Reading> {
	const end = Date.now() + budget * FOR_READING;
	const { request, tellsChanges } = watch;
	const atEnds = memory && !tellsChanges ? () => readEnds(watch, memory) : undefined;
	if (memory && atEnds && !isDue(memory)) {
		const reading = await atEnds();
		if (reading) return reading;
	}
	const source = (of: CrmRequest) => endingAt(end, watch.source(of));
	const readWhole = async (): Promise<Reading> => {
		const rows = await readList(source(request));
		// So that an old client who is freed again does not seem new.
		const old = memory ? [] : await readList(source(withValues(request, { suspended: 'true' })));
		return { rows, old, from: '', count: rows.length, readAt: Date.now() };
	};
	// News at the ends is not held back by a list that is too long to be read.
	const reading = (await inTime(readWhole())) ?? (await atEnds?.());
	if (reading) return reading;
	throw new NodeOperationError(node, 'The list is too long for the time that n8n gives a poll', {
		description: `It could not be read in ${Math.round((budget * FOR_READING) / 1000)} seconds, and nothing was remembered. Raise 'Options - Max Concurrent Requests', or ask whoever runs n8n to raise the time of polls.`,
	});
}

/** @returns undefined when the time was over before */
const inTime = async (reading: Promise<Reading>): Promise<Reading | undefined> =>
	await reading.catch(async (error: Error) =>
		error instanceof OutOfTime ? undefined : await Promise.reject(error),
	);

/** The time of a poll is over. */
class OutOfTime extends Error {}

function endingAt(end: number, list: ListSource): ListSource {
	return {
		...list,
		fetch: async (skip, limit) => {
			if (Date.now() > end) throw new OutOfTime();
			return await list.fetch(skip, limit);
		},
	};
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
