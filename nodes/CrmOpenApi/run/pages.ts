import type { IDataObject } from 'n8n-workflow';
import { PAGE_SIZE } from '../../../crm/endpoint';
import { inParallel } from './parallel';

/** One page as the CRM answers it; `count` is the size of the whole list at that moment. */
export interface Page {
	count: number;
	records: IDataObject[];
}

/** A list to be read, and how. */
export interface ListSource {
	/** Fetches one page. @throws what the item is to end with */
	fetch: (skip: number, limit: number) => Promise<Page>;
	/** Name of the field that tells rows apart; rows without it are compared as a whole. */
	key: string;
	/** Pages that are asked for side by side. */
	width: number;
	/** The error for a list whose pages never fit together; the text says why. */
	broken: (why: string) => Error;
}

/** No list of a CRM comes near it: a bound for a server that never ends. */
const MAX_ROWS = 5_000_000;
const MAX_REPAIRS = 10;

/**
 * Reads the first `wanted` rows of a list, all of them by default, each once and in order.
 *
 * The first page tells how long the list is; the others are then fetched side by side. Lists may
 * change meanwhile, at either end, so each page begins with the last row of the page before: when
 * the two don't meet there, rows came or went in between, and that place is read again.
 *
 * @throws what `fetch` throws, and `broken` for a list that can't be read whole
 */
export async function readList(
	source: ListSource,
	wanted = Number.POSITIVE_INFINITY,
): Promise<IDataObject[]> {
	const { fetch, key, width, broken } = source;
	const first = await fetch(0, Math.min(wanted, PAGE_SIZE));
	const list = new JoinedRows(key, first.records);
	const size = first.records.length;
	const target = Math.min(wanted, first.count, MAX_ROWS);
	if (size === 0 || size >= target) return list.rows.slice(0, wanted);

	const stride = size - 1;
	if (stride === 0) throw broken('The CRM gives one row per page');
	const limitAt = (skip: number) => Math.min(size, wanted - skip);
	const plan: number[] = [];
	for (let skip = stride; skip + 1 < target; skip += stride) plan.push(skip);
	const pages = await inParallel(plan.length, width, async (number) => {
		const skip = plan[number];
		return await fetch(skip, limitAt(skip));
	});

	let last = first;
	let skip = 0;
	let fewest = first.count;
	for (const [number, page] of pages.entries()) {
		skip = plan[number];
		last = list.append(page.records) ? page : await repair(source, list, skip, size);
		fewest = Math.min(fewest, last.count);
	}

	// A full last page may have pushed rows behind the planned end.
	while (last.records.length >= limitAt(skip) && list.rows.length < Math.min(wanted, last.count)) {
		skip += stride;
		last = await fetch(skip, limitAt(skip));
		if (!list.append(last.records)) last = await repair(source, list, skip, size);
		if (skip > MAX_ROWS) throw broken('The list has no end');
	}

	const all = wanted === Number.POSITIVE_INFINITY;
	const rows =
		all && list.rows.length < last.count ? await withNewest(source, list, size) : list.rows;
	if (rows.length < Math.min(wanted, fewest)) {
		throw broken(`The CRM counts ${fewest} rows, but its pages hold ${rows.length} different ones`);
	}
	return rows.slice(0, wanted);
}

/**
 * Reads around `skip` again until a page meets the rows so far: first the same place, where rows
 * that came in before it have moved to, then further back, where rows that went have left a gap.
 */
async function repair(
	source: ListSource,
	list: JoinedRows,
	skip: number,
	size: number,
): Promise<Page> {
	for (let attempt = 0; attempt < MAX_REPAIRS; attempt++) {
		const page = await source.fetch(Math.max(0, skip - attempt * Math.ceil(size / 2)), size);
		if (list.append(page.records)) return page;
	}
	throw source.broken('The pages of the list never fitted together');
}

/** Puts rows in front that came, or moved there, while the list was read from its start. */
async function withNewest(
	{ fetch }: ListSource,
	list: JoinedRows,
	size: number,
): Promise<IDataObject[]> {
	const newest: IDataObject[] = [];
	for (let attempt = 0; attempt < MAX_REPAIRS; attempt++) {
		const { records } = await fetch(newest.length, size);
		const met = records.findIndex((row) => list.has(row));
		newest.push(...records.slice(0, met < 0 ? records.length : met));
		if (met >= 0 || records.length === 0) break;
	}
	return newest.concat(list.rows);
}

/** Rows of pages that were joined where they overlap. */
class JoinedRows {
	private readonly seen = new Set<string>();

	readonly rows: IDataObject[] = [];

	constructor(
		private readonly key: string,
		rows: IDataObject[],
	) {
		for (const row of rows) this.add(row);
	}

	has(row: IDataObject): boolean {
		return this.seen.has(this.identity(row));
	}

	/**
	 * Adds what follows the last known row of a page.
	 * @returns false when the page holds no known row, so that rows may be missing in between
	 */
	append(page: IDataObject[]): boolean {
		let met = page.length - 1;
		while (met >= 0 && !this.has(page[met])) met--;
		for (let index = met + 1; index < page.length && met >= 0; index++) this.add(page[index]);
		return met >= 0;
	}

	private add(row: IDataObject): void {
		const identity = this.identity(row);
		if (this.seen.has(identity)) return;
		this.seen.add(identity);
		this.rows.push(row);
	}

	private identity(row: IDataObject): string {
		const value = row[this.key];
		return value === undefined || value === null ? JSON.stringify(row) : String(value);
	}
}
