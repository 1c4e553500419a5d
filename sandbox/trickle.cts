import { STATUS_CODES, type ServerResponse } from 'node:http';

/** An answer that comes slowly. */
export interface Trickle {
	/** Pause before each piece. */
	everyMs: number;
	/** Bytes of a piece; default 1. */
	bytes?: number;
	/** After the last byte come blanks, without end. */
	endless?: boolean;
	/** Status line and headers come as slowly. An answer without a body has nothing else. */
	head?: boolean;
}

/** Writes an answer to the connection piece by piece, and closes it after the last. */
export function trickleOut(
	{ socket }: ServerResponse,
	status: number,
	headers: Record<string, string>,
	body: Buffer,
	{ everyMs, bytes = 1, endless = false, head = body.length === 0 }: Trickle,
): void {
	if (!socket) return;
	const lengthless = endless || status === 204 || status === 304;
	const length = lengthless ? {} : { 'content-length': String(body.length) };
	const lines = Object.entries({ ...headers, ...length, connection: 'close' });
	// A head without end goes on in a header of its own
	const end = head && endless ? '\r\nx-more: ' : '\r\n\r\n';
	const top = Buffer.from(
		`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Unknown'}\r\n` +
			lines.map(([name, value]) => `${name}: ${value}`).join('\r\n') +
			end,
		'latin1',
	);
	const slow = head ? Buffer.concat([top, endless ? Buffer.alloc(0) : body]) : body;
	if (!head) socket.write(top);
	let at = 0;
	const timer = setInterval(() => {
		const piece = slow.subarray(at, at + bytes);
		at += bytes;
		if (piece.length > 0) socket.write(piece);
		else if (endless) socket.write(' '.repeat(bytes));
		else socket.end(() => socket.destroy());
	}, everyMs).unref();
	socket.once('close', () => clearInterval(timer));
}
