import type { IDataObject } from 'n8n-workflow';
import { firstWindow, nextWindow, timeOf, type Memory } from './memory';
import { splitPeriod } from '../../crm/period';
import { withValues } from '../../crm/request';
import { readList } from '../transport/pages';
import type { Reading } from './reading';
import type { Watch } from './watch';

/**
 * Reads a list that wants a period: all days on which something can still turn up.
 *
 * @param budget how long to go on reading, in ms. What is left then is for the next poll.
 */
export async function pollByPeriod(
	watch: Watch,
	memory: Memory | undefined,
	budget: number,
): Promise<Reading> {
	const { event, overlap, request, since } = watch;
	const began = Date.now();
	const window = memory ? nextWindow(memory, overlap, began) : firstWindow(since, overlap, began);
	const parts = splitPeriod(window);
	let rows: IDataObject[] = [];
	for (const [number, part] of parts.entries()) {
		rows = rows.concat(await readList(watch.source(withValues(request, { ...part }))));
		const next = parts[number + 1]?.start;
		if (next && Date.now() - began > budget / 2) {
			return { rows, from: next, cursor: `${next} 00:00:00` };
		}
	}

	// Times behind the window are mistakes, which must not move the cursor.
	const times = rows.flatMap((row) => timeOf(row, event.times) ?? []);
	const cursor = times
		.filter((time) => time.slice(0, 10) <= window.end)
		.reduce((latest, time) => (time > latest ? time : latest), memory?.cursor ?? '');
	return { rows, from: window.start, ...(cursor && { cursor }) };
}
