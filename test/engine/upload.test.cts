/** Form → Upload Document: a file of an item goes to the CRM's document storage. */
import dns from 'node:dns';
import { mkdtempSync, rmSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { BinaryDataConfig, BinaryDataService } from 'n8n-core';
import { generate } from 'selfsigned';
import type { IBinaryData, INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { CONTENT_TYPES } from '../../nodes/endpoints/form/contentTypes.ts';
import {
	CONTINUE,
	CRM,
	crmWorkflow,
	errorText,
	failedTexts,
	type Fixture,
	type LocalServer,
	startFixture,
	startServer,
	useFixture,
} from './fixture.cts';

const fixture = useFixture({ clients: 1 });
const servers: LocalServer[] = [];
afterEach(async () => {
	for (const server of servers.splice(0)) await server.close();
});

/** Every byte, and what looks like the end of a form. */
const ANY_BYTES = Buffer.concat([
	Buffer.from(Array.from({ length: 256 }, (_, i) => i)),
	Buffer.from('\r\n--boundary--\r\n'),
]);
const TEXT = Buffer.from('Grüße, 世界\n');

const UPLOAD: INodeParameters = {
	resource: 'form',
	operation: 'uploadDocument',
	formId: '={{ $json.form }}',
	document: '={{ $json.name }}',
	options: { maxConcurrentRequests: 1 },
};

const inMemory = (bytes: Buffer, about: Partial<IBinaryData> = {}): IBinaryData => ({
	data: bytes.toString('base64'),
	mimeType: 'image/png',
	fileName: 'front.png',
	...about,
});

const withFile = (
	file: IBinaryData,
	json: INodeExecutionData['json'] = {},
): INodeExecutionData => ({ json: { form: '7h3k9s2d', ...json }, binary: { data: file } });

async function upload(
	items: INodeExecutionData[],
	parameters: INodeParameters = {},
	node: Partial<INode> = {},
) {
	const workflow = crmWorkflow({ ...UPLOAD, ...parameters }, node);
	return await fixture.engine().run({ workflow, items });
}

/** The CRM gives leave to post to this address. */
const leaveFor = (url: unknown, fields: unknown = { key: 'a/b' }) => {
	fixture.sandbox.faults.rules.push({ action: { status: 200, body: { url, fields } } });
};

/** A document storage that does something else than the sandbox's; the CRM sends uploads there. */
async function storage(answer: RequestListener, times = 1, fields: unknown = {}) {
	const server = await startServer((request, response) => {
		request.resume().on('end', () => answer(request, response));
	});
	servers.push(server);
	const action = { status: 200, body: { url: `${server.url}/bucket`, fields } };
	fixture.sandbox.faults.rules.push({ times, action });
	return server;
}

const uploads = () => fixture.sandbox.data.uploads;

describe('two items with different files', () => {
	const items = [
		withFile(inMemory(ANY_BYTES), { form: 'formone1' }),
		withFile(inMemory(TEXT, { mimeType: 'text/plain; charset=utf-8', fileName: 'Grüße "1".txt' }), {
			form: 'formtwo2',
		}),
	];

	test('are posted byte for byte, after the fields, and come out with what names them', async () => {
		const result = await upload(items);
		expect(result.error).toBeUndefined();

		const [first, second] = fixture.sandbox.requests.map(({ query }) => query);
		expect(first).toEqual({
			id: expect.stringMatching(/^[a-z2-9]{4}$/),
			document: 'front.png',
			content_type: 'image/png',
			form_id: 'formone1',
		});
		expect(second).toEqual({
			id: expect.stringMatching(/^[a-z2-9]{4}$/),
			document: 'Grüße "1".txt',
			content_type: 'text/plain',
			form_id: 'formtwo2',
		});
		expect(second.id).not.toBe(first.id);

		expect(uploads().map(({ bytes }) => bytes)).toEqual([ANY_BYTES, TEXT]);
		expect(uploads()).toMatchObject([
			{ accepted: true, name: 'front.png', type: 'image/png' },
			{ accepted: true, type: 'text/plain' },
		]);
		// As browsers write a quote in a file name.
		expect(uploads()[1].name.replace(/%22/g, '"')).toBe('Grüße "1".txt');
		for (const [i, { file_last, key_header, fields }] of uploads().entries()) {
			expect({ file_last, key_header }).toEqual({ file_last: true, key_header: false });
			expect(fields).toEqual(fixture.sandbox.data.uploadGrants[i].fields);
		}

		expect(result.outputs(CRM)).toEqual([
			{
				json: { uploaded: true, ...first, key: `forms/formone1/${String(first.id)}/front.png` },
				pairedItem: { item: 0 },
			},
			{
				json: {
					uploaded: true,
					...second,
					key: `forms/formtwo2/${String(second.id)}/Grüße "1".txt`,
				},
				pairedItem: { item: 1 },
			},
		]);
	});

	test('are taken from disk as well, where n8n keeps them', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'n8n-binary-'));
		try {
			const store = await onDisk(folder);
			const stored = await Promise.all(
				items.map(async ({ json, binary }) => {
					const { data, ...about } = (binary as { data: IBinaryData }).data;
					return { json, binary: { data: await store(Buffer.from(data, 'base64'), about) } };
				}),
			);
			expect(stored[0].binary.data.data).toBe('filesystem-v2');
			const result = await upload(stored);
			expect(result.error).toBeUndefined();
			expect(uploads().map(({ bytes }) => bytes)).toEqual([ANY_BYTES, TEXT]);
			expect(uploads().every(({ accepted }) => accepted)).toBe(true);
		} finally {
			rmSync(folder, { recursive: true });
		}
	});
});

describe('the parameters', () => {
	test('name the document, say what it is and how long its ID shall be', async () => {
		const file = inMemory(TEXT, { mimeType: 'application/octet-stream', fileName: undefined });
		const received = await storage((_request, response) => response.writeHead(201).end());
		const result = await upload([withFile(file, { name: 'proof.csv' })], {
			contentType: 'text/csv',
			options: { documentIdLength: 8 },
		});
		expect(received.requests).toBe(1);
		const [{ query }] = fixture.sandbox.requests;
		expect(query).toMatchObject({ document: 'proof.csv', content_type: 'text/csv' });
		expect(query.id).toMatch(/^[a-z2-9]{8}$/);
		expect(result.json('Done')).toEqual([{ uploaded: true, ...query }]);
	});

	test('can name another field of the item, or hold the file itself', async () => {
		const item = { json: { form: '7h3k9s2d' }, binary: { scan: inMemory(TEXT) } };
		await upload([item], { binaryPropertyName: 'scan' });
		await upload([item], { binaryPropertyName: "={{ $('Start').item.binary.scan }}" });
		expect(uploads().map(({ bytes }) => bytes)).toEqual([TEXT, TEXT]);
	});

	test.each([
		['a form ID of another length', { formId: 'short' }, "'Form ID' must have 8 characters"],
		['no field name', { binaryPropertyName: '={{ "nothing" }}' }, "'nothing'"],
		['an unknown kind', { contentType: '={{ "image/gif" }}' }, "'Content Type' must be one of"],
	])('are refused before anything is sent: %s', async (_what, parameters, text) => {
		const result = await upload([withFile(inMemory(TEXT))], parameters);
		expect(errorText(result)).toContain(text);
		expect(fixture.sandbox.requests).toEqual([]);
	});
});

describe('a file', () => {
	test.each(CONTENT_TYPES)('of the kind $name is taken', async ({ value }) => {
		const file = inMemory(TEXT, { mimeType: value.toUpperCase() });
		expect((await upload([withFile(file)])).json('Done')).toMatchObject([{ content_type: value }]);
	});

	test('called image/jpg by its sender is taken as the JPEG that it is', async () => {
		await upload([withFile(inMemory(TEXT, { mimeType: 'image/jpg' }))]);
		expect(uploads()).toMatchObject([{ accepted: true, type: 'image/jpeg' }]);
	});

	test('that is empty is refused by name, before anything is sent', async () => {
		const empty = { ...inMemory(TEXT), data: '' };
		const result = await upload([withFile(empty)]);
		expect(errorText(result)).toContain("'Input Binary Field' holds an empty file, 'front.png'");
		expect(fixture.sandbox.requests).toEqual([]);
	});

	test('of another kind, or without a name, is refused by name before anything is sent', async () => {
		const kinds = ['image/gif', 'application/octet-stream', ''];
		const items = kinds.map((mimeType) => withFile(inMemory(TEXT, { mimeType })));
		items.push(withFile(inMemory(TEXT, { fileName: undefined })), { json: { form: '7h3k9s2d' } });
		const result = await upload(items, {}, CONTINUE);
		const texts = failedTexts(result.json(CRM));
		expect(texts[0]).toContain("'Input Binary Field' holds a file of the type image/gif");
		expect(texts[0]).toContain('It takes: BMP Image, CSV');
		expect(texts[1]).toContain('application/octet-stream');
		expect(texts[2]).toContain('unknown');
		expect(texts[3]).toContain("'Document Name' is empty, and the file has no name");
		expect(texts[4]).toContain('binary');
		expect(texts).toHaveLength(5);
		expect(fixture.sandbox.requests).toEqual([]);
	});
});

describe('a CRM elsewhere', () => {
	const { createSecureContext } = tls;
	let elsewhere: Fixture;
	beforeAll(async () => {
		const { private: key, cert } = await generate([{ name: 'commonName', value: 'crm.example' }], {
			keyType: 'ec',
			extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'crm.example' }] }],
		});
		elsewhere = await startFixture({ clients: 1, tls: { key, cert } });
		jest.spyOn(tls, 'createSecureContext').mockImplementation((options) => {
			const context = createSecureContext(options);
			(context.context as { addCACert: (pem: string) => void }).addCACert(cert);
			return context;
		});
		const local = [{ address: '127.0.0.1', family: 4 }];
		jest.spyOn(dns, 'lookup').mockImplementation(((...args: unknown[]) => {
			const [options, done] = args.slice(-2) as [{ all?: boolean }, (...told: unknown[]) => void];
			if (options.all) done(null, local);
			else done(null, '127.0.0.1', 4);
		}) as unknown as typeof dns.lookup);
	});
	afterAll(async () => {
		jest.restoreAllMocks();
		await elsewhere.sandbox.close();
	});

	test.each([
		'localhost',
		'127.0.0.1',
		'127.1',
		'0x7f.1',
		'2130706433',
		'files.localhost',
		'0.0.0.0',
	])('gets no document posted to n8n’s own machine, as %s', async (host) => {
		const local = await startServer((_, response) => response.writeHead(204).end());
		servers.push(local);
		const { port } = new URL(local.url);
		for (const protocol of ['http', 'https']) {
			const body = { url: `${protocol}://${host}:${port}/`, fields: {} };
			elsewhere.sandbox.faults.rules.push({ action: { status: 200, body } });
		}
		const credential = { host: elsewhere.sandbox.url.replace('127.0.0.1', 'crm.example') };
		const result = await elsewhere.engine(credential).run({
			workflow: crmWorkflow(UPLOAD, CONTINUE),
			items: [withFile(inMemory(TEXT)), withFile(inMemory(TEXT))],
		});
		expect(failedTexts(result.json(CRM))).toEqual([
			expect.stringMatching(/is on the machine of n8n|must use https/),
			expect.stringContaining('is on the machine of n8n, and the CRM is not'),
		]);
		expect(elsewhere.sandbox.requests).toHaveLength(2);
		elsewhere.sandbox.reset();
		expect(local.requests).toBe(0);
	});
});

describe('the leave', () => {
	test.each([
		'http://uploads.example.com/bucket',
		'HTTP://192.168.1.1/',
		'ftp://uploads.example.com/',
		'uploads.example.com/bucket',
		'https://user:password@uploads.example.com/',
		'https://',
		'',
	])('to post to %p is not used', async (url) => {
		leaveFor(url);
		const result = await upload([withFile(inMemory(TEXT))]);
		expect(errorText(result)).toContain('The address that the CRM gave for the upload');
		expect(errorText(result)).toContain('The file was not sent anywhere');
		expect(fixture.sandbox.requests).toHaveLength(1);
	});

	test.each([
		['no address', { fields: {} }],
		['no fields', { url: 'https://uploads.example.com/' }],
		['a list', []],
	])('with %s is not what the CRM documents', async (_what, body) => {
		fixture.sandbox.faults.rules.push({ action: { status: 200, body } });
		const result = await upload([withFile(inMemory(TEXT))]);
		expect(errorText(result)).toContain('something else than an address to upload to');
	});

	test('that the CRM refuses is told, each item its own, and asked for again when it is busy', async () => {
		const busy = { status: 503, headers: { 'retry-after': '0' } };
		const refusal = { status: 400, body: { error: true, code: 400, type: 'invalid_request' } };
		fixture.sandbox.faults.rules = [{ action: busy }, { after: 2, action: refusal }];
		const items = [withFile(inMemory(TEXT)), withFile(inMemory(TEXT)), withFile(inMemory(TEXT))];
		const result = await upload(items, {}, CONTINUE);
		expect(result.outputs(CRM)).toMatchObject([
			{ json: { uploaded: true }, pairedItem: { item: 0 } },
			{ json: { error: expect.any(String) }, pairedItem: { item: 1 } },
			{ json: { uploaded: true }, pairedItem: { item: 2 } },
		]);
		expect(failedTexts(result.json(CRM))).toEqual([expect.stringContaining('invalid_request')]);
		expect(uploads()).toHaveLength(2);
	});
});

describe('the document storage', () => {
	const RETRY_ON_FAIL: Partial<INode> = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
	const one = [withFile(inMemory(TEXT))];

	test('says in its own word why it refuses, and nothing is repeated by itself', async () => {
		leaveFor(`${fixture.sandbox.url}/sandbox/uploads`, {
			key: 'not/given',
			policy: 'secret-policy',
		});
		const result = await upload(one);
		expect(errorText(result)).toContain('The document storage refused the file');
		expect(errorText(result)).toContain('It says: AccessDenied (HTTP 403)');
		expect(errorText(result)).toContain('Nothing was uploaded');
		expect(JSON.stringify(result.error)).not.toContain('secret-policy');
		expect(uploads()).toHaveLength(1);
	});

	test('is never given the key of the CRM', async () => {
		let headers: NodeJS.Dict<string | string[]> = {};
		await storage((request, response) => {
			({ headers } = request);
			response.writeHead(204).end();
		});
		await upload(one);
		expect(headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
		expect(headers).not.toHaveProperty('key');
		expect(headers).not.toHaveProperty('signature');
		expect(JSON.stringify(headers)).not.toContain(fixture.sandbox.key);
	});

	test.each<[string, RequestListener]>([
		['breaks off', (request) => void request.socket.destroy()],
		['answers with a failure of its own', (_, response) => response.writeHead(500).end()],
	])('that %s may have the file, so it is not sent again', async (_what, answer) => {
		const server = await storage(answer, Infinity);
		expect(errorText(await upload(one))).toContain(
			'It is not known whether the document was uploaded',
		);
		expect(errorText(await upload(one, {}, RETRY_ON_FAIL))).toContain(
			'It is not known whether an earlier try of this item was carried out',
		);
		expect(server.requests).toBe(2);
	});

	test('that does not answer in time may have the file, too', async () => {
		await storage(() => undefined);
		const text = errorText(await upload(one, { options: { timeout: 200 } }));
		expect(text).toContain('The document storage did not answer in time');
		expect(text).toContain('It is not known whether the document was uploaded');
	});

	test('that answers byte after byte has the time of Timeout, as a whole', async () => {
		await storage((_request, response) => {
			const timer = setInterval(() => response.write('.'), 50);
			response.on('close', () => clearInterval(timer));
		});
		const started = performance.now();
		const text = errorText(await upload(one, { options: { timeout: 400 } }));
		expect(text).toContain('The document storage did not answer in time');
		expect(text).toContain('It is not known whether the document was uploaded');
		expect(performance.now() - started).toBeLessThan(5000);
	});

	test('has more time for a large file than Timeout says', async () => {
		await storage((_request, response) => {
			setTimeout(() => response.writeHead(204).end(), 1500);
		});
		const large = [withFile(inMemory(Buffer.alloc(250_000, 'a')))];
		const result = await upload(large, { options: { timeout: 400 } });
		expect(result.error).toBeUndefined();
		expect(result.json('Done')).toMatchObject([{ uploaded: true }]);
	});

	test.each([408, 499, 502, 524])('that answers %d may have the file', async (status) => {
		await storage((_request, response) => response.writeHead(status).end());
		expect(errorText(await upload(one))).toContain('not known whether the document was uploaded');
	});

	test('that was not reached, or refused, is tried again by Retry On Fail', async () => {
		const gone = await storage(() => undefined);
		await gone.close();
		servers.pop();
		await storage((_request, response) => response.writeHead(403).end());
		const result = await upload(one, {}, RETRY_ON_FAIL);
		expect(result.error).toBeUndefined();
		expect(result.json('Done')).toMatchObject([{ uploaded: true }]);
		expect(uploads()).toHaveLength(1);
		expect(fixture.sandbox.requests).toHaveLength(3);
	});

	test('that has the file is not given it again when another item fails', async () => {
		const items = [withFile(inMemory(TEXT)), withFile(inMemory(ANY_BYTES), { form: 'short' })];
		const first = await upload(items, {}, RETRY_ON_FAIL);
		expect(errorText(first)).toContain("'Form ID'");
		expect(uploads()).toHaveLength(1);
	});

	test('is not followed to another address', async () => {
		const elsewhere = await startServer((_request, response) => response.end());
		servers.push(elsewhere);
		await storage((_request, response) =>
			response.writeHead(307, { location: elsewhere.url }).end(),
		);
		const text = errorText(await upload(one));
		expect(text).toContain('sends the upload on to another address');
		expect(text).toContain('Nothing was uploaded');
		expect(elsewhere.requests).toBe(0);
	});

	test('may send browsers on when it has the file, where the CRM wants that', async () => {
		const done: RequestListener = (_request, response) =>
			response.writeHead(303, { location: 'https://crm.example.com/done' }).end();
		await storage(done, 1, { success_action_redirect: 'https://crm.example.com/done' });
		expect((await upload(one)).json('Done')).toMatchObject([{ uploaded: true }]);
		await storage(done);
		expect(errorText(await upload(one))).toContain('sends the upload on');
	});

	test('that can not be found, or not trusted, is named', async () => {
		leaveFor('https://no-such-host.invalid/bucket');
		expect(errorText(await upload(one))).toContain('no-such-host.invalid');
		leaveFor(`${(await storage(() => undefined, 0)).url.replace('http:', 'https:')}/bucket`);
		const text = errorText(await upload(one));
		expect(text).toContain('No safe connection to the document storage could be made');
		expect(text).toContain('Nothing was uploaded');
	});
});

/** Sets n8n's binary data to the file system, as on a server. */
async function onDisk(folder: string) {
	const { Container } = createRequire(require.resolve('n8n-core'))('@n8n/di') as {
		Container: { get<T>(service: abstract new (...args: never[]) => T): T };
	};
	const config = Container.get(BinaryDataConfig);
	config.mode = 'filesystem';
	config.localStoragePath = folder;
	const service = Container.get(BinaryDataService);
	await service.init();
	const location = { type: 'execution' as const, workflowId: 'w', executionId: 'e' };
	return async (bytes: Buffer, about: Partial<IBinaryData>) =>
		await service.store(location, bytes, about as IBinaryData);
}
