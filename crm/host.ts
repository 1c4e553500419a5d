import { accept, refuse, type Result } from './result';

const LOCAL_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Names for this machine in the hosts files of common systems. */
const LOCAL_NAMES =
	/^(.+\.)?(localhost|localhost\.localdomain|localhost[46]?(\.localdomain[46])?|(ip6-)?loopback|ip6-localhost)\.?$/;

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

/**
 * Whether a host is this machine itself, in any spelling: names and addresses of loopback, also as
 * one number, in octal, or as IPv4 within IPv6, and the address for "any", which leads here too.
 *
 * @param url parsed, so that all spellings of an address are one
 */
export function isLoopback({ hostname }: URL): boolean {
	if (LOCAL_NAMES.test(hostname)) return true;
	if (/^(127|0)(\.\d+){3}$/.test(hostname)) return true;
	const groups = ipv6Groups(hostname);
	if (!groups) return false;
	const [high] = groups.slice(6);
	const isEmbedded = [
		'0:0:0:0:0:0',
		'0:0:0:0:0:ffff',
		'0:0:0:0:ffff:0',
		'64:ff9b:0:0:0:0',
	].includes(groups.slice(0, 6).join(':'));
	if (!isEmbedded) return false;
	const first = parseInt(high, 16) >> 8;
	return first === 127 || first === 0;
}

/** The eight groups of an IPv6 address as URLs have it; undefined for any other host. */
function ipv6Groups(hostname: string): string[] | undefined {
	const [, address] = /^\[([0-9a-f:]+)\]$/.exec(hostname) ?? [];
	if (address === undefined) return undefined;
	const [before, after] = address.split('::').map((part) => part.split(':').filter(Boolean));
	if (!after) return before;
	const zeros = new Array<string>(8 - before.length - after.length).fill('0');
	return [...before, ...zeros, ...after];
}

/**
 * The address that a CRM names for uploads, if personal documents may go there: over https, and to
 * this machine only from a CRM that is on this machine too.
 *
 * @param origin of the CRM, as the credential has it
 */
export function readUploadUrl(given: string, origin: string): Result<string> {
	const url = parse(given);
	if (!url || !/^https?:$/.test(url.protocol)) return refuse('is no web address');
	const read = crmOrigin(given);
	if (!read.ok) {
		return url.protocol === 'http:' && !isLoopback(url)
			? refuse('must use https: documents could be read on the way')
			: read;
	}
	if (isLoopback(url) && !isLoopback(new URL(origin))) {
		return refuse('is on the machine of n8n, and the CRM is not');
	}
	return accept(given);
}

function parse(text: string): URL | undefined {
	try {
		return new URL(text);
	} catch {
		return undefined;
	}
}
