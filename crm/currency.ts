import { accept, refuse, type Result } from './result';
import { readShapedText } from './text';

/** Names and words that look like a code but are not one. */
const NAMES =
	/^(BUCKS?|CENTS?|DOLLARS?|EUROS?|FRANCS?|POUNDS?|RUPEES?|YUAN|NONE|NULL|UNKNOWN|OTHER)$/;

/**
 * A currency by its code, in capitals as the CRM writes it: of ISO 4217 (`USD`), or what platforms
 * use beside it (`USC`, `USDT`). A symbol such as `$` could be one of twenty currencies.
 */
export function readCurrency(value: unknown): Result<string> {
	const given = readShapedText(value);
	if (!given.ok) return given;
	const code = given.value.toUpperCase();
	return /^[A-Z][A-Z0-9]{2,7}$/.test(code) && !NAMES.test(code)
		? accept(code)
		: refuse('must be a currency code, such as USD');
}
