import { readAmount, readAmountAsNumber, readPositiveAmount, sameAmount } from '../../crm/money.ts';
import { Random } from '../../sandbox/seed/random.cts';

test.each([
	['100.00', '100.00'],
	[' 7 ', '7'],
	['0.1', '0.1'],
	['-250.50', '-250.50'],
	['00012.50', '00012.50'],
	['0000000000000001', '0000000000000001'],
	['999999999999.99999999', '999999999999.99999999'],
	[250, '250'],
	[0.1, '0.1'],
	[1e11, '100000000000'],
])('%j is the amount %s, as it was written', (value, amount) => {
	expect(readAmount(value)).toEqual({ ok: true, value: amount });
});

test.each([
	'',
	'.5',
	'5.',
	'1,000',
	'1 000',
	'1e3',
	'+5',
	'--5',
	'0x10',
	'Infinity',
	'NaN',
	'٥',
	'5 USD',
	'1.123456789',
	'1234567890123',
	1e-7,
	1e21,
	Number.NaN,
	Number.POSITIVE_INFINITY,
	true,
	null,
	undefined,
	[5],
	{ amount: 5 },
])('%j is no amount', (value) => {
	expect(readAmount(value).ok).toBe(false);
});

test.each(['0', '0.0', '-0', '-1', '-0.00000001'])('%s is not more than zero', (value) => {
	expect(readPositiveAmount(value)).toEqual({ ok: false, reason: 'must be more than 0' });
});

test('the smallest amount is more than zero', () => {
	expect(readPositiveAmount('0.00000001')).toEqual({ ok: true, value: '0.00000001' });
});

describe('as a JSON number', () => {
	test.each([
		['100.00', 100],
		['-250.50', -250.5],
		['0.1', 0.1],
		['123456.78', 123456.78],
		['999999999999', 999999999999],
	])('%s goes out as %d', (value, number) => {
		expect(readAmountAsNumber(value)).toEqual({ ok: true, value: number });
	});

	test.each(['123456789012.12345678', '0', '-0.00'])('%s is refused', (value) => {
		expect(readAmountAsNumber(value).ok).toBe(false);
	});

	test('what is taken books exactly the amount that was typed, over many random ones', () => {
		const random = new Random(7);
		let taken = 0;
		for (let round = 0; round < 5000; round++) {
			const digits = (count: number) =>
				Array.from({ length: count }, () => random.whole(0, 9)).join('');
			const text = `${digits(random.whole(1, 12))}.${digits(random.whole(1, 8))}`;
			const given = readAmountAsNumber(text);
			if (!given.ok) continue;
			taken += 1;
			// The number as JSON prints it is what a server with decimals reads.
			expect(plain(JSON.stringify(given.value))).toBe(plain(text));
		}
		expect(taken).toBeGreaterThan(1000);
	});
});

/** A decimal without needless zeros, worked out digit by digit. */
function plain(text: string): string {
	const [mantissa, exponent = '0'] = text.split('e');
	const [whole, fraction = ''] = mantissa.split('.');
	const shift = Number(exponent);
	const digits = shift < 0 ? `${'0'.repeat(-shift)}${whole}${fraction}` : whole + fraction;
	const point = whole.length + (shift < 0 ? 0 : shift);
	const padded = digits.padEnd(point, '0');
	const before = padded.slice(0, point).replace(/^0+(?=\d)/, '');
	const behind = padded.slice(point).replace(/0+$/, '');
	return behind ? `${before}.${behind}` : before;
}

test.each([
	['5', '5.00'],
	['05.10', '5.1'],
	['-5', '-5.0'],
	['0', '-0.00'],
	['0.00000001', '000.00000001'],
])('%s and %s are the same amount', (a, b) => {
	expect(sameAmount(a, b)).toBe(true);
	expect(sameAmount(b, a)).toBe(true);
});

test.each([
	['5', '5.01'],
	['5', '-5'],
	['0.1', '0.10000000000000001'],
	['9007199254740992', '9007199254740993'],
	['5', ''],
	['5', '5e0'],
	['abc', 'abc'],
])('%s and %s are not the same amount', (a, b) => {
	expect(sameAmount(a, b)).toBe(false);
	expect(sameAmount(b, a)).toBe(false);
});

test('a number of thousands of digits is compared at once, and is no amount', () => {
	const started = performance.now();
	const zeros = '0'.repeat(30_000);
	for (const long of [`0.${zeros}1`, `${zeros}1`, `0.${'10'.repeat(500_000)}`, `1.${zeros}`]) {
		expect(sameAmount(long, '0')).toBe(false);
		expect(sameAmount('1', long)).toBe(false);
		expect(sameAmount(long, long)).toBe(false);
	}
	expect(performance.now() - started).toBeLessThan(100);
	expect(sameAmount('123456789012.12345678', '0000123456789012.1234567800')).toBe(true);
});
