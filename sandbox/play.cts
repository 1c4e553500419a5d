import type { ServerResponse } from 'node:http';
import type { Answer } from './answer.cts';
import { encode } from './encode.cts';
import type { FaultAction, StrangeAnswer } from './faults.cts';
import { STRANGE_ANSWERS } from './strange.cts';
import { trickleOut, type Trickle } from './trickle.cts';

const JSON_TYPE = 'application/json; charset=utf-8';
const PAGE_TYPE = 'text/html; charset=utf-8';
const TEXT_TYPE = 'text/plain; charset=utf-8';

/** Marks a bigint until it is text. */
const BIG = 'bigint:1a6d9c5e:';

/** An answer as it goes over the wire. */
export interface WireAnswer {
	status: number;
	headers: Record<string, string>;
	bytes: Buffer;
	trickle?: Trickle;
}

/** Takes over the connection instead of answering. */
export type Takeover = (raw: ServerResponse) => void;

/** What a rule does to a request: to its connection, or to its answer. */
export type Play = 'cut' | 'cut-mid-body' | 'reset' | 'hang' | StrangeAnswer;

/** What a rule's action means: names and redirects are written out. */
export function meaning(action: FaultAction): Play {
	if (typeof action === 'object') {
		if (!('redirect' in action)) return action;
		return { status: action.status ?? 302, headers: { location: action.redirect } };
	}
	return action in STRANGE_ANSWERS
		? STRANGE_ANSWERS[action as keyof typeof STRANGE_ANSWERS]
		: (action as Play);
}

/** Whether a play begins with the real answer, so that the request must be carried out. */
export function needsAnswer(play: Play): boolean {
	return typeof play === 'object' && play.status === undefined;
}

/** An operation's answer as it goes over the wire. */
export function onTheWire(answer: Answer): WireAnswer {
	return strange(answer, {});
}

/**
 * What goes out instead of the real answer.
 * @param answer the real answer, where the request was carried out
 */
export function played(play: Play, answer: Answer | undefined): WireAnswer | Takeover {
	switch (play) {
		case 'cut':
			return (raw) => raw.destroy();
		case 'reset':
			return ({ socket }) => {
				// TLS has no handle of its own to reset
				if (socket && !('encrypted' in socket)) socket.resetAndDestroy();
				else socket?.destroy();
			};
		case 'cut-mid-body':
			return (raw) => cutMidBody(raw, answer);
		case 'hang':
			return () => undefined;
		default:
			return strange(answer, play);
	}
}

/** Sends an answer, at once or byte after byte. */
export function sendOut(
	raw: ServerResponse,
	{ status, headers, bytes, trickle }: WireAnswer,
): void {
	if (trickle) return trickleOut(raw, status, headers, bytes, trickle);
	const none = bytes.length === 0 && (status === 204 || status === 304);
	raw.writeHead(status, { ...headers, ...(!none && { 'content-length': bytes.length }) });
	raw.end(bytes);
}

function strange(answer: Answer | undefined, change: StrangeAnswer): WireAnswer {
	const own = 'status' in change || 'body' in change;
	const page = own ? undefined : answer?.page;
	const body = own ? change.body : answer?.body;
	const text = page ?? (typeof body === 'string' && own ? body : jsonText(body));
	const usual = page === undefined ? usualType(body, own) : PAGE_TYPE;
	// Where there is no body, there is nothing to encode
	const encoding = text === undefined ? undefined : change.encoding;
	const { bytes, headers } = encode(text ?? '', usual?.split(';')[0] ?? '', encoding);
	return {
		status: change.status ?? answer?.status ?? 200,
		headers: merged({ ...(usual && { 'content-type': usual }), ...headers }, change.headers),
		bytes,
		trickle: change.trickle,
	};
}

/** JSON, in which a bigint is a number of all its digits. */
function jsonText(body: unknown): string | undefined {
	const marked = JSON.stringify(body, (_key, value: unknown) =>
		typeof value === 'bigint' ? `${BIG}${value}` : value,
	);
	return marked?.includes(BIG) ? marked.replace(new RegExp(`"${BIG}(-?\\d+)"`, 'g'), '$1') : marked;
}

/** The content type of a body; none where there is none. */
function usualType(body: unknown, own: boolean): string | undefined {
	if (body === undefined) return undefined;
	return typeof body === 'string' && own ? TEXT_TYPE : JSON_TYPE;
}

function merged(
	headers: Record<string, string>,
	more: Record<string, string | null> = {},
): Record<string, string> {
	const all: Record<string, string | null> = { ...headers };
	for (const [name, value] of Object.entries(more)) all[name.toLowerCase()] = value;
	return Object.fromEntries(
		Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== null),
	);
}

/** Promises a whole body, sends half of it and breaks the connection. */
function cutMidBody(raw: ServerResponse, answer: Answer | undefined): void {
	const { status, headers, bytes } = onTheWire(answer ?? { status: 200, body: { records: [] } });
	const whole = bytes.length > 0 ? bytes : Buffer.from('{}');
	raw.writeHead(bytes.length > 0 ? status : 200, { ...headers, 'content-length': whole.length });
	raw.write(whole.subarray(0, whole.length / 2), () => raw.destroy());
}
