import { fillPath, pathSegment, placeholders, plainPath } from '../../crm/path.ts';

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

describe('plainPath', () => {
	test.each([
		['/public/v1/users', '/public/v1/users'],
		['  /v2/a.b/c  ', '/v2/a.b/c'],
	])('%j is taken', (typed, path) => {
		expect(plainPath(typed)).toEqual({ ok: true, value: path });
	});

	test.each([
		['', /begin with a single/],
		['api/users', /begin with a single/],
		['//evil.example/x', /begin with a single/],
		['/\\evil.example/x', /begin with a single/],
		['https://evil.example/x', /begin with a single/],
		['/a/../b', /plain path/],
		['/a/./b', /plain path/],
		['/a/..', /plain path/],
		['/public/v1/%2e%2e/admin', /plain path/],
		['/a?x=1', /plain path/],
		['/a#x', /plain path/],
		['/a b', /plain path/],
		['/a\\b', /plain path/],
		['/users/{id}', /names \{id\}/],
	])('%j is refused', (typed, reason) => {
		expect(plainPath(typed)).toEqual({ ok: false, reason: expect.stringMatching(reason) });
	});
});
