/**
 * What an answer under HTTP 2xx says in its body. Some servers, and fronts before them, answer 200
 * and refuse in words: a payment answered so is not booked, and must not be reported as if it was.
 */
import { crmError } from './errors';
import { isObject } from './json';

/**
 * - `yes`: nothing in the body speaks against it.
 * - `no`: the body says in words or numbers that it was not done.
 * - `repeat`: the CRM's own word for "not booked again".
 */
export type Said = 'yes' | 'no' | 'repeat';

/** How deep in wrappers such as `{"data": {"result": …}}` a refusal is looked for. */
const DEPTH = 3;

const FLAGS = new Set([
	...['success', 'successful', 'succeeded', 'issuccess', 'issuccessful'],
	...['ok', 'isok', 'result', 'done', 'accepted', 'executed'],
]);
const STATES = new Set(['status', 'state', 'outcome', 'statustext', 'statusmessage']);
const CODES = new Set(['code', 'statuscode', 'resultcode', 'responsecode']);
const ERROR_CODES = new Set(['errcode', 'errno', 'errorcode', 'errorno']);
const ERRORS = new Set([
	...['error', 'errors', 'err', 'errormessage', 'errormsg', 'errordescription', 'errortype'],
	...['iserror', 'haserror', 'haserrors', 'failed', 'failure', 'fault'],
	...['exception', 'exceptionmessage', 'exceptiontype'],
]);
const WRAPPERS = new Set(['data', 'result', 'response', 'body']);

/** Words for a refusal, in the forms in which servers write them. */
const NO_WORDS: ReadonlyArray<readonly string[]> = [
	['failed', 'fail', 'fails', 'failure'],
	['error', 'errors'],
	['rejected', 'reject'],
	['declined', 'decline'],
	['denied', 'deny'],
	['refused', 'refuse'],
	['cancelled', 'canceled', 'cancel'],
	['invalid'],
	['unsuccessful'],
	['forbidden'],
	['unauthorized', 'unauthorised'],
	['insufficient'],
	['exceeded'],
	['blocked'],
	['expired'],
	['timeout'],
	['aborted'],
	['nok', 'ko'],
];
/** A refusal word after one of these does not count: "no errors". */
const NEGATIONS = new Set(['no', 'not', 'without', 'zero', '0']);
/** What stands for nothing where an error would stand. */
const EMPTY_WORDS = new Set(['', '0', 'false', 'null', 'none', 'nil', 'ok', 'success', 'no error']);

/**
 * Reads the body of an answer under HTTP 2xx.
 * @param body the parsed JSON; undefined for none
 * @param ownWord the word for what the operation itself does: `rejected` does not refuse a rejection
 */
export function saidBy(body: unknown, ownWord?: string): Said {
	const words = NO_WORDS.filter((forms) => !forms.includes(ownWord ?? ''));
	return read(body, new Set(words.flat()), DEPTH);
}

function read(value: unknown, words: ReadonlySet<string>, depth: number): Said {
	if (isFalse(value, words)) return 'no';
	if (Array.isArray(value)) {
		return value.length === 1 && depth > 0 ? read(value[0], words, depth - 1) : 'yes';
	}
	if (!isObject(value)) return 'yes';
	let said: Said = 'yes';
	for (const [name, inner] of Object.entries(value)) {
		const found = readField(plainName(name), inner, words, depth);
		if (found === 'repeat') return found;
		if (found === 'no') said = found;
	}
	return said;
}

function readField(name: string, value: unknown, words: ReadonlySet<string>, depth: number): Said {
	if (name === 'repeat') return isTrue(value) ? 'repeat' : 'yes';
	if (FLAGS.has(name) && isFalse(value, words)) return 'no';
	if (STATES.has(name) && isBadState(value, words)) return 'no';
	if (CODES.has(name) && isBadCode(value, words)) return 'no';
	if ((ERROR_CODES.has(name) || ERRORS.has(name)) && !isNothing(value)) return 'no';
	if (name === 'type' && typeof value === 'string' && crmError(value)) return 'no';
	if (WRAPPERS.has(name) && depth > 0) return read(value, words, depth - 1);
	return 'yes';
}

/** Names without case, `_` and `-`. */
const plainName = (name: string) => name.toLowerCase().replace(/[_-]/g, '');

const plainWord = (text: string) => text.trim().toLowerCase();

const isTrue = (value: unknown) =>
	value === true || value === 1 || (typeof value === 'string' && plainWord(value) === 'true');

function isFalse(value: unknown, words: ReadonlySet<string>): boolean {
	if (value === false || value === 0) return true;
	if (typeof value !== 'string') return false;
	return ['false', '0', 'no'].includes(plainWord(value)) || hasWord(value, words);
}

/** A state in words, or a status of HTTP. */
function isBadState(value: unknown, words: ReadonlySet<string>): boolean {
	if (typeof value === 'number') return value >= 400;
	if (typeof value !== 'string') return value === false;
	const text = plainWord(value);
	return text === 'false' || /^[4-9]\d\d$/.test(text) || hasWord(value, words);
}

function isBadCode(value: unknown, words: ReadonlySet<string>): boolean {
	if (typeof value === 'string' && !/^\s*[+-]?\d+(\.\d+)?\s*$/.test(value)) {
		return hasWord(value, words);
	}
	if (typeof value !== 'string' && typeof value !== 'number') return false;
	const code = Number(value);
	return code !== 0 && !(code >= 200 && code < 300);
}

/** Whether nothing stands where an error would stand. */
function isNothing(value: unknown): boolean {
	if (value === undefined || value === null || value === false || value === 0) return true;
	if (typeof value === 'string') return EMPTY_WORDS.has(plainWord(value));
	if (Array.isArray(value)) return value.every(isNothing);
	return isObject(value) && Object.values(value).every(isNothing);
}

/** Only the beginning is looked at: a refusal does not hide behind a novel. */
const READ = 1000;

/** Whether a text holds one of the words, not negated, or begins with a not: `PAYMENT_FAILED`, `not approved`. */
function hasWord(text: string, words: ReadonlySet<string>): boolean {
	const parts = text
		.slice(0, READ)
		.replace(/([a-z])([A-Z])/g, '$1 $2')
		.toLowerCase()
		.split(/[^a-z0-9]+/);
	if (parts[0] === 'not' && !words.has(parts[1])) return true;
	return parts.some((part, index) => words.has(part) && !NEGATIONS.has(parts[index - 1]));
}
