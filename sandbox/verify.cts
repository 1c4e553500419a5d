import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** The two ways a CRM signs requests. A CRM uses one of them. */
export type Scheme = 'v2' | 'v1';

/** V2: HMAC-SHA256 over the bytes of the body exactly as received. */
export function signatureV2(key: string, body: Buffer): string {
	return `sha256=${createHmac('sha256', key).update(body).digest('hex')}`;
}

/**
 * V1: SHA-1 over the top-level names in ASCII order as `name=value` pairs, and the key.
 * Values print as JavaScript string concatenation prints them: an object is `[object Object]`.
 * @returns undefined for a body that V1 can't sign
 */
export function signatureV1(key: string, body: unknown): string | undefined {
	if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
	const fields = body as Record<string, unknown>;
	try {
		const pairs = Object.keys(fields)
			.sort()
			.map((name) => name + '=' + fields[name]);
		return createHash('sha1')
			.update(pairs.join('&') + key)
			.digest('hex')
			.toUpperCase();
	} catch {
		// A value such as {"toString": 1} can't be concatenated
		return undefined;
	}
}

/** Compares two secrets in constant time, whatever their lengths. */
export function sameSecret(given: string, expected: string): boolean {
	const digest = (text: string) => createHash('sha256').update(text).digest();
	return timingSafeEqual(digest(given), digest(expected));
}
