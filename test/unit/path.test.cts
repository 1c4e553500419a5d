import { fillPath, overridePath, pathSegment, placeholders } from '../../crm/path.ts';

describe('pathSegment', () => {
	test.each([
		['045dff8l', '045dff8l'],
		['a-b_c.d~e', 'a-b_c.d~e'],
		['...', '...'],
		['李', '%E6%9D%8E'],
		['a+b&c=d;e:f@g', 'a%2Bb%26c%3Dd%3Be%3Af%40g'],
	])('%j goes as %s', (value, segment) => {
		expect(pathSegment(value)).toEqual({ ok: true, value: segment });
	});

	test.each([
		'',
		'.',
		'..',
		'a/b',
		'../users',
		'a\\b',
		'a?b',
		'a#b',
		'a%2Fb',
		'%2e%2e',
		'a b',
		'a\nb',
	])('%j is refused', (value) => {
		expect(pathSegment(value).ok).toBe(false);
	});

	test('what it accepts stays one segment of the path, whatever it holds', () => {
		for (let code = 1; code < 0x250; code++) {
			const segment = pathSegment(`a${String.fromCharCode(code)}b`);
			if (!segment.ok) continue;
			const { pathname, search, hash } = new URL(`https://crm.example.com/u/${segment.value}/kyc`);
			expect(pathname.split('/')).toHaveLength(4);
			expect(search + hash).toBe('');
		}
	});
});

test('placeholders and fillPath go together', () => {
	const template = '/public/v1/users/{user_id}/accounts/{login}';
	expect(placeholders(template)).toEqual(['user_id', 'login']);
	const segments = new Map([
		['user_id', 'u1'],
		['login', '$&'],
	]);
	expect(fillPath(template, segments)).toBe('/public/v1/users/u1/accounts/$&');
	expect(placeholders('/public/v1/users')).toEqual([]);
});

describe('overridePath', () => {
	const guessed = '/public/v1/users/{id}/kyc';

	test.each([
		['/api/clients/{id}/kyc', '/api/clients/{id}/kyc'],
		['  /v2/{id}  ', '/v2/{id}'],
		['/v2/a.b/{id}', '/v2/a.b/{id}'],
	])('%j is taken', (own, path) => {
		expect(overridePath(guessed, own)).toEqual({ ok: true, value: path });
	});

	test.each([
		['', /begin with a single/],
		['api/{id}', /begin with a single/],
		['//evil.example/{id}', /begin with a single/],
		['/\\evil.example/{id}', /begin with a single/],
		['https://evil.example/{id}', /begin with a single/],
		['/a/../{id}', /plain path/],
		['/a/./{id}', /plain path/],
		['/{id}/..', /plain path/],
		['/a/{id}?x=1', /plain path/],
		['/a/{id}#x', /plain path/],
		['/a b/{id}', /plain path/],
		['/a\\b/{id}', /plain path/],
		['/api/kyc', /must keep \{id\}/],
		['/api/{id}/{login}', /names \{login\}/],
	])('%j is refused', (own, reason) => {
		expect(overridePath(guessed, own)).toEqual({
			ok: false,
			reason: expect.stringMatching(reason),
		});
	});

	test('encoded dots do not lead out of the path either', () => {
		const own = overridePath('', '/public/v1/%2e%2e/admin');
		const leadsTo = own.ok && new URL(`https://crm.example.com${own.value}`).pathname;
		expect(leadsTo === false || leadsTo.startsWith('/public/v1/')).toBe(true);
	});
});
