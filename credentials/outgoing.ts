import { UserError, type IHttpRequestOptions } from 'n8n-workflow';
import { SENDING, type WithSending } from '../crm/sending';

/**
 * What n8n hands to `authenticate`: options of `httpRequest`, or the older ones (`uri` and the
 * other names for redirects) that the HTTP Request node still uses.
 */
export type OutgoingRequest = IHttpRequestOptions & {
	uri?: string;
	followRedirect?: boolean;
	followAllRedirects?: boolean;
};

/** An address that a credential's secret may go to. */
export interface Destination {
	/** Whether a request goes there. */
	isFor: (target: URL) => boolean;
	/** What to say when it does not. */
	refusal: string;
	/** Refuses what only operations that move money may send, from everybody else. */
	refuseReserved?: (target: URL) => void;
}

/**
 * The request as it may go out with a secret: to the right address, straight, and no redirect is
 * followed, since one to another host would take the secret along.
 *
 * What leads elsewhere is refused and not dropped: to drop a proxy would look like a broken network.
 *
 * @throws UserError for a request that must not get the secret
 */
export function checkedRequest(
	options: IHttpRequestOptions & WithSending,
	{ isFor, refusal, refuseReserved }: Destination,
): OutgoingRequest {
	const { [SENDING]: sending, ...given } = options;
	const request: OutgoingRequest = given;
	const target = urlOf(request);
	if (!target || !isFor(target)) throw new UserError(refusal);
	if (!sending?.movesMoney) refuseReserved?.(target);
	refuseDetours(request);

	// n8n's client would join the parts of an address in another way: just what was checked is asked.
	delete request.baseURL;
	const address = 'uri' in request && request.url === undefined ? 'uri' : 'url';
	return {
		...request,
		[address]: target.href,
		...(sending && { abortSignal: joined(sending.deadline, request.abortSignal) }),
		disableFollowRedirect: true,
		followRedirect: false,
		followAllRedirects: false,
	} as OutgoingRequest;
}

function urlOf({ url, uri, baseURL }: OutgoingRequest): URL | undefined {
	try {
		return new URL(url ?? uri ?? '', baseURL);
	} catch {
		return undefined;
	}
}

/** Ends with the first of both. */
function joined(
	deadline: AbortSignal,
	cancel: IHttpRequestOptions['abortSignal'],
): IHttpRequestOptions['abortSignal'] {
	return AbortSignal.any(cancel ? [deadline, cancel as AbortSignal] : [deadline]);
}

/** What a private certificate authority and a client certificate need. */
const CERTIFICATE_OPTIONS = new Set(['ca', 'cert', 'key', 'passphrase']);

/** Options of n8n's clients, and of those below them, that lead a request or its answer elsewhere. */
const DETOURS: ReadonlyArray<[option: string, name: string]> = [
	['proxy', 'a proxy of its own'],
	['tunnel', 'a proxy of its own'],
	['agent', 'a connection of its own'],
	['httpAgent', 'a connection of its own'],
	['httpsAgent', 'a connection of its own'],
	['socketPath', 'a connection of its own'],
	['transport', 'a connection of its own'],
	['adapter', 'a connection of its own'],
	['lookup', 'a name service of its own'],
	['skipSslCertificateValidation', 'ignored certificates'],
];

/**
 * Headers that make a server or proxy take the request for another one, or for one to another host:
 * those that count for one connection only, and those by which a front tells what it was asked.
 */
const DETOUR_HEADERS =
	/^(host|connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|content-length|forwarded|x-forwarded-(host|server|port|prefix|path|uri)|x-host|x-(original|rewrite)-(url|uri|host)|x-http-method(-override)?|x-method-override)$/;

function refuseDetours(request: OutgoingRequest): void {
	const options = request as unknown as Record<string, unknown>;
	for (const [option, name] of DETOURS) if (options[option]) throw detour(name);
	for (const option of ['rejectUnauthorized', 'strictSSL']) {
		if (options[option] === false) throw detour('ignored certificates');
	}
	for (const [name, value] of Object.entries(request.agentOptions ?? {})) {
		if (value !== undefined && !CERTIFICATE_OPTIONS.has(name)) {
			throw detour(`the connection option '${name}'`);
		}
	}
	for (const name of Object.keys(request.headers ?? {})) {
		const plain = name.trim().toLowerCase();
		if (DETOUR_HEADERS.test(plain)) throw detour(`the header '${plain}'`);
	}
}

function detour(name: string): UserError {
	return new UserError(`This credential does not go out with ${name}`, {
		description:
			'It could lead the secret to somebody else. Take it out of the request. A proxy for all of n8n belongs into the settings of n8n itself.',
	});
}

/** The request with these headers, instead of any of the same name in whatever case. */
export function withHeaders(
	request: OutgoingRequest,
	more: Readonly<Record<string, string>>,
): OutgoingRequest {
	const replaced = new Set(Object.keys(more).map((name) => name.toLowerCase()));
	const headers = Object.entries(request.headers ?? {}).filter(
		([name]) => !replaced.has(name.trim().toLowerCase()),
	);
	return { ...request, headers: { ...Object.fromEntries(headers), ...more } };
}

/** The request with this text as its body, said to be JSON whatever was said before. */
export function withJson(
	request: OutgoingRequest,
	body: string,
	more: Record<string, string>,
): IHttpRequestOptions {
	return { ...withHeaders(request, { ...more, 'Content-Type': 'application/json' }), body };
}
