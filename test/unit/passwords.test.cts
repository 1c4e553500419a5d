/** Passwords are found by their names and values, wherever an answer has them. */
import {
	hidePasswords,
	namesPassword,
	passwordsIn,
	withoutPasswords,
} from '../../crm/passwords.ts';

const copyOf = <T,>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** As an answer comes: parsed from its text. */
function cleaned(value: unknown, sent: string[] = []): unknown {
	const text = JSON.stringify(value);
	return withoutPasswords(JSON.parse(text), sent, text);
}

const SECRET = 'Xk3!mQ9z';

test.each(
	[
		'password Password PASSWORD passWord PassWord pass_word pass-word passwords password1 password_2',
		'masterPassword Master_Password master-password MASTER_PASSWORD masterpassword MasterPassword',
		'investor_password repeat_password passwd Passwd user_passwd userPasswd pwd Pwd PWD pwd1 pwds',
		'master_pwd masterPwd masterpwd MT4Password mt4_password newPWD oldPassword.value password_hash',
	].flatMap((line) => line.split(' ')),
)('%s names a password', (name) => {
	expect(namesPassword(name)).toBe(true);
	expect(cleaned({ [name]: SECRET, kept: 1 })).toEqual({ kept: 1 });
});

test.each(
	[
		'passport_number passport passportNumber kyc_passed kycPassed passed pass bypass compass password',
		'passenger spwdx7a1 a1pwdb2c wordpass words surpass passive trading_pass_rate',
	]
		.flatMap((line) => line.split(' '))
		.filter((name) => name !== 'password'),
)('%s names none', (name) => {
	expect(namesPassword(name)).toBe(false);
	expect(cleaned({ [name]: SECRET })).toEqual({ [name]: SECRET });
});

test.each([
	[
		'nested',
		{ account: { deep: { master_password: SECRET, login: 1 } } },
		{ account: { deep: { login: 1 } } },
	],
	['in a list', [{ login: 1, pwd: SECRET }], [{ login: 1 }]],
	['in lists of lists', { a: [[[{ Password: SECRET }]]] }, { a: [[[{}]]] }],
	['a list of them', { passwords: [SECRET, SECRET] }, {}],
	['a map of them', { passwords: { master: SECRET } }, {}],
	['a number', { pwd: 123456, id: 1 }, { id: 1 }],
	[
		'named by a sibling',
		[{ name: 'Master Password', value: SECRET }],
		[{ name: 'Master Password' }],
	],
	['keyed by a sibling', { key: 'investor_password', value: SECRET }, { key: 'investor_password' }],
	[
		'pairs',
		[
			['login', 1],
			['master_password', SECRET],
		],
		[['login', 1], ['master_password']],
	],
	['JSON in a text', { data: `{"pwd":"${SECRET}","a":1}` }, { data: '{"a":1}' }],
	[
		'JSON in a text in a text',
		{ d: JSON.stringify({ e: JSON.stringify({ pwd: SECRET }) }) },
		{ d: '{"e":"{}"}' },
	],
])('%s: gone', (_, given, expected) => {
	expect(cleaned(given)).toEqual(expected);
});

test.each([true, false, null, 'yes', 'No', 'true', '', 0, 1])(
	'%p says yes or no, and stays',
	(value) => {
		const given = { update_password: value, has_pwd: value };
		expect(cleaned(given)).toEqual(given);
	},
);

test('a form that asks for a password keeps its field', () => {
	const form = { fields: [{ key: 'password', label: 'Password', required: true, value: '' }] };
	expect(cleaned(form)).toEqual(form);
});

test('what nobody calls a password stays as it is, the same object', () => {
	const given = { id: 1, text: 'Forgot your password? Ask us.', list: [{ passport_number: 'P1' }] };
	const before = copyOf(given);
	expect(withoutPasswords(given, [], JSON.stringify(given))).toBe(given);
	expect(given).toEqual(before);
});

test('a name written with escapes is found', () => {
	const text = '{"p\\u0061ssword":"x","master\\u005fp\\u0077d":"y"}';
	expect(withoutPasswords(JSON.parse(text), [], text)).toEqual({});
});

test('what was sent is found by its value, under any name and within texts', () => {
	const sent = passwordsIn({
		email: 'a@b.c',
		password: SECRET,
		register: { repeat_password: SECRET },
	});
	expect(sent).toEqual([SECRET]);
	expect(
		cleaned({ request: { pw: SECRET }, said: [`Hello ${SECRET}, ${SECRET}!`], id: 'x' }, sent),
	).toEqual({
		request: { pw: '[password hidden]' },
		said: ['Hello [password hidden], [password hidden]!'],
		id: 'x',
	});
	expect(cleaned(SECRET, sent)).toBe('[password hidden]');
});

test('a short one is found only where it is the whole text', () => {
	const sent = passwordsIn({ pwd: 'abc' });
	expect(cleaned({ a: 'abc', b: 'abcdef' }, sent)).toEqual({ a: '[password hidden]', b: 'abcdef' });
	expect(passwordsIn({ pwd: 'ab' })).toEqual([]);
});

test('those of a body that is text are known too', () => {
	expect(passwordsIn(`{"a":{"Master_Password":"${SECRET}"},"update_password":true}`)).toEqual([
		SECRET,
	]);
	expect(passwordsIn('no json')).toEqual([]);
	expect(passwordsIn(undefined)).toEqual([]);
});

test('an answer a hundred thousand levels deep is no harm', () => {
	const text = `${'{"a":'.repeat(100_000)}{"pwd":"${SECRET}"}${'}'.repeat(100_000)}`;
	let inner = withoutPasswords(JSON.parse(text), [], text) as { a?: object };
	while (inner.a) inner = inner.a;
	expect(inner).toEqual({});
});

test('members by dangerous names stay members', () => {
	const text = '{"__proto__":{"pwd":"x","polluted":1},"constructor":"password=Xk3!mQ9z"}';
	const json = withoutPasswords(JSON.parse(text), [SECRET], text) as object;
	expect(JSON.stringify(json)).toBe(
		'{"__proto__":{"polluted":1},"constructor":"password=[password hidden]"}',
	);
	expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

test('errors are texts like any other', () => {
	expect(hidePasswords(`The CRM says: ${SECRET} (HTTP 400).`, [SECRET])).toBe(
		'The CRM says: [password hidden] (HTTP 400).',
	);
});
