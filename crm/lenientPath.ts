/**
 * Paths as servers read them. Between n8n and the CRM's routes stand proxies and frameworks that
 * decode, shorten and clean up paths, each in its own way: a path that any of them could take for
 * another one is taken for it here.
 */

/** Some servers decode what another one has decoded before. */
const DECODINGS = 5;

/**
 * Which endpoints a path could reach, wherever the API is mounted.
 * @param path of an address, without its query
 * @param open whether the path is a template, too: then its placeholders may stand for anything
 * @returns whether the path could reach an endpoint, given its template in segments
 */
export function reachOf(path: string, open = false): (template: readonly string[]) => boolean {
	const segments = segmentsOf(path);
	return (template) => {
		const given = segments.slice(-template.length);
		const fits = (segment: string, at: number) =>
			isPlaceholder(segment) || segment === given[at] || (open && isPlaceholder(given[at]));
		return given.length === template.length && template.every(fits);
	};
}

/** The template of an endpoint as `reachOf` takes it. */
export function templateOf(path: string): string[] {
	return path.toLowerCase().split('/').filter(Boolean);
}

const isPlaceholder = (segment: string) => /\{\w+\}/.test(segment);

function segmentsOf(path: string): string[] {
	const segments: string[] = [];
	for (const raw of decoded(path).replace(/\\/g, '/').split('/')) {
		const segment = plain(raw);
		if (segment === '..') segments.pop();
		else if (segment !== '' && segment !== '.') segments.push(segment);
	}
	const last = segments.pop();
	// The requested format as an ending: `deposit.json`.
	return last === undefined ? [] : [...segments, last.replace(/\.[a-z0-9]{0,5}$/, '')];
}

function decoded(path: string): string {
	let text = path;
	for (let round = 0; round < DECODINGS; round++) {
		const next = text.replace(/(?:%[0-9a-f]{2})+/gi, (encoded) => {
			try {
				return decodeURIComponent(encoded);
			} catch {
				return encoded.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
					String.fromCharCode(parseInt(hex, 16)),
				);
			}
		});
		if (next === text) break;
		text = next;
	}
	// An encoded `?` is not a query to a proxy, but may be one to the server behind it.
	return text.split(/[?#]/)[0];
}

/** A segment without matrix parameters (`;v=1`), case, blanks and invisible characters. */
function plain(segment: string): string {
	const text = segment.split(';')[0].normalize('NFKC').toLowerCase();
	return text.replace(/[\s\p{Cc}\p{Default_Ignorable_Code_Point}]/gu, '');
}
