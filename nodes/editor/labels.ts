import type { IDataObject } from 'n8n-workflow';

/** What the CRM falls back to itself. */
const FALLBACK = 'en-us';

/**
 * A label as a user reads it: text, or the entry of a map by language code.
 * @returns '' when there is none
 */
export function labelOf(label: unknown, language: string): string {
	if (typeof label === 'string' || typeof label === 'number') return String(label).trim();
	if (typeof label !== 'object' || label === null || Array.isArray(label)) return '';
	const labels = label as IDataObject;
	const texts = [labels[language], labels[FALLBACK], ...Object.values(labels)];
	const found = texts.find((text) => typeof text === 'string' && text.trim() !== '');
	return String(found ?? '').trim();
}

/** The first label that a record has under one of the names. */
export function firstLabel(
	record: IDataObject,
	names: readonly string[],
	language: string,
): string {
	for (const name of names) {
		const label = labelOf(record[name], language);
		if (label) return label;
	}
	return '';
}
