/** The recipe of the wallet's order ids, pinned: a change would book payments of before a second time. */
import { orderIdFrom } from '../../crm/orderId.ts';

test.each([
	['INV-1', '045dff8l', 'USD', '8a3a35c3722fed2a'],
	['INV-1', '045dff8l', 'EUR', '2737c5d4e6dd8c6d'],
	['INV-1', '045dff8m', 'USD', 'e91b04e5ea27f344'],
	['INV-2', '045dff8l', 'USD', 'e198e4ff5c720ec5'],
	['1', '045dff8l', 'USD', '776513320c84b0bb'],
	['Rechnung Zoë 7', '045dff8l', 'USDT', '5ec129b207c0db2c'],
	['a|b', '045dff8l', 'USD', '29c48d9f53809021'],
	['李-2026', '045dff8l', 'BTC', '330f818a46943c01'],
	['17 characters ...', '045dff8l', 'USD', '2978fe7984d8e40c'],
])('%s of client %s in %s is %s', (key, client, currency, id) => {
	expect(orderIdFrom(key, client, currency)).toBe(id);
});

test.each([
	[' INV-1 ', 'usd'],
	['INV-1\u200b', 'USD'],
	['\ufeffINV-1', 'Usd'],
])('%j in %s is the same payment as INV-1 in USD', (key, currency) => {
	expect(orderIdFrom(key, '045dff8l', currency)).toBe('8a3a35c3722fed2a');
});

test('one character in two ways is one key', () => {
	expect(orderIdFrom('Rechnung Zoe\u0308 7', '045dff8l', 'USDT')).toBe('5ec129b207c0db2c');
});

test.each(['20260131-0000042', 'ABCDEFGHIJKLMNOP', '李李李李李李李李李李李李李李李李'])(
	'%s has 16 characters and is used as it is',
	(key) => {
		expect(orderIdFrom(key, '045dff8l', 'USD')).toBe(key);
		expect(orderIdFrom(`${key}\u200b`, '045dff8l', 'USD')).toBe(key);
	},
);
