import { accept, refuse, type Result } from './result';

const LOCAL_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * The origin of a broker's CRM from what a user pasted: `crm.example.com`,
 * `https://crm.example.com/public/v1/`, `HTTPS://crm.example.com:8443`.
 *
 * The scheme defaults to https; path, query and fragment are dropped, since every path of the API
 * begins with `/public/v1`. Plain http would show the API key to anyone on the way, and a captured
 * request can be replayed, so it is taken for this machine only (a sandbox, a tunnel).
 *
 * @returns the origin without a trailing slash, such as `https://crm.example.com`
 */
export function crmOrigin(pasted: string): Result<string> {
	const text = pasted.trim();
	if (text === '') return refuse('is empty');
	const url = parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`);
	if (!url?.hostname) return refuse('is not a host name such as crm.example.com');
	if (url.username || url.password) return refuse('must not hold a user name or password');
	if (url.protocol === 'https:') return accept(url.origin);
	if (url.protocol !== 'http:') return refuse('must begin with https://');
	if (!LOCAL_HOSTS.has(url.hostname)) {
		return refuse('must use https: over plain http the API key could be read on the way');
	}
	return accept(url.origin);
}

function parse(text: string): URL | undefined {
	try {
		return new URL(text);
	} catch {
		return undefined;
	}
}
