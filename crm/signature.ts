import { createHash, createHmac } from 'crypto';
import { jsonObject } from './json';

/** The two ways a CRM can want its requests signed; a CRM accepts only one of them. */
export type SignatureScheme = 'v2' | 'v1';

/**
 * Signs the body of one request: the value of the header `signature`.
 *
 * - V2: `sha256=` + lower-case hex of HMAC-SHA256(API key, the UTF-8 bytes of the body as sent).
 * - V1: the body's top-level names in ASCII order as `name=value` joined with `&`, the API key
 *   appended, SHA-1, upper-case hex. Values print as JavaScript's string concatenation prints them,
 *   as the vendor's own sample does, so a nested object is `[object Object]`.
 *
 * @param body the text exactly as it goes over the wire
 * @returns undefined when V1 cannot sign this text because it is no JSON object
 * @see docs/credentials.md, which holds the test vectors in words
 */
export function signBody(scheme: SignatureScheme, key: string, body: string): string | undefined {
	if (scheme === 'v2')
		return `sha256=${createHmac('sha256', key).update(body, 'utf8').digest('hex')}`;

	const fields = jsonObject(body);
	if (!fields) return undefined;
	const joined = Object.keys(fields)
		.sort()
		.map((name) => `${name}=${fields[name]}`)
		.join('&');
	return createHash('sha1')
		.update(joined + key, 'utf8')
		.digest('hex')
		.toUpperCase();
}
