import { LANGUAGES } from './endpoint';
import { isObject } from './json';

/** What the CRM falls back to itself. */
const FALLBACK = 'en-us';

/**
 * A label as a user reads it: text, or the entry of a map by language code.
 * @returns '' when there is none
 */
export function labelOf(label: unknown, language = FALLBACK): string {
	if (typeof label === 'string' || typeof label === 'number') return String(label).trim();
	if (!isObject(label)) return '';
	const texts = [label[language], label[FALLBACK], ...Object.values(label)];
	const found = texts.find((text) => typeof text === 'string' && text.trim() !== '');
	return String(found ?? '').trim();
}

/** The first label that a record has under one of the names. */
export function firstLabel(
	record: Readonly<Record<string, unknown>>,
	names: readonly string[],
	language: string,
): string {
	for (const name of names) {
		const label = labelOf(record[name], language);
		if (label) return label;
	}
	return '';
}

/** Whether a value is a map from language codes to texts, as labels and names of the CRM can be. */
export function isLabel(value: unknown): value is Record<string, string> {
	return (
		isObject(value) &&
		Object.keys(value).length > 0 &&
		Object.entries(value).every(
			([code, text]) => typeof text === 'string' && LANGUAGES.some((known) => known.value === code),
		)
	);
}
