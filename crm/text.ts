/**
 * Text as forms, ads, spreadsheets and other systems send it.
 *
 * Words that people write for nothing ("N/A", "none", "-", "null") are no nothing here: a field with
 * a shape of its own (an email, a phone, a date) refuses them by its name, and free text keeps them,
 * since a comment may be just that. Errors of a spreadsheet are refused everywhere.
 */
import { accept, refuse, type Result } from './result';

/**
 * Invisible characters: control characters, zero-width characters, soft hyphens, marks of direction, and
 * halves of characters.
 */
const INVISIBLE = /(?![\t\n\v\f\r])[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/gu;

/**
 * The invisible characters that no text needs, and halves of characters, which a form cut. It may
 * need the others: joiners (emoji, Persian, Hindi), variants of emoji, and marks of direction.
 */
const MEANINGLESS =
	/(?![\t\n\v\f\r])[\p{Cc}\p{Cs}\u00ad\u200b\u2060-\u2064\u202a-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb]/gu;

/** What is cut off at the ends: all that shows nothing, but for what an emoji before it may need. */
const EDGE = /^(?![\ufe00-\ufe0f])[\s\p{Cc}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]$/u;

const SPREADSHEET_ERRORS = new Set(
	'#BLOCKED! #BUSY! #CALC! #CONNECT! #DIV/0! #ERROR! #FIELD! #N/A #NAME? #NULL! #NUM! #REF! #SPILL! #UNKNOWN! #VALUE!'.split(
		' ',
	),
);

/** What people and programs write in place of a value. Not "NA", which is Namibia. */
const PLACEHOLDER = /^(?:n\/a|n\.a\.?|none|null|nil|nan|undefined|[-–—]+)$/i;

/**
 * Whether a value says nothing at all: `undefined`, `null`, text that shows nothing, a list of
 * nothing but such values (an empty checkbox gives `[]` or `[""]`), an object without keys.
 *
 * Every field, form and query goes by this. Nothing is never sent: the CRM's own rules for empty
 * values contradict each other. `false`, `0` and "N/A" are something.
 */
export function isNothing(value: unknown): boolean {
	if (value === undefined || value === null) return true;
	if (typeof value === 'string') return clean(value) === '';
	if (Array.isArray(value)) return value.every(isNothing);
	return isPlainObject(value) && Object.keys(value).length === 0;
}

/**
 * Text as people see it, for comparing and for keys: without invisible characters, blanks of any
 * kind and number as one space, none at the ends, accents in one way (NFC).
 *
 * Two texts that look alike to people are one text here.
 */
export function clean(text: string): string {
	return text.replace(INVISIBLE, '').normalize('NFC').replace(/\s+/gu, ' ').trim();
}

/** Text without blanks and invisible characters at its ends; what is inside stays. */
export function trimmed(text: string): string {
	let start = 0;
	let end = text.length;
	// One by one: a pattern for the end of a text takes minutes for a long run of blanks inside.
	while (start < end && EDGE.test(text[start])) start++;
	while (end > start && EDGE.test(text[end - 1])) end--;
	return text.slice(start, end);
}

/** Whether text holds an invisible character; line breaks and tabs count. */
export function holdsInvisible(text: string): boolean {
	return /[\t\n\v\f\r]/.test(text) || text.search(INVISIBLE) >= 0;
}

/** Whether text is what a spreadsheet shows in place of a value: `#ERROR!`, `#N/A`. */
export function isSpreadsheetError(text: string): boolean {
	return SPREADSHEET_ERRORS.has(text.toUpperCase());
}

/**
 * Text from a value. Expressions often give numbers, for ids above all.
 * @returns the text as it came, but for half characters, which cannot be sent
 */
export function readText(value: unknown): Result<string> {
	const given = asText(value);
	return given.ok && /\p{Cs}/u.test(given.value) ? refuse('holds half of a character') : given;
}

function asText(value: unknown): Result<string> {
	if (typeof value === 'string') return accept(value);
	if (typeof value === 'boolean') return accept(String(value));
	if (typeof value !== 'number') return refuse('must be text, not an object or a list');
	if (!Number.isFinite(value)) return refuse('is not a number that can be sent');
	if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
		return refuse('is a number too large to be exact: pass it as text');
	}
	return accept(String(value));
}

/**
 * Free text, such as a name or a comment: cleaned at the ends, and without characters that no text
 * needs. Lines, emoji, other scripts and the way in which accents are written stay.
 */
export function readFreeText(value: unknown): Result<string> {
	const given = asText(value);
	if (!given.ok) return given;
	return sound(trimmed(given.value.replace(MEANINGLESS, '')));
}

/** Refuses what programs leave in place of a value, or of a letter. */
function sound(text: string): Result<string> {
	if (isSpreadsheetError(text)) return refuse(`must not be ${text}, an error of a spreadsheet`);
	return text.includes('\ufffd')
		? refuse('must not hold \ufffd, which stands for a letter that was lost: a file was not UTF-8')
		: accept(text);
}

/**
 * Text with a shape, such as an ID or an email: cleaned at the ends, and refused when it is a word
 * for nothing, or holds an invisible character that nobody could find later.
 */
export function readShapedText(value: unknown): Result<string> {
	if (typeof value === 'boolean') return refuse('must be text, not true or false');
	const given = readText(value);
	if (!given.ok) return given;
	const text = sound(trimmed(given.value).normalize('NFC'));
	if (!text.ok) return text;
	if (PLACEHOLDER.test(text.value)) {
		return refuse(`must not be ${text.value}, which stands for nothing: leave it empty`);
	}
	return holdsInvisible(text.value)
		? refuse('must not hold an invisible character: type it anew')
		: text;
}

/** Whether a value is an object of keys and values, and no Date, Map, DateTime or the like. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
	return Object.prototype.toString.call(value) === '[object Object]' && !isClassInstance(value);
}

/** A Map or a DateTime may have no keys of its own and is something all the same. */
function isClassInstance(value: unknown): boolean {
	const prototype: unknown = Object.getPrototypeOf(value);
	return prototype !== null && Object.getPrototypeOf(prototype) !== null;
}
