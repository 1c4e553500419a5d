/** The credential's *Other Endpoint Paths*, and the endpoints that nothing in it may lead to. */
import { readOwnPaths, writeOwnPaths } from '../../crm/guessedPaths.ts';
import { placeholders } from '../../crm/path.ts';
import { isGuess, OPERATIONS } from '../../nodes/endpoints/guesses.ts';
import { moneyOperationsAt } from '../../nodes/endpoints/moneyPaths.ts';
import { ownPathsIn } from '../../nodes/transport/ownPaths.ts';

const isMoneyPath = (path: string) => moneyOperationsAt(path, true).length > 0;

const GUESSES = new Map([
	['mt5.getAccounts', '/public/v1/mt5/accounts'],
	['client.getKycDetails', '/public/v1/users/{id}/kyc'],
]);
const DOCUMENTED = new Map([['client.getMany', '/public/v1/users']]);
const read = (text: unknown) => readOwnPaths(text, GUESSES, DOCUMENTED, isMoneyPath);
const ok = (paths: Record<string, string>) => ({ ok: true, value: new Map(Object.entries(paths)) });
const ONE = { 'mt5.getAccounts': '/public/v1/mt5/account' };
const TWO = { ...ONE, 'client.getKycDetails': '/api/kyc/{id}' };

test.each([undefined, null, '', ' \n\t', '# nothing yet', '\n// none\n'])(
	'%j says nothing',
	(text) => {
		expect(read(text)).toEqual(ok({}));
	},
);

test.each([
	'mt5.getAccounts /public/v1/mt5/account',
	'  mt5.getAccounts\t\t/public/v1/mt5/account  ',
	'mt5.getAccounts=/public/v1/mt5/account',
	'mt5.getAccounts = /public/v1/mt5/account',
	'mt5.getAccounts: /public/v1/mt5/account',
	'mt5.getAccounts -> /public/v1/mt5/account',
	'mt5.getAccounts → /public/v1/mt5/account',
	'"mt5.getAccounts": "/public/v1/mt5/account",',
	'MT5.getaccounts /public/v1/mt5/account;',
	'\ufeffmt5.getAccounts\u00a0/public/v1/mt5/account\u200b',
	'mt5.getAccounts /public/v1/mt5/account # told by support',
	'mt5.getAccounts /public/v1/mt5/account // told by support',
	'mt5.getAccounts /public/v1/mt5/account\nmt5.getAccounts /public/v1/mt5/account',
])('one path is read from %j', (text) => {
	expect(read(text)).toEqual(ok(ONE));
});

test.each(['\n', '\r\n', '\r', '\n\n', '\n# and\n', '\\n'])('lines end with %j', (end) => {
	const lines = Object.entries(TWO).map((pair) => pair.join(' '));
	expect(read(lines.join(end))).toEqual(ok(TWO));
	expect(read(`${lines.join(end)}${end}`)).toEqual(ok(TWO));
});

test('what is written is read again as it was', () => {
	expect(read(writeOwnPaths(new Map(Object.entries(TWO))))).toEqual(ok(TWO));
	expect(writeOwnPaths(new Map())).toBe('');
});

test('an endpoint that was a guess and is documented now, just so, does no harm', () => {
	expect(read('client.getMany /public/v1/users')).toEqual(ok({}));
});

test.each([
	['mt5.getAccounts', 'write a name and a path'],
	['/public/v1/mt5/account', 'write a name and a path'],
	['mt5 /public/v1/mt5/account', 'write a name and a path'],
	['mt5.getAccounts /a /b', 'write a name and a path'],
	['{"mt5.getAccounts": "/a"}', 'write a name and a path'],
	['mt5.getAcounts /a', 'no guessed endpoint of the name mt5.getAcounts'],
	['mt4.deposit /a', 'no guessed endpoint of the name mt4.deposit'],
	['constructor.prototype /a', 'no guessed endpoint'],
	['client.getMany /a', 'the path of client.getMany is documented'],
	['mt5.getAccounts /a\nmt5.getAccounts /b', 'mt5.getAccounts has two paths'],
	['mt5.getAccounts a/b', 'must begin with a single /'],
	['mt5.getAccounts https://evil.example/a', 'must begin with a single /'],
	['mt5.getAccounts //evil.example/a', 'must begin with a single /'],
	['mt5.getAccounts /\\evil.example/a', 'must be a plain path'],
	['mt5.getAccounts /a//b', 'must be a plain path'],
	['mt5.getAccounts /a/', 'must be a plain path'],
	['mt5.getAccounts /a/../b', 'must be a plain path'],
	['mt5.getAccounts /a/.', 'must be a plain path'],
	['mt5.getAccounts /a?b=c', 'must be a plain path'],
	['mt5.getAccounts /a#b', 'must be a plain path'],
	['mt5.getAccounts /%2e%2e/a', 'must be a plain path'],
	['mt5.getAccounts /a;b', 'must be a plain path'],
	['mt5.getAccounts /a@evil.example', 'must be a plain path'],
	['mt5.getAccounts /\u2024\u2024/a', 'must be a plain path'],
	['mt5.getAccounts /a/{}', 'must be a plain path'],
	['mt5.getAccounts /a/{id}', 'names {id}'],
	['client.getKycDetails /a', 'must keep {id}'],
	['client.getKycDetails /a/{id}/{login}', 'names {login}'],
	['mt5.getAccounts /public/v1/requests/withdrawal/approve', 'moves money'],
	['mt5.getAccounts /Public/V1/Wallets/Balance', 'moves money'],
	['client.getKycDetails /public/v1/mt4/accounts/{id}/deposit', 'moves money'],
	['client.getKycDetails /public/v1/requests/withdrawal/{id}', 'moves money'],
	['client.getKycDetails /{id}/v1/wallets/balance', 'moves money'],
])('%j is refused, in words', (text, reason) => {
	const refusal = read(`# a comment\n${text}`);
	expect(refusal).toEqual({ ok: false, reason: expect.stringContaining(reason) });
	expect(refusal).toEqual({ ok: false, reason: expect.stringMatching(/^is wrong in line [23]: /) });
});

test.each([1, true, {}, ['mt5.getAccounts /a'], { 'mt5.getAccounts': '/a' }])(
	'%j of an expression is refused',
	(value) => {
		if (JSON.stringify(value) === '{}') return expect(read(value)).toEqual(ok({}));
		expect(read(value)).toEqual({ ok: false, reason: 'must be text, one line per endpoint' });
	},
);

test('a long line is refused in a moment, and not quoted', () => {
	const began = Date.now();
	for (const piece of [' ', '/a', '{a}', '"', '=', '.', '%', 'a.']) {
		const refusal = read(`mt5.getAccounts ${piece.repeat(100_000)}!`);
		expect(refusal.ok).toBe(false);
		expect(JSON.stringify(refusal).length).toBeLessThan(200);
	}
	expect(Date.now() - began).toBeLessThan(3000);
});

describe('in the registry', () => {
	test('every guessed read can be put right, and nothing that changes the CRM', () => {
		for (const [name, { endpoint }] of OPERATIONS) {
			const own = `/moved${endpoint.path}`;
			const paths = ownPathsIn({ otherEndpointPaths: `${name} ${own}` });
			expect([name, paths.ok]).toEqual([name, isGuess(endpoint)]);
			if (paths.ok) expect([...paths.value.values()]).toEqual([own]);
			if (endpoint.effect !== 'read') expect([name, isGuess(endpoint)]).toEqual([name, false]);
		}
		const guessed = [...OPERATIONS].filter(([, { endpoint }]) => endpoint.evidence === 'inferred');
		expect(guessed.length).toBeGreaterThanOrEqual(16);
	});

	test('none of them can be reached from a guessed endpoint, however it is written', () => {
		const money = [...OPERATIONS.values()].filter(({ endpoint }) => endpoint.effect === 'money');
		expect(money.length).toBeGreaterThan(5);
		for (const { endpoint } of money) {
			const written = endpoint.path.replace(/\{\w+\}/g, '200028');
			for (const own of [
				written,
				written.toUpperCase(),
				`${written};x`,
				written.replace('v1', '%761'),
			]) {
				expect([own, ownPathsIn({ otherEndpointPaths: `mt5.getAccounts ${own}` }).ok]).toEqual([
					own,
					false,
				]);
			}
		}
	});
});

describe('a path of money', () => {
	test.each([
		'/public/v1/requests/withdrawal/approve',
		'/public/v1/requests/withdrawal/approve/',
		'//public/v1//requests/withdrawal/approve',
		'/PUBLIC/v1/requests/withdrawal/Approve',
		'/public/v1/requests/withdrawal/%61pprove',
		'/public/v1/requests/withdrawal%2Fapprove',
		'/public/v1/requests/withdrawal/%2561pprove',
		'/public/v1/requests/x/../withdrawal/approve',
		'/public/v1/requests/./withdrawal/approve',
		'/public/v1/requests/%2e%2e/requests/withdrawal/approve',
		'/public/v1/requests\\withdrawal\\approve',
		'/public/v1/requests/withdrawal;a=b/approve',
		'/public/v1/requests/withdrawal/approve%20',
		'/public/v1/mt4/accounts/200028/deposit',
		'/public/v1/mt5/accounts/{login}/withdrawal',
		'/public/v1/wallets/balance',
		'/public/v1/wallets/{id}',
		'/crm/api/public/v1/wallets/balance',
		'/public/v1/wallets/balance.json',
	])('%s is one', (path) => {
		expect(isMoneyPath(path)).toBe(true);
	});

	test.each([
		'/public/v1/wallets/balance/{order_id}',
		'/public/v1/wallets',
		'/public/v1/mt4/accounts',
		'/public/v1/requests/withdrawal/0a1b2c3d',
		'/public/v1/requests/withdrawal',
		'/public/v1/requests/withdrawal/approve/x',
		'/public/v1/users/%zz',
		'/',
		'',
	])('%j is none', (path) => {
		expect(isMoneyPath(path)).toBe(false);
	});

	test('no other endpoint of the registry is one', () => {
		for (const [name, { endpoint }] of OPERATIONS) {
			const filled = endpoint.path.replace(/\{\w+\}/g, '0a1b2c3d');
			expect([name, isMoneyPath(filled)]).toEqual([name, endpoint.effect === 'money']);
			expect(placeholders(filled)).toEqual([]);
		}
	});
});
