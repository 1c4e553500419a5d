import type { Method } from './endpoint';

/** A harmless request that shows what a credential is worth. */
export interface Probe {
	method: Method;
	path: string;
	query: Array<[name: string, value: string]>;
	body?: Record<string, string | number>;
}

/** An unsigned read: it passes when host and API key are right. */
export const KEY_PROBE: Probe = {
	method: 'GET',
	path: '/public/v1/users',
	query: [
		['skip', '0'],
		['limit', '1'],
	],
};

/**
 * A read done by POST, so it is signed: it passes when the signature is right too.
 * @param day any day as YYYY-MM-DD; the transactions of that day are asked for
 */
export function signatureProbe(day: string): Probe {
	return {
		method: 'POST',
		path: '/public/v1/report/transactions',
		query: [],
		body: { skip: 0, limit: 1, start: day, end: day },
	};
}
