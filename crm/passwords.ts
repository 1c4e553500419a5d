/**
 * Passwords in what goes to the CRM and what comes back: found by their names, in any spelling and at
 * any depth, and by their values, where an answer repeats what was sent.
 */
import { isObject } from './json';

/** Stands where a text repeated a password that was sent. */
export const HIDDEN = '[password hidden]';

/** A text can hold the name of a password only if it holds this; `\u` may write any of it. */
const MAY_NAME_ONE = /pass[^a-z]{0,2}w|pwd|\\u/i;

/** Shorter values are found only where they are the whole text: they occur by chance. */
const MIN_INSIDE = 5;
const MIN_ALONE = 3;

/** Members that name another one: `{"name": "master_password", "value": "…"}`. */
const NAMING = ['name', 'key', 'field', 'label', 'code', 'id', 'title'];

const known = new Map<string, boolean>();
/** Names come from outside too, so only so many are remembered. */
const MAX_KNOWN = 5_000;

/**
 * Whether a member's name is that of a password: `password`, `passwd` or `pwd` as a word, in any
 * spelling (`masterPassword`, `Master_Password`, `repeat-password`, `PASSWORDS`). Words that only begin
 * like it (`passport_number`, `kyc_passed`) are no passwords.
 */
export function namesPassword(name: string): boolean {
	const before = known.get(name);
	if (before !== undefined) return before;
	const words = name
		.replace(/([a-z\d])([A-Z])/g, '$1 $2')
		.toLowerCase()
		.split(/[^a-z\d]+/);
	const isOne =
		words.some((word) => /password|passwd|^[a-z]*pwds?\d*$/.test(word)) ||
		/(^| )pass ?words?( |$)/.test(words.join(' '));
	if (known.size < MAX_KNOWN) known.set(name, isOne);
	return isOne;
}

/** The passwords in the body of a request. */
export function passwordsIn(body: unknown): string[] {
	const found = new Set<string>();
	const collect = (value: unknown) => {
		if (typeof value === 'string' && value.length >= MIN_ALONE) found.add(value);
		else if (typeof value === 'number') found.add(String(value));
	};
	forEachObject(parsed(body), (object) => {
		for (const name of Object.keys(object)) {
			if (!namesPassword(name) || tellsNone(object[name])) continue;
			collect(object[name]);
			forEachObject(object[name], (inner) => Object.values(inner).forEach(collect));
		}
	});
	return [...found];
}

/**
 * Takes the passwords out of a parsed answer, in place: members with the name of one, but for those
 * that only say yes or no, and whatever repeats one that was sent.
 *
 * @param text the answer as it came, where it is at hand: most hold no such name
 * @param sent the passwords of the request
 * @returns the same value; another one only where it is itself a text
 */
export function withoutPasswords<T>(json: T, sent: readonly string[] = [], text?: string): T {
	const named = text === undefined || MAY_NAME_ONE.test(text);
	if (!named && sent.length === 0) return json;
	if (typeof json === 'string') return cleanText(json, sent) as T;
	forEachObject(json, (object) => {
		if (Array.isArray(object)) cleanPairs(object);
		else cleanMembers(object);
		for (const name of Object.keys(object)) {
			const value = object[name];
			if (typeof value === 'string') setOwn(object, name, cleanText(value, sent));
		}
	});
	return json;
}

/** A text without the passwords that were sent. */
export function hidePasswords(text: string, sent: readonly string[]): string {
	let hidden = text;
	for (const password of sent) {
		if (text === password) return HIDDEN;
		if (password.length >= MIN_INSIDE) hidden = hidden.split(password).join(HIDDEN);
	}
	return hidden;
}

function cleanMembers(object: Record<string, unknown>): void {
	for (const name of Object.keys(object)) {
		if (namesPassword(name) && !tellsNone(object[name])) delete object[name];
	}
	const naming = NAMING.find((name) => {
		const value = object[name];
		return typeof value === 'string' && value.length <= 100 && namesPassword(value);
	});
	if (naming && 'value' in object && !tellsNone(object.value)) delete object.value;
}

/** Pairs in a list: `[["master_password", "…"]]`. */
function cleanPairs(list: unknown[]): void {
	for (const pair of list) {
		if (!Array.isArray(pair) || pair.length !== 2) continue;
		const [name, value] = pair as unknown[];
		if (typeof name === 'string' && namesPassword(name) && !tellsNone(value)) pair.pop();
	}
}

/** JSON that an answer carries as text is looked through like the answer. */
function cleanText(text: string, sent: readonly string[]): string {
	const inside = MAY_NAME_ONE.test(text) ? parsed(text) : text;
	if (typeof inside !== 'object' || inside === null) return hidePasswords(text, sent);
	return hidePasswords(JSON.stringify(withoutPasswords(inside, sent)), sent);
}

/** Whether a value cannot be a password, whatever its name: yes, no or nothing. */
function tellsNone(value: unknown): boolean {
	if (value === null || value === undefined || typeof value === 'boolean') return true;
	if (typeof value === 'number') return value === 0 || value === 1;
	return typeof value === 'string' && /^(|0|1|true|false|yes|no)$/i.test(value.trim());
}

function parsed(value: unknown): unknown {
	if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
	try {
		return JSON.parse(value) as unknown;
	} catch {
		return value;
	}
}

/** Visits a value and all objects and lists in it, however deep: without recursion. */
function forEachObject(value: unknown, visit: (object: Record<string, unknown>) => void): void {
	const left = [value];
	while (left.length > 0) {
		const next = left.pop();
		if (!isObject(next) && !Array.isArray(next)) continue;
		const object = next as Record<string, unknown>;
		visit(object);
		for (const name of Object.keys(object)) {
			if (typeof object[name] === 'object') left.push(object[name]);
		}
	}
}

/** A member by whatever name, `__proto__` among them. */
function setOwn(object: Record<string, unknown>, name: string, value: unknown): void {
	if (object[name] === value) return;
	Object.defineProperty(object, name, {
		value,
		writable: true,
		enumerable: true,
		configurable: true,
	});
}
