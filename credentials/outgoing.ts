import type { IHttpRequestOptions } from 'n8n-workflow';

/**
 * What n8n hands to `authenticate`: options of `httpRequest`, or the older ones (`uri` and the
 * other names for redirects) that the HTTP Request node still uses.
 */
export type OutgoingRequest = IHttpRequestOptions & {
	uri?: string;
	followRedirect?: boolean;
	followAllRedirects?: boolean;
};

/** The same request, which follows no redirect: one to another host would take the secrets along. */
export function withoutRedirects(options: IHttpRequestOptions): OutgoingRequest {
	return {
		...options,
		disableFollowRedirect: true,
		followRedirect: false,
		followAllRedirects: false,
	};
}

/** Where a request goes; undefined when that is no address. */
export function targetOf({ url, uri, baseURL }: OutgoingRequest): URL | undefined {
	try {
		return new URL(url ?? uri ?? '', baseURL);
	} catch {
		return undefined;
	}
}

/** The request with this text as its body, said to be JSON whatever was said before. */
export function withJson(
	request: OutgoingRequest,
	body: string,
	more: Record<string, string>,
): IHttpRequestOptions {
	const headers = { ...request.headers } as Record<string, string>;
	for (const name of Object.keys(headers)) {
		if (name.toLowerCase() === 'content-type') delete headers[name];
	}
	return { ...request, body, headers: { ...headers, ...more, 'Content-Type': 'application/json' } };
}
