import { isObject } from './json';

/** What a cell must not begin with, for each separator that a spreadsheet may go by. */
const BEGINS_FORMULA = /(^|[;,|\t\r\n])([ '"]*)(?=[=+\-@＝＋－＠])/g;
/** A negative amount is a number to every spreadsheet, and people want to add it up. */
const NEGATIVE = /^-\d+(?:\.\d+)?$/;
/** Most cells need no further look. */
const MAY_NEED_CARE = /^[ '"=+\-@＝＋－＠]|[;,|\t\r\n"]| $/;
const NEEDS_QUOTES = /^ |[;,|\t\r\n"]| $/;

/** Text that no spreadsheet takes for a formula: an apostrophe stands before what begins one. */
export function harmless(text: string): string {
	return NEGATIVE.test(text) ? text : text.replace(BEGINS_FORMULA, "$1$2'");
}

/** A value as a cell of a CSV file. What is no single value is written as JSON. */
export function csvCell(value: unknown): string {
	if (value === undefined || value === null) return '';
	if (typeof value === 'number' || typeof value === 'boolean') return String(value);
	const text = typeof value === 'string' ? value : JSON.stringify(value);
	if (!MAY_NEED_CARE.test(text)) return text;
	const safe = harmless(text);
	return NEEDS_QUOTES.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

/** Lines of a file, as bytes. */
export interface CsvLines {
	bytes: Buffer;
	/** How many columns each line has. */
	width: number;
	/** How many lines there are. */
	count: number;
}

/** More than any spreadsheet is made for. It bounds what rows can make of each other. */
export const MAX_COLUMNS = 1000;
/** An object within more than so many others is written as JSON. */
const DEEPEST = 5;

const LINE_END = '\r\n';
const BYTE_ORDER_MARK = '\uFEFF';
const COMMA = ','.charCodeAt(0);
const QUOTE = '"'.charCodeAt(0);
const CARRIAGE_RETURN = '\r'.charCodeAt(0);

/**
 * A CSV file that grows by rows. Its columns are those that it begins with and, behind them, those
 * that rows bring along: `phone.number` for a field of an object. Lines that were made before a
 * column came are filled up at the end, since nobody keeps the rows.
 */
export class CsvFile {
	private readonly columns: Map<string, number>;

	constructor(columns: readonly string[] = []) {
		this.columns = new Map(columns.map((name, at) => [name, at]));
	}

	/** Whether rows have brought along more columns than a file can have. */
	get isTooWide(): boolean {
		return this.columns.size > MAX_COLUMNS;
	}

	/** The lines of some rows. */
	lines(rows: ReadonlyArray<Record<string, unknown>>): CsvLines {
		const all = rows.map((row) => this.cellsOf(row));
		const width = this.columns.size;
		let text = '';
		for (const cells of all) {
			let line = '';
			for (let at = 0; at < width; at++) line += (at ? ',' : '') + (cells[at] ?? '');
			// A blank line is no row to most readers.
			text += (line || '""') + LINE_END;
		}
		return { bytes: Buffer.from(text), width, count: rows.length };
	}

	/** The whole file. The lines are taken out of the list, so that they are not there twice for long. */
	finish(lines: CsvLines[], hasByteOrderMark: boolean): Buffer {
		const names = [...this.columns.keys()].map(csvCell);
		const header = names.length ? names.join(',') + LINE_END : '';
		const top = Buffer.from((hasByteOrderMark ? BYTE_ORDER_MARK : '') + header);
		const missing = ({ width }: CsvLines) => Math.max(0, this.columns.size - Math.max(1, width));
		const size = lines.reduce(
			(sum, part) => sum + part.bytes.length + missing(part) * part.count,
			top.length,
		);
		const file = Buffer.allocUnsafe(size);
		let end = top.copy(file);
		lines.reverse();
		for (let part = lines.pop(); part; part = lines.pop()) {
			end = copyLines(part.bytes, file, end, missing(part));
		}
		return file;
	}

	private cellsOf(row: Record<string, unknown>): string[] {
		const cells: string[] = [];
		const put = (fields: Record<string, unknown>, prefix: string, depth: number) => {
			for (const [name, value] of Object.entries(fields)) {
				const column = prefix + name;
				if (isObject(value) && depth < DEEPEST) put(value, `${column}.`, depth + 1);
				else cells[this.columnFor(column, cells)] = csvCell(value);
			}
		};
		put(row, '', 0);
		return cells;
	}

	/** A second field of a row that is called like that gets a column of its own. */
	private columnFor(name: string, cells: string[]): number {
		const known = this.columns.get(name);
		if (known !== undefined)
			return cells[known] === undefined ? known : this.columnFor(`${name} (2)`, cells);
		this.columns.set(name, this.columns.size);
		return this.columns.size - 1;
	}
}

/** @returns where the lines end in the file */
function copyLines(lines: Buffer, file: Buffer, start: number, missing: number): number {
	if (missing === 0) return start + lines.copy(file, start);
	let end = start;
	let isQuoted = false;
	for (const byte of lines) {
		if (byte === QUOTE) isQuoted = !isQuoted;
		// Elsewhere than at the end of a line it is quoted.
		if (byte === CARRIAGE_RETURN && !isQuoted) {
			file.fill(COMMA, end, end + missing);
			end += missing;
		}
		file[end++] = byte;
	}
	return end;
}
