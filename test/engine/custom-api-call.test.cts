/** Custom API Call: any path of the API, signed like the rest, and no way off the host. */
import type { INodeParameters } from 'n8n-workflow';
import { resources } from '../../nodes/endpoints/index.ts';
import { CONTINUE, CRM, errorText, failedTexts, useFixture } from './fixture.cts';

const fixture = useFixture();
const v1 = useFixture({ scheme: 'v1', clients: 5 });

const call = (more: INodeParameters): INodeParameters => ({ resource: 'customApiCall', ...more });
const query = (...pairs: Array<[string, string]>): INodeParameters => ({
	queryParameters: { parameter: pairs.map(([name, value]) => ({ name, value })) },
});
const answer = (status: number, body?: unknown) => {
	fixture.sandbox.faults.rules = [{ action: { status, body } }];
};

describe('GET', () => {
	test('sends its query, and gives the answer as one item', async () => {
		const parameters = call({
			path: '={{ $json.path }}',
			...query(['skip', '={{ $json.skip }}'], ['limit', '2'], ['type', ''], ['', 'lost']),
			options: { maxConcurrentRequests: 1 },
		});
		const result = await fixture.run(parameters, [
			{ path: '/public/v1/users', skip: 1 },
			{ path: ' /public/v1/users ', skip: '3' },
		]);
		expect(fixture.sandbox.requests).toMatchObject([
			{ method: 'GET', path: '/public/v1/users', query: { skip: '1', limit: '2' }, rawBody: '' },
			{ method: 'GET', path: '/public/v1/users', query: { skip: '3', limit: '2' }, rawBody: '' },
		]);
		const ids = fixture.sandbox.data.clients.map(({ id }) => id);
		expect(result.json('Done')).toMatchObject([
			{ count: 120, records: [{ id: ids[1] }, { id: ids[2] }] },
			{ count: 120, records: [{ id: ids[3] }, { id: ids[4] }] },
		]);
	});

	test('encodes its query, and keeps a name that comes twice', async () => {
		answer(200, {});
		const value = 'a&b=c#d?e/f+g é %41';
		await fixture.run(call({ path: '/x', ...query(['q&', value], ['q&', '2']) }));
		expect(fixture.sandbox.requests[0].query).toEqual({ 'q&': [value, '2'] });
		expect(fixture.sandbox.requests[0].path).toBe('/x');
	});

	test('refuses half of a character in its query, and does not blame the connection', async () => {
		const result = await fixture.run(call({ path: '/x', ...query(['q', '={{ $json.q }}']) }), [
			{ q: 'half \ud83d' },
		]);
		expect(errorText(result)).toContain('Query Parameters');
		expect(fixture.sandbox.requests).toEqual([]);
	});

	test('gives one item per element of a bare array', async () => {
		const [{ id, details }] = fixture.sandbox.data.clients;
		const result = await fixture.run(call({ path: `/public/v1/users/${id}/details` }));
		expect(result.json('Done')).toEqual(details);
	});

	test('gives items also of an array of texts, and of nothing', async () => {
		answer(200, ['USD', 7, null]);
		const texts = await fixture.run(call({ path: '/x' }));
		expect(texts.json('Done')).toEqual([{ value: 'USD' }, { value: 7 }, { value: null }]);

		answer(200, []);
		const none = await fixture.run(call({ path: '/x' }));
		expect(none.status).toBe('success');
		expect(none.json(CRM)).toEqual([]);
	});
});

describe.each([
	['V2', () => fixture],
	['V1', () => v1],
])('a body under %s', (_name, of) => {
	const post = (body: INodeParameters[string]) =>
		call({ method: 'POST', path: '/public/v1/leads/create', body });

	test('is signed and sent as the JSON text says', async () => {
		const body = '\n{ "name": "Ünï 名",\t"email": "a@example.com", "phone": {"number": "1"} }\n';
		const result = await of().run(post(body));
		expect(result.error).toBeUndefined();
		const [request] = of().sandbox.requests;
		expect(request.body).toEqual(JSON.parse(body));
		expect(request.verified).toBe(of().sandbox.scheme);
		expect(of().sandbox.data.leads.at(-1)).toMatchObject({ name: 'Ünï 名' });
	});

	test('may be an object that an expression gives', async () => {
		const body = { name: 'Nested', email: 'b@example.com', comment: '[object Object]' };
		const result = await of().run(post('={{ $json.lead }}'), [{ lead: body }]);
		expect(result.error).toBeUndefined();
		expect(of().sandbox.requests[0].body).toEqual(body);
		expect(result.json('Done')).toEqual([{ id: of().sandbox.data.leads.at(-1)?.id }]);
	});

	test.each([
		['must be valid JSON', '{"name": '],
		['must be a JSON object', '[1, 2]'],
		['must be a JSON object', '"text"'],
		['must be a JSON object', '={{ [1, 2] }}'],
	])('%s: %s', async (text, body) => {
		const result = await of().run(post(body));
		expect(errorText(result)).toContain(`'Body (JSON)' ${text}`);
		expect(of().sandbox.requests).toEqual([]);
	});
});

test('goes to a read that is done by POST', async () => {
	const [{ id, email }] = fixture.sandbox.data.clients;
	const body = '={{ { user_id: $json.id } }}';
	const path = '/public/v1/users/uplines';
	const result = await fixture.run(call({ method: 'POST', path, body }), [{ id }]);
	expect(result.json('Done')).toMatchObject([{ id, email }]);
});

test.each([
	[204, undefined],
	[200, ''],
	[201, ' \n'],
])('an empty answer (%d) is a success', async (status, body) => {
	answer(status, body);
	const result = await fixture.run(call({ method: 'DELETE', path: '/public/v1/things/1' }));
	expect(result.json('Done')).toEqual([{ success: true }]);
	expect(fixture.sandbox.requests[0]).toMatchObject({ method: 'DELETE', rawBody: '' });
});

test('an error body is an error, also under 200', async () => {
	answer(200, { error: true, code: 400, type: 'user_not_found' });
	const result = await fixture.run(call({ path: '/public/v1/users/045dff8l' }));
	expect(errorText(result)).toContain('The CRM knows no such client');
	expect(result.runs('Done')).toEqual([]);
});

describe('a path', () => {
	test('cannot leave the host or climb', async () => {
		const other = v1.sandbox.url.replace('http:', '');
		const bad = [
			...['', ' ', 'public/v1/users', '../users', './users', '?skip=0', '#a'],
			...[
				v1.sandbox.url,
				`${v1.sandbox.url}/x`,
				'https://evil.example.com/x',
				'file:///etc/passwd',
			],
			...[other, `${other}/x`, `/${other}`, `/\\${other.slice(2)}/x`, `\\\\${other.slice(2)}`],
			...[`@${other.slice(2)}/x`, `:80@${other.slice(2)}/x`, 'javascript:alert(1)'],
			...['/public/../x', '/public/./x', '/..', '/public/..', '/public/v1\\..\\x'],
			...['/x?a=b', '/x#a', '/x y', '/x\ty', '/x\ny', '/x\r\nHost: evil'],
		];
		const items = bad.map((path) => ({ path }));
		const result = await fixture.run(call({ path: '={{ $json.path }}' }), items, CONTINUE);

		const got = result.json(CRM).map(({ message }, i) => [bad[i], String(message)]);
		const passed = got.filter(([, message]) => !/^'Path' (must|is empty)/.test(message));
		expect(passed).toEqual([]);
		expect(fixture.sandbox.requests).toEqual([]);
		expect(v1.sandbox.requests).toEqual([]);
	});

	test.each(['/public/%2e%2e/x', '/public/%2E./x', '/public/.%2e', '/public/%2e/x'])(
		'cannot climb by dots that are encoded: %s',
		async (path) => {
			const result = await fixture.run(call({ path }));
			expect(errorText(result)).toMatch(/^'Path' must/);
			expect(fixture.sandbox.requests).toEqual([]);
		},
	);

	test('that the CRM does not have is a 404 that names no guess', async () => {
		const result = await fixture.run(call({ path: '/public/v1/nothing' }), [{}], CONTINUE);
		const [text] = failedTexts(result.json(CRM));
		expect(text).toContain('The CRM has no such endpoint');
		expect(text).not.toContain('guess');
	});
});

/** Every operation of the Open API that moves money, as a call that somebody could type. */
const MONEY = resources.flatMap(({ name, operations }) =>
	operations
		.filter(({ money }) => money)
		.map(({ name: operation, endpoint }) => ({
			title: `${name} → ${operation}`,
			method: endpoint.method,
			path: endpoint.path.replace(/\{\w+\}/g, '100023'),
		})),
);

describe.each(MONEY)('the path of $title', ({ title, method, path }) => {
	test.each([
		['as it is', path],
		['with capitals', path.toUpperCase()],
		['with a slash at its end', `${path}/`],
		['with slashes twice', path.replace(/(?<=\w)\//g, '//')],
		['with matrix parameters', `${path};v=1`],
		['with an ending', `${path}.json`],
	])('written %s is refused, and names the operation', async (_how, written) => {
		const result = await fixture.run(call({ method, path: written, body: '{"amount":"5.00"}' }));
		const text = errorText(result);
		expect(text).toContain(`only the operation '${title}' may send to it`);
		expect(text).toContain('keeps a payment from being booked twice');
		expect(text).toContain('Nothing was changed in the CRM');
		expect(text).not.toContain("Open this node's credential");
		expect(fixture.sandbox.requests).toEqual([]);
	});

	test('is refused also as the path of a read that is put right in the credential', async () => {
		const parameters = {
			resource: 'mt5',
			operation: 'getAccounts',
		};
		const own = JSON.stringify({ 'mt5.getAccounts': path });
		const result = await fixture.run(parameters, [{}], {}, { otherEndpointPaths: own });
		expect(result.error).toBeDefined();
		expect(fixture.sandbox.requests).toEqual([]);
	});
});
