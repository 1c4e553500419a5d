import type { IDataObject } from 'n8n-workflow';
import { PAGE_SIZE } from '../../crm/endpoint';
import { JoinedRows } from './joinedRows';

/** As many as can be met again where a place of the list is read another time. */
const REMEMBERED = 6 * PAGE_SIZE;

/**
 * Rows of pages that are joined where they overlap, and handed on page by page instead of being kept.
 * It remembers only the first page and the last ones.
 */
export class PassedRows extends JoinedRows {
	private batch: IDataObject[] = [];

	private readonly first = new Set<string>();

	/** @param take is given the rows, in their order */
	constructor(
		key: string,
		private readonly take: (rows: IDataObject[]) => void,
	) {
		super(key, []);
	}

	override begin(page: readonly IDataObject[]): void {
		for (const row of page) this.first.add(this.identity(row));
		super.begin(page);
		this.pass();
	}

	override append(page: readonly IDataObject[]): boolean {
		const met = super.append(page);
		this.pass();
		return met;
	}

	override hasAtStart(row: IDataObject): boolean {
		return this.first.has(this.identity(row)) || this.has(row);
	}

	protected override keep(row: IDataObject): void {
		this.batch.push(row);
	}

	private pass(): void {
		if (this.batch.length) this.take(this.batch);
		this.batch = [];
		for (const identity of this.known.keys()) {
			if (this.known.size <= REMEMBERED) break;
			this.forget(identity);
		}
	}
}
