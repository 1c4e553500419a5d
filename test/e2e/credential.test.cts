/** A credential, made in the editor as users do it: n8n tests it on Save, and the modal says what is wrong. */
import { startSandbox, type Sandbox } from '../../sandbox/index.cts';
import { Editor } from './n8n/editor.cts';
import { freePort } from './n8n/server.cts';
import { shared, sharedRest } from './shared.cts';

let sandbox: Sandbox;
let editor: Editor;
beforeAll(async () => {
	sandbox = await startSandbox();
	editor = await Editor.of(sharedRest());
});
afterAll(async () => {
	await editor.close();
	await sandbox.close();
});

const FAILED = 'Couldn’t connect with these settings';

describe('CRM API', () => {
	const right = () => ({ host: sandbox.url, apiKey: sandbox.key });
	const save = async (values: Record<string, string>) => {
		await editor.newCredential('CRM API');
		await editor.fillIn(values);
		return await editor.saveCredential();
	};

	test('is tested on Save, by an unsigned and a signed request', async () => {
		sandbox.reset();
		const { ok, text } = await save(right());
		expect({ ok, text }).toMatchObject({
			ok: true,
			text: expect.stringContaining('Connection tested successfully'),
		});
		expect(sandbox.requests.map(({ method, verified }) => [method, verified])).toEqual([
			['GET', 'key-only'],
			['POST', 'v2'],
		]);
	});

	test.each([
		{
			what: 'a wrong key',
			values: async () => ({ ...right(), apiKey: 'not the key' }),
			says: 'The CRM was reached but refused the API Key',
		},
		{
			what: 'the other signature scheme',
			values: async () => ({ ...right(), signatureScheme: 'V1 (SHA-1)' }),
			says: 'Host and API Key are fine but the signature was refused: try the other Signature Scheme',
		},
		{
			what: 'a host where nobody listens',
			values: async () => ({ ...right(), host: `http://127.0.0.1:${await freePort()}` }),
			says: /http:\/\/127\.0\.0\.1:\d+ can't be reached: .*ECONNREFUSED/,
		},
		{
			what: 'a host that is something else',
			values: async () => ({ ...right(), host: shared().url }),
			says: 'does not answer like the CRM Open API (HTTP 404): check the Host',
		},
		{
			what: 'a host without https',
			values: async () => ({ ...right(), host: 'http://crm.example.com' }),
			says: 'The Host must use https: over plain http the API key could be read on the way',
		},
	])('$what is told', async ({ values, says }) => {
		const { ok, text } = await save(await values());
		expect(ok).toBe(false);
		expect(text).toContain(FAILED);
		expect(text).toMatch(says);
		expect(editor.complaints).toEqual([]);
	});

	test('what was wrong is corrected in the same form', async () => {
		await save({ ...right(), apiKey: 'not the key' });
		await editor.fillIn(right());
		expect(await editor.saveCredential()).toMatchObject({ ok: true });
	});
});

/** A credential whose test looks at its form only. */
interface Form {
	title: string;
	right: Record<string, string>;
	wrong: Record<string, string>;
	says: string;
}

describe.each<Form>([
	{
		title: 'CRM Webhook API',
		right: { secret: 'a long and random secret' },
		wrong: { secret: 'a long and random secret ' },
		says: 'The Secret begins or ends with a space',
	},
	{
		title: 'CRM PSP API',
		right: { merchantId: 'merchant', token: 'token', callbackUrl: 'https://crm.example.com/psp' },
		wrong: { merchantId: 'merchant', token: 'token', callbackUrl: 'http://crm.example.com/psp' },
		says: 'The Callback URL must use https',
	},
])('$title', ({ title, right, wrong, says }) => {
	test('is taken when its form is right', async () => {
		await editor.newCredential(title);
		await editor.fillIn(right);
		expect(await editor.saveCredential()).toMatchObject({ ok: true });
	});

	test('says what is wrong with its form', async () => {
		await editor.newCredential(title);
		await editor.fillIn(wrong);
		const { ok, text } = await editor.saveCredential();
		expect({ ok, text }).toMatchObject({ ok: false, text: expect.stringContaining(says) });
	});
});
