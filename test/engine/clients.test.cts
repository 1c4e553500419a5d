/** The operations of Client: the request that goes out, and the items that its answer becomes. */
import type { INodeParameters } from 'n8n-workflow';
import { CrmOpenApi } from '../../nodes/CrmOpenApi/CrmOpenApi.node.ts';
import type { Client } from '../../sandbox/index.cts';
import {
	byId,
	CONTINUE,
	CRM,
	crmWorkflow,
	errorText,
	failedTexts,
	useFixture,
	type Fixture,
} from './fixture.cts';

const fixture = useFixture();
/** Its wallet orders live at another path than the guessed one. */
const moved = useFixture({
	clients: 5,
	paths: { 'wallet.getOrderStatus': '/public/v2/orders/{order_id}/status' },
});

const client = (operation: string, more: INodeParameters = {}): INodeParameters => ({
	resource: 'client',
	operation,
	...more,
});

/** What went over the wire, as `GET /path {query}` or `POST /path {body}`. */
const sent = ({ sandbox }: Fixture = fixture) =>
	sandbox.requests.map(({ method, path, query, body }) => [
		`${method} ${path}`,
		method === 'GET' ? query : body,
	]);

const NOBODY = 'nobody00';

describe('Create', () => {
	const create = client('create', {
		email: '={{ $json.email }}',
		password: '={{ $json.password }}',
		updatePassword: '={{ $json.change }}',
		formId: byId('={{ $json.form }}'),
		customFieldsMode: 'json',
		customFieldsJson: '={{ $json.fields }}',
		additionalFields: {
			id: '={{ $json.id }}',
			language: '={{ $json.language }}',
			phoneCountryCode: '={{ $json.code }}',
			phoneNumber: '={{ $json.phone }}',
			referrerId: '={{ $json.referrer }}',
			mail: '={{ $json.mail }}',
		},
		options: { maxConcurrentRequests: 1 },
	});

	test('sends every parameter of each item, and the password twice', async () => {
		const result = await fixture.run(create, [
			{
				email: 'a@example.com',
				password: ' pass word 1 ',
				change: true,
				form: '4f8k2m1q',
				id: 'own-id-1',
				fields: { nationality: 'sg', deep: { 名: ['ä', null] } },
				language: 'zh-cn',
				code: '65',
				phone: 81234567,
				referrer: 'refcode1',
				mail: false,
			},
			{
				email: 'b@example.com',
				password: 12345678,
				change: 'false',
				form: '4f8k2m1r',
				fields: '{"nationality": "es"}',
				mail: 'true',
			},
		]);
		expect(result.error).toBeUndefined();
		expect(sent()).toEqual([
			[
				'POST /public/v1/users/create',
				{
					email: 'a@example.com',
					password: ' pass word 1 ',
					repeat_password: ' pass word 1 ',
					update_password: true,
					form_id: '4f8k2m1q',
					id: 'own-id-1',
					nationality: 'sg',
					deep: { 名: ['ä', null] },
					language: 'zh-cn',
					phone: { country_code: '65', number: '81234567' },
					referrer_id: 'refcode1',
					mail: false,
				},
			],
			[
				'POST /public/v1/users/create',
				{
					email: 'b@example.com',
					password: '12345678',
					repeat_password: '12345678',
					update_password: false,
					form_id: '4f8k2m1r',
					nationality: 'es',
					mail: true,
				},
			],
		]);
		const [, second] = fixture.sandbox.data.clients.slice(-2);
		expect(result.json('Done')).toEqual([
			{ created: true, id: 'own-id-1' },
			{ created: true, id: second.id },
		]);
	});

	const whole = { email: 'a@example.com', password: 'p', change: true, form: '4f8k2m1q' };

	test.each([
		["'Email' is empty", { email: '' }],
		["'Password' is empty", { password: null }],
		["'Change Password at First Login' must be true or false", { change: 'maybe' }],
		["'Registration Form' must have 8 characters", { form: 'short' }],
		["'Custom Fields (JSON)' must be valid JSON", { fields: '{nationality' }],
		["'Custom Fields (JSON)' must be a JSON object", { fields: ['sg'] }],
		["'Language' must be one of: en-us, de, id, ja", { language: 'klingon' }],
		["'Referral Code' must have 8 characters", { referrer: 'x' }],
		["'Send Email' must be true or false", { mail: 'perhaps' }],
	])('refuses before sending: %s', async (text, values) => {
		const result = await fixture.run(create, [{ ...whole, ...values }]);
		expect(errorText(result)).toContain(text);
		expect(sent()).toEqual([]);
	});

	test("says that the CRM refused a value, with the CRM's own word for it", async () => {
		const taken = fixture.sandbox.data.clients[0].id;
		const result = await fixture.run(create, [{ ...whole, id: taken }]);
		expect(errorText(result)).toContain('The CRM refused the request');
		expect(errorText(result)).toContain('invalid_request');
		expect(errorText(result)).toContain('Nothing was changed in the CRM');
	});
});

describe('Get', () => {
	const get = client('get', {
		id: byId('={{ $json.id }}'),
		filters: { owner: '={{ $json.owner }}', participants: '={{ $json.participants }}' },
		options: { maxConcurrentRequests: 1 },
	});

	test('asks for each client, with owner and participants where wanted', async () => {
		const [first, second] = fixture.sandbox.data.clients;
		const result = await fixture.run({ ...get, simplify: false }, [
			{ id: first.id, owner: true, participants: 'true' },
			{ id: ` ${second.id} `, owner: false },
		]);
		expect(sent()).toEqual([
			[`GET /public/v1/users/${first.id}`, { owner: 'true', participants: 'true' }],
			[`GET /public/v1/users/${second.id}`, { owner: 'false' }],
		]);
		const [one, two] = result.json('Done');
		expect(one).toMatchObject({ id: first.id, email: first.email, owner: { id: first.owner_id } });
		expect(one).toHaveProperty('participants');
		expect(two).toMatchObject({ id: second.id, referral_code: second.referral_code });
		expect(two).not.toHaveProperty('owner');
	});

	test('gives the same keys as Get Many, and what was asked for besides', async () => {
		const [first] = fixture.sandbox.data.clients;
		const one = await fixture.run(get, [{ id: first.id, owner: true, participants: true }]);
		const many = await fixture.run(client('getMany', { limit: 1 }));
		const [got] = one.json('Done');
		expect(got).toMatchObject({ id: first.id, owner_name: expect.any(String) });
		const more = ['owner_name', 'participants', 'referral_code'];
		const shared = Object.keys(got).filter((key) => !more.includes(key));
		expect(Object.keys(many.json('Done')[0])).toEqual(expect.arrayContaining(shared));
	});

	test('takes a client that was chosen from the list', async () => {
		const [{ id }] = fixture.sandbox.data.clients;
		const chosen = { __rl: true, mode: 'list', value: id, cachedResultName: 'Somebody' };
		const result = await fixture.run(client('get', { id: chosen }));
		expect(result.json('Done')).toMatchObject([{ id }]);
	});

	test('says which parameter named no client', async () => {
		const result = await fixture.run(get, [{ id: NOBODY }]);
		const text = errorText(result);
		expect(text).toContain('The CRM knows no such client');
		expect(text).toContain("Look at 'Client'");
		expect(text).toContain('user_not_found');
	});
});

describe('Get Many', () => {
	test('sends filters only where they are given, and gives one item per client', async () => {
		await fixture.run(client('getMany', { limit: 2, filters: {} }));
		await fixture.run(client('getMany', { limit: 2, filters: { suspended: '' } }));
		const ibs = await fixture.run(
			client('getMany', { limit: 3, simplify: false, filters: { suspended: false, type: 'ib' } }),
		);
		const suspended = await fixture.run(client('getMany', { filters: { suspended: true } }));

		expect(sent()).toEqual([
			['GET /public/v1/users', { skip: '0', limit: '2' }],
			['GET /public/v1/users', { skip: '0', limit: '2' }],
			['GET /public/v1/users', { suspended: 'false', type: 'ib', skip: '0', limit: '3' }],
			['GET /public/v1/users', { suspended: 'true', skip: '0', limit: '50' }],
		]);
		expect(ibs.json('Done').map(({ type }) => type)).toEqual(['ib', 'ib', 'ib']);
		expect(suspended.json('Done').map(({ id }) => id)).toEqual(
			fixture.sandbox.data.clients.filter((one) => one.suspended).map(({ id }) => id),
		);
	});

	test('gives few flat columns, or with Simplify off the records as they come', async () => {
		const [one] = fixture.sandbox.data.clients;
		const few = await fixture.run(client('getMany', { limit: 1 }));
		const raw = await fixture.run(client('getMany', { limit: 1, simplify: false }));
		const [row] = few.json('Done');
		expect(row).toMatchObject({ id: one.id, name: one.name, phone_number: one.phone.number });
		expect(Object.keys(row).length).toBeLessThanOrEqual(10);
		expect(Object.values(row).filter((value) => typeof value === 'object')).toEqual([]);
		expect(raw.json('Done')[0]).toMatchObject({ id: one.id, phone: one.phone });
	});

	test('refuses a type that the CRM does not know', async () => {
		const filters = { type: '={{ $json.type }}' };
		const result = await fixture.run(client('getMany', { filters }), [{ type: 'admin' }]);
		expect(errorText(result)).toContain("'Type' must be one of: ib, trader");
		expect(sent()).toEqual([]);
	});
});

describe.each([
	['Get Registration Details', 'getRegistrationDetails', 'details'],
	['Get KYC Details', 'getKycDetails', 'kyc'],
] as const)('%s', (_name, operation, path) => {
	const details = client(operation, { id: byId('={{ $json.id }}'), simplify: false });

	test('gives one item per field of the form', async () => {
		const [one] = fixture.sandbox.data.clients;
		const result = await fixture.run(details, [{ id: one.id }]);
		expect(sent()).toEqual([[`GET /public/v1/users/${one.id}/${path}`, {}]]);
		expect(result.json('Done')).toEqual(one[path]);
		expect(result.json('Done').length).toBeGreaterThan(1);
	});

	test('gives labels as text, and several answers with commas, when simplified', async () => {
		const [one] = fixture.sandbox.data.clients;
		const result = await fixture.run({ ...details, simplify: true }, [{ id: one.id }]);
		const rows = result.json('Done');
		expect(rows.length).toBeGreaterThan(1);
		for (const row of rows) {
			expect(Object.keys(row)).toEqual(['key', 'label', 'value', 'type']);
			expect([row.label, typeof row.label]).toEqual([row.label, 'string']);
			expect(Array.isArray(row.value)).toBe(false);
		}
	});

	test('says which parameter named no client', async () => {
		const result = await fixture.run(details, [{ id: NOBODY }]);
		expect(errorText(result)).toContain('The CRM knows no such client');
		expect(errorText(result)).toContain("'Client'");
	});
});

describe('Submit KYC', () => {
	const submit = client('submitKyc', {
		userId: byId('={{ $json.id }}'),
		formId: byId('={{ $json.form }}'),
		customFieldsMode: 'json',
		customFieldsJson: '={{ $json.fields }}',
		additionalFields: {
			phoneCountryCode: '={{ $json.code }}',
			phoneNumber: '={{ $json.phone }}',
		},
	});
	const pending = () =>
		fixture.sandbox.data.clients.find(({ kyc_status }) => kyc_status === 'pending') as Client;

	test('puts the client into the path and the form into the body', async () => {
		const { id } = pending();
		const fields = { id_number: 'X1' };
		const result = await fixture.run(submit, [
			{ id, form: '7h3k9s2d', fields, code: 65, phone: '8123' },
		]);
		expect(sent()).toEqual([
			[
				`POST /public/v1/users/${id}/profile/submit`,
				{
					form_id: '7h3k9s2d',
					...fields,
					phone: { country_code: '65', number: '8123' },
				},
			],
		]);
		const request = fixture.sandbox.data.requests.at(-1);
		expect(result.json('Done')).toEqual([{ id: request?.id }]);
	});

	test("tells the CRM's three refusals in plain words", async () => {
		const verified = fixture.sandbox.data.clients.find((one) => one.kyc_status === 'verified');
		const known = fixture.sandbox.data.clients.at(-1)?.kyc.find(({ key }) => key === 'id_number');
		const result = await fixture.run(
			submit,
			[
				{ id: NOBODY, form: '7h3k9s2d' },
				{ id: verified?.id, form: '7h3k9s2d' },
				{ id: pending().id, form: '7h3k9s2d', fields: { id_number: known?.value } },
			],
			CONTINUE,
		);
		const [account, request, duplicate] = failedTexts(result.json(CRM));
		expect(account).toMatch(/knows no such client.*'Client'.*account_not_found/);
		expect(request).toMatch(/profile request in processing.*invalid_request/);
		expect(duplicate).toMatch(/belongs to another client.*'Custom Fields'.*kyc_duplicate_error/);
	});
});

describe('Validate Credentials', () => {
	const validate = client('validateCredentials', {
		email: '={{ $json.email }}',
		password: '={{ $json.password }}',
	});

	test('tells whether email and password belong together', async () => {
		const [{ id, email, password }] = fixture.sandbox.data.clients;
		const right = await fixture.run(validate, [{ email, password }]);
		const wrong = await fixture.run(validate, [{ email, password: 'wrong' }]);
		expect(sent()).toEqual([
			['POST /public/v1/users/validate', { email, password }],
			['POST /public/v1/users/validate', { email, password: 'wrong' }],
		]);
		expect(right.json('Done')).toEqual([{ valid: true, id }]);
		expect(wrong.json('Done')).toEqual([{ valid: false }]);
	});

	test('refuses an empty password', async () => {
		const result = await fixture.run(validate, [{ email: 'a@example.com', password: '' }]);
		expect(errorText(result)).toContain("'Password' is empty");
		expect(sent()).toEqual([]);
	});

	test('is not for AI agents, while other reads are', async () => {
		const type = 'n8n-nodes-crm-open-api.crmOpenApiTool';
		const engine = fixture.engine({}, { otherNodeTypes: { [type]: CrmOpenApi } });
		const items = [{ email: 'a@example.com', password: 'p' }];
		const refused = await engine.run({ workflow: crmWorkflow(validate, { type }), items });
		expect(failedTexts(refused.json('Done'))).toEqual([
			expect.stringContaining("'Validate Credentials' is not for AI agents. Nothing was sent"),
		]);
		expect(sent()).toEqual([]);

		const workflow = crmWorkflow(client('getMany', { limit: 1 }), { type });
		expect((await engine.run({ workflow })).json('Done')).toHaveLength(1);
	});
});

describe.each([
	['Get Downlines', 'getDownlines', 'downlines'],
	['Get Uplines', 'getUplines', 'uplines'],
])('%s', (_name, operation, children) => {
	const tree = (more: INodeParameters = {}) =>
		client(operation, {
			userId: byId('={{ $json.id }}'),
			email: '={{ $json.email }}',
			...more,
		});
	const path = `POST /public/v1/users/${children}`;
	/** Tree of three levels, seen from either end. */
	const end = () => fixture.sandbox.data.clients[children === 'downlines' ? 0 : 30];

	test('finds the client by id or by email, and gives the tree as it comes', async () => {
		const { id, email } = end();
		const byId = await fixture.run(tree({ flatten: false }), [{ id }]);
		const byEmail = await fixture.run(tree({ flatten: false }), [{ email }]);
		expect(sent()).toEqual([
			[path, { user_id: id }],
			[path, { email }],
		]);
		expect(byId.json('Done')).toMatchObject([{ id, [children]: expect.any(Array) }]);
		expect(byEmail.json('Done')).toEqual(byId.json('Done'));
	});

	test('gives one item per client with Flatten, parents before children', async () => {
		const result = await fixture.run(tree(), [{ id: end().id }]);
		const rows = result.json('Done');
		expect(rows[0]).toMatchObject({ id: end().id, level: 0, parentId: null });
		expect(Math.max(...rows.map(({ level }) => Number(level)))).toBeGreaterThan(1);
		for (const [index, { id, level, parentId }] of rows.entries()) {
			expect(rows[index]).not.toHaveProperty(children);
			if (index === 0) continue;
			const parent = rows.slice(0, index).find((row) => row.id === parentId);
			expect(parent?.level).toBe(Number(level) - 1);
			const lower = children === 'downlines' ? id : parentId;
			const upper = children === 'downlines' ? parentId : id;
			const { clients } = fixture.sandbox.data;
			expect(clients.find((one) => one.id === lower)?.referrer_id).toBe(upper);
		}
	});

	test('names both parameters when neither is given, and the right ones when there is no such client', async () => {
		const items = [{}, { id: NOBODY }, { email: 'nobody@example.com' }];
		const result = await fixture.run(tree(), items, CONTINUE);
		const [neither, ...unknown] = failedTexts(result.json(CRM));
		expect(neither).toContain("'Client' or 'Email' must be given");
		expect(unknown).toHaveLength(2);
		for (const text of unknown) expect(text).toMatch(/knows no such client.*'Client' and 'Email'/);
		expect(sent()).toHaveLength(2);
	});
});

test('Flatten knows clients without an id by their email, as the vendor shows them', async () => {
	const leaf = (email: string) => ({ email, downlines: [] });
	const below = [{ email: 'b@x', downlines: [leaf('c@x')] }, leaf('d@x')];
	const body = { id: 'rootroot', email: 'a@x', downlines: below };
	fixture.sandbox.faults.rules = [{ action: { status: 200, body } }];
	const parameters = { userId: byId('rootroot') };
	const result = await fixture.run(client('getDownlines', parameters));
	expect(result.json('Done')).toEqual([
		{ id: 'rootroot', email: 'a@x', level: 0, parentId: null },
		{ email: 'b@x', level: 1, parentId: 'rootroot' },
		{ email: 'c@x', level: 2, parentId: 'b@x' },
		{ email: 'd@x', level: 1, parentId: 'rootroot' },
	]);
});

describe('a client in the path', () => {
	/** Each in a form of 8 characters too, or its length alone would have it refused. */
	const bad = [
		...['', '  ', '.', '..', '/', '../..', '../leads', '045dff8/', '/045dff8', '045d/f8l'],
		...['045dff8?', '?a=b&c=d', '045dff8#', '045d f8l', '045dff8\\', '..\\leads', '045dff8\n0'],
		...['%2e%2e%2', '045%2fkl', '045%3Fkl', '%252e%25', '../../..', '....//..', '045dff8%'],
	];

	test.each([
		['get', 'id'],
		['getKycDetails', 'id'],
		['submitKyc', 'userId'],
	])('can change no endpoint: %s', async (operation, parameter) => {
		const parameters = { [parameter]: byId('={{ $json.id }}'), formId: byId('7h3k9s2d') };
		const items = bad.map((id) => ({ id }));
		const result = await fixture.run(client(operation, parameters), items, CONTINUE);
		const texts = failedTexts(result.json(CRM));
		expect(texts).toHaveLength(bad.length);
		for (const text of texts) expect(text).toMatch(/^'Client' (is empty|must)/);
		expect(sent()).toEqual([]);
	});

	test('that is half of a character is refused by name', async () => {
		const parameters = { id: byId('={{ $json.id }}') };
		const result = await fixture.run(client('get', parameters), [{ id: '045dff8\ud83d' }]);
		expect(errorText(result)).toMatch(/^'Client' (must|holds half)/);
		expect(sent()).toEqual([]);
	});

	test('goes out encoded where it holds other characters', async () => {
		await fixture.run(client('get', { id: byId('={{ $json.id }}') }), [{ id: 'é;&=+@:$' }]);
		expect(fixture.sandbox.requests[0].path).toBe('/public/v1/users/%C3%A9%3B%26%3D%2B%40%3A%24');
		expect(fixture.sandbox.requests[0].operationId).toBe('client.get');
	});
});

describe('a guessed endpoint', () => {
	const guessed = ['getUplines', 'validateCredentials'];
	const id = '0123456789abcdef';
	const ORDER: INodeParameters = {
		resource: 'wallet',
		operation: 'getOrderStatus',
		orderId: '={{ $json.id }}',
	};
	const at = (path: string) => ({ otherEndpointPaths: `wallet.getOrderStatus ${path}` });

	test('shows a notice, which the others do not', () => {
		const { properties } = new CrmOpenApi().description;
		const shown = properties
			.filter(({ type }) => type === 'notice')
			.filter(
				({ name, displayOptions }) =>
					name === 'guessNotice' && displayOptions?.show?.resource?.includes('client'),
			)
			.flatMap(({ displayOptions }) => displayOptions?.show?.operation);
		expect(shown.sort()).toEqual(guessed);
	});

	test('that is not where it was guessed to be says so', async () => {
		const result = await moved.run(ORDER, [{ id }]);
		const text = errorText(result);
		expect(text).toMatch(/^The CRM found nothing with this 'Order ID' .*Check 'Order ID' first/s);
		expect(text).toContain('a guess');
		expect(text).toContain("run 'API - Check Endpoints'");
	});

	test('is found by its right path, with its placeholders filled', async () => {
		const { walletOrders, clients } = moved.sandbox.data;
		const known = { order_id: id, user_id: clients[0].id, currency: 'USD', amount: 5 };
		walletOrders.push({ ...known, status: 'success', at: 0 });
		const result = await moved.run(ORDER, [{ id }], {}, at('/public/v2/orders/{order_id}/status'));
		expect(sent(moved)).toEqual([[`GET /public/v2/orders/${id}/status`, {}]]);
		expect(result.json('Done')).toEqual([{ ...known, status: 'success' }]);
	});

	test.each([
		['must keep {order_id}', '/public/v2/orders'],
		['names {other}', '/public/v2/{other}/{order_id}'],
		['must begin with a single /', 'public/v2/{order_id}'],
		['must begin with a single /', 'https://evil.example.com/{order_id}'],
		['must begin with a single /', '//evil.example.com/{order_id}'],
		['must be a plain path', '/\\evil.example.com/{order_id}'],
		['must be a plain path', '/public/{order_id}/../../x'],
		['must be a plain path', '/public/{order_id}?a=b'],
		['must be a plain path', '/public/{order_id}#a'],
		['must be a plain path', '/public/%2e%2e/{order_id}'],
		['leads to an endpoint that moves money', '/public/v1/mt4/accounts/{order_id}/deposit'],
	])('refuses a path that %s: %s', async (text, path) => {
		const result = await fixture.run(ORDER, [{ id }], {}, at(path));
		expect(errorText(result)).toMatch(
			/^The credential's 'Other Endpoint Paths' is wrong in line 1/,
		);
		expect(errorText(result)).toContain(`the path of wallet.getOrderStatus ${text}`);
		expect(errorText(result)).toContain("Open this node's credential");
		expect(sent()).toEqual([]);
	});

	test('that answers in another shape says so, and what else to do', async () => {
		fixture.sandbox.faults.rules = [{ action: { status: 200, body: '"done"' } }];
		const result = await fixture.run(ORDER, [{ id }]);
		expect(errorText(result)).toContain(
			'The CRM answered with a single string instead of an object',
		);
		expect(errorText(result)).toContain('guess');
		expect(errorText(result)).toContain('Custom API Call');
	});

	test('is told from an endpoint of the vendor that is missing', async () => {
		fixture.sandbox.faults.rules = [{ action: { status: 404, body: { error: true } } }];
		const result = await fixture.run(client('get', { id: byId('045dff8l') }));
		expect(errorText(result)).toMatch(
			/^The CRM found nothing with this 'Client' .*Check 'Client' first.*no such endpoint/s,
		);
		expect(errorText(result)).not.toContain('guess');
		expect(errorText(result)).toContain('Host');
	});
});
