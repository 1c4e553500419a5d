/** What *Check Endpoints* asks, and how it reads the answers of all kinds of servers. */
import type { IDataObject } from 'n8n-workflow';
import type { Endpoint } from '../../crm/endpoint.ts';
import { checkedPath } from '../../crm/guessedPaths.ts';
import { CHECKED, MORE_REQUESTS, NOWHERE, REQUESTS } from '../../nodes/endpoints/checks.ts';
import { choose } from '../../nodes/endpoints/fields/choose.ts';
import { isGuess, OPERATIONS } from '../../nodes/endpoints/guesses.ts';
import type { Answer } from '../../nodes/endpoints/operation.ts';
import { Known } from '../../nodes/run/ways/check/known.ts';
import { questionFor } from '../../nodes/run/ways/check/question.ts';
import { verdictOf } from '../../nodes/run/ways/check/verdict.ts';
import type { Outcome } from '../../nodes/transport/outcome.ts';
import { DOCUMENTED } from '../documented.cts';

const asked = CHECKED.filter(({ skipped }) => skipped === undefined);

describe('what is asked', () => {
	test('is every read, and nothing else', () => {
		for (const { name, operation, skipped } of CHECKED) {
			const { effect } = operation.endpoint;
			expect([name, skipped === undefined]).toEqual([
				name,
				effect === 'read' && name !== 'client.validateCredentials',
			]);
		}
		expect(REQUESTS).toBe(asked.length + 1);
		expect(CHECKED.map(({ name }) => name).sort()).toEqual(DOCUMENTED.map(({ id }) => id).sort());
	});

	test.each(asked)('$name has a value for each field that the CRM wants', (checked) => {
		const { operation } = checked;
		const told = questionFor(checked, operation.endpoint.path, knownAll(), '2026-01-31');
		expect(told.request.path).not.toMatch(/[{}]/);
		const sent = { ...Object.fromEntries(told.request.query), ...(told.request.body as object) };
		for (const field of operation.fields.filter(({ required }) => required)) {
			const { name, idOf, kind, read } = field;
			if (name === operation.check?.without) {
				expect(sent).not.toHaveProperty([name]);
				continue;
			}
			const value = (sent as IDataObject)[name] ?? operation.check?.values?.[name] ?? '00000000';
			expect([name, read(value).ok]).toEqual([name, true]);
			// Nobody may come by an id of the CRM's by accident.
			if (kind !== 'country' && !['client', 'connection'].includes(String(idOf))) {
				expect([name, operation.check?.values?.[name]]).toEqual([name, expect.any(String)]);
			}
		}
		for (const name of Object.keys(operation.check?.values ?? {})) {
			expect(operation.fields.map((field) => field.name)).toContain(name);
		}
	});

	test('of a guess can be put right by each of its likely paths', () => {
		const documented = [...OPERATIONS.values()].map(({ endpoint }) => endpoint);
		const taken = (method: string, path: string, own?: Endpoint) =>
			documented.filter((one) => one !== own && one.method === method && couldBe(path, one.path));
		for (const { name, operation } of asked) {
			const { likely = [] } = operation.check ?? {};
			if (likely.length) expect([name, isGuess(operation.endpoint)]).toEqual([name, true]);
			expect(new Set(likely).size).toBe(likely.length);
			for (const path of likely) {
				expect([path, checkedPath(operation.endpoint.path, path)]).toEqual([
					path,
					{ ok: true, value: path },
				]);
				// It would be taken for the other endpoint.
				expect([path, taken(operation.endpoint.method, path, operation.endpoint)]).toEqual([
					path,
					[],
				]);
			}
		}
		const guesses = asked.filter(({ operation }) => isGuess(operation.endpoint));
		const without = guesses.filter(({ operation }) => !operation.check?.likely);
		expect(without.map(({ name }) => name)).toEqual(['wallet.getOrderStatus']);
		expect(MORE_REQUESTS).toBeLessThan(100);
		expect([...taken('GET', NOWHERE), ...taken('POST', NOWHERE)]).toEqual([]);
	});
});

/** Whether two templates can mean the same path. */
function couldBe(path: string, other: string): boolean {
	const [one, two] = [path, other].map((text) => text.toLowerCase().split('/'));
	return (
		one.length === two.length &&
		one.every((part, i) => part === two[i] || /[{]/.test(part) || /[{]/.test(two[i]))
	);
}

function knownAll(): Known {
	const known = new Known();
	const of = (name: string) => CHECKED.find((one) => one.name === name) ?? asked[0];
	known.learn(of('client.getMany'), [{ id: 'client01' }]);
	known.learn(of('connection.getMany'), [
		{ connection_id: 'c4', platform: 'mt4' },
		{ id: 'c5', type: 'MT5' },
		{ code: 'ct', trading_platform: 'cTrader' },
	]);
	known.learn(of('configuration.getCountries'), [{ code: 'sg' }]);
	return known;
}

describe('ids for the others', () => {
	test('come from lists of connections, whatever they tell, and from the first client', () => {
		const known = new Known();
		const of = (name: string) => CHECKED.find((one) => one.name === name) ?? asked[0];
		known.learn(of('client.getMany'), [
			{
				id: 'first001',
				trading_accounts: [{ platform: 'mt4', connection_id: 'a' }, null, 'x', { platform: 'fix' }],
			},
		]);
		known.learn(of('client.get'), [{ id: 'other' }]);
		known.learn(of('mt5.getConnection'), [{ name: 'nameless' }, { id: 7 }]);
		known.learn(of('connection.getMany'), [{ connection_id: 'late', platform: 'mt4' }]);
		const client = choose('client', 'user_id');
		const connection = choose('connection', 'connection_id');
		expect(known.valueFor(client, 'client')).toBe('first001');
		expect(known.valueFor(connection, 'mt4')).toBe('a');
		expect(known.valueFor(connection, 'mt5')).toBe('7');
		expect(known.valueFor(connection, 'cTrader')).toBeUndefined();
		expect(known.valueFor(choose('kycForm', 'form_id'), 'form')).toBeUndefined();
	});

	test('that no path can hold are not sent in one', () => {
		const known = new Known();
		const of = (name: string) => CHECKED.find((one) => one.name === name) ?? asked[0];
		known.learn(of('client.getMany'), [{ id: '../../admin' }]);
		const { request } = questionFor(of('client.get'), '/public/v1/users/{id}', known, '2026-01-31');
		expect(request.path).toBe('/public/v1/users/00000000');
	});
});

type Told = [status: number, text: string];

const LIST: Answer = { shape: 'list' };
const SPRING = (path: string) =>
	`{"timestamp":"${new Date().toISOString()}","status":404,"error":"Not Found","path":"${path}"}`;
const EXPRESS = (method: string, path: string) =>
	`<!DOCTYPE html><html><head><title>Error</title></head><body><pre>Cannot ${method} ${path}</pre></body></html>`;
const NGINX = '<html><head><title>404</title></head><body><h1>404 Not Found</h1></body></html>';

/** The verdict on an answer at PATH, where another one came from nowhere. */
function verdict(
	[status, text]: Told,
	nowhere: Told,
	{ shape = LIST, mayBeMissing = false, namesRecord = true, method = 'GET' as 'GET' | 'POST' } = {},
) {
	const request = { method, path: PATH, query: [], effect: 'read' as const, timeout: 1 };
	const outcome: Outcome = { kind: 'answered', reply: { status, headers: {}, text } };
	const reply = { status: nowhere[0], headers: {}, text: nowhere[1] };
	return verdictOf(
		{ request, mayBeMissing, namesRecord },
		outcome,
		{ request: { ...request, method: 'GET', path: NOWHERE }, reply },
		shape,
	).answer;
}
const PATH = '/public/v1/mt5/accounts';
const JSON_404: Told = [404, '{"error":true,"code":404,"type":"not_found"}'];

describe('the answer', () => {
	test.each<[string, Told, Told]>([
		['JSON', JSON_404, JSON_404],
		['JSON with a moment and the path', [404, SPRING(PATH)], [404, SPRING(NOWHERE)]],
		['a page that names the path', [404, EXPRESS('GET', PATH)], [404, EXPRESS('GET', NOWHERE)]],
		['a page with a query', [404, EXPRESS('GET', `${PATH}?a=b`)], [404, EXPRESS('GET', NOWHERE)]],
		['a page of a proxy', [404, NGINX], [404, NGINX]],
		['text', [404, `no route for ${PATH}`], [404, `no route for ${NOWHERE}`]],
		['nothing', [404, ''], [404, '']],
		[
			'400 with a type and a number of its own',
			[400, '{"error":true,"code":400,"type":"route_not_found","request":"a1"}'],
			[400, '{"error":true,"code":400,"type":"route_not_found","request":"b2"}'],
		],
	])('is not found, in the way of a path that does not exist: %s', (_name, told, nowhere) => {
		expect(verdict(told, nowhere)).toBe('not found');
		expect(verdict(told, nowhere, { mayBeMissing: true })).toBe('unclear');
	});

	test('of a POST is compared as well', () => {
		const told: Told = [404, EXPRESS('POST', PATH)];
		expect(verdict(told, [404, EXPRESS('GET', NOWHERE)], { method: 'POST' })).toBe('not found');
	});

	test.each<[string, Told, Told, string]>([
		[
			'a record that is missing in other words',
			[404, '{"type":"user_not_found"}'],
			JSON_404,
			'refused',
		],
		['a record that is missing, before a page', JSON_404, [404, NGINX], 'refused'],
		['a refusal by its type', [400, '{"error":true,"type":"user_not_found"}'], JSON_404, 'refused'],
		['another type of 400', [400, '{"type":"x"}'], [400, '{"type":"route_not_found"}'], 'refused'],
		['no right', [403, '{"error":true}'], JSON_404, 'refused'],
		['no right, as everywhere', [403, '{"error":true}'], [403, '{"error":true}'], 'unclear'],
		[
			'a type for everything',
			[400, '{"type":"invalid_request"}'],
			[400, '{"type":"invalid_request"}'],
			'unclear',
		],
		['another method', [405, ''], JSON_404, 'unclear'],
		['too many', [429, ''], JSON_404, 'unclear'],
		['a failure', [500, '{"error":true}'], JSON_404, 'unclear'],
		['a redirect', [302, ''], JSON_404, 'unclear'],
		['a page under 200', [200, '<html>hello</html>'], JSON_404, 'unclear'],
		['an object for a list', [200, '{"a":1}'], JSON_404, 'unclear'],
		['an error under 200', [200, '{"error":true,"type":"x"}'], JSON_404, 'unclear'],
		['nothing under 200', [200, ''], JSON_404, 'unclear'],
		['another status, where neither says more', [405, ''], [404, ''], 'unclear'],
		['a list', [200, '[{"a":1}]'], JSON_404, 'works'],
		['an empty list', [200, '[]'], JSON_404, 'works'],
		['a list with its count', [200, '{"count":0,"records":[]}'], JSON_404, 'works'],
		['a list, where everything is a page', [200, '[]'], [200, '<html>hello</html>'], 'works'],
	])('is %s', (_name, told, nowhere, expected) => {
		expect(verdict(told, nowhere)).toBe(expected);
	});

	test('404 in other words, where no record was asked for, says nothing for sure', () => {
		const told: Told = [404, '{"type":"gone_fishing"}'];
		expect(verdict(told, JSON_404, { namesRecord: false })).toBe('unclear');
	});

	test('that is the same for everything is no endpoint', () => {
		for (const text of ['{}', '{"ok":true,"time":1}', '[]', '<html>hi</html>']) {
			const shape: Answer = text.startsWith('[') ? LIST : { shape: 'object' };
			expect([text, verdict([200, text], [200, text], { shape })]).toEqual([text, 'not found']);
		}
	});

	test('of an object is told from one that comes for every path', () => {
		const shape: Answer = { shape: 'object' };
		expect(verdict([200, '{"id":"f","groups":[]}'], [200, '{"ok":true}'], { shape })).toBe('works');
	});

	test('that never came is unclear', () => {
		const trouble = { what: 'timeout' as const, code: 'ECONNABORTED', message: '' };
		const request = {
			method: 'GET' as const,
			path: PATH,
			query: [],
			effect: 'read' as const,
			timeout: 1,
		};
		const found = verdictOf(
			{ request, mayBeMissing: false, namesRecord: false },
			{ kind: 'unknown', trouble },
			{ request, reply: { status: 404, headers: {}, text: '' } },
			LIST,
		);
		expect(found).toMatchObject({ answer: 'unclear', status: null, likeNowhere: false });
	});

	test('of megabytes is compared in a moment', () => {
		const began = performance.now();
		for (const text of [
			'<'.repeat(2e6),
			`<body>${'<a '.repeat(1e6)}`,
			'?'.repeat(2e6),
			'a'.repeat(2e6),
		]) {
			verdict([404, text], [404, text]);
		}
		expect(performance.now() - began).toBeLessThan(5000);
	});
});
