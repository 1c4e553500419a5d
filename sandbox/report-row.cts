import type { Transaction } from './data.cts';
import { parseStamp, shift } from './time.cts';

/** How the rows of the transactions report look, other than the sandbox usually shows them. */
export interface ReportShape {
	/** Comments are cut at this many characters: trading platforms keep 31 or fewer. */
	commentLength?: number;
	/** Stands behind each comment, such as a blank. */
	commentTail?: string;
	/** The Unicode form in which comments are kept. */
	commentForm?: 'NFC' | 'NFD';
	/** `{"code": "USD"}`, or `usd`. */
	currency?: 'object' | 'lower-case';
	/** "5.00", "5.00000000", 500, or a withdrawal as -5. Default: the number. */
	amount?: 'text' | 'long-text' | 'cents' | 'signed';
	/** 2026-01-31T10:00:00.000Z, or ms since 1970. */
	timestamp?: 'iso' | 'ms';
	/** Hours that times are written ahead of the clock by which periods go (`timezone`). */
	timestampHours?: number;
	/** Values that every row has: `{"status": "rejected"}`, `{"type": "withdrawal"}`. */
	set?: Record<string, unknown>;
	/** Columns that are not there: `["comment"]`, `["trading_id"]`. */
	without?: string[];
	/** Columns that have another name: `{"comment": "remark"}`. */
	renamed?: Record<string, string>;
}

/** A row of the report. */
export function reportRow(
	row: Transaction,
	timezone: number,
	shape: ReportShape | null,
): Record<string, unknown> {
	const timestamp = shift(row.timestamp, timezone + (shape?.timestampHours ?? 0));
	if (!shape) return { ...row, timestamp };
	const { set = {}, without = [], renamed = {} } = shape;
	const shaped: Record<string, unknown> = {
		...row,
		comment: comment(row.comment, shape),
		currency: currency(row.currency, shape),
		amount: amount(row.amount, row.type, shape),
		payment_total: amount(row.payment_total, row.type, shape),
		timestamp: moment(timestamp, shape),
		...set,
	};
	return Object.fromEntries(
		Object.entries(shaped)
			.filter(([name]) => !without.includes(name))
			.map(([name, value]) => [renamed[name] ?? name, value]),
	);
}

function comment(
	text: string,
	{ commentLength, commentTail = '', commentForm }: ReportShape,
): string {
	const kept = commentForm ? text.normalize(commentForm) : text;
	return kept.slice(0, commentLength) + commentTail;
}

function currency(code: string, { currency: style }: ReportShape): unknown {
	if (style === 'object') return { code };
	return style === 'lower-case' ? code.toLowerCase() : code;
}

function amount(value: number, type: string, { amount: style }: ReportShape): number | string {
	switch (style) {
		case undefined:
			return value;
		case 'text':
			return value.toFixed(2);
		case 'long-text':
			return value.toFixed(8);
		case 'cents':
			return Math.round(value * 100);
		case 'signed':
			return type === 'withdrawal' ? -Math.abs(value) : value;
	}
}

function moment(stamp: string, { timestamp: style }: ReportShape): string | number {
	if (style === undefined) return stamp;
	const ms = parseStamp(stamp);
	return style === 'iso' ? new Date(ms).toISOString() : ms;
}
