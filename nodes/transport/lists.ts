import { textOf } from '../../crm/json';
import type { IDataObject } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { isPage } from '../../crm/page';
import { addDays, splitPeriod, type Period } from '../../crm/period';
import { withValues, type CrmRequest } from '../../crm/request';
import type { PeriodRule } from '../endpoints/operation';
import { ask, unexpectedShape, type Reader } from './ask';
import { JoinedRows } from './joinedRows';
import { readList, sharedIdsText, type ListSource } from './pages';
import { inParallel } from './parallel';

/**
 * How a list is read: pages by `skip` and `limit`, in the query or in the body of a POST.
 * @param tell what is odd about a list that was read all the same; without it, that is an error
 */
export function sourceOf(
	reader: Reader,
	{ key }: { key: string },
	index?: number,
	tell?: ListSource['tell'],
): (request: CrmRequest) => ListSource {
	return (request) => ({
		key,
		tell,
		width: reader.sender.limit,
		fetch: async (skip, limit) => {
			const json = await ask(reader, withValues(request, { skip, limit }), index);
			if (isPage<IDataObject>(json)) return json;
			throw unexpectedShape(reader, 'something else than a page of records', index);
		},
		broken: (why) =>
			new NodeOperationError(reader.context.getNode(), 'The list could not be read whole', {
				itemIndex: index,
				description: `${why}. Run it again when the list is quieter, or narrow it.`,
			}),
	});
}

/**
 * Reads a period in the parts that the CRM takes. Parts overlap, so a record can come twice; it is
 * known by its key.
 */
export async function readPeriod(
	reader: Reader,
	{ time }: PeriodRule,
	source: (request: CrmRequest) => ListSource,
	request: CrmRequest,
	period: Period,
	wanted: number,
): Promise<IDataObject[]> {
	const { start, end } = period;
	const parts = splitPeriod({ start, end: time ? addDays(end, 1) : end });
	const inPeriod = (row: IDataObject) => {
		const day = time && /^\d{4}-\d{2}-\d{2}/.exec(textOf(row[time]))?.[0];
		return !day || day <= end;
	};
	const readPart = async (part: number): Promise<IDataObject[]> => {
		const list = source(withValues(request, { ...parts[part] }));
		for (let limit = wanted; ; limit *= 2) {
			const rows = await readList(list, limit);
			const kept = rows.filter(inPeriod);
			// Records that were left out may have taken the places of others.
			if (kept.length >= wanted || rows.length < limit) return kept;
		}
	};

	if (wanted === Number.POSITIVE_INFINITY) {
		const read = await inParallel(parts.length, reader.sender.limit, readPart);
		if (time && isNewestFirst(read, time)) read.reverse();
		return joined(read, source(request));
	}
	const read: IDataObject[][] = [];
	for (let part = 0; part < parts.length; part++) {
		read.push(await readPart(part));
		const rows = joined(read, source(request));
		if (rows.length >= wanted) return rows.slice(0, wanted);
	}
	return joined(read, source(request));
}

/** Whether the CRM answers its newest records first, as far as the records tell. */
function isNewestFirst(parts: IDataObject[][], time: string): boolean {
	for (const rows of parts) {
		const first = textOf(rows[0]?.[time]);
		const last = textOf(rows[rows.length - 1]?.[time]);
		if (rows.length > 1 && first !== last) return first > last;
	}
	return false;
}

function joined(parts: IDataObject[][], { key, tell }: ListSource): IDataObject[] {
	if (parts.length === 1) return parts[0];
	const list = new JoinedRows(key, []);
	for (const rows of parts) for (const row of rows) list.add(row);
	if (list.sharedIds) tell?.(sharedIdsText(list.sharedIds));
	return list.rows;
}
