/** Words of the CRM within texts for people: whoever answers in its place writes them too. */

/** A word as programs use it for a type, a state or an id: no link, no sentence, no page of it. */
const WORD = /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,48}[A-Za-z0-9])?$/;

/**
 * What the CRM calls something, if it is fit to be quoted in a text that n8n shows as HTML and that
 * a model may read.
 * @returns undefined for everything else
 */
export function quotable(value: unknown): string | undefined {
	if (typeof value !== 'string' && typeof value !== 'number') return undefined;
	const text = String(value);
	return WORD.test(text) ? text : undefined;
}
