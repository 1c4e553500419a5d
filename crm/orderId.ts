import { createHash } from 'crypto';

/** Length of the wallet's order ids. */
export const ORDER_ID_LENGTH = 16;

/**
 * The wallet's order id from a key of the user's own, such as an invoice number.
 *
 * A key of 16 characters is used as it is. Any other becomes the first 16 hex digits of
 * SHA-256(`key|client|CURRENCY`), the currency in capitals so that `usd` and `USD` are one payment.
 * The amount is left out on purpose: the same key with another amount must meet the first booking,
 * not make a second one.
 */
export function orderIdFrom(key: string, client: string, currency: string): string {
	if ([...key].length === ORDER_ID_LENGTH) return key;
	return createHash('sha256')
		.update(`${key}|${client}|${currency.toUpperCase()}`, 'utf8')
		.digest('hex')
		.slice(0, ORDER_ID_LENGTH);
}
