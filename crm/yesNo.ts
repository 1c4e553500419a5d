import { accept, refuse, type Result } from './result';
import { clean } from './text';

const YES = new Set(['true', 'yes', 'y', 'on', '1', 'checked']);
const NO = new Set(['false', 'no', 'n', 'off', '0', 'unchecked']);

/** Yes or no as forms, spreadsheets and expressions give it; a checkbox of a form gives a list. */
export function readYesNo(value: unknown): Result<boolean> {
	if (typeof value === 'boolean') return accept(value);
	if (Array.isArray(value) && value.length === 1) return readYesNo(value[0]);
	const word =
		typeof value === 'string' || typeof value === 'number'
			? clean(String(value)).toLowerCase()
			: '';
	if (YES.has(word)) return accept(true);
	return NO.has(word) ? accept(false) : refuse('must be true or false');
}
