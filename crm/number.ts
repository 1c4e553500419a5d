import { accept, refuse, type Result } from './result';
import { clean } from './text';

const PLAIN = /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;

/**
 * A number, also as text. A comma in it could be thousands or decimals, so it is refused.
 * @param max also keeps whole numbers exact: beyond 2^53 a number is rounded
 */
export function readNumber(
	value: unknown,
	min = Number.MIN_SAFE_INTEGER,
	max = Number.MAX_SAFE_INTEGER,
): Result<number> {
	const text = typeof value === 'string' ? clean(value) : undefined;
	if (text?.includes(',')) return refuse('must be a number without commas, such as 1000.50');
	const given = text !== undefined && PLAIN.test(text) ? Number(text) : value;
	if (typeof given !== 'number' || !Number.isFinite(given)) return refuse('must be a number');
	if (given < min) return refuse(`must be at least ${min}`);
	// JSON has a -0, which means nothing else than 0.
	return given > max ? refuse(`must be at most ${max}`) : accept(given === 0 ? 0 : given);
}

const LEAST_RATE = 0.01;
const MOST_RATE = 1000;

/** How many requests a second are allowed: fractions too, such as 0.5; 0 for any number. */
export function readRate(value: unknown): Result<number> {
	const given = readNumber(value, 0, MOST_RATE);
	if (!given.ok || given.value === 0 || given.value >= LEAST_RATE) return given;
	return refuse(`must be 0, or between ${LEAST_RATE} and ${MOST_RATE}`);
}

/** A whole number, also as text such as an expression gives. */
export function readWhole(value: unknown, min: number, max?: number): Result<number> {
	const given = readNumber(value, min, max);
	return given.ok && !Number.isInteger(given.value) ? refuse('must be a whole number') : given;
}
