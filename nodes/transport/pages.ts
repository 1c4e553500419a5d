import type { IDataObject } from 'n8n-workflow';
import { PAGE_SIZE } from '../../crm/endpoint';
import type { Page as PageOf } from '../../crm/page';
import { JoinedRows } from './joinedRows';
import { inOrder } from './parallel';
import { PassedRows } from './passedRows';

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
	/**
	 * Is told what is odd about a list that was read to its end all the same. Without it, a list that
	 * has fewer rows than the CRM counts is an error.
	 */
	tell?: (what: string) => void;
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
 * How long the list is said to be is only used to fetch pages side by side. The list ends with the
 * first page that is not full.
 *
 * @throws what `fetch` throws, and `broken` for a list that can't be read completely
 */
export async function readList(
	source: ListSource,
	wanted = Number.POSITIVE_INFINITY,
): Promise<IDataObject[]> {
	const list = new JoinedRows(source.key, []);
	const newest = await readInto(source, list, wanted);
	const rows = newest.length ? newest.concat(list.rows) : list.rows;
	return rows.length > wanted ? rows.slice(0, wanted) : rows;
}

/**
 * Reads a whole list without keeping it: its rows are handed on as they come, each once and in order;
 * rows that came meanwhile are the last. A row that moves further than a few pages while the list is
 * read comes twice.
 *
 * @throws as `readList` does
 */
export async function passList(
	source: ListSource,
	take: (rows: IDataObject[]) => void,
): Promise<void> {
	const newest = await readInto(source, new PassedRows(source.key, take));
	if (newest.length) take(newest);
}

/**
 * Reads a list into one that joins its pages.
 * @returns the rows that came in front meanwhile
 */
async function readInto(
	source: ListSource,
	list: JoinedRows,
	wanted = Number.POSITIVE_INFINITY,
): Promise<IDataObject[]> {
	const { broken, tell } = source;
	let fewest = Number.POSITIVE_INFINITY;
	const counted: ListSource = {
		...source,
		fetch: async (skip, limit) => {
			const page = await source.fetch(skip, limit);
			fewest = Math.min(fewest, page.count);
			return page;
		},
	};
	const { newest, reached } = await readAll(counted, list, wanted);

	if (list.sharedIds) tell?.(sharedIdsText(list.sharedIds));
	const found = Math.min(wanted, newest.length + list.size);
	const missing = Math.min(wanted, fewest) - found;
	if (missing > 0) {
		const what = `The CRM counts ${fewest} rows, but its pages hold ${found} different ones`;
		// Where it gave something at each place that it counts, or nothing at all, rows were left out.
		const leftOut = found === 0 || (reached >= fewest && missing > list.repeats);
		if (!tell || leftOut) throw broken(what);
		tell(what);
	}
	return newest;
}

export const sharedIdsText = (count: number) =>
	`${count} of the rows share their id with another row, but not its values; all of them are there`;

/**
 * @property newest the rows that came in front meanwhile
 * @property reached the place behind the last row that the CRM gave
 */
async function readAll(
	source: ListSource,
	list: JoinedRows,
	wanted: number,
): Promise<{ newest: IDataObject[]; reached: number }> {
	const first = await placed(source, 0, Math.min(wanted, PAGE_SIZE));
	list.begin(first.records);
	const size = first.records.length;
	const isLast = !isFull(first) && endOf(first) >= first.count;
	if (size === 0 || list.size >= wanted || isLast) return { newest: [], reached: endOf(first) };
	if (size === 1) {
		const next = await placed(source, 1, 1);
		if (next.records.length === 0) return { newest: [], reached: 1 };
		throw source.broken(`The CRM counts ${first.count} rows, but gives 1 per page`);
	}

	let last = await readPlanned(source, list, first, wanted);
	// Rows that were not counted, that came meanwhile, or were pushed behind the planned end.
	for (let idle = 0; list.size < wanted && (isFull(last) || endOf(last) < last.count);) {
		const skip = endOf(last) - 1;
		const before = list.size;
		if (skip > MAX_ROWS || idle > MAX_REPAIRS) throw source.broken('The list has no end');
		const page = await placed(source, skip, size);
		last = await join(source, list, page, size);
		if (list.size > before) idle = 0;
		else if (!isFull(page)) break;
		else idle++;
	}
	const all = wanted === Number.POSITIVE_INFINITY;
	const reached = endOf(last);
	if (!all || list.size >= last.count) return { newest: [], reached };
	return { newest: await newestOf(source, list, size), reached };
}

/**
 * Reads the pages after the first that the CRM counts, up to one that is not full: there the list
 * ends.
 *
 * @returns the last page that was added
 */
async function readPlanned(
	source: ListSource,
	list: JoinedRows,
	first: PlacedPage,
	wanted: number,
): Promise<PlacedPage> {
	const size = first.records.length;
	const target = Math.min(wanted, first.count, MAX_ROWS);
	const plan: number[] = [];
	for (let skip = size - 1; skip + 1 < target; skip += size - 1) plan.push(skip);
	let end = plan.length;
	let last = first;
	await inOrder(
		plan.length,
		source.width,
		async (number) => {
			if (number > end) return undefined;
			const skip = plan[number];
			const page = await placed(source, skip, Math.min(size, wanted - skip));
			if (!isFull(page)) end = Math.min(end, number);
			return page;
		},
		async (page) => {
			if (!page) return false;
			last = await join(source, list, page, size);
			return isFull(page);
		},
	);
	return last;
}

/** A page, where it was asked for, and how many rows were. */
type PlacedPage = Page & { skip: number; limit: number };

async function placed({ fetch }: ListSource, skip: number, limit: number): Promise<PlacedPage> {
	return { ...(await fetch(skip, limit)), skip, limit };
}

/** A list can go on behind a full page, whatever is counted. */
const isFull = ({ records, limit }: PlacedPage) => records.length >= limit;

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

/** The rows that came to the front, or moved there, while the list was read from its start. */
async function newestOf(
	source: ListSource,
	list: JoinedRows,
	size: number,
): Promise<IDataObject[]> {
	let newest = new JoinedRows(source.key, []);
	for (let attempt = 0; attempt < MAX_REPAIRS; attempt++) {
		const { records } = await source.fetch(Math.max(0, newest.rows.length - 1), size);
		const met = records.findIndex((row) => list.hasAtStart(row));
		const unknown = met < 0 ? records : records.slice(0, met);
		if (newest.rows.length === 0) newest = new JoinedRows(source.key, unknown);
		// Still more rows in front: what was found so far is no longer where it was.
		else if (!newest.append(records)) newest = new JoinedRows(source.key, []);
		if (met >= 0) return newest.rows.filter((row) => !list.hasAtStart(row));
	}
	throw source.broken('New rows came faster than they could be read');
}
