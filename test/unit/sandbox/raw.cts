import { request } from 'node:http';
import type { Sandbox } from '../../../sandbox/index.cts';
import { sign } from './call.cts';

/** An answer as it came, byte for byte. */
export interface RawReply {
	status: number;
	headers: Record<string, string | string[] | undefined>;
	bytes: Buffer;
}

/** Sends one signed request and reads the answer without decoding it: fetch does too much to it. */
export function rawCall(
	{ url, key, scheme }: Sandbox,
	method: string,
	path: string,
	body?: unknown,
	signal = AbortSignal.timeout(10_000),
): Promise<RawReply> {
	const text = body === undefined ? undefined : JSON.stringify(body);
	const signed = text === undefined ? {} : { signature: sign({ key, scheme }, text) };
	const headers = { key, ...(text !== undefined && { 'content-type': 'application/json' }) };
	return new Promise((resolve, reject) => {
		request(url + path, { method, headers: { ...headers, ...signed }, signal }, (response) => {
			const pieces: Buffer[] = [];
			response.on('data', (piece: Buffer) => pieces.push(piece));
			response.on('error', reject);
			response.on('end', () =>
				resolve({
					status: response.statusCode ?? 0,
					headers: response.headers,
					bytes: Buffer.concat(pieces),
				}),
			);
		})
			.on('error', reject)
			.end(text);
	});
}
