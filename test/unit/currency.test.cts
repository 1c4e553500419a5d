import { readCurrency } from '../../crm/currency.ts';
import { orderIdFrom } from '../../crm/orderId.ts';

test.each([
	['USD', 'USD'],
	['usd', 'USD'],
	[' Eur\u00a0', 'EUR'],
	['\u200busd', 'USD'],
	['usdt', 'USDT'],
	['USC', 'USC'],
])('%j is the currency %s', (given, code) => {
	expect(readCurrency(given)).toEqual({ ok: true, value: code });
});

test.each(['$', '€', 'US$', 'US Dollar', 'dollars', 'euro', 'N/A', 'none', '-', '840', 'us', 840])(
	'%j is no currency code',
	(given) => {
		expect(readCurrency(given).ok).toBe(false);
	},
);

test.each([true, {}, ['USD'], new Date(0)])('%j is no currency code', (given) => {
	expect(readCurrency(given).ok).toBe(false);
});

test('an order id is the same however the currency was typed', () => {
	expect(orderIdFrom('INV-1', '045dff8l', 'usd')).toBe(orderIdFrom('INV-1', '045dff8l', 'USD'));
	expect(orderIdFrom('INV-1', '045dff8l', 'EUR')).not.toBe(orderIdFrom('INV-1', '045dff8l', 'USD'));
});
