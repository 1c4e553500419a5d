import { createHash } from 'crypto';
import { clean } from './text';

/** Length of the wallet's order ids. */
export const ORDER_ID_LENGTH = 16;

/**
 * The wallet's order id from a key of the user's own, such as an invoice number.
 *
 * A key of 16 characters is used as it is. Any other becomes the first 16 hex digits of
 * SHA-256(`key|client|CURRENCY`), the currency in capitals so that `usd` and `USD` are one payment.
 * The amount is left out on purpose: the same key with another amount must meet the first booking,
 * not make a second one. Keys that look alike to people are one key.
 *
 * The recipe never changes: with another one a payment that is retried after an update would be
 * booked a second time.
 */
export function orderIdFrom(key: string, client: string, currency: string): string {
	const seen = clean(key);
	if ([...seen].length === ORDER_ID_LENGTH) return seen;
	return createHash('sha256')
		.update(`${seen}|${client}|${currency.toUpperCase()}`, 'utf8')
		.digest('hex')
		.slice(0, ORDER_ID_LENGTH);
}
