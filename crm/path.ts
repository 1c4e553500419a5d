import { accept, refuse, type Result } from './result';

/**
 * Characters that end or split a path segment, or that a server may decode into one that does.
 * No id of the CRM holds one of them, so refusing is safer than encoding: some proxies decode.
 */
const UNSAFE = /[/\\?#%\s]|^\.{1,2}$/;

/** Whether `value` can stand in a path without changing which endpoint is called. */
export function pathSegment(value: string): Result<string> {
	if (value === '') return refuse('is empty');
	if (!isWellFormed(value)) return refuse('holds half of a character');
	if (UNSAFE.test(value))
		return refuse(`must not hold spaces or any of / \\ ? # %, nor be . or ..`);
	return accept(encodeURIComponent(value));
}

/** Whether a text can be written into an address: halves of characters can't. */
export function isWellFormed(value: string): boolean {
	return !/[\ud800-\udfff]/u.test(value);
}

/** The names between braces in a path template, in order: `/users/{id}/kyc` → `['id']`. */
export function placeholders(template: string): string[] {
	return [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
}

/**
 * Fills a template with segments that `pathSegment` has accepted.
 * @param segments by placeholder name; a template never names one that is missing here
 */
export function fillPath(template: string, segments: ReadonlyMap<string, string>): string {
	return template.replace(/\{(\w+)\}/g, (_, name: string) => segments.get(name) ?? '');
}

/** A path that a user has typed: on the host of the credential, with nothing that could lead elsewhere. */
export function plainPath(typed: string): Result<string> {
	const path = typed.trim();
	if (!/^\/(?![/\\])/.test(path))
		return refuse('must begin with a single /, such as /public/v1/users');
	if (/[?#%\\\s]|(^|\/)\.{1,2}(\/|$)/.test(path)) {
		return refuse('must be a plain path, without ?, #, %, spaces or ..');
	}
	const [open] = placeholders(path);
	if (open) return refuse(`names {${open}}, which has no value here`);
	return accept(path);
}
