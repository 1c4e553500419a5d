import type { IDataObject } from 'n8n-workflow';
import { PAGE_SIZE } from '../../crm/endpoint';
import type { Page as PageOf } from '../../crm/page';
import { inParallel } from './parallel';

type Page = PageOf<IDataObject>;

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
	let fewest = Number.POSITIVE_INFINITY;
	const counted: ListSource = {
		...source,
		fetch: async (skip, limit) => {
			const page = await source.fetch(skip, limit);
			fewest = Math.min(fewest, page.count);
			return page;
		},
	};
	return await readCounted(counted, wanted, () => fewest);
}

/** @param fewest the smallest size of the list that any page told so far */
async function readCounted(
	source: ListSource,
	wanted: number,
	fewest: () => number,
): Promise<IDataObject[]> {
	const { key, width, broken } = source;
	const first = await placed(source, 0, Math.min(wanted, PAGE_SIZE));
	const list = new JoinedRows(key, first.records);
	const size = first.records.length;
	const target = Math.min(wanted, first.count, MAX_ROWS);
	if (size >= target) return list.rows.slice(0, wanted);

	const stride = size - 1;
	if (stride < 1) throw broken(`The CRM counts ${first.count} rows, but gives ${size} per page`);
	const plan: number[] = [];
	for (let skip = stride; skip + 1 < target; skip += stride) plan.push(skip);
	const pages = await inParallel(plan.length, width, async (number) => {
		const skip = plan[number];
		return await placed(source, skip, Math.min(size, wanted - skip));
	});

	let last = first;
	for (const page of pages) last = await join(source, list, page, size);
	// Rows that came meanwhile, or were pushed behind the planned end.
	for (let idle = 0; list.rows.length < wanted && endOf(last) < last.count;) {
		const skip = endOf(last) - 1;
		const before = list.rows.length;
		if (skip > MAX_ROWS || idle > MAX_REPAIRS) throw broken('The list has no end');
		last = await join(source, list, await placed(source, skip, size), size);
		idle = list.rows.length > before ? 0 : idle + 1;
	}

	const all = wanted === Number.POSITIVE_INFINITY;
	const rows =
		all && list.rows.length < last.count ? await withNewest(source, list, size) : list.rows;
	if (rows.length < Math.min(wanted, fewest())) {
		throw broken(
			`The CRM counts ${fewest()} rows, but its pages hold ${rows.length} different ones`,
		);
	}
	return rows.slice(0, wanted);
}

/** A page and where it was asked for. */
type PlacedPage = Page & { skip: number };

async function placed({ fetch }: ListSource, skip: number, limit: number): Promise<PlacedPage> {
	return { ...(await fetch(skip, limit)), skip };
}

const endOf = ({ skip, records }: PlacedPage) => skip + records.length;

/**
 * Adds a page to the rows so far. When the two don't meet, the place is read again: first the same
 * one, where rows that came in before it have moved to, then further back, where rows that went
 * have left a gap.
 *
 * @returns the page that was added in the end
 */
async function join(
	source: ListSource,
	list: JoinedRows,
	page: PlacedPage,
	size: number,
): Promise<PlacedPage> {
	if (list.append(page.records)) return page;
	for (let attempt = 0; attempt < MAX_REPAIRS; attempt++) {
		const back = Math.max(0, page.skip - attempt * Math.ceil(size / 2));
		const again = await placed(source, back, size);
		if (list.append(again.records)) return again;
	}
	throw source.broken('The pages of the list never fitted together');
}

/** Puts rows in front that came, or moved there, while the list was read from its start. */
async function withNewest(
	source: ListSource,
	list: JoinedRows,
	size: number,
): Promise<IDataObject[]> {
	let newest = new JoinedRows(source.key, []);
	for (let attempt = 0; attempt < MAX_REPAIRS; attempt++) {
		const { records } = await source.fetch(Math.max(0, newest.rows.length - 1), size);
		const met = records.findIndex((row) => list.has(row));
		const unknown = met < 0 ? records : records.slice(0, met);
		if (newest.rows.length === 0) newest = new JoinedRows(source.key, unknown);
		// Still more rows in front: what was found so far is no longer where it was.
		else if (!newest.append(records)) newest = new JoinedRows(source.key, []);
		if (met >= 0) return newest.rows.filter((row) => !list.has(row)).concat(list.rows);
	}
	throw source.broken('New rows came faster than they could be read');
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
