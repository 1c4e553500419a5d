import { createHmac } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { NodeConnectionTypes, NodeOperationError, sleep } from 'n8n-workflow';
import type {
	IAuthenticateGeneric,
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	ICredentialType,
	IDataObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	INode,
	INodeExecutionData,
	INodeProperties,
	INodeType,
	INodeTypeDescription,
	IVersionedNodeType,
} from 'n8n-workflow';
import { Engine, PACKAGE_NAME, workflowOf } from './harness/index.cts';
import type { NodeClass, NodeSketch } from './harness/index.cts';

/** What the node of a test does. */
type Execute = (this: IExecuteFunctions) => Promise<INodeExecutionData[][]>;

// Its package is not here: n8n-core does not need it.
const trigger: NodeSketch = { name: 'Trigger', type: 'n8n-nodes-base.formTrigger' };

describe('items', () => {
	test('go in at the trigger, through the node, and out', async () => {
		const double = nodeOf(async function () {
			const doubled = this.getInputData().map(({ json }, item) => ({
				json: { n: Number(json.n) * 2 },
				pairedItem: { item },
			}));
			return [doubled];
		});
		const engine = new Engine({ nodeTypes: [double] });
		const workflow = workflowOf([trigger, subject(), pass('After')]);
		const result = await engine.run({ workflow, items: [{ n: 1 }, { json: { n: 2 } }] });

		expect(result.status).toBe('success');
		expect(result.json('Trigger')).toEqual([{ n: 1 }, { n: 2 }]);
		expect(result.json('Subject')).toEqual([{ n: 2 }, { n: 4 }]);
		expect(result.json('After')).toEqual([{ n: 2 }, { n: 4 }]);
		expect(result.runs('Subject')).toHaveLength(1);
		expect(result.outputs('Nowhere')).toEqual([]);
	});

	test('can start at any node; what stands before it need not be installed', async () => {
		const engine = new Engine({ nodeTypes: [nodeOf(passOn)] });
		const workflow = workflowOf([
			trigger,
			{ name: 'Other', type: 'x.y' },
			subject(),
			pass('After'),
		]);
		const result = await engine.run({ workflow, startNode: 'Subject', items: [{ a: 1 }] });
		expect(result.json('After')).toEqual([{ a: 1 }]);

		const missing = await engine.run({ workflow });
		expect(missing.status).toBe('error');
		expect(missing.error?.name).toBe('WorkflowHasIssuesError');
	});

	test('are linked, so that expressions find the item an item came from', async () => {
		const reverse = nodeOf(async function () {
			const items = this.getInputData().map((_item, item) => ({ json: {}, pairedItem: { item } }));
			return [items.reverse()];
		});
		const engine = new Engine({ nodeTypes: [reverse] });
		const value = "={{ $('Trigger').item.json.name + ' of ' + $('Subject').all().length }}";
		const workflow = workflowOf([trigger, subject(), read('Read', value)]);
		const result = await engine.run({ workflow, items: [{ name: 'a' }, { name: 'b' }] });
		expect(result.json('Read')).toEqual([{ value: 'b of 2' }, { value: 'a of 2' }]);
	});

	test('come in numbers, once only, or though there are none, as the settings say', async () => {
		const count = nodeOf(async function () {
			return [[{ json: { got: this.getInputData().length } }]];
		});
		const none = { name: 'None', type: 'test.make', parameters: { count: 0 } };
		const three = { name: 'Three', type: 'test.make', parameters: { count: 3 } };
		const engine = new Engine({ nodeTypes: [count] });
		const once = workflowOf([trigger, three, subject({ executeOnce: true })]);
		expect((await engine.run({ workflow: once })).json('Subject')).toEqual([{ got: 1 }]);

		const nothing = workflowOf([trigger, none, subject()]);
		expect((await engine.run({ workflow: nothing })).runs('Subject')).toEqual([]);
		const always = workflowOf([trigger, { ...none, alwaysOutputData: true }, subject()]);
		expect((await engine.run({ workflow: always })).json('Subject')).toEqual([{ got: 1 }]);
	});

	test('come from pinned data in manual mode, and only there', async () => {
		const engine = new Engine({ nodeTypes: [nodeOf(passOn)] });
		const workflow = workflowOf([trigger, subject()]);
		const pinData = { Subject: [{ json: { pinned: true } }] };
		const manual = await engine.run({ workflow, pinData, mode: 'manual' });
		expect(manual.json('Subject')).toEqual([{ pinned: true }]);
		const production = await engine.run({ workflow, pinData });
		expect(production.json('Subject')).toEqual([{}]);
	});

	test('leave the workflow that was given as it was', async () => {
		const properties: INodeProperties[] = [
			{ displayName: 'Limit', name: 'limit', type: 'number', default: 50 },
		];
		const limit = nodeOf(
			async function () {
				return [[{ json: { limit: this.getNodeParameter('limit', 0) } }]] as INodeExecutionData[][];
			},
			{ properties },
		);
		const engine = new Engine({ nodeTypes: [limit] });
		const workflow = workflowOf([trigger, subject()]);
		expect((await engine.run({ workflow })).json('Subject')).toEqual([{ limit: 50 }]);
		expect(workflow.nodes[1].parameters).toEqual({});
	});
});

describe('errors', () => {
	const refuseSecond = nodeOf(async function () {
		const items = this.getInputData().map((_item, item): INodeExecutionData => {
			if (item !== 1) return { json: { ok: item }, pairedItem: { item } };
			const error = 'Refused';
			if (this.continueOnFail()) return { json: { error, message: 'No' }, pairedItem: { item } };
			throw new NodeOperationError(this.getNode(), error, { itemIndex: item });
		});
		return [items];
	});
	const engine = new Engine({ nodeTypes: [refuseSecond] });
	const items = [{ id: 'a' }, { id: 'b' }];

	test('stop the workflow unless told otherwise', async () => {
		const workflow = workflowOf([trigger, subject(), pass('After')]);
		const result = await engine.run({ workflow, items });
		expect(result.status).toBe('error');
		expect(result.error).toMatchObject({ name: 'NodeOperationError', context: { itemIndex: 1 } });
		expect(result.runs('After')).toEqual([]);
	});

	test('go on among the other items', async () => {
		const workflow = workflowOf([trigger, subject({ onError: 'continueRegularOutput' })]);
		const result = await engine.run({ workflow, items });
		expect(result.status).toBe('success');
		expect(result.json('Subject')).toEqual([{ ok: 0 }, { error: 'Refused', message: 'No' }]);
	});

	test('go on by the error branch, with what came in', async () => {
		const workflow = workflowOf(
			[trigger, subject({ onError: 'continueErrorOutput' }), pass('Good'), pass('Bad')],
			[
				['Trigger', 'Subject'],
				['Subject', 'Good'],
				['Subject', 'Bad', 1],
			],
		);
		const result = await engine.run({ workflow, items });
		expect(result.json('Good')).toEqual([{ ok: 0 }]);
		expect(result.json('Bad')).toEqual([{ id: 'b', error: 'Refused', message: 'No' }]);
		expect(result.json('Subject', 1)).toEqual(result.json('Bad'));
	});

	test('from a throwing node send its input down the success branch', async () => {
		const broken = nodeOf(async function () {
			throw new NodeOperationError(this.getNode(), 'Broken');
		});
		const engine = new Engine({ nodeTypes: [broken] });
		const nodes = [trigger, subject({ onError: 'continueErrorOutput' })];
		const result = await engine.run({ workflow: workflowOf([...nodes, pass('After')]), items });
		expect(result.status).toBe('success');
		expect(result.json('After')).toEqual(items);
		expect(result.runs('Subject')[0].error?.message).toBe('Broken');
		// If it is the last node, n8n calls the execution failed, though it was told to continue.
		expect((await engine.run({ workflow: workflowOf(nodes), items })).status).toBe('error');
	});
});

describe('trying again', () => {
	/** Fails until its third try, and notes in the node's context what has come by. */
	const third = nodeOf(async function () {
		const context = this.getContext('node') as { tries?: number };
		context.tries = (context.tries ?? 0) + 1;
		if (context.tries < 3) throw new NodeOperationError(this.getNode(), `Try ${context.tries}`);
		const json = { tries: context.tries, got: this.getInputData().map((item) => item.json.n) };
		return [[{ json }]];
	});
	const retryOnFail = { retryOnFail: true, waitBetweenTries: 1 };
	const items = [{ n: 1 }, { n: 2 }];

	test('Retry On Fail runs the node again, which keeps its context', async () => {
		const engine = new Engine({ nodeTypes: [third] });
		const workflow = workflowOf([trigger, subject(retryOnFail)]);
		const result = await engine.run({ workflow, items });
		expect(result.json('Subject')).toEqual([{ tries: 3, got: [1, 2] }]);
		expect(result.runs('Subject')).toHaveLength(1);
	});

	test('Retry On Fail ends after so many tries', async () => {
		const engine = new Engine({ nodeTypes: [third] });
		const workflow = workflowOf([trigger, subject({ ...retryOnFail, maxTries: 2 })]);
		const result = await engine.run({ workflow, items });
		expect(result.error?.message).toBe('Try 2');
	});

	test('Retry in the executions list keeps the context, the input and the node before', async () => {
		const engine = new Engine({ nodeTypes: [third] });
		const workflow = workflowOf([trigger, pass('Before'), subject(), pass('After')]);
		const first = await engine.run({ workflow, items });
		expect(first.error?.message).toBe('Try 1');

		const second = await engine.retry(first);
		expect(second).toMatchObject({ mode: 'retry', status: 'error', error: { message: 'Try 2' } });
		expect(second.executionId).not.toBe(first.executionId);

		const result = await engine.retry(second);
		expect(result.status).toBe('success');
		expect(result.json('After')).toEqual([{ tries: 3, got: [1, 2] }]);
		expect(result.runs('Before')).toHaveLength(1);
		expect(result.runs('Subject')).toHaveLength(1);
		// What was saved is not what runs: a second retry of the first starts where the first did.
		expect((await engine.retry(first)).error?.message).toBe('Try 2');
	});

	test('Retry with the currently saved workflow takes the node from there', async () => {
		const engine = new Engine({ nodeTypes: [third] });
		const first = await engine.run({ workflow: workflowOf([trigger, subject()]), items });
		const result = await engine.retry(first, {
			workflow: workflowOf([trigger, subject(retryOnFail)]),
		});
		expect(result.json('Subject')).toEqual([{ tries: 3, got: [1, 2] }]);
	});
});

describe('stopping', () => {
	/** Works on until it is told to stop, for at most a second. */
	const slow = nodeOf(async function () {
		const signal = this.getExecutionCancelSignal();
		const until = Date.now() + 1000;
		while (!signal?.aborted && Date.now() < until) await sleep(5);
		return [[{ json: { stopped: signal?.aborted } }]];
	});
	const workflow = workflowOf([trigger, subject(), pass('After')]);
	const engine = new Engine({ nodeTypes: [slow] });

	test('reaches the node, and no other node starts', async () => {
		const result = await engine.run({ workflow, cancelAfter: 20 });
		expect(result.status).toBe('canceled');
		expect(result.error?.name).toBe('ManualExecutionCancelledError');
		expect(result.json('Subject')).toEqual([{ stopped: true }]);
		expect(result.runs('After')).toEqual([]);
	});

	test('is saved at once, so that a later Retry finds nothing to do', async () => {
		const stopped = await engine.run({ workflow, cancelAfter: 20 });
		const result = await engine.retry(stopped);
		expect(result.status).toBe('success');
		expect(result.runs('Subject')).toEqual([]);
	});

	test('can wait for a signal', async () => {
		const stop = new AbortController();
		const running = engine.run({ workflow, signal: stop.signal });
		setTimeout(() => stop.abort(), 20);
		expect((await running).status).toBe('canceled');
	});

	test("happens at the workflow's timeout too", async () => {
		const timed = workflowOf([trigger, subject()], undefined, { executionTimeout: 0.03 });
		const result = await engine.run({ workflow: timed });
		expect(result.status).toBe('canceled');
		expect(result.json('Subject')).toEqual([{ stopped: true }]);
	});
});

describe('credentials', () => {
	let server: Recorder;
	beforeAll(async () => {
		server = await Recorder.start();
	});
	afterAll(async () => await server.stop());

	/** Signs the body it sends, byte for byte. */
	class Signed implements ICredentialType {
		name = 'signedApi';
		displayName = 'Signed';
		properties: INodeProperties[] = [
			{ displayName: 'Key', name: 'key', type: 'string', default: '' },
			{ displayName: 'Prefix', name: 'prefix', type: 'string', default: 'v1' },
		];

		async authenticate(
			{ key, prefix }: ICredentialDataDecryptedObject,
			options: IHttpRequestOptions,
		): Promise<IHttpRequestOptions> {
			const body = JSON.stringify(options.body, null, ' ');
			const signature = createHmac('sha256', String(key)).update(body).digest('hex');
			const headers = {
				...options.headers,
				'Content-Type': 'application/json',
				'X-Signature': `${String(prefix)}=${signature}`,
			};
			return { ...options, body, headers };
		}
	}

	/** The declarative way. */
	class Bearer implements ICredentialType {
		name = 'bearerApi';
		displayName = 'Bearer';
		properties: INodeProperties[] = [
			{ displayName: 'Token', name: 'token', type: 'string', default: '' },
		];
		authenticate: IAuthenticateGeneric = {
			type: 'generic',
			properties: { headers: { Authorization: '=Bearer {{ $credentials.token }}' } },
		};
	}

	const credentialTypes = [Signed, Bearer];
	const credentials = {
		'id-1': { type: 'signedApi', data: { key: '={{ "se" + "cret" }}' } },
		'My token': { type: 'bearerApi', data: { token: 'abc' } },
	};
	const saved = {
		credentials: {
			signedApi: { id: 'id-1', name: 'whatever' },
			bearerApi: { id: 'from another server', name: 'My token' },
		},
	};
	const uses = {
		credentials: [{ name: 'signedApi', testedBy: 'signedApiTest' }, { name: 'bearerApi' }],
	};

	test('are read once and sign each request, byte-exact', async () => {
		const send = nodeOf(async function () {
			const data = await this.getCredentials('signedApi');
			const { id = null, name = '' } = this.getNode().credentials?.signedApi ?? {};
			const credentialsDecrypted = { id: String(id), name, type: 'signedApi', data };
			for (const { json } of this.getInputData()) {
				const options: IHttpRequestOptions = { method: 'POST', url: server.url, body: json };
				const credential = { credentialsDecrypted };
				const { httpRequestWithAuthentication } = this.helpers;
				await httpRequestWithAuthentication.call(this, 'signedApi', options, credential);
			}
			return [this.getInputData()];
		}, uses);
		const engine = new Engine({ nodeTypes: [send], credentialTypes, credentials });
		const items = [{ name: 'Zoë  ☃', '2': 1, '1': 2 }, { empty: {} }];
		const workflow = workflowOf([trigger, subject(saved)]);
		const result = await engine.run({ workflow, items });

		expect(result.error).toBeUndefined();
		expect(result.credentialReads).toBe(1);
		const requests = server.take();
		expect(requests.map(({ body }) => body)).toEqual(
			items.map((item) => JSON.stringify(item, null, ' ')),
		);
		for (const { body, headers } of requests) {
			const expected = createHmac('sha256', 'secret').update(body).digest('hex');
			expect(headers['x-signature']).toBe(`v1=${expected}`);
			expect(headers['content-type']).toBe('application/json');
		}
	});

	test('in the declarative way have their expressions resolved', async () => {
		const send = nodeOf(async function () {
			const options: IHttpRequestOptions = { url: server.url };
			await this.helpers.httpRequestWithAuthentication.call(this, 'bearerApi', options);
			return [[]];
		}, uses);
		const engine = new Engine({ nodeTypes: [send], credentialTypes, credentials });
		const workflow = workflowOf([trigger, subject(saved)]);
		const result = await engine.run({ workflow });
		expect(result).toMatchObject({ status: 'success', credentialReads: 1 });
		expect(server.take()[0].headers.authorization).toBe('Bearer abc');
	});

	test('that nobody saved fail the node', async () => {
		const send = nodeOf(async function () {
			return [[{ json: (await this.getCredentials('signedApi')) as IDataObject }]];
		}, uses);
		const engine = new Engine({ nodeTypes: [send], credentialTypes });
		const result = await engine.run({ workflow: workflowOf([trigger, subject(saved)]) });
		expect(result.error?.message).toContain('"id-1" of type "signedApi" does not exist');
	});

	test("are tested by the node's own method", async () => {
		const tested = nodeOf(passOn, uses, {
			credentialTest: {
				async signedApiTest(this: ICredentialTestFunctions, { data }: ICredentialsDecrypted) {
					const request = { uri: server.url, headers: { prefix: String(data?.prefix) } };
					await this.helpers.request(request);
					const right = data?.key === 'secret';
					return { status: right ? ('OK' as const) : ('Error' as const), message: 'tested' };
				},
			},
		});
		const engine = new Engine({ nodeTypes: [tested], credentialTypes });
		const good = await engine.testCredential('signedApi', { key: '={{ "secret" }}' });
		expect(good).toEqual({ status: 'OK', message: 'tested' });
		const bad = await engine.testCredential('signedApi', { key: 'other' });
		expect(bad.status).toBe('Error');
		expect(server.take().map(({ headers }) => headers.prefix)).toEqual(['v1', 'v1']);
	});

	test("serve the node's list search and option loader", async () => {
		const lists = nodeOf(passOn, uses, {
			listSearch: {
				async search(this: ILoadOptionsFunctions, filter?: string, paginationToken?: string) {
					const options: IHttpRequestOptions = { url: `${server.url}?${filter}` };
					await this.helpers.httpRequestWithAuthentication.call(this, 'bearerApi', options);
					const name = `${this.getCurrentNodeParameter('operation')} ${paginationToken}`;
					return { results: [{ name, value: 1 }] };
				},
			},
			loadOptions: {
				async load(this: ILoadOptionsFunctions) {
					return [{ name: String(this.getCurrentNodeParameters()?.operation), value: 1 }];
				},
			},
		});
		const engine = new Engine({ nodeTypes: [lists], credentialTypes, credentials });
		const parameters = { operation: 'get' };
		const found = await engine.listSearch('subject', 'search', parameters, 'x', 'page 2');
		expect(found).toEqual({ results: [{ name: 'get page 2', value: 1 }] });
		const [{ url, headers }] = server.take();
		expect(url).toBe('/?x');
		expect(headers.authorization).toBe('Bearer abc');
		expect(await engine.loadOptions(lists, 'load', parameters)).toEqual([
			{ name: 'get', value: 1 },
		]);
		await expect(engine.loadOptions(lists, 'none')).rejects.toThrow('no method "none"');
	});

	test('are not needed to answer a caller', async () => {
		const answer = nodeOf(async function () {
			this.sendResponse({ body: { ok: true }, headers: {}, statusCode: 201 });
			return [[]];
		});
		const engine = new Engine({ nodeTypes: [answer] });
		const result = await engine.run({
			workflow: workflowOf([trigger, subject()]),
			mode: 'webhook',
		});
		expect(result.responses).toEqual([{ body: { ok: true }, headers: {}, statusCode: 201 }]);
	});
});

describe('the server around it', () => {
	test('has a time zone, which a workflow may change', async () => {
		const zone = nodeOf(async function () {
			const value = this.evaluateExpression('{{ $now.zoneName }}', 0) as string;
			return [[{ json: { zone: this.getTimezone(), value } }]];
		});
		const engine = new Engine({ nodeTypes: [zone], timezone: 'Asia/Kolkata' });
		const nodes = [trigger, subject()];
		const here = await engine.run({ workflow: workflowOf(nodes) });
		expect(here.json('Subject')).toEqual([{ zone: 'Asia/Kolkata', value: 'Asia/Kolkata' }]);
		const timezone = 'Europe/Kyiv';
		const there = await engine.run({ workflow: workflowOf(nodes, undefined, { timezone }) });
		expect(there.json('Subject')).toEqual([{ zone: timezone, value: timezone }]);
	});

	test('knows the versions of a node', async () => {
		const version = (number: number) =>
			new (nodeOf(async () => [[{ json: { version: number } }]], {
				version: number,
			}))() as INodeType;
		class Versioned implements IVersionedNodeType {
			nodeVersions = { 1: version(1), 2: version(2) };
			currentVersion = 2;
			description = { ...this.nodeVersions[2].description, defaultVersion: 2 };
			getNodeType(number?: number): INodeType {
				return number === 1 ? this.nodeVersions[1] : this.nodeVersions[2];
			}
		}
		const engine = new Engine({ nodeTypes: [Versioned] });
		const workflow = workflowOf([trigger, subject({ typeVersion: 1 })]);
		expect((await engine.run({ workflow })).json('Subject')).toEqual([{ version: 1 }]);
	});

	test('does not start a workflow with an empty required parameter', async () => {
		const properties: INodeProperties[] = [
			{ displayName: 'Name', name: 'name', type: 'string', default: '', required: true },
		];
		const engine = new Engine({ nodeTypes: [nodeOf(passOn, { properties })] });
		const result = await engine.run({ workflow: workflowOf([trigger, subject()]) });
		expect(result.error?.name).toBe('WorkflowHasIssuesError');
	});

	test('writes nothing to the disk', () => {
		expect(existsSync(join(homedir(), '.n8n'))).toBe(false);
		expect(process.env.N8N_USER_FOLDER?.startsWith(tmpdir())).toBe(true);
		expect(existsSync(String(process.env.N8N_USER_FOLDER))).toBe(false);
	});
});

function subject(settings: Partial<INode> = {}): NodeSketch {
	return { name: 'Subject', type: `${PACKAGE_NAME}.subject`, ...settings };
}

function pass(name: string): NodeSketch {
	return { name, type: 'test.pass' };
}

function read(name: string, value: string): NodeSketch {
	return { name, type: 'test.read', parameters: { value } };
}

async function passOn(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	return [this.getInputData()];
}

/** The class of a node that does this. */
function nodeOf(
	execute: Execute,
	more: Partial<INodeTypeDescription> = {},
	methods?: INodeType['methods'],
): NodeClass {
	return class implements INodeType {
		description: INodeTypeDescription = {
			displayName: 'Subject',
			name: 'subject',
			group: ['transform'],
			version: 1,
			description: 'The node of a test',
			defaults: {},
			inputs: [NodeConnectionTypes.Main],
			outputs: [NodeConnectionTypes.Main],
			properties: [],
			...more,
		};
		methods = methods;
		execute = execute;
	};
}

/** A server that answers 200 to everything and remembers it. */
class Recorder {
	private requests: Array<{ url?: string; headers: IncomingHttpHeaders; body: string }> = [];

	private constructor(private readonly server: Server) {}

	static async start(): Promise<Recorder> {
		const server = createServer();
		const recorder = new Recorder(server);
		server.on('request', async (request, response) => {
			const chunks: Buffer[] = await request.toArray();
			const { url, headers } = request;
			recorder.requests.push({ url, headers, body: Buffer.concat(chunks).toString() });
			response.end('{}');
		});
		await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
		return recorder;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
	}

	/** What has come in since the last time. */
	take() {
		return this.requests.splice(0);
	}

	async stop(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((closed) => this.server.close(closed));
	}
}
