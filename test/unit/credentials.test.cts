import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestOptions,
} from 'n8n-workflow';
import { CrmOpenApi } from '../../credentials/CrmOpenApi.credentials.ts';
import { CrmOpenApiPspApi } from '../../credentials/CrmOpenApiPspApi.credentials.ts';
import { SENDING, type WithSending } from '../../crm/sending.ts';
import { resources } from '../../nodes/endpoints/index.ts';

/** A credential that signs, filled in, and an address that it is for. */
interface Case {
	credential: ICredentialType & Pick<CrmOpenApi, 'authenticate'>;
	/** What its field with the secret is called. */
	secret: string;
	label: string;
	data: ICredentialDataDecryptedObject;
	url: string;
}

const CASES: Case[] = [
	{
		credential: new CrmOpenApi(),
		secret: 'apiKey',
		label: 'API Key',
		data: { host: 'crm.example.com', apiKey: 'secret-key', signatureScheme: 'v2' },
		url: 'https://crm.example.com/public/v1/leads/create',
	},
	{
		credential: new CrmOpenApiPspApi(),
		secret: 'token',
		label: 'Token',
		data: { merchantId: 'm1', token: 'secret-key', callbackUrl: 'https://crm.example.com/psp' },
		url: 'https://crm.example.com/psp/pay/callback',
	},
];

/** As the package's own nodes ask for it. */
const own = (movesMoney: boolean, deadline = new AbortController().signal): WithSending => ({
	[SENDING]: { movesMoney, deadline },
});

describe.each(CASES)('$credential.displayName', ({ credential, secret, label, data, url }) => {
	// As n8n's HTTP Request node asks, but for a path that only an operation may send to.
	const asked = {
		uri: url,
		method: 'POST',
		body: { a: 1 },
		rejectUnauthorized: true,
		followAllRedirects: true,
		...own(true),
	};
	const sign = async (request: object, credentials = data) =>
		await credential.authenticate(credentials, request as IHttpRequestOptions);

	test('follows no redirect, by none of the names that n8n has for it', async () => {
		expect(await sign(asked)).toMatchObject({
			disableFollowRedirect: true,
			followRedirect: false,
			followAllRedirects: false,
		});
	});

	test.each(['https://evil.example.com/', url.replace('https', 'http'), 'nonsense', ''])(
		'gives its secret to no other address: %s',
		async (uri) => {
			await expect(sign({ ...asked, uri })).rejects.toThrow(
				'is only sent to https://crm.example.com',
			);
		},
	);

	test('goes just to the address that was checked', async () => {
		const { pathname } = new URL(url);
		const parts = { ...asked, uri: undefined, url: pathname, baseURL: 'https://crm.example.com/x' };
		const signed = await sign(parts);
		expect(signed).toMatchObject({ url });
		expect(signed).not.toHaveProperty('baseURL');
		expect(await sign(asked)).toMatchObject({ uri: url });
	});

	test('says once that the body is JSON', async () => {
		const { headers } = await sign({ ...asked, headers: { 'content-type': 'text/plain', x: '1' } });
		expect(headers).toMatchObject({ x: '1', 'Content-Type': 'application/json' });
		expect(headers).not.toHaveProperty('content-type');
	});

	test('shows its secret once, whatever the caller wrote in its place', async () => {
		const [name] = Object.entries((await sign(asked)).headers ?? {}).find(
			([, value]) => value === 'secret-key',
		) as [string, string];
		const { headers = {} } = await sign({
			...asked,
			headers: { [name.toUpperCase()]: 'x', [name]: 'y' },
		});
		expect(Object.keys(headers).filter((one) => one.toLowerCase() === name)).toEqual([name]);
		expect(headers[name]).toBe('secret-key');
	});

	test.each<[name: string, options: object]>([
		['a proxy of its own', { proxy: 'http://evil.example:8080' }],
		['a proxy of its own', { proxy: { host: 'evil.example', port: 8080 } }],
		['a proxy of its own', { tunnel: true }],
		['ignored certificates', { rejectUnauthorized: false }],
		['ignored certificates', { strictSSL: false }],
		['ignored certificates', { skipSslCertificateValidation: true }],
		['a connection of its own', { agent: {} }],
		['a connection of its own', { httpAgent: {} }],
		['a connection of its own', { httpsAgent: {} }],
		['a connection of its own', { socketPath: '/tmp/x' }],
		['a name service of its own', { lookup: () => undefined }],
		...[
			'rejectUnauthorized',
			'host',
			'servername',
			'checkServerIdentity',
			'lookup',
			'path',
			'pfx',
		].map((option): [string, object] => [
			`the connection option '${option}'`,
			{ agentOptions: { ca: 'x', [option]: 'x' } },
		]),
		...[
			'Host',
			'host',
			' HOST ',
			'Connection',
			'Keep-Alive',
			'Proxy-Authorization',
			'Proxy-Connection',
			'TE',
			'Trailer',
			'Transfer-Encoding',
			'Upgrade',
			'Content-Length',
			'Forwarded',
			'X-Forwarded-Host',
			'X-Original-URL',
			'X-Rewrite-Url',
			'X-HTTP-Method-Override',
		].map((header): [string, object] => [
			`the header '${header.trim().toLowerCase()}'`,
			{ headers: { accept: '*/*', [header]: 'evil.example' } },
		]),
	])('does not go out with %s', async (name, options) => {
		const refusal = sign({ ...asked, ...options });
		await expect(refusal).rejects.toThrow(`This credential does not go out with ${name}`);
		await expect(refusal).rejects.toHaveProperty('description', expect.stringContaining('Take it'));
	});

	test('goes out through a private authority and with a certificate of its own', async () => {
		const agentOptions = { ca: 'a', cert: 'b', key: 'c', passphrase: 'd', servername: undefined };
		const signed = await sign({ ...asked, agentOptions, proxy: '', rejectUnauthorized: true });
		expect(signed).toMatchObject({
			agentOptions: { ca: 'a', cert: 'b', key: 'c', passphrase: 'd' },
		});
	});

	test.each(['\u200b', '\u00e9', '\u2011', '\0', 'a\nb', 'a\tb', '\u202e', '\u{1f600}'])(
		'tells a character that cannot be sent: %j',
		async (character) => {
			const credentials = { ...data, [secret]: `secret${character}key` };
			await expect(sign(asked, credentials)).rejects.toThrow(
				`The credential's ${label} contains a character that cannot be sent`,
			);
		},
	);

	test.each(['', '  ', undefined])('tells an empty secret: %j', async (value) => {
		const credentials = { ...data, [secret]: value } as ICredentialDataDecryptedObject;
		await expect(sign(asked, credentials)).rejects.toThrow(`The credential's ${label} is empty`);
	});

	test("ends with the deadline of its node, or with n8n's own signal", async () => {
		for (const first of ['deadline', 'cancel'] as const) {
			const ends = { deadline: new AbortController(), cancel: new AbortController() };
			const { abortSignal } = await sign({
				...asked,
				abortSignal: ends.cancel.signal,
				...own(true, ends.deadline.signal),
			});
			expect(abortSignal?.aborted).toBe(false);
			ends[first].abort();
			expect(abortSignal?.aborted).toBe(true);
		}
		const { deadline } = { deadline: new AbortController() };
		const { abortSignal } = await sign({ ...asked, ...own(true, deadline.signal) });
		deadline.abort();
		expect(abortSignal?.aborted).toBe(true);
	});

	test('nothing of what its node told it goes further', async () => {
		expect(Object.getOwnPropertySymbols(await sign(asked))).toEqual([]);
	});
});

/** Every operation of the Open API that moves money, with an address of it. */
const MONEY = resources.flatMap(({ value: resource, operations }) =>
	operations
		.filter(({ money, endpoint }) => money || endpoint.effect === 'money')
		.map(({ value, endpoint }) => ({
			name: `${resource} ${value}`,
			of: CASES[0],
			path: endpoint.path.replace(/\{\w+\}/g, '100023'),
			method: endpoint.method,
		})),
);

describe.each(MONEY)('the path of $name', ({ of, path, method }) => {
	const sign = async (url: string, more: object = {}) =>
		await of.credential.authenticate(of.data, {
			url: `https://crm.example.com${url}`,
			method,
			body: { a: 1 },
			...more,
		} as IHttpRequestOptions);

	test('is signed for its operation', async () => {
		expect(await sign(path, own(true))).toHaveProperty('headers');
	});

	test.each([
		['nothing', {}],
		['a node that does not move money', own(false)],
		['a name that anybody can type', { 'n8n-nodes-crm-open-api.sending': { movesMoney: true } }],
		['a name that anybody can type', { sending: { movesMoney: true }, SENDING: true }],
		['another method', { method: 'GET' }],
	])('is not signed for %s', async (_name, more) => {
		const refusal = sign(path, more);
		await expect(refusal).rejects.toThrow('This path moves money, so only the operation');
		await expect(refusal).rejects.toHaveProperty(
			'description',
			expect.stringContaining('Use the operation'),
		);
	});
});

/** Ways to write a path that some server between n8n and the CRM's routes reads as the same. */
const SPELLINGS: Array<(path: string) => string> = [
	(path) => path.toUpperCase(),
	(path) => `${path}/`,
	(path) => `${path}//`,
	(path) => path.replace(/\//g, '//'),
	(path) => `${path}?a=1`,
	(path) => `${path}#a`,
	(path) => `${path}%3Fa=1`,
	(path) => `${path}%23a`,
	(path) => `${path};v=1`,
	(path) => path.replace(/(?<=\w)\//g, ';a=b/'),
	(path) => `${path}.json`,
	(path) => `${path}.`,
	(path) => `${path}%20`,
	(path) => `${path}%00`,
	(path) => `${path}/x/..`,
	(path) => `${path}/x/%2e%2e`,
	(path) => `${path}/x/%252e%252e`,
	(path) => `${path}/.`,
	(path) => `${path}/%2e`,
	(path) => `/x/..${path}`,
	(path) => `/x%2f..${path}`,
	(path) => `/api${path}`,
	(path) => path.replace(/\//g, '\\'),
	(path) => path.replace(/\/(?=\w+$)/, '%2f'),
	(path) => path.replace(/\/(?=\w+$)/, '%252F'),
	(path) => path.replace(/\/(?=\w+$)/, '%5c'),
	(path) => path.replace(/\/(?=\w+$)/, '/\u200b'),
	(path) => path.replace(/(\w)(?=\w*$)/, (first) => `%${first.charCodeAt(0).toString(16)}`),
	(path) => path.replace(/(\w)(?=\w*$)/, (first) => `%25${first.charCodeAt(0).toString(16)}`),
	(path) =>
		path.replace(/\w(?=\w*$)/, (first) => String.fromCharCode(first.charCodeAt(0) + 0xfee0)),
];

test.each(MONEY)('no spelling of the path of $name is signed', async ({ of, path }) => {
	for (const spelled of SPELLINGS.map((spell) => spell(path))) {
		const options = { uri: `https://crm.example.com${spelled}`, method: 'POST', body: { a: 1 } };
		const refusal = of.credential.authenticate(of.data, options as never);
		await expect(refusal.then(() => spelled)).rejects.toThrow('This path moves money');
	}
});

test('no other path of the API is taken for one that moves money', async () => {
	const others = resources.flatMap(({ operations }) =>
		operations.filter(({ money }) => !money).map(({ endpoint }) => endpoint.path),
	);
	expect(others.length).toBeGreaterThan(30);
	for (const path of others) {
		for (const url of [path, path.replace(/\{\w+\}/g, '100023'), `${path}/deposit`]) {
			const { credential, data } = CASES[0];
			const options = {
				url: `https://crm.example.com${url}`,
				method: 'GET',
			} as IHttpRequestOptions;
			expect(await credential.authenticate(data, options)).toHaveProperty('headers');
		}
	}
});
