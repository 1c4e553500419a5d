/** n8n's HTTP Request node with the credential: what the CRM Open API node does not do, it can. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { selfSigned, type Tls } from '../../sandbox/tls.cts';
import type { NodeSketch } from '../engine/harness/workflow.cts';
import { startEavesdropper, type Eavesdropper } from './eavesdropper.cts';
import { crm, Scene } from './fixture.cts';
import { booked, shown } from './money.cts';
import { jsonOf } from './n8n/rest.cts';
import { serve } from './outside.cts';

let scene: Scene;
beforeAll(async () => {
	scene = await Scene.open();
});
beforeEach(() => {
	scene.sandbox.reset();
	scene.sandbox.data.leads = [];
});
afterAll(async () => await scene.close());

const request = (parameters: INodeParameters): NodeSketch => ({
	name: 'Request',
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	parameters: {
		authentication: 'predefinedCredentialType',
		nodeCredentialType: 'crmOpenApi',
		...parameters,
	},
	credentials: { crmOpenApi: { id: '', name: '' } },
});

const post = (path: string, body: INodeParameters): NodeSketch =>
	request({ method: 'POST', url: scene.sandbox.url + path, sendBody: true, ...body });

const leads = () => scene.sandbox.data.leads.map(({ name, comment }) => ({ name, comment }));

const PERSON = {
	name: "Zoë  O'Neill-李",
	email: 'zoe@example.com',
	comment: 'a "b"  –  谢谢 🙂\n',
};

test.each<[string, INodeParameters]>([
	['fields', { bodyParameters: { parameters: ['name', 'email', 'comment'].map(field) } }],
	['an object as JSON', { specifyBody: 'json', jsonBody: '={{ $json }}' }],
	['JSON as text', { specifyBody: 'json', jsonBody: '={{ JSON.stringify($json, null, 3) }}' }],
	[
		'a raw text',
		{
			contentType: 'raw',
			rawContentType: 'application/json',
			body: '={{ "  " + JSON.stringify($json, null, "\\t") + "\\n" }}',
		},
	],
])('a POST is signed: %s', async (_how, body) => {
	const execution = await scene.run([PERSON], [post('/public/v1/leads/create', body)]);
	expect(execution.data.resultData.error).toBeUndefined();
	expect(leads()).toEqual([{ name: PERSON.name, comment: PERSON.comment }]);
	expect(scene.sandbox.requests).toMatchObject([{ verified: 'v2', status: 201 }]);
});

function field(name: string): INodeParameters {
	return { name, value: `={{ $json.${name} }}` };
}

test('a GET has the key and no signature', async () => {
	const [{ id, email }] = scene.sandbox.data.clients;
	const url = `${scene.sandbox.url}/public/v1/users/${id}`;
	const execution = await scene.run([{}], [request({ url })]);
	expect(jsonOf(execution, 'Request')).toMatchObject([{ id, email }]);
	const [{ headers, verified }] = scene.sandbox.requests;
	expect([verified, headers.signature]).toEqual(['key-only', undefined]);
});

test('another host than that of the credential gets nothing', async () => {
	const heard: unknown[] = [];
	const other = await serve((path) => heard.push(path));
	const execution = await scene.run([PERSON], [request({ url: `${other.url}/public/v1/users` })]);
	await other.close();
	expect([execution.status, heard]).toEqual(['error', []]);
	const { message, description } = execution.data.resultData.error ?? {};
	expect(`${message} ${description}`).toContain(`only sent to ${scene.sandbox.url}`);
	expect(JSON.stringify(execution.data)).not.toContain(scene.sandbox.key);
});

test('a redirect to another host is not followed', async () => {
	const heard: IDataObject[] = [];
	const other = await serve((path) => heard.push({ path }));
	scene.sandbox.faults.rules = [{ action: { redirect: other.url } }];
	const url = `${scene.sandbox.url}/public/v1/users`;
	const execution = await scene.run([{}], [request({ url })]);
	await other.close();
	expect([execution.status, heard]).toEqual(['error', []]);
});

describe('the key goes to the credential’s host and to nobody else', () => {
	let eavesdropper: Eavesdropper;
	let secure: Scene;
	let certificate: Tls;
	beforeAll(async () => {
		eavesdropper = await startEavesdropper();
		certificate = await selfSigned();
		secure = await Scene.open(undefined, { tls: certificate });
	});
	afterAll(async () => {
		await secure.close();
		await eavesdropper.close();
	});

	/** Asks the CRM of a scene for a client in this way. */
	async function ask(by: Scene, parameters: INodeParameters) {
		const [{ id }] = by.sandbox.data.clients;
		const url = `${by.sandbox.url}/public/v1/users/${id}`;
		return await by.run([{}], [request({ url, ...parameters })]);
	}
	const proxy = () => ({ proxy: eavesdropper.url });
	const header = (name: string, value: string): INodeParameters => ({
		sendHeaders: true,
		headerParameters: { parameters: [{ name, value }] },
	});

	test.each<[string, () => Scene, () => INodeParameters]>([
		['over a proxy, to a host on this machine', () => scene, () => ({ options: proxy() })],
		['over a proxy', () => secure, () => ({ options: proxy() })],
		[
			'over a proxy, with certificates ignored',
			() => secure,
			() => ({ options: { ...proxy(), allowUnauthorizedCerts: true } }),
		],
		[
			'with certificates ignored',
			() => secure,
			() => ({ options: { allowUnauthorizedCerts: true } }),
		],
		['with another Host', () => scene, () => header('Host', 'evil.example')],
		['with a hOST', () => scene, () => header('hOST', 'evil.example')],
		['with a header for the proxy', () => scene, () => header('Proxy-Authorization', 'Basic x')],
	])('not %s', async (_how, by, parameters) => {
		const execution = await ask(by(), parameters());
		expect(eavesdropper.heard()).not.toContain(by().sandbox.key);
		expect(by().sandbox.requests).toEqual([]);
		expect(shown(execution)).toContain('does not go out with');
		expect(JSON.stringify(execution.data)).not.toContain(by().sandbox.key);
	});

	test('a private certificate authority is fine', async () => {
		await secure.keep('httpSslAuth', { ca: certificate.cert });
		const execution = await ask(secure, { provideSslCertificates: true });
		expect(shown(execution)).toBe('');
		expect(secure.sandbox.requests).toMatchObject([{ verified: 'key-only' }]);
	});
});

describe.each<[string, (path: string, body: string) => NodeSketch]>([
	['HTTP Request', (path, jsonBody) => post(path, { specifyBody: 'json', jsonBody })],
	[
		'a Custom API Call',
		(path, body) =>
			crm('Request', { parameters: { resource: 'customApiCall', method: 'POST', path, body } }),
	],
])('a path that moves money is not signed for %s', (_who, sends) => {
	const account = () => scene.sandbox.data.accounts.filter(({ platform }) => platform === 'mt4')[0];
	const deposit = () => `mt4/accounts/${account().login}/deposit`;

	test.each([
		['as it is', () => deposit()],
		['with a letter by its code', () => deposit().replace('deposit', '%64eposit')],
		['with a way round', () => deposit().replace('mt4', 'x/../mt4')],
		['with a way round by its code', () => deposit().replace('mt4', 'x/%2e%2e/mt4')],
		['with two slashes', () => deposit().replace('/accounts', '//accounts')],
		['with a slash at its end', () => `${deposit()}/`],
		['with capitals', () => deposit().replace('deposit', 'DEPOSIT')],
		['of a wallet', () => 'wallets/balance'],
		['of an approval', () => 'requests/withdrawal/approve'],
	])('%s', async (_how, path) => {
		const { connection_id, currency } = account();
		const body = { connection_id, currency, amount: '5.00', comment: 'order 1' };
		const node = sends(`/public/v1/${path()}`, JSON.stringify(body));
		const execution = await scene.run([{}], [node]);
		expect(scene.sandbox.requests).toEqual([]);
		expect(booked(scene.sandbox)).toEqual([]);
		expect(execution.status).toBe('error');
	});

	test('the text names the operation', async () => {
		const execution = await scene.run([{}], [sends(`/public/v1/${deposit()}`, '{}')]);
		expect(shown(execution)).toMatch(/moves money.*MT4 → Deposit/);
	});
});
