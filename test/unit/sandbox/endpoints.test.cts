import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { Contract } from '../../../sandbox/contract.cts';
import { startSandbox, type CrmData } from '../../../sandbox/index.cts';
import { OPERATIONS } from '../../../sandbox/operations/index.cts';
import { DOCUMENTED } from '../../documented.cts';
import { fieldsOf, requestOf } from '../../requests.cts';
import { SAMPLES } from '../../samples.cts';
import { useSandbox } from '../../started.cts';
import { call } from './call.cts';

/** What is asked of an endpoint. */
interface Asked {
	/** Values of the placeholders in its path. */
	path?: Record<string, string | number>;
	query?: Record<string, string | number | boolean>;
	body?: Record<string, unknown>;
}

/** Documented properties that the answer to a sample rightly lacks: an offer is mtr's, the amount a demo account's. */
const WITHOUT: Record<string, string[]> = {
	'referral.getLink': ['offer_uuid', 'initial_amount'],
};

const unverified = (data: CrmData) =>
	data.clients.find(({ kyc_status }) => kyc_status !== 'verified')!;

/** The good request that the sample of an endpoint makes. */
function sampleOf(operationId: string, data: CrmData): Asked {
	const endpoint = DOCUMENTED.find(({ id }) => id === operationId)!;
	const { items, sends } = SAMPLES[operationId](data);
	const item = { ...items[0], ...sends?.(items[0]) };
	const { query, body } = requestOf(endpoint, item);
	const inPath = fieldsOf(endpoint, item).filter((field) => field.in === 'path');
	const path = Object.fromEntries(inPath.map(({ name }) => [name, item[name]]));
	return { path, query, body } as Asked;
}

/** The same with other values in its body. */
function changed(asked: Asked, change: object): Asked {
	return { ...asked, body: { ...asked.body, ...change } };
}

const newAccount = (operationId: string, data: CrmData, connection_id: string, password: string) =>
	changed(sampleOf(operationId, data), {
		connection_id,
		master_password: password,
		investor_password: password,
	});

/** Endpoints with all that these tests take; what is missing is told in test/unit/told.test.cts. */
const TOLD = DOCUMENTED.map(({ id }) => id).filter((id) => SAMPLES[id] && OPERATIONS[id]);

const contract = new Contract();
const document = parse(readFileSync(join(__dirname, '../../../api/openapi.yaml'), 'utf8'));
const sandbox = useSandbox();

function resolve(node: any): any {
	if (!node?.$ref) return node;
	return node.$ref
		.slice('#/'.length)
		.split('/')
		.reduce((at: any, name: string) => at[name], document);
}

/** The documented properties that an answer lacks; of lists, the first entry that could have them is looked at. */
function lacking(schema: any, value: any, at = ''): string[] {
	const { properties = {}, items } = resolve(schema) ?? {};
	if (Array.isArray(value)) {
		if (value.length === 0) return [`${at}[] is empty`];
		const each = value.map((entry) => lacking(items, entry, `${at}[]`));
		return each[0].filter((name) => each.every((names) => names.includes(name)));
	}
	return Object.entries(properties).flatMap(([name, property]) =>
		value[name] === undefined ? [`${at}.${name}`] : lacking(property, value[name], `${at}.${name}`),
	);
}

async function send(operationId: string, sample: Asked, to = sandbox, at?: string) {
	const { method, path: usual } = contract.endpoint(operationId);
	const path = at ?? usual;
	const filled = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(sample.path![name]));
	const query = new URLSearchParams(sample.query as Record<string, string>);
	const url = query.size > 0 ? `${filled}?${query}` : filled;
	return call(to, method.toUpperCase(), url, sample.body);
}

/** The highest documented status of success: below it some tell that nothing was done anew. */
function successOf(operationId: string): number {
	const { method, path } = contract.endpoint(operationId);
	const statuses = Object.keys(document.paths[path][method].responses).map(Number);
	return Math.max(...statuses.filter((status) => status < 300));
}

describe.each(TOLD)('%s', (operationId) => {
	test('answers as documented, with every documented field', async () => {
		const { status, json, text } = await send(operationId, sampleOf(operationId, sandbox.data));
		expect({ status, text: status < 300 ? '' : text }).toEqual({
			status: successOf(operationId),
			text: '',
		});
		expect(contract.checkAnswer(operationId, status, json)).toBeUndefined();
		expect(sandbox.requests.at(-1)).toMatchObject({ operationId, status });

		const { method, path } = contract.endpoint(operationId);
		const response = resolve(document.paths[path][method].responses[status]);
		const schema = response.content?.['application/json'].schema;
		const missing = schema ? lacking(schema, json) : [];
		expect(missing).toEqual((WITHOUT[operationId] ?? []).map((name) => `.${name}`));
	});

	test('is refused without the key and, with a body, without the signature', async () => {
		const sample = sampleOf(operationId, sandbox.data);
		const { method, path } = contract.endpoint(operationId);
		const url = path.replace(/\{(\w+)\}/g, (_, name) => String(sample.path![name]));
		const denied = await call(sandbox, method.toUpperCase(), url, sample.body, { key: 'other' });
		expect(denied.status).toBe(403);
		expect(contract.checkAnswer(operationId, 403, denied.json)).toBeUndefined();
		if (!sample.body) return;
		const unsigned = await call(sandbox, method.toUpperCase(), url, sample.body, { signature: '' });
		expect(unsigned.status).toBe(403);
	});

	test('refuses a field or a parameter that it does not have', async () => {
		const sample = sampleOf(operationId, sandbox.data);
		// Where fields of forms are keys, any key is one
		sandbox.faults.formFields = 'object';
		const more = sample.body
			? { ...sample, body: { color: 'red', ...sample.body } }
			: { ...sample, query: { ...sample.query, color: 'red' } };
		const { status, json } = await send(operationId, more);
		expect(status).toBe(400);
		expect(json.message).toMatch(/color/);
	});
});

const REFUSALS: Array<[string, string, (data: CrmData) => Asked]> = [
	['client.get', 'user_not_found', () => ({ path: { id: 'nobody00' } })],
	['client.getRegistrationDetails', 'user_not_found', () => ({ path: { id: 'nobody00' } })],
	['client.getDownlines', 'user_not_found', () => ({ body: { user_id: 'nobody00' } })],
	['client.getDownlines', 'user_not_found', () => ({ body: {} })],
	[
		'client.submitKyc',
		'account_not_found',
		(data) => ({ path: { user_id: 'nobody00' }, body: { form_id: data.kycForms[0].id } }),
	],
	[
		'client.submitKyc',
		'invalid_request',
		(data) => ({
			path: { user_id: data.clients.find(({ kyc_status }) => kyc_status === 'verified')!.id },
			body: { form_id: data.kycForms[0].id },
		}),
	],
	[
		'client.submitKyc',
		'kyc_duplicate_error',
		(data) => ({
			path: { user_id: unverified(data).id },
			body: {
				form_id: data.kycForms[0].id,
				id_number: data.clients
					.find((one) => one !== unverified(data))!
					.kyc.find(({ key }) => key === 'id_number')!.value,
			},
		}),
	],
	...(['mt4.deposit', 'mt4.withdraw', 'mt5.withdraw'] as const).flatMap(
		(id): Array<[string, string, (data: CrmData) => Asked]> => {
			const platform = id.slice(0, 3);
			const withOther = (change: object) => (data: CrmData) => changed(sampleOf(id, data), change);
			return [
				[id, `${platform}_connection_not_found`, withOther({ connection_id: 'nowhere0' })],
				[id, `${platform}_account_not_found`, withOther({ user_id: 'nobody00' })],
				[
					id,
					`${platform}_account_not_found`,
					(data) => ({ ...sampleOf(id, data), path: { login: 1 } }),
				],
				...(id.endsWith('withdraw')
					? [
							[id, 'insufficient_funds', withOther({ amount: '999999999' })] as [
								string,
								string,
								(data: CrmData) => Asked,
							],
						]
					: []),
			];
		},
	),
	[
		'mt4.createAccount',
		'mt4_connection_not_found',
		(data) => newAccount('mt4.createAccount', data, 'nowhere0', 'abcde1'),
	],
	[
		'mt5.createAccount',
		'mt5_connection_not_found',
		(data) => newAccount('mt5.createAccount', data, 'struk0gc', 'abC1#efgh'),
	],
	['wallet.get', 'account_not_found', () => ({ query: { user_id: 'nobody00' } })],
	[
		'wallet.updateBalance',
		'account_not_found',
		() => ({ body: { user_id: 'nobody00', currency: 'USD', amount: 1, order_id: 'a'.repeat(16) } }),
	],
	[
		'wallet.updateBalance',
		'insufficient_funds',
		({ clients }) => ({
			body: { user_id: clients[0].id, currency: 'JPY', amount: -0.01, order_id: 'a'.repeat(16) },
		}),
	],
	[
		'tradingCompetition.getLeaderboard',
		'competition_not_exists',
		() => ({ query: { competition_id: 'none', limit: 1 } }),
	],
	['referral.getLink', 'link_not_found', () => ({ path: { id: 'nolink00' } })],
	[
		'registration.submit',
		'invalid_validation_code',
		(data) => {
			const sample = sampleOf('registration.submit', data);
			data.otps = [];
			return sample;
		},
	],
	...(
		[
			['mt4_connection_not_found', { platform: 'mt4', connection_id: 'q8w1mt5x', leverage: 1 }],
			['mt5_connection_not_found', { platform: 'mt5', connection_id: 'struk0gc', leverage: 1 }],
			['trade_connection_not_found', { platform: 'wta', connection_id: 'struk0gc', group: 'g' }],
			['servce_is_demo', { platform: 'mt4', connection_id: 'd3mo4mt4', leverage: 1 }],
		] as const
	).map(([type, body]): [string, string, (data: CrmData) => Asked] => [
		'request.openAccount',
		type,
		({ clients }) => ({ body: { user_id: clients[0].id, ...body } }),
	]),
	[
		'request.openAccount',
		'trading_account_limit_exceeded',
		(data) => {
			data.accountsPerClient = 1;
			return sampleOf('request.openAccount', data);
		},
	],
];

test.each(REFUSALS)('%s refuses with %s', async (operationId, type, sample) => {
	const { status, json } = await send(operationId, sample(sandbox.data));
	expect({ status, json }).toEqual({ status: 400, json: { error: true, code: 400, type } });
	const { method, path } = contract.endpoint(operationId);
	expect(document.paths[path][method]['x-errors']).toContain(type);
	expect(sandbox.data.bookings).toEqual([]);
});

describe('opening an account', () => {
	const open = (body: object) =>
		send('request.openAccount', { body: { user_id: sandbox.data.clients[0].id, ...body } });

	test.each([
		[{ platform: 'mt5', connection_id: 'q8w1mt5x', leverage: 5000, account_type_id: '' }],
		[{ platform: 'mtr', connection_id: 'mtr0live', offer_uuid: 'o-1' }],
		[{ platform: 'wta', connection_id: 'wta0live', group: 'g' }],
		[{ platform: 'ctrader', connection_id: 'ct9x3lmn', leverage: 1, group: 'g', currency: 'USD' }],
		[
			{
				platform: 'fortex',
				connection_id: 'frtx0usd',
				leverage: 0.01,
				group: 'g',
				currency: 'USD',
				fortex_username: 'f',
			},
		],
	])('%j is taken once', async (body) => {
		expect((await open(body)).status).toBe(200);
		expect((await open(body)).json.type).toBe('pending_requests_exist');
	});

	test.each([
		[{ platform: 'mt4', connection_id: 'struk0gc' }, /leverage/],
		[{ platform: 'mt4', connection_id: 'struk0gc', leverage: 0.5 }, /leverage/],
		[{ platform: 'mt4', connection_id: 'struk0gc', leverage: 1, group: 'g' }, /group/],
		[
			{ platform: 'wta', connection_id: 'wta0live', group: 'g', account_type_id: 'x' },
			/account_type_id/,
		],
		[{ platform: 'fortex', connection_id: 'frtx0usd', leverage: 1, group: 'g' }, /currency/],
		[{ platform: 'mt6', connection_id: 'struk0gc' }, /platform/],
	])('%j is refused by the rules of its platform', async (body, message) => {
		const { status, json } = await open(body);
		expect(status).toBe(400);
		expect(json.message).toMatch(message);
	});
});

test.each([
	['mt4.createAccount', 'struk0gc', ['abcd', 'abcdef', '123456', 'abcdefghijklmno1']],
	[
		'mt5.createAccount',
		'q8w1mt5x',
		['abC1#ef', 'abcd1#efg', 'abCd#efgh', 'abCd1efgh', 'abC1#efghijklmno'],
	],
])('%s holds to its password rule', async (operationId, connection, bad) => {
	for (const password of bad) {
		const { status, json } = await send(
			operationId,
			newAccount(operationId, sandbox.data, connection, password),
		);
		expect(status).toBe(400);
		expect(json.message).toMatch(/master_password/);
	}
	const { body, path } = newAccount(operationId, sandbox.data, connection, 'x');
	const { master_password: _m, investor_password: _i, login: _l, ...rest } = body!;
	const { json } = await send(operationId, { path, body: rest });
	// The passwords that it makes itself fit too
	const given = {
		...rest,
		master_password: json.master_password,
		investor_password: json.investor_password,
	};
	expect((await send(operationId, { path, body: given })).status).toBe(200);
});

describe('clients', () => {
	test('a created client is in the list, with its referrer above it', async () => {
		const sample = sampleOf('client.create', sandbox.data);
		await send('client.create', sample);
		const { json } = await send('client.get', { path: { id: 'newcli01' } });
		const { email, phone } = sample.body!;
		expect(json).toMatchObject({ id: 'newcli01', email, phone });
		const top = await send('client.getDownlines', {
			body: { user_id: sandbox.data.clients[0].id },
		});
		expect(top.json.downlines.map(({ id }: { id: string }) => id)).toContain('newcli01');
	});

	test('uplines and downlines are the two ways along one tree', async () => {
		const { clients } = sandbox.data;
		const up = (await send('client.getUplines', { body: { user_id: clients[30].id } })).json;
		const path: string[] = [];
		for (let node = up; node; node = node.uplines[0]) path.push(node.id);
		expect(path.at(-1)).toBe(clients[0].id);
		let node = (await send('client.getDownlines', { body: { user_id: clients[0].id } })).json;
		for (const id of path.reverse().slice(1)) {
			node = node.downlines.find((one: { id: string }) => one.id === id);
			expect(node).toBeDefined();
		}
		expect(node.email).toBe(clients[30].email);
	});

	test('credentials are told right from wrong', async () => {
		const [{ email, password }] = sandbox.data.clients;
		const check = (body: Record<string, unknown>) => send('client.validateCredentials', { body });
		expect((await check({ email, password })).json.valid).toBe(true);
		expect((await check({ email, password: 'no' })).json).toEqual({ valid: false });
		expect((await check({ email: 'no@example.com', password })).json).toEqual({ valid: false });
	});

	test('a lead whose email is known is one more lead', async () => {
		const before = sandbox.data.leads.length;
		const body = { name: 'A', email: 'same@example.com' };
		const ids = [
			(await send('lead.create', { body })).json.id,
			(await send('lead.create', { body })).json.id,
		];
		expect(sandbox.data.leads).toHaveLength(before + 2);
		expect(new Set(ids).size).toBe(2);
		expect(ids[0]).toMatch(/^[0-9a-z]{8}$/);
	});
});

test('a registration needs the codes that were sent', async () => {
	const { data } = sandbox;
	const otp = sampleOf('registration.sendOtp', data);
	await send('registration.sendOtp', otp);
	const [{ code, email }] = data.otps;
	expect(code).toMatch(/^\d{6}$/);
	const sample = sampleOf('registration.submit', data);
	const register = { ...(sample.body!.register as object), email, phone_code: undefined };
	const submit = (email_code: string) =>
		send('registration.submit', {
			body: { ...sample.body, register: { ...register, email_code } },
		});
	const wrong = code === '000000' ? '000001' : '000000';
	expect((await submit(wrong)).json.type).toBe('invalid_validation_code');
	expect((await submit(code)).status).toBe(204);
	// A code is good once
	expect((await submit(code)).json.type).toBe('invalid_validation_code');
	expect(data.requests.filter(({ type }) => type === 'registration')).toHaveLength(1);
});

describe('guessed endpoints on other paths', () => {
	const guessed = contract.endpoints.filter(
		({ path, method }) => document.paths[path][method]['x-evidence'] === 'inferred',
	);
	const elsewhere = (path: string) => path.replace('/public/v1/', '/public/v1/other/');
	const paths = guessed.map(({ operationId, path }) => [operationId, elsewhere(path)]);
	const moved = useSandbox({ paths: Object.fromEntries(paths) });

	test.each(guessed.filter(({ operationId }) => TOLD.includes(operationId)))(
		'$operationId answers there, and at its guessed path no more',
		async (one) => {
			const sample = sampleOf(one.operationId, moved.data);
			const there = await send(one.operationId, sample, moved, elsewhere(one.path));
			expect(there.status).toBe(successOf(one.operationId));
			expect(moved.requests.at(-1)?.operationId).toBe(one.operationId);
			const here = await send(one.operationId, sample, moved);
			// What is left of the path may be another endpoint: users/{id} is asked for 'uplines'
			expect(moved.requests.at(-1)?.operationId).not.toBe(one.operationId);
			expect(here.status).toBeGreaterThanOrEqual(400);
		},
	);

	test('an operation that is none is refused', async () => {
		await expect(startSandbox({ paths: { 'mt5.getNothing': '/x' } })).rejects.toThrow(/getNothing/);
	});
});
