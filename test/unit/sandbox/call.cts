import { createHash, createHmac } from 'node:crypto';
import type { Sandbox } from '../../../sandbox/index.cts';

/** An answer of the sandbox. */
export interface Reply {
	status: number;
	headers: Headers;
	text: string;
	json: any;
}

/** Signs as the API facts say. Written for the tests alone, without the sandbox's code. */
export function sign({ key, scheme }: Pick<Sandbox, 'key' | 'scheme'>, body: string): string {
	if (scheme === 'v2') return `sha256=${createHmac('sha256', key).update(body).digest('hex')}`;
	const fields: Record<string, unknown> = JSON.parse(body);
	const pairs = Object.keys(fields)
		.sort()
		.map((name) => `${name}=${fields[name]}`);
	return createHash('sha1')
		.update(pairs.join('&') + key)
		.digest('hex')
		.toUpperCase();
}

/** Sends one request, signed unless `headers` says otherwise. A string is sent as it is. */
export async function call(
	sandbox: Sandbox,
	method: string,
	path: string,
	body?: unknown,
	headers: Record<string, string> = {},
): Promise<Reply> {
	const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
	const response = await fetch(sandbox.url + path, {
		method,
		body: text,
		redirect: 'manual',
		headers: {
			key: sandbox.key,
			...(text !== undefined && {
				'content-type': 'application/json',
				signature: 'signature' in headers ? '' : sign(sandbox, text),
			}),
			...headers,
		},
	});
	const answer = await response.text();
	let json: unknown;
	try {
		json = JSON.parse(answer);
	} catch {
		json = undefined;
	}
	return { status: response.status, headers: response.headers, text: answer, json };
}
