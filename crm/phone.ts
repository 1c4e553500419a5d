/**
 * Phone numbers as people, forms and spreadsheets write them, split as the CRM wants them: the
 * country calling code, and the national number without the digit that is dialed at home only.
 *
 * The table tells calling codes and trunk prefixes, nothing more: whether a number is assigned to
 * somebody only the network knows.
 */
import { countryNamed } from './country';
import { accept, refuse, type Result } from './result';
import { clean, isNothing, readText } from './text';

/** A phone number as the CRM stores it. */
export interface Phone {
	/** Digits only: `65`. */
	country_code: string;
	/** Digits only, without trunk prefix: `81234567`. */
	number: string;
}

/** How numbers are written within the area of one calling code. */
interface Plan {
	/** What is dialed before a number at home, and never from abroad. */
	trunk?: RegExp;
	/** How many digits numbers have, where they may begin like the trunk prefix or all have as many. */
	digits?: number;
	/** Whether all numbers have as many, so that a longer one begins with the code once more. */
	all?: boolean;
}

/** No number is longer, however it is written; a stranger's text may be. */
const MAX_LENGTH = 200;

const ZERO: Plan = { trunk: /^0/ };
const NONE: Plan = {};

/** Areas where a number at home begins with one more 0. */
const WITH_ZERO =
	'20 211 212 213 218 231 232 233 234 243 249 251 252 254 255 256 260 261 262 263 264 265 27 291 31 32 33 353 355 358 359 370 373 374 377 380 381 382 383 385 386 387 389 40 41 421 423 43 44 46 49 508 51 53 54 55 57 58 590 591 593 594 595 596 598 60 61 62 63 64 66 686 81 82 84 850 855 856 86 880 886 90 91 92 93 94 95 961 962 963 964 966 967 970 971 972 976 977 98 994 995 996';

/** Areas where a number is the same at home and from abroad; a 0 at its start belongs to it. */
const WITHOUT =
	'216 220 221 222 223 224 225 226 227 228 229 230 235 236 237 238 239 240 241 242 244 245 246 247 248 253 257 258 266 267 268 269 290 297 298 299 30 34 350 351 352 354 356 357 371 372 376 378 39 420 45 47 48 500 501 502 503 504 505 506 507 509 56 592 597 599 65 670 672 673 674 675 676 677 678 679 680 681 682 683 685 687 688 689 690 691 800 808 852 853 870 878 881 882 883 888 960 965 968 973 974 975 979 992 998';

/** By calling code. No code begins another. */
const PLANS: ReadonlyMap<string, Plan> = new Map<string, Plan>([
	...WITH_ZERO.split(' ').map((code): [string, Plan] => [code, ZERO]),
	...WITHOUT.split(' ').map((code): [string, Plan] => [code, NONE]),
	['1', { trunk: /^1/, digits: 10, all: true }],
	['250', { trunk: /^0/, digits: 9 }],
	['36', { trunk: /^06/ }],
	['375', { trunk: /^80?/, digits: 9 }],
	// Until 2019 mobiles had a 1 after the country code, and prefixes of their own at home.
	['52', { trunk: /^(?:1|01|04[45])/, digits: 10, all: true }],
	['692', { trunk: /^1/ }],
	['7', { trunk: /^8/, digits: 10, all: true }],
	['993', { trunk: /^8/ }],
]);

/** The country calling codes of the world, networks without a country included. */
export const CALLING_CODES: readonly string[] = [...PLANS.keys()];

/** What was given of a phone number, in one field or in two. */
export interface GivenPhone {
	/** The whole number, or nothing. */
	phone?: unknown;
	/** The country calling code in a field of its own. */
	code?: unknown;
	/** The number in a field of its own. */
	number?: unknown;
	/** Country calling code of numbers that tell none. */
	defaultCode?: unknown;
}

/** A phone number, or which part of it is refused and why. */
export type ReadPhone =
	Result<Phone | undefined> | { ok: false; reason: string; part: keyof GivenPhone };

/** One phone number from what was given. A country code without a number is nothing. */
export function readPhone({ phone, code, number, defaultCode }: GivenPhone): ReadPhone {
	const area = isNothing(code) ? defaultCode : code;
	const found: Phone[] = [];
	for (const [part, value] of [
		['phone', phone],
		['number', number],
	] as const) {
		if (isNothing(value)) continue;
		const home = isNothing(area) ? accept(undefined) : readCallingCode(area);
		if (!home.ok) return { ...home, part: isNothing(code) ? 'defaultCode' : 'code' };
		const split = splitPhone(value, home.value);
		if (!split.ok) return { ...split, part };
		if (!split.value) continue;
		if (!isNothing(code) && split.value.country_code !== home.value?.code) {
			return { ...refuse(`begins with +${split.value.country_code}, another country code`), part };
		}
		found.push(split.value);
	}
	const [one, other] = found;
	if (other && (one.country_code !== other.country_code || one.number !== other.number)) {
		return { ...refuse('is another number than the one in the other field'), part: 'phone' };
	}
	return accept(one);
}

/** A calling code, and digits that every number in a part of its area begins with. */
interface Area {
	code: string;
	prefix: string;
}

/**
 * A country calling code: `65`, `+65`, `0065`, what lists show (`United States (+1)`), or a country.
 * `1-242` is the Bahamas: their numbers begin with 242 and have the code 1.
 */
function readCallingCode(value: unknown): Result<Area> {
	const given = readText(value);
	if (!given.ok) return given;
	if (given.value.length > MAX_LENGTH) return refuse('must be a country calling code, such as 65');
	const text = digitsOf(clean(given.value));
	const shown = /\+\s*(\d[\d\s-]*)/.exec(text)?.[1] ?? text;
	const written = /^\(?\s*0*(\d+)(?:[\s-]+(\d+))?\s*\)?\s*$/.exec(shown);
	const [, code = '', prefix = ''] = written ?? [];
	if (PLANS.has(code)) return accept({ code, prefix });
	if (/^1\d{3}$/.test(code) && !prefix) return accept({ code: '1', prefix: code.slice(1) });
	const country = written ? undefined : countryNamed(text);
	return country
		? accept({ code: country.callingCode, prefix: '' })
		: refuse('must be a country calling code, such as 65');
}

/** @returns undefined as value for a calling code without a number */
function splitPhone(value: unknown, home: Area | undefined): Result<Phone | undefined> {
	const given = readText(value);
	if (!given.ok) return given;
	if (given.value.length > MAX_LENGTH) return refuse('is too long for one phone number');
	const text = withoutWrapping(digitsOf(clean(given.value)));
	if (/^\+?\d+(?:[.,]\d+)?E\+?\d+$/i.test(text)) {
		return refuse('was rounded by a spreadsheet (8.12E+07): format its column as text');
	}
	// (0) is dialed at home only, wherever it is written so.
	const written = text.replace(/\(\s*0\s*\)/g, ' ');
	const international = /^\(?\s*(?:\+\s*(?:00)?|00)\s*(?![\s+])/.exec(written);
	const rest = international ? written.slice(international[0].length) : written;
	if (!/^[\d(][\d\s\p{Pd}().[\]/·]*$/u.test(rest) || typeof value === 'boolean' || +text < 0) {
		return refuse('must be a phone number, such as +65 8123 4567');
	}
	const digits = rest.replace(/\D/g, '');
	if (!international) return numberIn(home, withoutOwnCode(rest, digits, home));
	const code = [1, 2, 3].map((length) => digits.slice(0, length)).find((one) => PLANS.has(one));
	if (code === undefined) return refuse('begins with no country code that exists');
	if (code === digits) return accept(undefined);
	const prefix = home?.code === code ? home.prefix : '';
	return numberIn({ code, prefix }, digits.slice(code.length));
}

/** The number of an area, from digits that may have a trunk prefix. */
function numberIn(area: Area | undefined, digits: string): Result<Phone> {
	if (!area) {
		return refuse(
			'must begin with + and the country code, such as +65 8123 4567, or set Options - Default Country Code',
		);
	}
	const { trunk, digits: wanted } = PLANS.get(area.code) ?? NONE;
	const short = trunk ? digits.replace(trunk, '') : digits;
	let number = wanted === undefined || short.length === wanted ? short : digits;
	const isWhole = number.length === wanted || number.startsWith(area.prefix);
	if (!isWhole) number = area.prefix + number;
	if (number.length < 4) return refuse('is too short for a phone number');
	if (number.length + area.code.length > 15) return refuse('is too long for one phone number');
	return accept({ country_code: area.code, number });
}

/**
 * Digits without the area's own calling code where that is sure: it stands in brackets, `(65) 8123
 * 4567`, or the number would be longer than all others. In Brazil (55) is also a region.
 */
function withoutOwnCode(written: string, digits: string, home: Area | undefined): string {
	if (!home?.code || !digits.startsWith(home.code)) return digits;
	const short = digits.slice(home.code.length);
	const bracketed = /^\(\s*(\d+)\s*\)/.exec(written)?.[1] === home.code;
	const { digits: wanted, all } = PLANS.get(home.code) ?? NONE;
	if (all) return short.length === wanted ? short : digits;
	return bracketed && (home.code !== '55' || short.length > 9) ? short : digits;
}

/** Without what exports put around a number: `p:+65…` (Facebook), `tel:`, `'+65…`, `="+65…"`, `.0`. */
function withoutWrapping(text: string): string {
	return text
		.replace(/^=?\s*["'‘’`]*\s*/, '')
		.replace(/\s*["'‘’`]+$/, '')
		.replace(/^(?:p|t|m|ph|tel|phone|mobile|cell|whatsapp)\s*[.:]\s*/i, '')
		.replace(/^(\+?\d+)\.0$/, '$1');
}

/** The zeros of digits that phones and forms write beside 0: Arabic, Persian, Hindi, Bengali, Thai. */
const ZEROS = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0e50];

/** Text with its digits, pluses and brackets as ASCII has them. */
function digitsOf(text: string): string {
	return text.normalize('NFKC').replace(/\p{Nd}/gu, (digit) => {
		const point = digit.codePointAt(0) ?? 0;
		const zero = ZEROS.find((start) => point >= start && point < start + 10);
		return zero === undefined ? digit : String(point - zero);
	});
}
