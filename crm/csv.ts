import { isObject } from './json';

/** What a cell must not begin with, for each separator that a spreadsheet may use. */
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

/** A value as a cell of a CSV file. Objects and lists are written as JSON. */
export function csvCell(value: unknown): string {
	if (value === undefined || value === null) return '';
	if (typeof value === 'number' || typeof value === 'boolean') return String(value);
	const text = typeof value === 'string' ? value : JSON.stringify(value);
	if (!MAY_NEED_CARE.test(text)) return text;
	const safe = harmless(text);
	return NEEDS_QUOTES.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

/** Bytes are collected in blocks: small ones first, so that a short file takes little. */
const SMALLEST_BLOCK = 64 * 1024;
const LARGEST_SMALL_BLOCK = 1024 * 1024;
/** From 32 MB on glibc gives memory back to the system, and takes it only as it is written to. */
const LARGE_BLOCK = 36 * 1024 * 1024;

/** Lines that follow each other in a block, all of one part and one width. */
interface Stretch {
	block: Buffer;
	start: number;
	end: number;
	/** Which part of the file they belong to. */
	part: number;
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

	private readonly stretches: Stretch[] = [];

	/** How many rows were written. */
	count = 0;

	constructor(columns: readonly string[] = []) {
		this.columns = new Map(columns.map((name, at) => [name, at]));
	}

	/** Whether rows have brought along more columns than a file can have. */
	get isTooWide(): boolean {
		return this.columns.size > MAX_COLUMNS;
	}

	/** Writes rows behind those of the same part. */
	write(rows: ReadonlyArray<Record<string, unknown>>, part = 0): void {
		const all = rows.map((row) => this.put(row, '', 0, []));
		const width = this.columns.size;
		let text = '';
		for (const cells of all) {
			// What is missing at the end is empty, too.
			cells.length = width;
			// A blank line is no row to most readers.
			text += (cells.join(',') || '""') + LINE_END;
		}
		const stretch = this.stretchFor(Buffer.byteLength(text), part, width);
		stretch.end += stretch.block.write(text, stretch.end);
		stretch.count += rows.length;
		this.count += rows.length;
	}

	/**
	 * The whole file. Lines are given up as they are copied, so that they are not there twice.
	 *
	 * @param isReversed whether the last part comes first
	 */
	finish(isReversed: boolean, hasByteOrderMark: boolean): Buffer {
		const names = [...this.columns.keys()].map(csvCell);
		const header = names.length ? names.join(',') + LINE_END : '';
		const top = Buffer.from((hasByteOrderMark ? BYTE_ORDER_MARK : '') + header);
		const missing = ({ width }: Stretch) => Math.max(0, this.columns.size - Math.max(1, width));
		const stretches = this.stretches.splice(0);
		stretches.sort((a, b) => (isReversed ? b.part - a.part : a.part - b.part));
		const size = stretches.reduce(
			(sum, stretch) => sum + stretch.end - stretch.start + missing(stretch) * stretch.count,
			top.length,
		);
		const last = new Map(stretches.map((stretch) => [stretch.block, stretch]));
		const file = Buffer.allocUnsafe(size);
		let end = top.copy(file);
		for (const stretch of stretches) {
			const { block } = stretch;
			end = copyLines(block.subarray(stretch.start, stretch.end), file, end, missing(stretch));
			if (last.get(block) === stretch) giveBack(block);
		}
		return file;
	}

	/** Where so many bytes have room behind the lines so far. */
	private stretchFor(size: number, part: number, width: number): Stretch {
		const last = this.stretches[this.stretches.length - 1] as Stretch | undefined;
		const hasRoom = last !== undefined && last.end + size <= last.block.length;
		if (hasRoom && last.part === part && last.width === width) return last;
		const start = hasRoom ? last.end : 0;
		const block = hasRoom ? last.block : newBlock(size, last?.block.length ?? 0);
		const next: Stretch = { block, start, end: start, part, width, count: 0 };
		this.stretches.push(next);
		return next;
	}

	/** Puts the fields of a row, or of an object within one, into its cells. */
	private put(
		fields: Record<string, unknown>,
		prefix: string,
		depth: number,
		cells: string[],
	): string[] {
		for (const name of Object.keys(fields)) {
			const value = fields[name];
			const column = prefix + name;
			if (isObject(value) && depth < DEEPEST) this.put(value, `${column}.`, depth + 1, cells);
			else cells[this.columnFor(column, cells)] = csvCell(value);
		}
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

/** Memory of its own, or it could not be given back. */
function newBlock(least: number, before: number): Buffer {
	const twice = Math.max(SMALLEST_BLOCK, 2 * before);
	return Buffer.allocUnsafeSlow(Math.max(least, twice > LARGEST_SMALL_BLOCK ? LARGE_BLOCK : twice));
}

/** Frees memory that nobody needs any more. Before Node 22 that is left to the garbage collector. */
function giveBack(bytes: Buffer): void {
	(bytes.buffer as { transfer?: (length: number) => unknown }).transfer?.(0);
}
