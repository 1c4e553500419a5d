/** What the editor offers where one thing is chosen from many. */
import type { IDataObject, INodeListSearchResult, INodeParameters } from 'n8n-workflow';
import { CrmOpenApi } from '../../nodes/CrmOpenApi/CrmOpenApi.node.ts';
import { byId, startServer, useFixture, type Fixture } from './fixture.cts';

const fixture = useFixture({ clients: 1200 });
/** Its guessed endpoints live elsewhere. */
const moved = useFixture({
	clients: 3,
	paths: {
		'connection.getMany': '/public/v2/servers',
		'tradingAccount.getTypes': '/public/v2/account-types',
		'form.getKycFormCollections': '/public/v2/kyc/forms',
		'configuration.getStates': '/public/v2/states',
	},
});

interface Search {
	filter?: string;
	token?: string;
	on?: Fixture;
	credential?: IDataObject;
}

async function search(
	method: string,
	parameters: INodeParameters = {},
	{ filter, token, on = fixture, credential }: Search = {},
): Promise<INodeListSearchResult> {
	return await on.engine(credential).listSearch(CrmOpenApi, method, parameters, filter, token);
}

/** What a user reads who opens a list in vain. */
async function complaint(...args: Parameters<typeof search>): Promise<string> {
	try {
		return JSON.stringify(await search(...args));
	} catch (error) {
		const { message, description } = error as { message: string; description?: string };
		return `${message} | ${description}`;
	}
}

/** Answers the next request with this. */
const answerWith = (body: unknown, status = 200) => {
	fixture.sandbox.faults.rules.push({ action: { status, body } });
};

const names = ({ results }: INodeListSearchResult) => results.map(({ name }) => name);
const values = ({ results }: INodeListSearchResult) => results.map(({ value }) => value);
const lastQuery = () => fixture.sandbox.requests.at(-1)?.query;

const GET: INodeParameters = { resource: 'client', operation: 'get' };
const DEPOSIT: INodeParameters = { resource: 'mt4', operation: 'deposit' };
const OPEN_ACCOUNT: INodeParameters = { resource: 'request', operation: 'openAccount' };
const KYC: INodeParameters = { resource: 'client', operation: 'submitKyc' };
const CITIES: INodeParameters = { resource: 'configuration', operation: 'getCities' };

test('has a search for every list that a parameter names', () => {
	const { methods, description } = new CrmOpenApi();
	const named = JSON.stringify(description.properties).matchAll(/"searchListMethod":"(\w+)"/g);
	const wanted = new Set([...named].map(([, name]) => name));
	expect([...wanted].filter((name) => !(name in methods.listSearch))).toEqual([]);
	expect(wanted.size).toBeGreaterThanOrEqual(7);
});

describe('clients', () => {
	test('come page by page as the user scrolls, to the last of them', async () => {
		const found: unknown[] = [];
		let token: string | undefined;
		do {
			const page = await search('searchClients', GET, { token });
			found.push(...values(page));
			token = page.paginationToken as string | undefined;
		} while (token);
		const all = fixture.sandbox.data.clients.filter(({ suspended }) => !suspended);
		expect(found).toEqual(all.map(({ id }) => id));
		expect(fixture.sandbox.requests.map(({ query }) => query.skip)).toEqual(['0', '500', '1000']);
	});

	test('are found by name, email or id, on whatever page they are', async () => {
		const one = fixture.sandbox.data.clients[1100];
		one.name = 'Zoë Unique';
		for (const filter of ['zoë uni', one.email.toUpperCase(), ` ${one.id} `]) {
			const page = await search('searchClients', GET, { filter });
			expect(page.results).toEqual([{ name: `Zoë Unique, ${one.email}`, value: one.id }]);
		}
		const nobody = await search('searchClients', GET, { filter: 'no such person' });
		expect(nobody).toEqual({ results: [], paginationToken: undefined });
	});

	test('that are found nowhere take ten pages at a time, each once', async () => {
		const pages = 37;
		const size = 3;
		const served: number[] = [];
		let now = 0;
		let peak = 0;
		const crm = await startServer((request, response) => {
			const skip = Number(
				new URL(request.url ?? '', 'http://crm.invalid').searchParams.get('skip'),
			);
			served.push(skip);
			peak = Math.max(peak, ++now);
			const row = (at: number) => ({ id: `client${skip + at}`, name: `Client ${skip + at}` });
			const left = Math.max(0, pages * size - skip);
			const records = Array.from({ length: Math.min(size, left) }, (_, at) => row(at));
			setTimeout(() => {
				now--;
				response.setHeader('content-type', 'application/json');
				response.end(JSON.stringify({ count: pages * size, records }));
			}, 50);
		});
		const look = async (filter: string, token?: string) =>
			await search('searchClients', GET, { filter, token, credential: { host: crm.url } });
		expect(await look('nobody')).toEqual({ results: [], paginationToken: undefined });
		expect(peak).toBe(10);
		const starts = Array.from({ length: pages }, (_, page) => page * size);
		expect(served.sort((a, b) => a - b)).toEqual(starts);

		const found = await look('client 50');
		expect(values(found)).toEqual(['client50']);
		const rest = await look('client', found.paginationToken as string);
		expect(values(rest)[0]).toBe(`client${found.paginationToken as string}`);
		await crm.close();
	});

	test('without name and email go by their id', async () => {
		answerWith({ count: 1, records: [{ id: 'x1', name: ' ', email: null }] });
		expect(names(await search('searchClients', GET))).toEqual(['x1']);
	});
});

describe('connections', () => {
	test('are those of the platform that the operation is for', async () => {
		const mt4 = await search('searchConnections', DEPOSIT);
		expect(mt4.results).toEqual([
			{ name: 'MT4 Live (mt4)', value: 'struk0gc' },
			{ name: 'MT4 Demo (mt4)', value: 'd3mo4mt4' },
		]);
		const cTrader = await search('searchConnections', {
			resource: 'cTrader',
			operation: 'getAccounts',
		});
		expect(values(cTrader)).toEqual(['ct9x3lmn']);
		const fortex = await search('searchConnections', { ...OPEN_ACCOUNT, platform: 'fortex' });
		expect(values(fortex)).toEqual(['frtx0usd']);
	});

	test('of a CRM that does not tell the platform are all there', async () => {
		answerWith([
			{ id: 7, title: { 'zh-cn': '服务器', 'en-us': 'Server' } },
			{ connection_id: 'b', id: 8, label: 'Second', type: 'live' },
			{ code: 'c' },
		]);
		const { results } = await search('searchConnections', DEPOSIT);
		expect(results).toEqual([
			{ name: 'Server', value: '7' },
			{ name: 'Second', value: 'b' },
			{ name: 'c', value: 'c' },
		]);
	});

	test('are none where the CRM has none for the platform', async () => {
		answerWith([{ connection_id: 'a', platform: 'MT5' }]);
		expect(await search('searchConnections', DEPOSIT)).toMatchObject({ results: [] });
	});

	test('in pages are asked for page by page', async () => {
		const rows = (from: number, count: number) =>
			Array.from({ length: count }, (_, i) => ({ id: `c${from + i}`, name: `Server ${from + i}` }));
		answerWith({ count: 5, records: rows(0, 3) });
		const first = await search('searchConnections', DEPOSIT);
		expect(lastQuery()).toEqual({});
		expect(first.paginationToken).toBe('3');
		answerWith({ count: 5, records: rows(3, 2) });
		const second = await search('searchConnections', DEPOSIT, { token: '3' });
		expect(lastQuery()).toEqual({ skip: '3', limit: '500' });
		expect(values(second)).toEqual(['c3', 'c4']);
		expect(second.paginationToken).toBeUndefined();
	});
});

test('account types go by their name', async () => {
	const { results } = await search('searchAccountTypes', OPEN_ACCOUNT, { filter: 'ctrader' });
	const [one] = fixture.sandbox.data.accountTypes.filter(({ platform }) => platform === 'ctrader');
	expect(results).toEqual([{ name: one.name, value: one.id }]);
});

test('the registration form is the one that the API tells of', async () => {
	const { id } = fixture.sandbox.data.registrationForm;
	const parameters = { resource: 'client', operation: 'create' };
	expect(await search('searchRegistrationForms', parameters)).toEqual({
		results: [{ name: 'Registration form (trader)', value: id }],
		paginationToken: undefined,
	});
	const filtered = await search('searchRegistrationForms', parameters, { filter: 'kyc' });
	expect(filtered.results).toEqual([]);
});

describe('KYC forms', () => {
	test('are those of the client, out of their collections', async () => {
		const [{ id }] = fixture.sandbox.data.clients;
		const { results } = await search('searchKycForms', { ...KYC, userId: byId(id) });
		const [identity, residence] = fixture.sandbox.data.kycForms;
		expect(results).toEqual([
			{ name: 'Identity', value: identity.id },
			{ name: 'Residence', value: residence.id },
		]);
		expect(lastQuery()).toEqual({ user_id: id });
	});

	test('may also come without collections, or none of them', async () => {
		const [{ id }] = fixture.sandbox.data.clients;
		const parameters = { ...KYC, userId: byId(id) };
		answerWith([{ form_id: 'f1', name: 'Plain' }]);
		expect((await search('searchKycForms', parameters)).results).toEqual([
			{ name: 'Plain', value: 'f1' },
		]);
		answerWith([{ id: 'collection', forms: [] }]);
		expect((await search('searchKycForms', parameters)).results).toEqual([]);
	});

	test('want a client first', async () => {
		for (const userId of [byId(''), byId('={{ $json.id }}'), byId("={{ $('Gone').item.json }}")]) {
			const text = await complaint('searchKycForms', { ...KYC, userId });
			expect(text).toMatch(/^Choose the parameter 'Client' first \| .* or choose By ID\.$/);
		}
		const registration = { resource: 'registration', operation: 'submit' };
		expect(await complaint('searchKycForms', registration)).toMatch(
			/^There is no list to choose from here \| .*this operation has none: choose By ID\.$/,
		);
		expect(fixture.sandbox.requests).toEqual([]);
	});

	test('of nobody are refused by the CRM, and the list says so', async () => {
		const text = await complaint('searchKycForms', { ...KYC, userId: byId('nobody00') });
		expect(text).toContain('The CRM knows no such client');
		expect(text).toContain('user_not_found');
	});
});

describe('countries and states', () => {
	test('are all there, found by name or code in any language, without asking the CRM', async () => {
		const all = await search('searchCountries', CITIES);
		expect(all.results).toHaveLength(250);
		expect(all.results).toContainEqual({ name: 'Singapore (sg)', value: 'sg' });
		for (const filter of ['singap', 'SGP', ' sg ', '新加坡']) {
			expect(values(await search('searchCountries', CITIES, { filter }))).toContain('sg');
		}
		expect(values(await search('searchCountries', CITIES, { filter: 'emirates' }))).toEqual(['ae']);
		expect((await search('searchCountries', CITIES, { filter: 'atlantis' })).results).toEqual([]);
		expect(fixture.sandbox.requests).toEqual([]);
	});

	test('go by code and name, states by their country', async () => {
		for (const country of ['vn', 'VNM', 'Viet Nam']) {
			const states = await search('searchStates', { ...CITIES, country: byId(country) });
			expect(lastQuery()).toEqual({ country: 'vn' });
			expect(names(states)).toEqual(['Hà Nội', 'Hồ Chí Minh']);
		}
		expect(names(await search('searchStates', { ...CITIES, country: byId('sg') }))).toEqual([]);
		expect(await complaint('searchStates', CITIES)).toContain(
			"Choose the parameter 'Country' first",
		);
	});

	test('of states may be words only, and codes come before ids', async () => {
		const states = { ...CITIES, country: byId('de') };
		answerWith(['Aland', 'Borduria']);
		expect((await search('searchStates', states)).results).toEqual([
			{ name: 'Aland', value: 'Aland' },
			{ name: 'Borduria', value: 'Borduria' },
		]);
		answerWith({ records: [{ id: 12, iso2: 'ft', name: 'Freedonia' }] });
		expect((await search('searchStates', states)).results).toEqual([
			{ name: 'Freedonia', value: 'ft' },
		]);
	});

	test('of states have English names where there are several, else the first there is', async () => {
		const states = { ...CITIES, country: byId('cn') };
		answerWith([{ code: 'bj', label: { 'zh-cn': '北京', 'en-us': 'Beijing' } }]);
		expect(names(await search('searchStates', states))).toEqual(['Beijing']);
		answerWith([{ code: 'bj', label: { es: 7, de: ' ', fr: 'Pékin' } }]);
		expect(names(await search('searchStates', states))).toEqual(['Pékin']);
	});
});

describe('groups', () => {
	const CREATE: INodeParameters = { resource: 'mt4', operation: 'createAccount' };

	test('are those of the connection that is chosen', async () => {
		const [live] = fixture.sandbox.data.connections.filter(({ platform }) => platform === 'mt4');
		const { results } = await search('searchGroups', {
			...CREATE,
			connectionId: byId(live.connection_id),
		});
		expect(results.map(({ value }) => value)).toEqual(live.groups);
		expect(live.groups.length).toBeGreaterThan(0);
		expect(await complaint('searchGroups', CREATE)).toContain(
			"Choose the parameter 'Connection' first",
		);
	});

	test('are told to be typed where the CRM lists none, and may be objects', async () => {
		const chosen = { ...CREATE, connectionId: byId('struk0gc') };
		answerWith([{ connection_id: 'struk0gc', name: 'Live' }]);
		expect(await complaint('searchGroups', chosen)).toContain('choose By Name');
		answerWith([{ id: 'struk0gc', groups: [{ name: 'live\\\\USD' }, { id: 7 }] }]);
		expect(values(await search('searchGroups', chosen))).toEqual(['live\\\\USD', '7']);
	});

	test('have a placeholder with one backslash, as they are written on the server', () => {
		const { properties } = new CrmOpenApi().description;
		const shown = JSON.stringify(properties.filter(({ name }) => name === 'group'));
		expect(shown).toContain('e.g. live\\\\USD');
		expect(shown).not.toContain('live\\\\\\\\USD');
	});
});

const GUESSED: Array<[method: string, parameters: INodeParameters, name: string, path: string]> = [
	['searchConnections', DEPOSIT, 'connection.getMany', '/public/v2/servers'],
	['searchAccountTypes', OPEN_ACCOUNT, 'tradingAccount.getTypes', '/public/v2/account-types'],
	['searchKycForms', KYC, 'form.getKycFormCollections', '/public/v2/kyc/forms'],
	['searchStates', CITIES, 'configuration.getStates', '/public/v2/states'],
];

/** What the credential says of all of them. */
const OTHER_PATHS = GUESSED.map(([, , name, path]) => `${name} ${path}`).join('\n');

describe.each(GUESSED)('%s, whose path is a guess', (method, basic, name, path) => {
	const parameters = (): INodeParameters => ({
		...basic,
		userId: byId(moved.sandbox.data.clients[0].id),
		country: byId('de'),
	});
	const from = (otherEndpointPaths: string) => ({ on: moved, credential: { otherEndpointPaths } });

	test('says so when the CRM has nothing there, and what to do', async () => {
		const text = await complaint(method, parameters(), { on: moved });
		expect(text).toContain('The CRM has no such endpoint');
		expect(text).toMatch(/is a guess.*API - Check Endpoints.*Other Endpoint Paths.*By ID/);
	});

	test('is asked at the path that the credential has for it', async () => {
		const found = await search(method, parameters(), from(OTHER_PATHS));
		expect(found.results.length).toBeGreaterThan(0);
		expect(moved.sandbox.requests.at(-1)?.path).toBe(path);
	});

	test('knows no path from the node, whatever a workflow holds', async () => {
		const options = { endpointPath: '/public/v2/x', connectionsPath: '/public/v2/x' };
		await complaint(method, { ...parameters(), options }, { on: moved });
		expect(moved.sandbox.requests.at(-1)?.path).toMatch(/^\/public\/v1\//);
	});

	test('refuses a path that leads elsewhere, and names the field of the credential', async () => {
		for (const own of ['https://evil.example.com/x', '//evil', '/a/../b', '/a?b=c']) {
			const text = await complaint(method, parameters(), from(`# ours\n${name}: ${own}`));
			expect(text).toMatch(
				/^The credential's 'Other Endpoint Paths' is wrong in line 2: .* must .*\| Nothing was sent/,
			);
		}
		expect(moved.sandbox.requests).toEqual([]);
	});

	test('says so when the answer is no list, or has no ids', async () => {
		answerWith(5);
		const noList = await complaint(method, parameters());
		expect(noList).toMatch(/^The CRM answered with a single number instead of a list \|/);
		expect(noList).toContain('Check Endpoints');
		for (const body of [{}, { data: [{ id: 'x' }] }, [{ colour: 'red' }, {}]]) {
			answerWith(body);
			const text = await complaint(method, parameters());
			expect(text).toMatch(/^The CRM answered with records that have no id \|/);
			expect(text).toContain('Check Endpoints');
		}
		answerWith([]);
		expect(await search(method, parameters())).toMatchObject({ results: [] });
	});
});

describe.each([
	['searchClients', GET],
	['searchConnections', DEPOSIT],
	['searchAccountTypes', OPEN_ACCOUNT],
	['searchRegistrationForms', { resource: 'client', operation: 'create' }],
	['searchKycForms', { ...KYC, userId: byId('whatever') }],
	['searchStates', { ...CITIES, country: byId('de') }],
])('%s', (method, parameters) => {
	test('shows why the CRM gave nothing, never an empty list', async () => {
		expect(await complaint(method, parameters, { credential: { apiKey: 'wrong' } })).toContain(
			'The CRM refused the API key',
		);
		answerWith({ error: true, code: 500, type: 'server_error' }, 500);
		expect(await complaint(method, parameters)).toContain('The CRM could not answer');
		fixture.sandbox.faults.rules.push({ action: 'html' });
		expect(await complaint(method, parameters)).toContain('a web page instead of data');
		answerWith({ error: true, code: 400, type: 'user_not_found' });
		expect(await complaint(method, parameters)).toContain('user_not_found');
	});

	test('asks again when the CRM is busy', async () => {
		const action = { status: 503, headers: { 'retry-after': '0' } };
		fixture.sandbox.faults.rules.push({ times: 2, action });
		const text = await complaint(method, parameters);
		expect(fixture.sandbox.requests).toHaveLength(3);
		expect(text).not.toContain('503');
	});
});

describe('types of transactions', () => {
	const REPORT: INodeParameters = { resource: 'report', operation: 'getTransactions' };
	const daysAgo = (days: number) =>
		new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 19).replace('T', ' ');
	beforeEach(() => {
		const { data } = fixture.sandbox;
		const types: Array<[string, number]> = [
			['deposit', 1],
			['deposit', 20],
			['IB rebate', 2],
			['bonus, old', 3],
			['=1+1', 3],
			['gone', 40],
		];
		data.transactions = types.map(([type, days], index) => ({
			...data.transactions[0],
			...{ id: `t${index}`, type, timestamp: daysAgo(days) },
		}));
	});

	test('are those of the last 30 days, the most frequent first, as they are typed', async () => {
		const found = await search('searchTransactionTypes', REPORT);
		expect(found.results).toEqual([
			{ name: 'deposit (2)', value: 'deposit' },
			{ name: 'IB rebate (1)', value: 'IB rebate' },
		]);
		expect(names(await search('searchTransactionTypes', REPORT, { filter: 'reb' }))).toEqual([
			'IB rebate (1)',
		]);
		expect(fixture.sandbox.requests.map(({ verified }) => verified)).toEqual(['v2', 'v2']);
	});

	test('go into the report, as the typed ones do', async () => {
		const period = {
			period: 'custom',
			start: daysAgo(30).slice(0, 10),
			end: daysAgo(0).slice(0, 10),
		};
		for (const type of [
			byId('deposit'),
			{ __rl: true, mode: 'list', value: 'deposit', cachedResultName: 'deposit (2)' },
			'deposit',
			byId('deposit, IB rebate'),
		]) {
			const run = await fixture.run({ ...REPORT, ...period, additionalFields: { type } });
			const [{ body }] = fixture.sandbox.requests.slice(-1);
			const several = JSON.stringify(type).includes('rebate');
			expect(body).toMatchObject({ type: several ? ['deposit', 'IB rebate'] : ['deposit'] });
			expect(run.json('Done')).toHaveLength(several ? 3 : 2);
		}
	});

	test('say why there are none', async () => {
		fixture.sandbox.data.transactions = [];
		expect(await complaint('searchTransactionTypes', REPORT)).toMatch(
			/no transactions in the last 30 days.*By Name/,
		);
		answerWith({ error: true, code: 500, type: 'server_error' }, 500);
		expect(await complaint('searchTransactionTypes', REPORT)).toContain('could not answer');
	});
});

describe('types of MT4 trades', () => {
	const TRADES: INodeParameters = { resource: 'mt4', operation: 'getTrades' };
	const chosen = () => {
		const { connection_id } = fixture.sandbox.data.trades[0];
		return { ...TRADES, connectionId: byId(connection_id) };
	};

	test('are the likely ones that the CRM has trades for, asked for one trade each', async () => {
		const answers = { open: { count: 3, records: [{}] }, all: { count: 9, records: [{}] } };
		const server = await startServer((request, response) => {
			const type = new URL(request.url ?? '', 'http://crm').searchParams.get('type') ?? '';
			const body = answers[type as keyof typeof answers];
			response.writeHead(body || type === 'closed' ? 200 : 400, {
				'content-type': 'application/json',
			});
			response.end(JSON.stringify(body ?? { count: 0, records: [], error: type !== 'closed' }));
		});
		const found = await search('searchTradeTypes', chosen(), { credential: { host: server.url } });
		expect(found.results).toEqual([
			{ name: 'all (9)', value: 'all' },
			{ name: 'open (3)', value: 'open' },
		]);
		expect(server.requests).toBe(8);
		await server.close();
	});

	test('want the server first, and say so where there are none', async () => {
		expect(await complaint('searchTradeTypes', { ...TRADES, connectionId: byId('') })).toMatch(
			/Choose the parameter 'Connection' first.*By Name/,
		);
		fixture.sandbox.data.trades = [];
		const connectionId = byId(fixture.sandbox.data.connections[0].connection_id);
		expect(await complaint('searchTradeTypes', { ...TRADES, connectionId })).toMatch(
			/no trades for any of the likely types.*By Name/,
		);
	});

	test('show why the CRM gave nothing', async () => {
		expect(
			await complaint('searchTradeTypes', chosen(), { credential: { apiKey: 'wrong' } }),
		).toContain('The CRM refused the API key');
	});
});
