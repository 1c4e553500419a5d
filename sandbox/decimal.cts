/** Exact arithmetic for decimal(20,8): money is a string of digits until it must become a JSON number. */

const PLACES = 8;

/** The number of 0.00000001 units in a decimal such as '12.5', '-3' or '1e-7'. */
function toUnits(value: string | number): bigint {
	const text = typeof value === 'number' ? plain(value) : value;
	const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d*))?$/.exec(text) ?? [];
	if (whole === undefined) throw new RangeError(`not a decimal: ${text}`);
	const units = BigInt(whole + fraction.slice(0, PLACES).padEnd(PLACES, '0'));
	return sign ? -units : units;
}

/** A JSON number without exponent. */
function plain(value: number): string {
	if (Math.abs(value) >= 1e21) return BigInt(value).toString();
	return String(value).includes('e') ? value.toFixed(PLACES) : String(value);
}

function fromUnits(units: bigint): string {
	const digits = (units < 0n ? -units : units).toString().padStart(PLACES + 1, '0');
	const fraction = digits.slice(-PLACES).replace(/0+$/, '').padEnd(2, '0');
	return `${units < 0n ? '-' : ''}${digits.slice(0, -PLACES)}.${fraction}`;
}

/** a + b, exactly. */
export function add(a: string, b: string | number): string {
	return fromUnits(toUnits(a) + toUnits(b));
}

/** a - b, exactly. */
export function subtract(a: string, b: string | number): string {
	return fromUnits(toUnits(a) - toUnits(b));
}

/** Below, at or above zero: negative, 0 or positive. */
export function sign(value: string | number): number {
	const units = toUnits(value);
	return units < 0n ? -1 : units > 0n ? 1 : 0;
}
