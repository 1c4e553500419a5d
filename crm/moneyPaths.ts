/**
 * The paths of the endpoints that move or release money. The registry's operations have the same
 * ones, which a test holds: a path that is missing here would be open to whoever types paths.
 */
export const MONEY_PATHS: readonly string[] = [
	'/public/v1/mt4/accounts/{login}/deposit',
	'/public/v1/mt4/accounts/{login}/withdrawal',
	'/public/v1/mt5/accounts/{login}/withdrawal',
	'/public/v1/requests/withdrawal/approve',
	'/public/v1/requests/withdrawal/reject',
	'/public/v1/wallets/balance',
];

/**
 * Whether a path leads to one of them, or could once its placeholders are filled. Servers read paths
 * in their own ways, so case, empty segments, encoding and parameters behind a `;` make no difference.
 * @param path without host and query
 */
export function isMoneyPath(path: string): boolean {
	const asked = segmentsOf(path);
	return MONEY_PATHS.map(segmentsOf).some(
		(money) =>
			money.length === asked.length &&
			money.every((segment, at) => isOpen(segment) || isOpen(asked[at]) || segment === asked[at]),
	);
}

const isOpen = (segment: string) => /\{\w+\}/.test(segment);

function segmentsOf(path: string): string[] {
	const kept: string[] = [];
	for (const segment of decoded(path).toLowerCase().split(/[/\\]/)) {
		const [name] = segment.split(';');
		if (name === '..') kept.pop();
		else if (name.trim() !== '' && name !== '.') kept.push(name.trim());
	}
	return kept;
}

/** As often as a server and the proxies before it may decode it. */
function decoded(path: string): string {
	let text = path;
	for (let round = 0; round < 5 && text.includes('%'); round++) {
		const once = text.replace(/(?:%[0-9a-f]{2})+/gi, (bytes) => {
			try {
				return decodeURIComponent(bytes);
			} catch {
				return bytes;
			}
		});
		if (once === text) break;
		text = once;
	}
	return text;
}
