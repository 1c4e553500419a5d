/**
 * Telling one booking on a trading account by the CRM's transactions report. The report's words for
 * types and states are not documented, nor are its time zone, the form of its currencies, or how much
 * of a comment it keeps: what fits in everything is certain, what fits in part is possible.
 */
import { isObject } from './json';
import { sameAmount } from './money';
import { clean } from './text';

/** The booking that is looked for, by the API's names. */
export interface Wanted {
	direction: 'deposit' | 'withdrawal';
	connection_id: string;
	login: string;
	currency: string;
	amount: string;
	comment: string;
}

export type Row = Readonly<Record<string, unknown>>;

/** What the report says of a booking. */
export type Match =
	| { match: 'certain'; row: Row }
	/** @property why a sentence about what fits and what does not */
	| { match: 'possible'; why: string }
	| { match: 'none' }
	/** The report does not show what is compared. */
	| { match: 'unreadable'; why: string };

const HOUR = 3_600_000;
/** Clocks differ a little. */
const TOLERANCE = 5 * 60_000;
/** No place on earth is further behind UTC. */
const FURTHEST_BEHIND = -12 * HOUR;

/** A comment that is cut is not cut shorter than this: MT4 and MT5 keep 31 characters. */
const SHORTEST_CUT = 24;

const FAILED = /reject|fail|cancel|declin/i;
const OPPOSITE = { deposit: /withdraw/i, withdrawal: /deposit/i };

/**
 * Looks for a booking among the rows of the report.
 *
 * @param since when the payment was first tried, as ms since 1970: a row from before that has the same
 * comment makes a match uncertain. Undefined where any earlier booking is meant, too.
 * @param now ms since 1970
 */
export function matchTransaction(
	rows: readonly Row[],
	wanted: Wanted,
	since: number | undefined,
	now: number,
): Match {
	const hidden = ['trading_id', 'comment', 'amount'].filter(
		(name) => rows.length > 0 && rows.every((row) => row[name] === undefined || row[name] === null),
	);
	if (hidden.length) {
		return { match: 'unreadable', why: `The report does not show ${hidden.join(', ')}.` };
	}
	const certain: Row[] = [];
	const offset = since === undefined ? undefined : clockOffset(rows, now);
	let doubt: string | undefined;
	for (const row of rows) {
		const fit = fitOf(row, wanted);
		if (fit === undefined) continue;
		if (fit !== 'all') doubt ??= fit;
		else if (offset !== undefined && !isSince(row, since as number, offset)) {
			doubt ??= 'The comment was used before for the same account.';
		} else certain.push(row);
	}
	if (certain.length > 1) doubt ??= 'Several transactions have this comment.';
	if (doubt !== undefined) return { match: 'possible', why: doubt };
	return certain.length === 1 ? { match: 'certain', row: certain[0] } : { match: 'none' };
}

/** What of a row fits: all, a part (in words), or undefined when it is another booking. */
function fitOf(row: Row, wanted: Wanted): 'all' | string | undefined {
	if (FAILED.test(text(row.status)) || OPPOSITE[wanted.direction].test(text(row.type))) {
		return undefined;
	}
	const login = text(row.trading_id);
	const isLoginTold = row.trading_id !== undefined && row.trading_id !== null;
	const isOtherForm = login !== wanted.login && login.split(/\D+/).includes(wanted.login);
	if (isLoginTold && login !== wanted.login && !isOtherForm) return undefined;
	const connection = text(row.trading_connection_id);
	if (connection !== '' && connection !== clean(wanted.connection_id)) return undefined;

	const comment = text(row.comment);
	const ours = clean(wanted.comment);
	const isAmount = fitsAmount(row, wanted);
	if (comment === ours) {
		if (!isLoginTold) return 'A transaction with this comment does not tell its login.';
		if (isOtherForm) return 'A transaction with this comment tells its login in another form.';
		if (!isAmount) return 'A transaction with this comment has another amount.';
		if (!fitsCurrency(row.currency, wanted.currency)) {
			return 'A transaction with this comment has another currency.';
		}
		return 'all';
	}
	if (!isLoginTold || isOtherForm) return undefined;
	if (comment === '') {
		return isAmount ? 'A transaction of this amount has no comment.' : undefined;
	}
	const isCut = ours.startsWith(comment) && comment.length >= SHORTEST_CUT;
	return isCut ? 'A transaction has the beginning of this comment.' : undefined;
}

/** A negative deposit is not a deposit; withdrawals come with both signs. */
function fitsAmount({ amount }: Row, { direction, amount: wanted }: Wanted): boolean {
	const told = text(amount);
	return sameAmount(direction === 'withdrawal' ? told.replace(/^-/, '') : told, wanted);
}

/** A currency that is not told says nothing against it: an account has one only. */
function fitsCurrency(told: unknown, wanted: string): boolean {
	const codes = isObject(told) ? Object.values(told) : [told];
	const given = codes.map((code) => text(code).toUpperCase()).filter((code) => code !== '');
	return given.length === 0 || given.includes(wanted.toUpperCase());
}

/**
 * How far the CRM's clock is ahead of UTC, at least: its newest row is not from the future. By the
 * least that it can be, a row is only taken for an old one when it surely is.
 */
function clockOffset(rows: readonly Row[], now: number): number {
	const times = rows.map(timeOf).filter((time) => !Number.isNaN(time));
	const newest = times.reduce((latest, time) => Math.max(latest, time), Number.NEGATIVE_INFINITY);
	return Math.max(FURTHEST_BEHIND, newest - now - TOLERANCE);
}

/** Whether a row is not from before; one without a time may be. */
function isSince(row: Row, since: number, offset: number): boolean {
	const time = timeOf(row);
	return !Number.isNaN(time) && time - offset >= since;
}

/** As if it was UTC: `YYYY-MM-DD HH:mm:ss`. */
function timeOf({ timestamp }: Row): number {
	const written = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})/.exec(text(timestamp));
	return written ? Date.parse(`${written[1]}T${written[2]}Z`) : Number.NaN;
}

function text(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? clean(String(value)) : '';
}
