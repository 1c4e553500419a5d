import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';

/** How the text of an answer becomes bytes, other than plain UTF-8. */
export type Encoding =
	| 'gzip'
	| 'br'
	| 'deflate'
	/** Says that it is gzip, and is not. */
	| 'broken-gzip'
	/** UTF-8 with a byte order mark. */
	| 'bom'
	/** Little-endian with a byte order mark, and the charset in the content type. */
	| 'utf-16'
	/** Letters that it does not have become `?`. The charset is in the content type. */
	| 'latin-1';

/** A body as bytes, and the headers that belong to its encoding. */
export interface Encoded {
	bytes: Buffer;
	headers: Record<string, string>;
}

/** The bytes of a text. `type` is its content type without a charset. */
export function encode(text: string, type: string, encoding: Encoding | undefined): Encoded {
	const plain = Buffer.from(text);
	switch (encoding) {
		case undefined:
			return { bytes: plain, headers: {} };
		case 'gzip':
			return { bytes: gzipSync(plain), headers: { 'content-encoding': 'gzip' } };
		case 'br':
			return { bytes: brotliCompressSync(plain), headers: { 'content-encoding': 'br' } };
		case 'deflate':
			return { bytes: deflateSync(plain), headers: { 'content-encoding': 'deflate' } };
		case 'broken-gzip':
			return { bytes: plain, headers: { 'content-encoding': 'gzip' } };
		case 'bom':
			return { bytes: Buffer.from(`\ufeff${text}`), headers: {} };
		case 'utf-16':
			return {
				bytes: Buffer.from(`\ufeff${text}`, 'utf16le'),
				headers: { 'content-type': `${type}; charset=utf-16le` },
			};
		case 'latin-1':
			return {
				bytes: Buffer.from(text.replace(/[^\0-\xff]/g, '?'), 'latin1'),
				headers: { 'content-type': `${type}; charset=iso-8859-1` },
			};
	}
}
