/**
 * Orders two texts as a dictionary does, whatever their case. For texts in English, which need no
 * rules of a language: to load those takes longer than all else that n8n waits for at its start.
 */
export function alphabetically(a: string, b: string): number {
	const [one, other] = [a.toLowerCase(), b.toLowerCase()];
	if (one === other) return 0;
	return one < other ? -1 : 1;
}

export const byName = (a: { name: string }, b: { name: string }) => alphabetically(a.name, b.name);

export const byDisplayName = (a: { displayName: string }, b: { displayName: string }) =>
	alphabetically(a.displayName, b.displayName);
