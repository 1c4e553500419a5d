import { accept, refuse, type Result } from './result';
import { clean } from './text';

const DECIMAL = /^-?\d+(\.\d+)?$/;

/**
 * An amount as the CRM's decimal (20, 8): at most 12 digits before the point and 8 behind. It stays
 * text, since a JavaScript number would round it: `100.00` goes out as `100.00`.
 *
 * @param value text, or a number such as an expression gives
 * @returns the text to send, without spaces around it
 */
export function readAmount(value: unknown): Result<string> {
	if (typeof value !== 'string' && typeof value !== 'number') return refuse('must be an amount');
	const text = clean(String(value));
	if (!DECIMAL.test(text)) return refuse('must be a plain decimal number, such as 1000.50');
	const [whole, fraction = ''] = text.replace('-', '').split('.');
	if (fraction.length > 8) return refuse('must have at most 8 decimals');
	if (whole.replace(/^0+/, '').length > 12) {
		return refuse('must have at most 12 digits before the point');
	}
	return accept(text);
}

/** An amount that is paid in or out: more than zero. */
export function readPositiveAmount(value: unknown): Result<string> {
	const given = readAmount(value);
	if (given.ok && !(Number(given.value) > 0)) return refuse('must be more than 0');
	return given;
}

/**
 * An amount for an endpoint that wants a JSON number, negative to take money out. Refused when the
 * number would not print as the same decimal again, since then another amount would be booked.
 */
export function readAmountAsNumber(value: unknown): Result<number> {
	const given = readAmount(value);
	if (!given.ok) return given;
	const number = Number(given.value);
	if (number === 0) return refuse('must not be 0');
	if (!sameAmount(given.value, String(number))) {
		return refuse('has more digits than the CRM can take here without rounding');
	}
	return accept(number);
}

/** An amount that goes out as a JSON number, and is paid in or out: more than zero. */
export function readPositiveAmountAsNumber(value: unknown): Result<number> {
	const given = readAmountAsNumber(value);
	return given.ok && given.value < 0 ? refuse('must be more than 0') : given;
}

/** A longer text is not an amount, and would be slow to compare. */
const LONGEST = 64;

/** Whether two decimals are the same amount: `5` and `5.00` are, `5` and `5.01` are not. */
export function sameAmount(a: string, b: string): boolean {
	const isAmount = (text: string) => text.length <= LONGEST && DECIMAL.test(text);
	return isAmount(a) && isAmount(b) && canonical(a) === canonical(b);
}

function canonical(decimal: string): string {
	const [, sign, whole, fraction = ''] = /^(-?)0*(\d+?)(?:\.(\d*?)0*)?$/.exec(decimal) ?? [];
	const digits = fraction ? `${whole}.${fraction}` : whole;
	return digits === '0' ? '0' : `${sign}${digits}`;
}
