import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { Contract } from '../../../sandbox/contract.cts';
import { startSandbox, type CrmData } from '../../../sandbox/index.cts';
import { useSandbox } from '../../started.cts';
import { OPERATIONS } from '../../../sandbox/operations/index.cts';
import { call } from './call.cts';

interface Sample {
	/** Values of path parameters and query. */
	path?: Record<string, string | number>;
	query?: Record<string, string | number | boolean>;
	body?: Record<string, unknown>;
	status?: number;
	/** Properties of the document that this answer rightly lacks. */
	without?: string[];
}

const PAGE = { skip: 0, limit: 5 };
const PHONE = { country_code: '65', number: '81234567' };
const PASSWORDS = { password: 'Secret-1', repeat_password: 'Secret-1' };
const day = (offset: number) =>
	new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);

const mt = (data: CrmData, platform: string) =>
	data.accounts.find((account) => account.platform === platform)!;
const pending = (data: CrmData) =>
	data.requests.find(({ type, status }) => type === 'withdrawal' && status === 'pending')!;
const unverified = (data: CrmData) =>
	data.clients.find(({ kyc_status }) => kyc_status !== 'verified')!;
const money = (data: CrmData, platform: string) => {
	const { login, connection_id, currency, user_id } = mt(data, platform);
	const options = { user_id, send_email: true, send_pop_up: false, language: 'en-us' };
	return {
		path: { login },
		body: { connection_id, currency, amount: '1.5', comment: `c-${platform}`, ...options },
	};
};
const newAccount = (data: CrmData, connection_id: string, password: string): Sample => ({
	path: { user_id: data.clients[0].id },
	body: {
		connection_id,
		group: 'live\\USD',
		leverage: 100,
		login: 777_001,
		account_type_id: data.accountTypes[0].id,
		rebate_user_id: data.clients[1].id,
		master_password: password,
		investor_password: password,
		enable_readonly: false,
		enable_rebate: true,
		send_email: true,
		send_pop_up: true,
		language: 'ja',
	},
});

/** A good request of every endpoint, with all its fields. */
const SAMPLES: Record<string, (data: CrmData) => Sample> = {
	'client.getMany': () => ({ query: { ...PAGE, type: 'ib', suspended: false } }),
	'client.get': ({ clients }) => ({
		path: { id: clients[0].id },
		query: { owner: true, participants: true },
	}),
	'client.getRegistrationDetails': ({ clients }) => ({ path: { id: clients[0].id } }),
	'client.getKycDetails': ({ clients }) => ({ path: { id: clients[0].id } }),
	'client.validateCredentials': ({ clients: [{ email, password }] }) => ({
		body: { email, password },
	}),
	'client.create': (data) => ({
		status: 201,
		body: {
			id: 'newcli01',
			email: 'new@example.com',
			phone: PHONE,
			...PASSWORDS,
			update_password: true,
			form_id: data.registrationForm.id,
			referrer_id: data.clients[0].referral_code,
			mail: true,
			language: 'de',
			custom_fields: { nationality: 'de', markets: ['fx'] },
		},
	}),
	'client.getUplines': ({ clients }) => ({ body: { user_id: clients[20].id } }),
	'client.getDownlines': ({ clients }) => ({ body: { email: clients[0].email } }),
	'client.submitKyc': (data) => ({
		path: { user_id: unverified(data).id },
		body: { form_id: data.kycForms[0].id, phone: PHONE, custom_fields: { id_number: 'NEW-1' } },
	}),
	'lead.create': ({ clients }) => ({
		status: 201,
		body: {
			name: 'Zoë 李',
			email: 'zoe@example.com',
			phone: PHONE,
			gender: 'female',
			owner_id: clients[0].id,
			comment: 'from form',
			nationality: 'sg',
		},
	}),
	'connection.getMany': () => ({}),
	'mt4.getConnection': () => ({}),
	'mt4.getAccounts': (data) => ({
		query: { ...PAGE, connection_id: 'struk0gc', user_id: mt(data, 'mt4').user_id },
	}),
	'mt4.createAccount': (data) => newAccount(data, 'struk0gc', 'abcde1'),
	'mt4.deposit': (data) => ({ ...money(data, 'mt4'), status: 204 }),
	'mt4.withdraw': (data) => ({ ...money(data, 'mt4'), status: 204 }),
	'mt4.getTrades': ({ trades: [{ user_id, login, order_id }] }) => {
		const start = new Date();
		start.setUTCFullYear(start.getUTCFullYear() - 2);
		const from = start.toISOString().slice(0, 10);
		const period = { connection_id: 'struk0gc', type: 'closed', start: from, end: from };
		return { query: { ...PAGE, ...period, user_id, login, order_id } };
	},
	'mt5.getConnection': () => ({}),
	'mt5.getAccounts': (data) => ({
		query: { ...PAGE, connection_id: 'q8w1mt5x', user_id: mt(data, 'mt5').user_id },
	}),
	'mt5.createAccount': (data) => newAccount(data, 'q8w1mt5x', 'abC1#efgh'),
	'mt5.withdraw': (data) => ({ ...money(data, 'mt5'), status: 204 }),
	'cTrader.getConnection': () => ({}),
	'cTrader.getAccounts': () => ({ query: { ...PAGE, connection_id: 'ct9x3lmn' } }),
	'report.getFixedCommissions': () => ({ query: PAGE }),
	'report.getFlexibleCommissions': () => ({ query: PAGE }),
	'report.getTransactions': () => ({
		body: { ...PAGE, start: day(-60), end: day(0), type: ['deposit', 'withdrawal'] },
	}),
	'wallet.get': ({ clients }) => ({ query: { user_id: clients[0].id } }),
	'wallet.updateBalance': ({ clients }) => ({
		body: { user_id: clients[0].id, currency: 'USD', amount: -0.5, order_id: '0123456789abcdef' },
	}),
	'wallet.getOrderStatus': (data) => {
		const order = { order_id: 'f'.repeat(16), user_id: data.clients[0].id, currency: 'USD' };
		data.walletOrders.push({ ...order, amount: 1, status: 'success', at: 0 });
		return { path: { order_id: order.order_id } };
	},
	'payment.getBankcards': ({ clients }) => ({ path: { user_id: clients[0].id } }),
	'tradingCompetition.getLeaderboard': ({ competitions }) => ({
		query: { competition_id: competitions[0].id, limit: 3 },
	}),
	'request.get': (data) => ({
		path: { type: 'kyc', id: data.requests.find((r) => r.type === 'kyc')!.id },
	}),
	'request.approveWithdrawal': (data) => ({ body: { id: pending(data).id } }),
	'request.rejectWithdrawal': (data) => ({
		body: {
			id: pending(data).id,
			comment: 'No documents',
			mail: true,
			pop_up: false,
			notify: true,
			language: 'th',
		},
	}),
	'request.openAccount': ({ clients, accountTypes }) => ({
		body: {
			user_id: clients[0].id,
			platform: 'mt4',
			connection_id: 'struk0gc',
			account_type_id: accountTypes[0].id,
			leverage: 200,
		},
	}),
	'registration.sendOtp': ({ registrationForm, clients }) => ({
		status: 204,
		body: {
			email: 'otp@example.com',
			type: 'trader',
			name: 'Otp',
			phone: PHONE,
			otp_type: 'email',
			...PASSWORDS,
			form_id: registrationForm.id,
			referrer_id: clients[0].referral_code,
			custom_fields: {},
		},
	}),
	'registration.submit': (data) => {
		data.otps.push({ email: 'a@b.co', via: 'email', code: '123456', sent: {} });
		data.otps.push({ email: 'a@b.co', via: 'phone', code: '654321', sent: {} });
		return {
			status: 204,
			body: {
				trader_register: 'trader_register',
				register: {
					email: 'a@b.co',
					type: 'trader',
					phone: PHONE,
					email_code: '123456',
					phone_code: '654321',
					...PASSWORDS,
					form_id: data.registrationForm.id,
					link_id: data.referralLinks[0].id,
					referrer_id: data.clients[0].referral_code,
					custom_fields: {},
				},
				kyc: { form_id: data.kycForms[0].id, custom_fields: {} },
			},
		};
	},
	'configuration.getCountries': () => ({}),
	'configuration.getStates': () => ({ query: { country: 'de' } }),
	'configuration.getCities': () => ({ query: { country: 'de', state: 'by' } }),
	'form.getRegistrationForm': () => ({}),
	'form.getKycFormCollections': ({ clients }) => ({ query: { user_id: clients[0].id } }),
	'form.getKycForm': ({ clients, kycForms }) => ({
		query: { user_id: clients[0].id, form_id: kycForms[1].id },
	}),
	'form.getUploadSignature': ({ kycForms }) => ({
		query: {
			id: 'a1b2',
			content_type: 'image/png',
			document: 'id front.png',
			form_id: kycForms[0].id,
		},
	}),
	'tradingAccount.getTypes': () => ({}),
	'referral.getLink': ({ referralLinks }) => ({
		path: { id: referralLinks[0].id },
		// an offer is mtr's, the amount a demo account's
		without: ['offer_uuid', 'initial_amount'],
	}),
};

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

async function send(operationId: string, sample: Sample, to = sandbox, at?: string) {
	const { method, path: usual } = contract.endpoint(operationId);
	const path = at ?? usual;
	const filled = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(sample.path![name]));
	const query = new URLSearchParams(sample.query as Record<string, string>);
	const url = query.size > 0 ? `${filled}?${query}` : filled;
	return call(to, method.toUpperCase(), url, sample.body);
}

test('there is a sample and a handler for each of the 46 endpoints, and no other', () => {
	const ids = contract.endpoints.map(({ operationId }) => operationId).sort();
	expect(ids).toHaveLength(46);
	expect(Object.keys(SAMPLES).sort()).toEqual(ids);
	expect(Object.keys(OPERATIONS).sort()).toEqual(ids);
});

describe.each(Object.keys(SAMPLES))('%s', (operationId) => {
	test('answers as documented, with every documented field', async () => {
		const sample = SAMPLES[operationId](sandbox.data);
		const { status, json, text } = await send(operationId, sample);
		expect({ status, text: status < 300 ? '' : text }).toEqual({
			status: sample.status ?? 200,
			text: '',
		});
		expect(contract.checkAnswer(operationId, status, json)).toBeUndefined();
		expect(sandbox.requests.at(-1)).toMatchObject({ operationId, status });

		const { method, path } = contract.endpoints.find((one) => one.operationId === operationId)!;
		const response = resolve(document.paths[path][method].responses[status]);
		const schema = response.content?.['application/json'].schema;
		const missing = schema ? lacking(schema, json) : [];
		expect(missing).toEqual((sample.without ?? []).map((name) => `.${name}`));
	});

	test('is refused without the key and, with a body, without the signature', async () => {
		const sample = SAMPLES[operationId](sandbox.data);
		const { method, path } = contract.endpoints.find((one) => one.operationId === operationId)!;
		const url = path.replace(/\{(\w+)\}/g, (_, name) => String(sample.path![name]));
		const denied = await call(sandbox, method.toUpperCase(), url, sample.body, { key: 'other' });
		expect(denied.status).toBe(403);
		expect(contract.checkAnswer(operationId, 403, denied.json)).toBeUndefined();
		if (!sample.body) return;
		const unsigned = await call(sandbox, method.toUpperCase(), url, sample.body, { signature: '' });
		expect(unsigned.status).toBe(403);
	});

	test('refuses a field or a parameter that it does not have', async () => {
		const sample = SAMPLES[operationId](sandbox.data);
		// where fields of forms are keys, any key is one
		sandbox.faults.formFields = 'object';
		const more = sample.body
			? { ...sample, body: { ...sample.body, color: 'red' } }
			: { ...sample, query: { ...sample.query, color: 'red' } };
		const { status, json } = await send(operationId, more);
		expect(status).toBe(400);
		expect(json.message).toMatch(/color/);
	});
});

const REFUSALS: Array<[string, string, (data: CrmData) => Sample]> = [
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
				custom_fields: {
					id_number: data.clients
						.find((one) => one !== unverified(data))!
						.kyc.find(({ key }) => key === 'id_number')!.value,
				},
			},
		}),
	],
	...(['mt4.deposit', 'mt4.withdraw', 'mt5.withdraw'] as const).flatMap(
		(id): Array<[string, string, (data: CrmData) => Sample]> => {
			const platform = id.slice(0, 3);
			const changed = (change: object) => (data: CrmData) => {
				const sample = money(data, platform);
				return { ...sample, body: { ...sample.body, ...change } };
			};
			return [
				[id, `${platform}_connection_not_found`, changed({ connection_id: 'nowhere0' })],
				[id, `${platform}_account_not_found`, changed({ user_id: 'nobody00' })],
				[
					id,
					`${platform}_account_not_found`,
					(data) => ({ ...money(data, platform), path: { login: 1 } }),
				],
				...(id.endsWith('withdraw')
					? [
							[id, 'insufficient_funds', changed({ amount: '999999999' })] as [
								string,
								string,
								(data: CrmData) => Sample,
							],
						]
					: []),
			];
		},
	),
	[
		'mt4.createAccount',
		'mt4_connection_not_found',
		(data) => newAccount(data, 'nowhere0', 'abcde1'),
	],
	[
		'mt5.createAccount',
		'mt5_connection_not_found',
		(data) => newAccount(data, 'struk0gc', 'abC1#efgh'),
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
			const sample = SAMPLES['registration.submit'](data);
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
	).map(([type, body]): [string, string, (data: CrmData) => Sample] => [
		'request.openAccount',
		type,
		({ clients }) => ({ body: { user_id: clients[0].id, ...body } }),
	]),
	[
		'request.openAccount',
		'trading_account_limit_exceeded',
		(data) => {
			data.accountsPerClient = 1;
			return SAMPLES['request.openAccount'](data);
		},
	],
];

test.each(REFUSALS)('%s refuses with %s', async (operationId, type, sample) => {
	const { status, json } = await send(operationId, sample(sandbox.data));
	expect({ status, json }).toEqual({ status: 400, json: { error: true, code: 400, type } });
	const { method, path } = contract.endpoints.find((one) => one.operationId === operationId)!;
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
			newAccount(sandbox.data, connection, password),
		);
		expect(status).toBe(400);
		expect(json.message).toMatch(/master_password/);
	}
	const { body, path } = newAccount(sandbox.data, connection, 'x');
	const { master_password: _m, investor_password: _i, login: _l, ...rest } = body!;
	const { json } = await send(operationId, { path, body: rest });
	// the passwords that it makes itself fit too
	const given = {
		...rest,
		master_password: json.master_password,
		investor_password: json.investor_password,
	};
	expect((await send(operationId, { path, body: given })).status).toBe(200);
});

describe('clients', () => {
	test('a created client is in the list, with its referrer above it', async () => {
		const sample = SAMPLES['client.create'](sandbox.data);
		await send('client.create', sample);
		const { json } = await send('client.get', { path: { id: 'newcli01' } });
		expect(json).toMatchObject({ id: 'newcli01', email: 'new@example.com', phone: PHONE });
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
	const otp = SAMPLES['registration.sendOtp'](data);
	await send('registration.sendOtp', otp);
	const [{ code, email }] = data.otps;
	expect(code).toMatch(/^\d{6}$/);
	const sample = SAMPLES['registration.submit'](data);
	const register = { ...(sample.body!.register as object), email, phone_code: undefined };
	const submit = (email_code: string) =>
		send('registration.submit', {
			body: { ...sample.body, register: { ...register, email_code } },
		});
	const wrong = code === '000000' ? '000001' : '000000';
	expect((await submit(wrong)).json.type).toBe('invalid_validation_code');
	expect((await submit(code)).status).toBe(204);
	// a code is good once
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

	test('are 16', () => expect(guessed).toHaveLength(16));

	test.each(guessed)('$operationId answers there, and at its guessed path no more', async (one) => {
		const sample = SAMPLES[one.operationId](moved.data);
		const there = await send(one.operationId, sample, moved, elsewhere(one.path));
		expect(there.status).toBe(sample.status ?? 200);
		expect(moved.requests.at(-1)?.operationId).toBe(one.operationId);
		const here = await send(one.operationId, sample, moved);
		// what is left of the path may be another endpoint: users/{id} is asked for 'uplines'
		expect(moved.requests.at(-1)?.operationId).not.toBe(one.operationId);
		expect(here.status).toBeGreaterThanOrEqual(400);
	});

	test('an operation that is none is refused', async () => {
		await expect(startSandbox({ paths: { 'mt5.getNothing': '/x' } })).rejects.toThrow(/getNothing/);
	});
});
