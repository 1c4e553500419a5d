export const METHODS = ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'] as const;

export type Method = (typeof METHODS)[number];

/** Whether a request has a body; what it sends stands in the query where it has none. */
export function hasBody(method: unknown): boolean {
	return method !== 'GET' && method !== 'DELETE';
}

/**
 * How an endpoint came to be known.
 * - `vendor`: read in the vendor's reference.
 * - `third-party`: code of somebody who integrates this CRM uses it.
 * - `reported`: two brokers' CRMs answer there, as their *Check Endpoints* say.
 * - `inferred`: the vendor lists it, but its page could not be read: method, path and fields are
 *   our guess by analogy.
 */
export type Evidence = 'vendor' | 'third-party' | 'reported' | 'inferred';

/**
 * What a request does to the CRM, which decides whether it may be sent again by itself.
 * - `read`: changes nothing, whatever its method (some reads are POSTs).
 * - `write`: creates or changes something.
 * - `money`: moves or releases money.
 */
export type Effect = 'read' | 'write' | 'money';

/** One endpoint of the CRM Open API, as the vendor's page for it would tell. */
export interface Endpoint {
	method: Method;
	/** Path with placeholders in braces, from `/public/v1` on. */
	path: string;
	effect: Effect;
	evidence: Evidence;
}

/** The most rows that one page of a list may have. */
export const PAGE_SIZE = 500;

/**
 * Languages that the CRM writes mails and pop-ups in, by their codes. The first is the default, and
 * the names are such that English comes first in the alphabet, as n8n wants lists.
 */
export const LANGUAGES: ReadonlyArray<{ name: string; value: string }> = [
	{ name: 'English', value: 'en-us' },
	{ name: 'German', value: 'de' },
	{ name: 'Indonesian', value: 'id' },
	{ name: 'Japanese', value: 'ja' },
	{ name: 'Simplified Chinese', value: 'zh-cn' },
	{ name: 'Spanish', value: 'es' },
	{ name: 'Thai', value: 'th' },
	{ name: 'Traditional Chinese', value: 'zh-tw' },
	{ name: 'Vietnamese', value: 'vi' },
];
