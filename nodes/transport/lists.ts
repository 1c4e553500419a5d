import { textOf } from '../../crm/json';
import type { IDataObject } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { createHash } from 'crypto';
import { isPage } from '../../crm/page';
import { addDays, splitPeriod, type Period } from '../../crm/period';
import { withValues, type CrmRequest } from '../../crm/request';
import type { PeriodRule } from '../endpoints/operation';
import { ask, unexpectedShape, type Reader } from './ask';
import { JoinedRows } from './joinedRows';
import { passList, readList, sharedIdsText, type ListSource } from './pages';
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
			new NodeOperationError(reader.context.getNode(), 'The list could not be read completely', {
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
	const parts = partsOf(period, time);
	const dayIn = dayBy(time);
	const readPart = async (part: number): Promise<IDataObject[]> => {
		const list = source(withValues(request, { ...parts[part] }));
		for (let limit = wanted; ; limit *= 2) {
			const rows = await readList(list, limit);
			const kept = rows.filter((row) => !isAfter(dayIn(row), period));
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

/**
 * Reads a whole period without keeping it. Rows of the days on which two parts meet are handed on
 * once; where their time is not known, all rows of the two parts are compared.
 *
 * @param take is given the rows as they come, with the number of their part
 * @returns whether the CRM answers its newest records first, so that the first part is the last
 */
export async function passPeriod(
	{ time }: PeriodRule,
	source: (request: CrmRequest) => ListSource,
	request: CrmRequest,
	period: Period,
	take: (rows: IDataObject[], part: number) => void,
): Promise<boolean> {
	const parts = partsOf(period, time);
	const dayIn = dayBy(time);
	let newestFirst: boolean | undefined;
	let before = new Set<string>();
	for (const [number, part] of parts.entries()) {
		const here = new Set<string>();
		const meetsLast = number === 0 ? () => false : isNear(part.start);
		const meetsNext = number === parts.length - 1 ? () => false : isNear(part.end);
		await passList(source(withValues(request, { ...part })), (all) => {
			const rows = all.filter((row) => {
				const day = dayIn(row);
				if (isAfter(day, period)) return false;
				const isShared = meetsLast(day) && before.has(fingerprint(row));
				if (meetsNext(day)) here.add(fingerprint(row));
				return !isShared;
			});
			newestFirst ??= time === undefined ? false : areNewestFirst(rows, time);
			take(rows, number);
		});
		before = here;
	}
	return newestFirst === true;
}

/** The CRM's last day may not be counted in, so a day more is asked for where times can be compared. */
function partsOf({ start, end }: Period, time?: string): Period[] {
	return splitPeriod({ start, end: time ? addDays(end, 1) : end });
}

/** The day of a row, where it tells one. */
function dayBy(time?: string): (row: IDataObject) => string | undefined {
	if (time === undefined) return () => undefined;
	return (row) => {
		const stamp = textOf(row[time]);
		return /^\d{4}-\d{2}-\d{2}/.test(stamp) ? stamp.slice(0, 10) : undefined;
	};
}

/** Whether a day is not in the period any more; a row that does not tell its day may be. */
function isAfter(day: string | undefined, { end }: Period): boolean {
	return day !== undefined && day > end;
}

/** Whether a row is of a day, or may be: by the time that rows show they can be a day off. */
function isNear(day: string): (own: string | undefined) => boolean {
	const [from, to] = [addDays(day, -1), addDays(day, 1)];
	return (own) => own === undefined || (own >= from && own <= to);
}

const fingerprint = (row: IDataObject) =>
	createHash('sha256').update(JSON.stringify(row)).digest('base64');

/** Whether the CRM answers its newest records first, as far as the records tell. */
function isNewestFirst(parts: IDataObject[][], time: string): boolean {
	return (
		parts.map((rows) => areNewestFirst(rows, time)).find((told) => told !== undefined) ?? false
	);
}

/** @returns undefined where the rows don't tell */
function areNewestFirst(rows: IDataObject[], time: string): boolean | undefined {
	if (rows.length < 2) return undefined;
	const [first, last] = [rows[0], rows[rows.length - 1]].map((row) => textOf(row[time]));
	return first === last ? undefined : first > last;
}

function joined(parts: IDataObject[][], { key, tell }: ListSource): IDataObject[] {
	if (parts.length === 1) return parts[0];
	const list = new JoinedRows(key, []);
	for (const rows of parts) for (const row of rows) list.add(row);
	if (list.sharedIds) tell?.(sharedIdsText(list.sharedIds));
	return list.rows;
}
