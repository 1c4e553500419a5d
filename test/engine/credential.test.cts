/** The credential: its test, and what it does for n8n's HTTP Request node. */
import { request as forward } from 'node:http';
import {
	NodeConnectionTypes,
	type ICredentialDataDecryptedObject,
	type IDataObject,
	type IExecuteFunctions,
	type IHttpRequestOptions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IRequestOptions,
} from 'n8n-workflow';
import { errorText, useFixture, startServer, type Fixture, type LocalServer } from './fixture.cts';
import { CrmOpenApiPspApi as PspCredential } from '../../credentials/CrmOpenApiPspApi.credentials.ts';
import { CrmOpenApiPsp } from '../../nodes/CrmOpenApiPsp/CrmOpenApiPsp.node.ts';
import type { FaultMatch } from '../../sandbox/index.cts';
import { workflowOf } from './harness/index.cts';

const fixture = useFixture({ clients: 5 });
const v1 = useFixture({ scheme: 'v1', clients: 5 });
/** Somebody else's server; remembers the headers of what comes in. */
let other: LocalServer;
const strangers: IDataObject[] = [];
beforeAll(async () => {
	other = await startServer(({ headers }, response) => {
		strangers.push({ ...headers });
		response.setHeader('content-type', 'text/html');
		response.end('<!DOCTYPE html><title>Welcome</title>');
	});
});
afterAll(async () => {
	await other.close();
});
beforeEach(() => {
	strangers.length = 0;
});

describe('its test', () => {
	const tested = async (data: ICredentialDataDecryptedObject = {}, { sandbox } = fixture) => {
		const result = await fixture.engine().testCredential('crmOpenApi', {
			host: sandbox.url,
			apiKey: sandbox.key,
			signatureScheme: sandbox.scheme,
			...data,
		});
		expect(JSON.stringify(result)).not.toContain(String(data.apiKey ?? sandbox.key) || '\n');
		return result;
	};
	const complaint = async (...args: Parameters<typeof tested>) => {
		const { status, message } = await tested(...args);
		expect(status).toBe('Error');
		return message;
	};

	test.each([
		['V2', () => fixture],
		['V1', () => v1],
	])('proves host, key and a %s signature by two harmless reads', async (_name, of) => {
		const { sandbox } = of();
		const before = structuredClone(sandbox.data);
		expect(await tested({}, of())).toEqual({
			status: 'OK',
			message: 'Host, API Key and Signature Scheme are right',
		});
		expect(sandbox.requests).toMatchObject([
			{ method: 'GET', verified: 'key-only', status: 200 },
			{ method: 'POST', verified: sandbox.scheme, status: 200 },
		]);
		expect(sandbox.data).toEqual(before);
	});

	test.each(['{}/', '{}/public/v1', '{}/public/v1/', '{}/public/v1/users?skip=0#top', ' {}\n'])(
		'takes the host as people paste it: %s',
		async (pasted) => {
			const host = pasted.replace('{}', fixture.sandbox.url);
			expect((await tested({ host })).status).toBe('OK');
		},
	);

	test('takes the host in capitals, and localhost', async () => {
		const { port } = new URL(fixture.sandbox.url);
		expect((await tested({ host: `HTTP://127.0.0.1:${port}` })).status).toBe('OK');
		// localhost may be the other loopback address; reaching for it at all is what counts.
		const local = await tested({ host: `http://localhost:${port}` });
		expect(local.message).not.toContain('https');
	});

	test('takes a host without a scheme as https', async () => {
		const { host } = new URL(fixture.sandbox.url);
		expect(await complaint({ host })).toContain(`https://${host} can't be reached`);
		expect(fixture.sandbox.requests).toEqual([]);
	});

	test.each([
		['', 'The Host is empty'],
		['http://crm.example.com', 'The Host must use https'],
		['https://', 'The Host is not a host name'],
		['https://me:secret@crm.example.com', 'The Host must not hold a user name'],
	])('refuses the host %p', async (host, text) => {
		expect(await complaint({ host })).toContain(text);
	});

	test('refuses a wrong line of Other Endpoint Paths before it asks, and says what to run', async () => {
		const otherEndpointPaths = 'mt5.getAccounts /public/v1/mt5/account\nmt5.getConnection mt5';
		expect(await complaint({ otherEndpointPaths })).toMatch(
			/^'Other Endpoint Paths' is wrong in line 2: .* must begin with a single \/.*Run 'API - Check Endpoints'/,
		);
		expect(fixture.sandbox.requests).toEqual([]);
	});

	test('takes right ones, and asks no more than without', async () => {
		const otherEndpointPaths = 'mt5.getAccounts /public/v1/mt5/account';
		expect((await tested({ otherEndpointPaths })).status).toBe('OK');
		expect(fixture.sandbox.requests).toHaveLength(2);
	});

	test.each(['', '  '])('refuses the empty key %p', async (apiKey) => {
		expect(await complaint({ apiKey })).toBe('The API Key is empty');
		expect(fixture.sandbox.requests).toEqual([]);
	});

	test.each(['\u200b', '\u00e9', '\u2011', '\0'])(
		'tells a character in the key that can not be sent: %j',
		async (character) => {
			const apiKey = `${fixture.sandbox.key}${character}x`;
			expect(await complaint({ apiKey })).toBe(
				'The API Key contains a character that cannot be sent. Copy it again',
			);
			expect(fixture.sandbox.requests).toEqual([]);
		},
	);

	test.each<[string, FaultMatch]>([
		['first', { method: 'GET' }],
		['signed', { method: 'POST' }],
	])(
		'tells a page of a firewall at the %s request from a refusal by the CRM',
		async (_which, match) => {
			for (const status of [401, 403]) {
				const body = '<html><title>Access denied</title></html>';
				fixture.sandbox.faults.rules = [{ match, action: { status, body } }];
				const message = await complaint();
				expect(message).toContain('A firewall, login page or proxy before the CRM refused');
				expect(message).not.toMatch(/refused the API Key|other Signature Scheme/);
			}
			fixture.sandbox.faults.rules = [{ match, action: { status: 407 } }];
			expect(await complaint()).toContain(
				'A proxy between n8n and the CRM wants to be logged in to',
			);
		},
	);

	test('ends also when the answer comes byte after byte', async () => {
		const slow = await startServer((_request, response) => {
			const timer = setInterval(() => response.write(' '), 500);
			response.on('close', () => clearInterval(timer));
		});
		const started = performance.now();
		const message = await complaint({ host: slow.url });
		await slow.close();
		expect(message).toContain('it did not answer within 20 seconds');
		expect(performance.now() - started).toBeLessThan(25_000);
	}, 40_000);

	test('says that the key is wrong', async () => {
		const message = await complaint({ apiKey: 'wr0ng-key' });
		expect(message).toBe('The CRM was reached but refused the API Key');
		expect(fixture.sandbox.requests).toHaveLength(1);
	});

	test.each([
		['v1', () => fixture],
		['v2', () => v1],
	])('says that the signature scheme %s is wrong', async (signatureScheme, of) => {
		const message = await complaint({ signatureScheme }, of());
		expect(message).toContain('Host and API Key are fine but the signature was refused');
		expect(message).toContain('try the other Signature Scheme');
	});

	test('says that nobody answers at the host', async () => {
		const gone = await startServer(() => undefined);
		await gone.close();
		expect(await complaint({ host: gone.url })).toContain(`${gone.url} can't be reached`);
	});

	test.each([
		['a web page', 'html' as const],
		['another API', { status: 200, body: { hello: 'world' } }],
		['a 404', { status: 404, body: 'Not found' }],
		['an error', { status: 500 }],
		['nothing', 'empty' as const],
	])('does not take %s for the CRM', async (_what, action) => {
		fixture.sandbox.faults.rules = [{ times: Infinity, action }];
		expect(await complaint()).toContain('does not answer like the CRM Open API');
	});

	test('does not take a page behind a redirect for the CRM, nor go there', async () => {
		const action = { redirect: `${other.url}/login` };
		fixture.sandbox.faults.rules = [{ times: Infinity, action }];
		expect(await complaint()).toContain('check the Host');
		expect(strangers).toEqual([]);
	});

	test.each([
		{ status: 500 },
		{ status: 404 },
		'cut',
		{ redirect: 'http://127.0.0.1:1/' },
	] as const)('is not passed when the signature could not be proved: %p', async (action) => {
		fixture.sandbox.faults.rules = [{ match: { method: 'POST' }, action }];
		expect(await complaint()).toMatch(/could not be proved|stopped answering/);
	});

	test.each(['html', 'empty', 'bad-json'] as const)(
		'is not passed when the signed read is answered with %s',
		async (action) => {
			fixture.sandbox.faults.rules = [{ match: { method: 'POST' }, action }];
			expect(await complaint()).toMatch(/could not be proved/);
		},
	);
});

describe('the test of CRM PSP API', () => {
	const PSP = { merchantId: 'm1', token: 'tok', callbackUrl: 'https://crm.example.com/psp' };

	test.each([
		[{}, /The form is filled in/],
		[{ token: ' ' }, /The Token is empty/],
		[{ token: 'tok\u200b' }, /The Token contains a character that cannot be sent. Copy it again/],
		[{ token: 't\u00f6k' }, /The Token contains a character that cannot be sent/],
		[{ merchantId: '' }, /The Merchant ID is empty/],
	])('%j: %s', async (data, message) => {
		const psp = fixture.engine(
			{},
			{ nodeTypes: [CrmOpenApiPsp], credentialTypes: [PspCredential] },
		);
		const result = await psp.testCredential('crmOpenApiPspApi', { ...PSP, ...data });
		expect(result.message).toMatch(message);
	});
});

/** Sends the options of its items as n8n's HTTP Request node does, and under its name. */
class HttpRequest implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'HTTP Request',
		name: 'httpRequest',
		group: ['output'],
		version: 1,
		description: 'Sends requests',
		defaults: { name: 'HTTP Request' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const { helpers } = this;
		const items: INodeExecutionData[] = [];
		for (const [item, { json }] of this.getInputData().entries()) {
			const { options, legacy } = json as unknown as Request;
			const answer = (
				legacy
					? await helpers.requestWithAuthentication.call(
							this,
							'crmOpenApi',
							options as IRequestOptions,
							undefined,
							item,
						)
					: await helpers.httpRequestWithAuthentication.call(
							this,
							'crmOpenApi',
							options as unknown as IHttpRequestOptions,
						)
			) as { statusCode: number };
			items.push({ json: { status: answer.statusCode }, pairedItem: { item } });
		}
		return [items];
	}
}

interface Request {
	options: IDataObject;
	/** By the older of n8n's two helpers, which the HTTP Request node uses. */
	legacy: boolean;
}

const HTTP_REQUEST = 'n8n-nodes-base.httpRequest';

async function send(request: Request, { sandbox, engine }: Fixture = fixture) {
	const credentials = { crmOpenApi: { id: 'crm', name: 'crm' } };
	const workflow = workflowOf([
		{ name: 'Start', type: 'test.pass' },
		{ name: 'HTTP', type: HTTP_REQUEST, credentials },
	]);
	const withNode = engine({}, { otherNodeTypes: { [HTTP_REQUEST]: HttpRequest } });
	const result = await withNode.run({ workflow, items: [request as unknown as IDataObject] });
	return { result, received: sandbox.requests };
}

/** What the HTTP Request node puts into its options since version 4: it follows every redirect. */
const NODE_OPTIONS: IDataObject = {
	headers: { accept: 'application/json,text/html,*/*;q=0.7' },
	gzip: true,
	rejectUnauthorized: true,
	followRedirect: true,
	followAllRedirects: true,
	resolveWithFullResponse: true,
	sendCredentialsOnCrossOriginRedirect: true,
	timeout: 300_000,
};
const DETECT: IDataObject = { ...NODE_OPTIONS, encoding: null, json: false, useStream: true };
const JSON_ONLY: IDataObject = { ...NODE_OPTIONS, json: true };
const RAW: IDataObject = {
	...NODE_OPTIONS,
	headers: { accept: '*/*', 'content-type': 'text/plain' },
	json: false,
	useStream: true,
};
const NEW: IDataObject = { returnFullResponse: true };

/** Both of n8n's helpers, with the options that a node or the HTTP Request node gives them. */
const ways: Array<[name: string, legacy: boolean, options: IDataObject]> = [
	['httpRequest', false, NEW],
	['httpRequest with json', false, { ...NEW, json: true }],
	['HTTP Request, response detected', true, DETECT],
	['HTTP Request, JSON response', true, JSON_ONLY],
];

describe.each(ways)('for %s', (_name, legacy, common) => {
	const to = (fixture: Fixture, path: string) => ({
		[legacy ? 'uri' : 'url']: `${fixture.sandbox.url}${path}`,
	});
	const LEAD = { name: 'Zoë 李 \u2028 "q"', email: 'z@example.com', phone: { number: '1' } };

	test.each([
		['V2', () => fixture],
		['V1', () => v1],
	])('signs a nested, unicode object under %s', async (_scheme, of) => {
		const options = { ...common, ...to(of(), '/public/v1/leads/create'), method: 'POST' };
		const { result, received } = await send({ legacy, options: { ...options, body: LEAD } }, of());
		expect(result.error).toBeUndefined();
		expect(result.json('HTTP')).toEqual([{ status: 201 }]);
		expect(received).toMatchObject([{ verified: of().sandbox.scheme, body: LEAD }]);
		expect(received[0].headers['content-type']).toBe('application/json');
	});

	test.each([
		'{"name":"A","email":"a@example.com"}',
		'\n{ "email": "a@example.com",\t"name": "Ä" } \n',
	])('signs a text just as it is sent: %j', async (body) => {
		const options = {
			...common,
			...to(fixture, '/public/v1/leads/create'),
			method: 'POST',
			body,
		};
		const { result, received } = await send({ legacy, options });
		expect(result.json('HTTP')).toEqual([{ status: 201 }]);
		expect(received).toMatchObject([{ verified: 'v2', body: JSON.parse(body) }]);
	});

	test.each(['PUT', 'PATCH'])('signs a %s', async (method) => {
		fixture.sandbox.faults.rules = [{ action: { status: 200, body: {} } }];
		const options = { ...common, ...to(fixture, '/public/v1/x'), method, body: { a: [1] } };
		const { received } = await send({ legacy, options });
		expect(received).toMatchObject([{ method, verified: 'v2', rawBody: '{"a":[1]}' }]);
	});

	test('sends a GET with the key and without a signature', async () => {
		const qs = { skip: 0, limit: 1 };
		const options = { ...common, ...to(fixture, '/public/v1/users'), qs, method: 'GET' };
		const { result, received } = await send({ legacy, options });
		expect(result.json('HTTP')).toEqual([{ status: 200 }]);
		expect(received).toMatchObject([{ verified: 'key-only', query: { skip: '0', limit: '1' } }]);
		expect(received[0].headers).not.toHaveProperty('signature');
		expect(received[0].rawBody).toBe('');
	});

	test('refuses a text that is no JSON', async () => {
		const path = to(fixture, '/public/v1/leads/create');
		const options = { ...common, ...path, method: 'POST', body: 'name=A' };
		const { result, received } = await send({ legacy, options });
		expect(errorText(result)).toMatch(/not valid JSON/);
		expect(received).toEqual([]);
	});

	test.each(['GET', 'POST'])('gives the key to no other host: %s', async (method) => {
		const url = { [legacy ? 'uri' : 'url']: `${other.url}/public/v1/users` };
		const body = method === 'POST' && { body: LEAD };
		const { result } = await send({ legacy, options: { ...common, ...url, ...body, method } });
		expect(errorText(result)).toContain(`API key is only sent to ${fixture.sandbox.url}`);
		expect(strangers).toEqual([]);
	});

	test.each<[string, IDataObject]>([
		['a proxy of its own', { proxy: 'PROXY' }],
		[
			'ignored certificates',
			legacy ? { rejectUnauthorized: false } : { skipSslCertificateValidation: true },
		],
		["the connection option 'host'", { agentOptions: { host: '127.0.0.1' } }],
		["the header 'host'", { headers: { Host: 'evil.example' } }],
		["the header 'transfer-encoding'", { headers: { 'Transfer-Encoding': 'chunked' } }],
	])('does not go out with %s', async (name, options) => {
		const detour = Object.fromEntries(
			Object.entries(options).map(([key, value]) => [key, value === 'PROXY' ? other.url : value]),
		);
		const asked = { ...common, ...to(fixture, '/public/v1/users'), method: 'GET', ...detour };
		const { result, received } = await send({ legacy, options: asked });
		expect(errorText(result)).toContain(`This credential does not go out with ${name}`);
		expect([...received, ...strangers]).toEqual([]);
	});

	test.each(['/public/v1/mt4/accounts/100023/deposit', '/public/v1/x/../wallets/%62alance'])(
		'does not sign %s, which moves money',
		async (path) => {
			const options = { ...common, ...to(fixture, path), method: 'PATCH', body: { amount: 5 } };
			const { result, received } = await send({ legacy, options });
			expect(errorText(result)).toMatch(/only the operation '(MT4 → Deposit|Wallet → Update)/);
			expect(received).toEqual([]);
		},
	);

	test.each([
		['GET', 302],
		['POST', 302],
		['POST', 307],
	])('follows no redirect: %s, %d', async (method, status) => {
		fixture.sandbox.faults.rules = [{ action: { redirect: `${other.url}/x`, status } }];
		const body = method === 'POST' && { body: LEAD };
		const path = to(fixture, '/public/v1/leads/create');
		await send({ legacy, options: { ...common, ...path, ...body, method } });
		expect(fixture.sandbox.requests).toHaveLength(1);
		expect(strangers).toEqual([]);
	});
});

test('a raw text of the HTTP Request node goes out as JSON, signed', async () => {
	const uri = `${fixture.sandbox.url}/public/v1/leads/create`;
	const body = ' {"name": "Raw", "email": "r@example.com"}\n';
	const options = { ...RAW, uri, method: 'POST', body };
	const { result, received } = await send({ legacy: true, options });
	expect(result.json('HTTP')).toEqual([{ status: 201 }]);
	expect(received[0].headers['content-type']).toBe('application/json');
});

test('a body that V1 can not sign is refused', async () => {
	const url = `${v1.sandbox.url}/public/v1/x`;
	const options = { ...NEW, url, method: 'POST', body: [1] };
	const { result, received } = await send({ legacy: false, options }, v1);
	expect(errorText(result)).toContain('V1 can only sign a body that is a JSON object');
	expect(received).toEqual([]);
});

test('a credential whose host is not safe lets nothing out', async () => {
	const engine = fixture.engine(
		{ host: 'http://crm.example.com' },
		{ otherNodeTypes: { [HTTP_REQUEST]: HttpRequest } },
	);
	const options = { ...NEW, url: 'http://crm.example.com/public/v1/users', method: 'GET' };
	const credentials = { crmOpenApi: { id: 'crm', name: 'crm' } };
	const workflow = workflowOf([
		{ name: 'Start', type: 'test.pass' },
		{ name: 'HTTP', type: HTTP_REQUEST, credentials },
	]);
	const result = await engine.run({ workflow, items: [{ options, legacy: false }] });
	expect(errorText(result)).toContain('must use https');
});

test("n8n's own proxy setting keeps working", async () => {
	const asked: string[] = [];
	const proxy = await startServer((request, response) => {
		asked.push(`${request.method} ${request.url}`);
		const { method, headers } = request;
		const onward = forward(String(request.url), { method, headers }, (answer) => {
			response.writeHead(Number(answer.statusCode), answer.headers);
			answer.pipe(response);
		});
		request.pipe(onward);
	});
	const before = process.env.HTTP_PROXY;
	process.env.HTTP_PROXY = proxy.url;
	try {
		const lead = { resource: 'lead', operation: 'create', name: 'Ann', email: 'ann@example.com' };
		const result = await fixture.run(lead);
		expect(result.error).toBeUndefined();
	} finally {
		if (before === undefined) delete process.env.HTTP_PROXY;
		else process.env.HTTP_PROXY = before;
		await proxy.close();
	}
	expect(asked).toEqual([`POST ${fixture.sandbox.url}/public/v1/leads/create`]);
	expect(fixture.sandbox.requests).toMatchObject([{ verified: 'v2', status: 201 }]);
});
