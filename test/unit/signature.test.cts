import { createHash, createHmac } from 'node:crypto';
import { signBody, type SignatureScheme } from '../../crm/signature.ts';

const KEY = 'test-key';
const ANN = '{"name":"Ann Lee","email":"ann@example.com","comment":"from form","nationality":"sg"}';
const ZOE = '{"name":"Zoë 李","phone":{"country_code":"65","number":"81234567"}}';

/** V1 of a text that was joined by hand, so that the test shows how values print. */
const v1Of = (joined: string) =>
	createHash('sha1')
		.update(joined + KEY)
		.digest('hex')
		.toUpperCase();

describe('known signatures', () => {
	test.each<[SignatureScheme, string, string]>([
		['v2', ANN, 'sha256=5d2d1aef544494894b2fc6dc0d8bb1a2fff93b67e55b78c3486349603cbf861e'],
		['v2', ZOE, 'sha256=0b20c0c457cd6591ccdbbb8020734dad7c459b86a54fa1158209d8f9e2d7e488'],
		['v1', ANN, '333204205C516C1D48E464A70CDEC52A4B052253'],
	])('%s of %s', (scheme, body, signature) => {
		expect(signBody(scheme, KEY, body)).toBe(signature);
	});
});

describe('V2', () => {
	test('signs the UTF-8 bytes', () => {
		const bytes = Buffer.from(ZOE, 'utf8');
		const hex = createHmac('sha256', KEY).update(bytes).digest('hex');
		expect(bytes.length).toBeGreaterThan(ZOE.length);
		expect(signBody('v2', KEY, ZOE)).toBe(`sha256=${hex}`);
	});

	test.each([
		['a changed letter', ANN.replace('Ann', 'Anm'), KEY],
		['white space between', ANN.replace('{', '{ '), KEY],
		['another key', ANN, 'test-kez'],
	])('differs by %s', (_what, body, key) => {
		expect(signBody('v2', key, body)).not.toBe(signBody('v2', KEY, ANN));
	});

	test('signs what is no JSON object too: it only looks at bytes', () => {
		expect(signBody('v2', KEY, '[]')).toMatch(/^sha256=[0-9a-f]{64}$/);
	});
});

describe('V1', () => {
	test.each([
		['text as it is, without URL encoding', '{"a":"x & y=z é"}', 'a=x & y=z é'],
		['whole and broken numbers', '{"a":7,"b":12.5,"c":1e3}', 'a=7&b=12.5&c=1000'],
		['true and false', '{"a":true,"b":false}', 'a=true&b=false'],
		['an object', '{"phone":{"number":"1"}}', 'phone=[object Object]'],
		['a list', '{"ids":["a","b"]}', 'ids=a,b'],
		['a list of objects', '{"ids":[{},1]}', 'ids=[object Object],1'],
		['nothing', '{}', ''],
	])('prints %s', (_what, body, joined) => {
		expect(signBody('v1', KEY, body)).toBe(v1Of(joined));
	});

	test('sorts names in ASCII order: digits, capitals, _, small letters', () => {
		const body = '{"b":1,"a":2,"_c":3,"B":4,"1":5,"a_b":6,"aB":7}';
		expect(signBody('v1', KEY, body)).toBe(v1Of('1=5&B=4&_c=3&a=2&aB=7&a_b=6&b=1'));
	});

	test('does not see white space, but every value', () => {
		expect(signBody('v1', KEY, ANN.replace('{', '{ '))).toBe(signBody('v1', KEY, ANN));
		expect(signBody('v1', KEY, ANN.replace('Ann', 'Anm'))).not.toBe(signBody('v1', KEY, ANN));
	});

	test.each(['[]', '"text"', '7', 'null', 'true', '', '{"a":', 'name=Ann'])(
		'can not sign %j, which is no JSON object',
		(body) => {
			expect(signBody('v1', KEY, body)).toBeUndefined();
		},
	);
});
