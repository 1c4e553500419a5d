import { isNothing } from './text';

const SEPARATORS = [/[\r\n]+/, /;/, /\|/, /,/];

/**
 * Several values, from a list or from text that has separators between them: `a,b`, `a; b`, one in a
 * line, or JSON as databases keep it. Empty values are dropped.
 *
 * @param whole tells a text that is one value although it holds a separator: "Stocks, ETFs"
 */
export function severalOf(
	value: unknown,
	whole: (text: string) => boolean = () => false,
): unknown[] {
	if (isNothing(value)) return [];
	if (Array.isArray(value)) return value.flatMap((one) => severalOf(one, whole));
	if (typeof value !== 'string' || whole(value)) return [value];
	const list = listIn(value);
	if (list) return severalOf(list, whole);
	const separator = SEPARATORS.find((one) => one.test(value));
	return separator ? severalOf(value.split(separator), whole) : [value];
}

function listIn(text: string): unknown[] | undefined {
	if (!/^\s*\[/.test(text)) return undefined;
	try {
		const list: unknown = JSON.parse(text);
		return Array.isArray(list) ? list : undefined;
	} catch {
		return undefined;
	}
}
