import type { IDataObject } from 'n8n-workflow';
import { textOf } from '../../crm/json';

/**
 * Rows of pages that are joined where they overlap. A row that comes again, since rows moved while
 * the list was read, is there once; rows which only share an id are different rows.
 */
export class JoinedRows {
	readonly rows: IDataObject[] = [];

	/** How many rows there are. */
	size = 0;

	/** How many rows have the id of another row, and other values. */
	sharedIds = 0;

	/** How many rows came again, just the same. */
	repeats = 0;

	/** The first row of each id. */
	protected readonly known = new Map<string, IDataObject>();

	/** The other rows of an id. */
	private readonly twins = new Map<string, IDataObject[]>();

	/** @param key name of the field that tells rows apart; rows without it are compared as a whole */
	constructor(
		private readonly key: string,
		rows: readonly IDataObject[],
	) {
		for (const row of rows) this.add(row);
	}

	private last?: IDataObject;

	/** Whether there is a row with this id. */
	has(row: IDataObject): boolean {
		return this.known.has(this.identity(row));
	}

	/**
	 * Adds what follows, on a page, the last of the rows so far.
	 * @returns false when the page holds no known row, so that rows may be missing in between
	 */
	append(page: readonly IDataObject[]): boolean {
		const met = this.meetingPoint(page);
		for (let index = met + 1; index < page.length && met >= 0; index++) this.add(page[index]);
		return met >= 0;
	}

	/** Adds a row, unless just the same one is there. */
	add(row: IDataObject): void {
		const identity = this.identity(row);
		const first = this.known.get(identity);
		if (first === undefined) this.known.set(identity, row);
		else {
			const text = JSON.stringify(row);
			const others = this.twins.get(identity) ?? [];
			if ([first, ...others].some((twin) => JSON.stringify(twin) === text)) {
				this.repeats++;
				return;
			}
			others.push(row);
			this.twins.set(identity, others);
			this.sharedIds++;
		}
		this.last = row;
		this.size++;
		this.keep(row);
	}

	/** Puts the first page in. */
	begin(page: readonly IDataObject[]): void {
		for (const row of page) this.add(row);
	}

	/** Whether a row on a page at the start of the list is none that came since. */
	hasAtStart(row: IDataObject): boolean {
		return this.has(row);
	}

	/** Forgets an id. */
	protected forget(identity: string): void {
		this.known.delete(identity);
		this.twins.delete(identity);
	}

	protected keep(row: IDataObject): void {
		this.rows.push(row);
	}

	/** Where the last row stands on a page or, if it has moved, the last row that is known. */
	private meetingPoint(page: readonly IDataObject[]): number {
		if (this.last) {
			const last = this.identity(this.last);
			const index = page.findIndex((row) => this.identity(row) === last);
			if (index >= 0) return index;
		}
		let met = page.length - 1;
		while (met >= 0 && !this.has(page[met])) met--;
		return met;
	}

	protected identity(row: IDataObject): string {
		const value = row[this.key];
		return value === undefined || value === null ? textOf(row) : textOf(value);
	}
}
