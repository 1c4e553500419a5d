/** The rules of the PSP Open API. */
import { CrmOpenApiPspApi } from '../../credentials/CrmOpenApiPspApi.credentials.ts';
import {
	callbackBase,
	readPaymentRequest,
	readPaymentUrl,
	showsToken,
	signPayment,
} from '../../crm/psp.ts';
import { pspSign } from '../../sandbox/psp.cts';

const VECTOR = {
	merchant_id: 'm1',
	order_no: 'o1',
	amount: 100,
	currency: 'USD',
	time: 1732000000000,
	status: 1,
};
const SIGN = '74BDC63CCA31F18E68950EF0A7CD48DF2F4BC3D1';

describe('sign', () => {
	test.each([
		['the test vector', VECTOR],
		['any order of names', Object.fromEntries(Object.entries(VECTOR).reverse())],
		['with a sign', { ...VECTOR, sign: 'x' }],
		['with empty values', { ...VECTOR, user_id: '', phone: null, device: undefined }],
	])('%s', (_, parameters) => {
		expect(signPayment(parameters, 'tok')).toBe(SIGN);
		if (!('sign' in parameters)) expect(pspSign(parameters, 'tok')).toBe(SIGN);
	});

	test('counts everything else: case, zero, false and the token', () => {
		const others = [
			{ ...VECTOR, currency: 'usd' },
			{ ...VECTOR, status: 0 },
			{ ...VECTOR, flag: false },
			{ ...VECTOR, Zebra: 1, alpha: 2 },
			{ ...VECTOR, name: 'Zoë 李' },
			{ ...VECTOR, list: [1, null, 'a'], deep: { toString: 1 } },
		];
		const signs = [...others.map((one) => signPayment(one, 'tok')), signPayment(VECTOR, 'Tok')];
		expect(new Set([...signs, SIGN]).size).toBe(others.length + 2);
		for (const sign of signs) expect(sign).toMatch(/^[0-9A-F]{40}$/);
	});

	test('leaves out the parameter that the broker calls the sign, and only that', () => {
		const renamed = { ...VECTOR, signature: 'x' };
		expect(signPayment(renamed, 'tok', 'signature')).toBe(SIGN);
		expect(signPayment({ ...renamed, sign: 'y' }, 'tok', 'signature')).not.toBe(SIGN);
	});
});

describe('a token', () => {
	test.each([
		['tok', 'tok', true],
		['tok', 'tok ', false],
		['tok', '', false],
		['tok', undefined, false],
		['tok', ['tok'], false],
		['', '', false],
		[' ', ' ', false],
	])('%j is not shown by any other: %j', (token, given, shown) => {
		expect(showsToken(given, token)).toBe(shown);
	});
});

describe('a payment request', () => {
	const merchant = { merchantId: 'm1', token: 'tok', checkSign: true, renamed: new Map() };
	const read = (body: object, more: object = {}) =>
		readPaymentRequest(Buffer.from(JSON.stringify(body)), { ...merchant, ...more });

	test('may be signed in lower case', () => {
		expect(read({ ...VECTOR, sign: SIGN.toLowerCase() }).ok).toBe(true);
		expect(read({ ...VECTOR, sign: SIGN.slice(1) }).ok).toBe(false);
	});

	test('keeps zero and false, and loses what is empty', () => {
		const body = { ...VECTOR, amount: 0, user_name: '', own: false };
		const result = read(body, { checkSign: false });
		expect(result).toMatchObject({
			ok: true,
			value: {
				parameters: { merchant_id: 'm1', order_no: 'o1', amount: 0, currency: 'USD' },
				custom: { time: 1732000000000, status: 1, own: false },
			},
		});
	});

	test.each([
		['a list for an amount', { amount: [100] }],
		['a list in a list', { amount: [[['100']]] }],
		['an object for an amount', { amount: { value: 100 } }],
		['a list for an order', { order_no: ['o1'] }],
		['a list for a currency', { currency: ['USD'] }],
		['a list for a merchant', { merchant_id: ['m1'] }],
		['an object of its own', { own: { a: 1 } }],
		['an empty list', { own: [] }],
		['words for an amount', { amount: 'hundred' }],
		['true for an amount', { amount: true }],
		['a hexadecimal amount', { amount: '0x64' }],
		['true for an order', { order_no: true }],
	])('with %s is refused, signed or not', (_, more) => {
		const sent = { ...VECTOR, ...more };
		const signed = { ...sent, sign: signPayment(sent, 'tok') };
		expect(read(signed)).toMatchObject({ ok: false, refusal: { status: 400 } });
		expect(read(sent, { checkSign: false })).toMatchObject({ ok: false, refusal: { status: 400 } });
	});

	test('cannot reach what it is not given', () => {
		const body = '{"__proto__": {"order_no": "x"}, "merchant_id": "m1"}';
		const result = readPaymentRequest(Buffer.from(body), { ...merchant, checkSign: false });
		expect(result).toMatchObject({ ok: false, refusal: { status: 400 } });
	});
});

describe('the callback address', () => {
	test.each([
		['crm.example.com', 'https://crm.example.com'],
		[' https://crm.example.com/ ', 'https://crm.example.com'],
		['https://crm.example.com/psp/api/', 'https://crm.example.com/psp/api'],
		['https://crm.example.com/psp/pay/callback', 'https://crm.example.com/psp'],
		['https://crm.example.com/pay/callback/?x=1', 'https://crm.example.com'],
		['http://localhost:4010', 'http://localhost:4010'],
	])('%s', (pasted, base) => {
		expect(callbackBase(pasted)).toEqual({ ok: true, value: base });
	});

	test.each(['', 'http://crm.example.com', 'ftp://x.example', 'https://a:b@crm.example.com'])(
		'%j is refused',
		(pasted) => {
			expect(callbackBase(pasted).ok).toBe(false);
		},
	);
});

test.each([
	['https://pay.example.com/x?y=z', true],
	['http://127.0.0.1:3000/', true],
	['http://pay.example.com', false],
	['//pay.example.com', false],
	['data:text/html,x', false],
	['https://', false],
	[5, false],
])('%j can be a payment page: %s', (url, taken) => {
	expect(readPaymentUrl(url).ok).toBe(taken);
});

describe('the credential', () => {
	const { authenticate } = new CrmOpenApiPspApi();
	const data = { merchantId: 'm1', token: 'tok', callbackUrl: 'https://crm.example.com/psp' };
	const url = 'https://crm.example.com/psp/pay/callback';
	const call = async (options: object, changes: object = {}) =>
		(await authenticate({ ...data, ...changes }, { url, method: 'POST', ...options } as never))!;

	test('adds merchant, token and sign, as in the test vector', async () => {
		const { merchant_id: _, ...given } = VECTOR;
		for (const body of [given, JSON.stringify(given), Buffer.from(JSON.stringify(given))]) {
			const options = await call({ body, headers: { 'content-type': 'text/plain' } });
			expect(JSON.parse(options.body as string)).toEqual({ ...VECTOR, sign: SIGN });
			expect(options.headers).toEqual({
				'Content-Type': 'application/json',
				'crm-pay-token': 'tok',
			});
			expect(options.disableFollowRedirect).toBe(true);
		}
	});

	test('overrules merchant and sign that are given, and keeps a time', async () => {
		const options = await call({ body: { ...VECTOR, merchant_id: 'x', sign: 'y' } });
		expect(JSON.parse(options.body as string)).toEqual({ ...VECTOR, sign: SIGN });
	});

	test.each([
		[{ url: 'https://evil.example/psp/pay/callback' }, {}, /only sent to https:\/\/crm/],
		[{ url: 'https://crm.example.com/other' }, {}, /only sent to/],
		[{ body: '[]' }, {}, /no JSON object/],
		[{}, {}, /no JSON object/],
		[{ body: {} }, { token: ' ' }, /Token is empty/],
		[{ body: {} }, { merchantId: '' }, /Merchant ID is empty/],
		[{ body: {} }, { callbackUrl: '' }, /Callback URL is empty/],
	])('keeps the token back: %j %j', async (options, changes, message) => {
		await expect(call(options, changes)).rejects.toThrow(message);
	});
});
