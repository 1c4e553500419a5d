/** Check Endpoints: what a CRM answers where, and the text that settles guessed paths for good. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { CrmOpenApi } from '../../nodes/CrmOpenApi/CrmOpenApi.node.ts';
import { CrmOpenApiPollingTrigger } from '../../nodes/CrmOpenApiPollingTrigger/CrmOpenApiPollingTrigger.node.ts';
import type { Faults, SandboxOptions } from '../../sandbox/index.cts';
import { DOCUMENTED } from '../documented.cts';
import {
	byId,
	CONTINUE,
	CRM,
	crmWorkflow,
	errorText,
	failedTexts,
	hintsOf,
	startFixture,
	useFixture,
} from './fixture.cts';
import { startPolling } from './polling.fixture.cts';

const CITIES: INodeParameters = { resource: 'configuration', operation: 'getCities' };
const CHECK: INodeParameters = { resource: 'api', operation: 'checkEndpoints' };

/** Guessed endpoints elsewhere, on paths that are among the likely ones, and one on a path that is not. */
const MOVED = {
	'connection.getMany': '/public/v1/trading/connections',
	'mt5.getAccounts': '/public/v1/mt5/account',
	'configuration.getCountries': '/public/v1/configurations/countries',
	'client.getUplines': '/public/v1/users/upline',
	'report.getFixedCommissions': '/public/v1/reports/commissions/fixed',
	'form.getKycFormCollections': '/public/v1/forms/kyc/collections',
	'form.getKycForm': '/public/v1/forms/kyc',
	'configuration.getStates': '/public/v1/configurations/states',
};
const LOST = { 'tradingAccount.getTypes': '/public/v1/nobody/guesses/this' };

const fixture = useFixture({ clients: 20 });
const moved = useFixture({ clients: 20, paths: { ...MOVED, ...LOST } });

interface Checked {
	/** By the operations' names. */
	of: Record<string, IDataObject>;
	last: IDataObject;
	items: IDataObject[];
	/** What stands above the output. */
	hints: string[];
}

async function check(on = fixture, credential: IDataObject = {}): Promise<Checked> {
	const result = await on.run(CHECK, [{}], {}, credential);
	expect(result.error).toBeUndefined();
	const items = result.json(CRM);
	const of = Object.fromEntries(items.slice(0, -1).map((item) => [String(item.operation), item]));
	return { of, items, last: items.at(-1) ?? {}, hints: hintsOf(result) };
}

const answers = ({ of }: Checked) =>
	Object.fromEntries(Object.entries(of).map(([name, { answer }]) => [name, answer]));

/** What the panel says before anything is asked. */
function announced(): { requests: number; more: number } {
	const { properties } = new CrmOpenApi().description;
	const notice = properties.find(({ name }) => name === 'checkNotice')?.displayName ?? '';
	const [requests, more] = (notice.match(/\d+/g) ?? []).map(Number);
	return { requests, more };
}

const reads = DOCUMENTED.filter(({ kind }) => kind.startsWith('read'));
const others = DOCUMENTED.filter(({ kind }) => !kind.startsWith('read'));

describe('of a CRM where all is as it was guessed', () => {
	test('tells of each endpoint once, and of all that read whether they are there', async () => {
		const found = await check();
		expect(Object.keys(found.of).sort()).toEqual(DOCUMENTED.map(({ id }) => id).sort());
		expect(found.items).toHaveLength(DOCUMENTED.length + 1);
		for (const { id, evidence, path, method } of DOCUMENTED) {
			expect(found.of[id]).toMatchObject({ operation: id, evidence, path, method });
		}
		const asked = answers(found);
		for (const { id } of others) expect([id, asked[id]]).toEqual([id, 'not tried']);
		expect(asked['client.validateCredentials']).toBe('not tried');
		const rest = reads.filter(({ id }) => asked[id] !== 'works').map(({ id }) => id);
		expect(rest.sort()).toEqual([
			'client.validateCredentials',
			'form.getUploadSignature',
			'referral.getLink',
			'request.get',
			'tradingCompetition.getLeaderboard',
			'wallet.getOrderStatus',
		]);
		expect(found.last).toMatchObject({
			otherEndpointPaths: '',
			note: expect.stringContaining('Nothing to change'),
		});
		const works = reads.length - rest.length;
		expect(found.hints).toEqual([
			`${works} of ${reads.length - 1} endpoints work, 3 refused, 2 unclear. Last item: Nothing to change in the credential's 'Other Endpoint Paths'.`,
		]);
	});

	test('makes just the requests that it announces, one after the other, and changes nothing', async () => {
		const before = structuredClone(fixture.sandbox.data);
		const { last } = await check();
		const { requests, inFlight, data } = fixture.sandbox;
		expect(requests).toHaveLength(announced().requests);
		expect(last.requests).toBe(requests.length);
		expect(inFlight.peak).toBe(1);
		expect(data).toEqual(before);
	});

	test('asks first where nothing is, then each endpoint that reads, for as little as there is', async () => {
		await check();
		const [first, ...rest] = fixture.sandbox.requests;
		expect(first).toMatchObject({ operationId: undefined, method: 'GET', status: 404 });
		const wanted = reads.map(({ id }) => id).filter((id) => id !== 'client.validateCredentials');
		expect(rest.map(({ operationId }) => operationId).sort()).toEqual(wanted.sort());
		for (const { query, body, verified, rawBody } of rest) {
			const limit = query.limit ?? (body as IDataObject | undefined)?.limit;
			expect([undefined, 1, '1']).toContain(limit);
			expect(verified).toBe(rawBody === '' ? 'key-only' : 'v2');
			expect(rawBody).not.toMatch(/@|password/);
		}
	});

	test('asks with the ids of a first client, and of a connection of the right platform', async () => {
		await check();
		const { clients, connections } = fixture.sandbox.data;
		const sent = (id: string) => {
			const { query, body, path } =
				fixture.sandbox.requests.find(({ operationId }) => operationId === id) ?? {};
			return { ...query, ...(body as IDataObject | undefined), path } as IDataObject;
		};
		expect(sent('wallet.get').user_id).toBe(clients[0].id);
		expect(sent('client.getUplines').user_id).toBe(clients[0].id);
		expect(sent('client.getKycDetails').path).toBe(`/public/v1/users/${clients[0].id}/kyc`);
		for (const [id, platform] of [
			['mt4.getTrades', 'mt4'],
			['mt5.getAccounts', 'mt5'],
			['cTrader.getAccounts', 'ctrader'],
		]) {
			const found = connections.find((one) => one.connection_id === sent(id).connection_id);
			expect([id, found?.platform]).toEqual([id, platform]);
		}
	});

	test('is done anew for each input item', async () => {
		const result = await fixture.run(CHECK, [{}, {}]);
		expect(result.outputs(CRM).map(({ pairedItem }) => pairedItem)).toEqual([
			...Array.from({ length: DOCUMENTED.length + 1 }, () => ({ item: 0 })),
			...Array.from({ length: DOCUMENTED.length + 1 }, () => ({ item: 1 })),
		]);
		expect(fixture.sandbox.requests).toHaveLength(2 * announced().requests);
		expect(fixture.sandbox.inFlight.peak).toBe(1);
	});
});

describe('of a CRM with endpoints elsewhere', () => {
	test('finds those whose path is a likely one, and says of the others that they are not found', async () => {
		const before = structuredClone(moved.sandbox.data);
		const { of, last, hints } = await check(moved);
		const works = Object.values(of).filter(({ answer }) => answer === 'works').length;
		expect(hints).toEqual([
			`${works} of ${reads.length - 1} endpoints work, 9 not found, 3 refused, 2 unclear. Last item: Paste this text into the credential's 'Other Endpoint Paths', in the place of what is there.`,
		]);
		for (const [name, path] of Object.entries(MOVED)) {
			expect(of[name]).toMatchObject({ answer: 'not found', status: 404, foundAt: path });
		}
		const [lost] = Object.keys(LOST);
		expect(of[lost]).toMatchObject({ answer: 'not found', status: 404 });
		expect(of[lost]).not.toHaveProperty('foundAt');
		const lines = String(last.otherEndpointPaths).split('\n').sort();
		expect(lines).toEqual(
			Object.entries(MOVED)
				.map((pair) => pair.join(' '))
				.sort(),
		);
		expect(last.note).toContain("Paste this text into the credential's 'Other Endpoint Paths'");

		const { requests, data } = moved.sandbox;
		expect(last.requests).toBe(requests.length);
		const { requests: least, more } = announced();
		expect(requests.length).toBeGreaterThan(least);
		expect(requests.length).toBeLessThanOrEqual(least + more);
		expect(data).toEqual(before);
	});

	test('makes node, lists and polling trigger work by its last item alone', async () => {
		const { last } = await check(moved);
		const [lost] = Object.entries(LOST).map((pair) => pair.join(' '));
		const credential = { otherEndpointPaths: `${String(last.otherEndpointPaths)}\n${lost}` };
		const { clients, connections } = moved.sandbox.data;
		const [client] = clients;
		const [mt4, mt5] = ['mt4', 'mt5'].map(
			(wanted) => connections.find(({ platform }) => platform === wanted)?.connection_id ?? '',
		);

		for (const parameters of [
			{ resource: 'connection', operation: 'getMany' },
			{ resource: 'configuration', operation: 'getCountries' },
			{ resource: 'client', operation: 'getUplines', userId: byId(client.id) },
			{ resource: 'report', operation: 'getFixedCommissions', limit: 1 },
			{
				resource: 'mt5',
				operation: 'getAccounts',
				connectionId: byId(mt5),
				limit: 1,
			},
		]) {
			const without = await moved.run(parameters);
			expect(errorText(without)).toContain("run 'API - Check Endpoints'");
			const run = await moved.run(parameters, [{}], {}, credential);
			expect([parameters.operation, run.error?.message]).toEqual([parameters.operation, undefined]);
			expect(run.json('Done').length).toBeGreaterThan(0);
		}

		const lists: Array<[string, INodeParameters]> = [
			['searchConnections', { resource: 'mt5', operation: 'getAccounts' }],
			['searchAccountTypes', { resource: 'request', operation: 'openAccount' }],
			['searchKycForms', { resource: 'client', operation: 'submitKyc', userId: byId(client.id) }],
			['searchStates', { ...CITIES, country: byId('de') }],
			['searchGroups', { resource: 'mt4', operation: 'createAccount', connectionId: byId(mt4) }],
		];
		for (const [method, parameters] of lists) {
			const list = async (own: IDataObject) =>
				await moved.engine(own).listSearch(CrmOpenApi, method, parameters);
			await expect(list({})).rejects.toThrow('no such endpoint');
			const found = await list(credential);
			expect([method, found.results.length > 0]).toEqual([method, true]);
		}
		const kyc = { resource: 'client', operation: 'submitKyc', userId: byId(client.id) };
		const form = await moved.engine(credential).resourceMapping(CrmOpenApi, 'getKycFields', kyc);
		expect(form.fields.length).toBeGreaterThan(0);

		const polling = await startPolling({ clients: 5, paths: { ...MOVED, ...LOST } });
		const trigger = { event: 'newMt4Trade', platform: 'mt4' };
		const list = async (own: IDataObject) =>
			await polling.engine(own).listSearch(CrmOpenApiPollingTrigger, 'searchConnections', trigger);
		await expect(list({})).rejects.toThrow('no such endpoint');
		expect((await list(credential)).results.length).toBeGreaterThan(0);
		await polling.sandbox.close();
	});

	test('keeps the paths of the credential that answer, and puts right those that do not', async () => {
		const otherEndpointPaths = [
			'mt5.getAccounts /public/v1/mt5/account',
			'connection.getMany /public/v1/wrong',
			'configuration.getCities /public/v1/wrong',
			'configuration.getCountries /public/v1/configurations/countries',
		].join('\n');
		const { of, last } = await check(moved, { otherEndpointPaths });
		expect(of['mt5.getAccounts']).toMatchObject({
			answer: 'works',
			path: MOVED['mt5.getAccounts'],
		});
		expect(of['connection.getMany']).toMatchObject({
			answer: 'not found',
			path: '/public/v1/wrong',
			foundAt: MOVED['connection.getMany'],
		});
		expect(of['configuration.getCities']).toMatchObject({
			answer: 'not found',
			foundAt: '/public/v1/config/cities',
		});
		const lines = String(last.otherEndpointPaths).split('\n').sort();
		expect(lines).toEqual(
			Object.entries(MOVED)
				.map((pair) => pair.join(' '))
				.sort(),
		);
		const again = await check(moved, { otherEndpointPaths: last.otherEndpointPaths });
		expect(again.last).toMatchObject({ otherEndpointPaths: last.otherEndpointPaths });
		expect(again.last.note).toContain('Nothing to change');
	});
});

const STYLES: Array<Pick<Faults, 'noEndpoint' | 'noRecord'>> = (
	['json', 'page', 'bad-request'] as const
).flatMap((noEndpoint) =>
	(['json', 'typed', 'like-endpoint'] as const).map((noRecord) => ({ noEndpoint, noRecord })),
);

describe.each(STYLES)('no such endpoint: $noEndpoint, no such record: $noRecord', (style) => {
	beforeEach(() => {
		Object.assign(moved.sandbox.faults, style);
	});

	test('are told apart, or called unclear', async () => {
		const found = await check(moved);
		const { of } = found;
		const status = style.noEndpoint === 'bad-request' ? 400 : 404;
		for (const name of [...Object.keys(MOVED), ...Object.keys(LOST)]) {
			expect(of[name]).toMatchObject({ answer: 'not found', status });
		}
		// Asked for a record that does not exist, both of them, at a path that does.
		const alike =
			style.noRecord === 'like-endpoint' ||
			(style.noEndpoint === 'json' && style.noRecord === 'json');
		for (const name of ['wallet.getOrderStatus', 'request.get']) {
			expect([name, of[name].answer]).toEqual([name, alike ? 'unclear' : 'refused']);
		}
		const missing = ['referral.getLink', 'tradingCompetition.getLeaderboard'];
		for (const name of missing) expect([name, of[name].answer]).toEqual([name, 'refused']);
		const there = Object.entries(answers(found)).filter(([, answer]) => answer === 'works');
		expect(there).toHaveLength(reads.length - 6 - Object.keys({ ...MOVED, ...LOST }).length);
	});
});

/** The items of a CRM with other records, another key and another address. */
async function itemsOf(options: SandboxOptions, style: Partial<Faults>): Promise<IDataObject[]> {
	const other = await startFixture({ clients: 20, paths: { ...MOVED, ...LOST }, ...options });
	Object.assign(other.sandbox.faults, style);
	const { items } = await check(other);
	const written = JSON.stringify(items);
	const { url, key, data } = other.sandbox;
	const secrets = [
		url,
		new URL(url).host,
		key,
		...data.clients.flatMap(({ id, name, email, phone }) => [
			id,
			name,
			email,
			String(phone.number),
		]),
		...data.connections.flatMap(({ connection_id, name }) => [connection_id, name]),
		...data.accounts.map(({ login }) => String(login)),
		...data.accountTypes.map(({ id }) => id),
		...data.kycForms.map(({ id }) => id),
		...data.transactions.map(({ id }) => id),
		data.registrationForm.id,
	];
	expect(secrets.filter((secret) => written.includes(secret))).toEqual([]);
	await other.sandbox.close();
	return items;
}

test.each(STYLES)('items hold nothing of host, key, ids and clients: %j', async (style) => {
	const one = await itemsOf({ seed: 1, key: 'first-key' }, style);
	const other = await itemsOf({ seed: 7, key: 'other-key', clients: 31 }, style);
	expect(one).toEqual(other);
});

describe('when the CRM can not be asked', () => {
	test('says why, as any operation does', async () => {
		const unreachable = await fixture.run(CHECK, [{}], {}, { host: 'https://crm.invalid' });
		expect(errorText(unreachable)).toMatch(/no such host|connection/i);
		const wrong = await fixture.run(CHECK, [{}], {}, { apiKey: 'wrong' });
		expect(errorText(wrong)).toContain('The CRM refused the API key');
		expect(fixture.sandbox.requests).toHaveLength(2);
		const items = await fixture.run(CHECK, [{}], CONTINUE, { apiKey: 'wrong' });
		expect(items.json(CRM)).toMatchObject([{ error: 'The CRM refused the API key' }]);
	});

	test('says of a wrong signature scheme what it hides', async () => {
		const { of } = await check(fixture, { signatureScheme: 'v1' });
		for (const { id, method } of reads) {
			if (method === 'GET' || of[id].answer === 'not tried') continue;
			expect(of[id]).toMatchObject({ answer: 'refused', status: 403 });
		}
		expect(of['client.getMany'].answer).toBe('works');
	});

	test('goes on after an endpoint that does not answer', async () => {
		const match = { operationId: 'configuration.getCountries' };
		fixture.sandbox.faults.rules = [{ match, times: null, action: { status: 500 } }];
		const { of, items } = await check();
		expect(of['configuration.getCountries']).toMatchObject({ answer: 'unclear', status: 500 });
		expect(items).toHaveLength(47);
	});
});

test('takes nothing for an endpoint where a server says the same to everything', async () => {
	for (const body of ['<html><body>Welcome</body></html>', {}, { success: true }, []]) {
		fixture.sandbox.faults.rules = [{ times: null, action: { status: 200, body } }];
		const found = await check();
		expect(Object.values(answers(found))).not.toContain('works');
		expect(found.last.otherEndpointPaths).toBe('');
		fixture.sandbox.reset();
	}
});

test('is not for AI agents', async () => {
	const type = 'n8n-nodes-crm-open-api.crmOpenApiTool';
	const engine = fixture.engine({}, { otherNodeTypes: { [type]: CrmOpenApi } });
	const refused = await engine.run({ workflow: crmWorkflow(CHECK, { type }) });
	expect(failedTexts(refused.json('Done'))).toEqual([
		expect.stringContaining("'Check Endpoints' is not for AI agents. Nothing was sent"),
	]);
	expect(fixture.sandbox.requests).toEqual([]);
});
