import type { ServerResponse } from 'node:http';
import type { Answer } from './answer.cts';
import type { FaultAction } from './faults.cts';

/** An answer as it goes over the wire. */
export interface WireAnswer {
	status: number;
	headers: Record<string, string>;
	body?: string;
}

/** Takes over the connection instead of answering. */
export type Takeover = (raw: ServerResponse) => void;

/** An operation's answer as it goes over the wire. */
export function onTheWire({ status, body }: Answer): WireAnswer {
	if (body === undefined) return { status, headers: {} };
	const headers = { 'content-type': 'application/json; charset=utf-8' };
	return { status, headers, body: JSON.stringify(body) };
}

/**
 * What a fault makes of a request.
 * @param answer the real answer, where the request was carried out
 */
export function playFault(
	fault: Exclude<FaultAction, { delayMs: number }>,
	answer: Answer | undefined,
): WireAnswer | Takeover {
	switch (fault) {
		case 'cut':
			return (raw) => raw.destroy();
		case 'cut-mid-body':
			return (raw) => cutMidBody(raw, answer);
		case 'hang':
			return () => undefined;
		case 'html':
			return {
				status: 200,
				headers: { 'content-type': 'text/html; charset=utf-8' },
				body: '<!DOCTYPE html><html><head><title>Sign in</title></head><body>Sign in</body></html>',
			};
		case 'empty':
			return { status: 200, headers: { 'content-type': 'application/json' }, body: '' };
		case 'bad-json':
			return { status: 200, headers: { 'content-type': 'application/json' }, body: '{"count": 1,' };
		default:
	}
	if ('redirect' in fault) {
		return { status: fault.status ?? 302, headers: { location: fault.redirect } };
	}
	const { status, body, headers = {} } = fault;
	if (typeof body === 'string' || body === undefined) return { status, headers, body };
	const wire = onTheWire({ status, body });
	return { ...wire, headers: { ...wire.headers, ...headers } };
}

/** Promises a whole body, sends half of it and breaks the connection. */
function cutMidBody(raw: ServerResponse, answer: Answer | undefined): void {
	const { status, headers, body } = onTheWire(answer ?? { status: 200, body: { records: [] } });
	const bytes = Buffer.from(body ?? '{}');
	raw.writeHead(body === undefined ? 200 : status, { ...headers, 'content-length': bytes.length });
	raw.write(bytes.subarray(0, bytes.length / 2), () => raw.destroy());
}
