/** An n8n server's webhooks: real HTTP in front of a node's `webhook()`. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { createGunzip, createInflate } from 'node:zlib';
import { HookContext, WebhookContext } from 'n8n-core';
import { NodeHelpers } from 'n8n-workflow';
import type {
	IExecuteResponsePromiseData,
	INode,
	INodeExecutionData,
	INodeType,
	IWebhookData,
	IWebhookDescription,
	IWebhookResponseData,
	IWorkflowExecuteAdditionalData,
	Workflow,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import type { RunResult } from './engine.cts';

/** n8n's own limit: N8N_PAYLOAD_SIZE_MAX. */
const MAX_BODY = 16 * 1024 * 1024;

/** A published workflow that waits for requests. */
export interface Listening {
	/** The Production URL of the first webhook node. */
	url: string;
	/** The executions that requests have started, as they end. */
	executions: RunResult[];
	/** What `webhook()` threw: n8n starts an execution then. */
	thrown: unknown[];
	/** Waits until no execution is under way. */
	settled(): Promise<void>;
	/** Unpublishes the workflow. */
	close(): Promise<void>;
}

/** What the server needs of the engine. */
export interface Host {
	workflow: Workflow;
	additionalData: () => IWorkflowExecuteAdditionalData;
	/** Runs the workflow from a node that gave items; `respond` gets what nodes send back. */
	run: (
		node: INode,
		items: INodeExecutionData[][],
		respond: (response: IExecuteResponsePromiseData) => void,
	) => Promise<RunResult>;
}

interface Endpoint {
	node: INode;
	type: INodeType;
	description: IWebhookDescription;
	/** Without the server: `/webhook/<id>/<path>`. */
	path: string;
}

type Request = IncomingMessage & {
	rawBody?: Buffer;
	readRawBody?: () => Promise<void>;
	body?: unknown;
	params?: object;
	query?: object;
};

export async function listen(host: Host): Promise<Listening> {
	const endpoints = endpointsOf(host);
	if (endpoints.length === 0) throw new Error('The workflow has no webhook node');
	await lifeCycle(host, endpoints, true);

	const running = new Set<Promise<unknown>>();
	const listening: Listening = {
		url: '',
		executions: [],
		thrown: [],
		settled: async () => {
			while (running.size) await Promise.allSettled(running);
		},
		close: async () => {
			await listening.settled();
			server.closeAllConnections();
			await new Promise((closed) => server.close(closed));
			await lifeCycle(host, endpoints, false);
		},
	};
	const server = createServer((request, response) => {
		const work = serve(host, endpoints, listening, request, expressLike(response));
		running.add(work);
		void work.finally(() => running.delete(work));
	});
	await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
	const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	listening.url = `${origin}${endpoints[0].path}`;
	return listening;
}

function endpointsOf({ workflow }: Host): Endpoint[] {
	return Object.values(workflow.nodes).flatMap((node) => {
		const type = workflow.nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
		return (type?.description.webhooks ?? []).map((description) => {
			NodeHelpers.resolveNodeWebhookId(node, type.description);
			const { expression } = workflow;
			const valueOf = (value: unknown) =>
				expression.getSimpleParameterValue(node, value as string, 'internal', {});
			const path = String(valueOf(description.path)).replace(/^\/|\/$/g, '');
			const isFullPath = valueOf(description.isFullPath) === true;
			const url = NodeHelpers.getNodeWebhookPath(workflow.id, node, path, isFullPath);
			return { node, type, description, path: `/webhook/${url}` };
		});
	});
}

/** What n8n calls when a workflow is published (`on`) or unpublished. */
async function lifeCycle(host: Host, endpoints: Endpoint[], on: boolean): Promise<void> {
	for (const endpoint of endpoints) {
		const { node, type, description } = endpoint;
		const methods = type.webhookMethods?.[description.name as 'default'];
		const context = new HookContext(
			host.workflow,
			node,
			host.additionalData(),
			'trigger',
			on ? 'activate' : 'update',
			webhookData(host, endpoint),
		);
		if (!on) await methods?.delete?.call(context);
		else if (!(await methods?.checkExists?.call(context))) await methods?.create?.call(context);
	}
}

function webhookData({ workflow }: Host, { node, description, path }: Endpoint): IWebhookData {
	return {
		httpMethod: description.httpMethod as 'POST',
		node: node.name,
		path,
		webhookDescription: description,
		workflowId: workflow.id,
	} as unknown as IWebhookData;
}

/** One request, as n8n's server serves it. */
async function serve(
	host: Host,
	endpoints: Endpoint[],
	listening: Listening,
	request: Request,
	response: Response,
): Promise<void> {
	const url = new URL(request.url ?? '/', 'http://n8n.invalid');
	const endpoint = endpoints.find(
		({ path, description }) =>
			path === decodeURI(url.pathname) && request.method === description.httpMethod,
	);
	if (!endpoint) return answer(response, 404, { code: 404, message: 'not registered' });
	const { node, type, description } = endpoint;
	if (!(await readBody(request, node.typeVersion))) {
		return answer(response, 422, { code: 422, message: 'Failed to parse request body' });
	}
	request.params = {};
	request.query = Object.fromEntries(url.searchParams);

	const additionalData = host.additionalData();
	additionalData.httpRequest = request as never;
	additionalData.httpResponse = response as never;
	const mode: WorkflowExecuteMode = 'webhook';
	const context = new WebhookContext(
		host.workflow,
		node,
		additionalData,
		mode,
		webhookData(host, endpoint),
		[],
		null,
	);
	let result: IWebhookResponseData;
	try {
		result = (await type.webhook?.call(context)) ?? {};
	} catch (error) {
		// n8n answers 500 and starts an execution, which fails.
		listening.thrown.push(error);
		answer(response, 500, { code: 0, message: 'Error in handling webhook request' });
		result = { noWebhookResponse: true, workflowData: [[{ json: {} }]] };
	}
	const { workflowData, noWebhookResponse, webhookResponse } = result;
	if (!workflowData) {
		if (noWebhookResponse) return;
		return answer(response, 200, webhookResponse ?? { message: 'Webhook call received' });
	}
	const waits = description.responseMode === 'responseNode';
	if (!waits && !noWebhookResponse) {
		// n8n looks at `webhookResponse` only where this is an empty text.
		const { responseData = 'firstEntryJson' } = description;
		answer(response, 200, responseData || webhookResponse);
	}
	const run = await host.run(node, workflowData as INodeExecutionData[][], (sent) => {
		const {
			statusCode = 200,
			headers = {},
			body,
		} = sent as {
			statusCode?: number;
			headers?: Record<string, string>;
			body?: unknown;
		};
		for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
		answer(response, statusCode, body);
	});
	listening.executions.push(run);
	if (!waits || response.writableEnded) return;
	if (run.status === 'success') return answer(response, 200, undefined);
	answer(response, 500, { message: 'Error in workflow' });
}

/** Express' response, as far as nodes use it. */
type Response = ServerResponse & {
	status(code: number): Response;
	json(body: unknown): Response;
	send(body: unknown): Response;
};

function expressLike(raw: ServerResponse): Response {
	const response = raw as Response;
	response.status = (code) => Object.assign(response, { statusCode: code });
	response.json = (body) => {
		response.setHeader('content-type', 'application/json; charset=utf-8');
		return response.end(JSON.stringify(body));
	};
	response.send = (body) => (typeof body === 'string' ? response.end(body) : response.json(body));
	return response;
}

/** The first answer counts, as with n8n. */
function answer(response: Response, status: number, body: unknown): void {
	if (!response.writableEnded) response.status(status).send(body);
}

/** What n8n parses for nodes above version 1; for those of version 1 it reads everything. */
const PARSED = /^(application\/json|text\/plain|application\/x-www-form-urlencoded)|[/+]xml$/;

/** @returns false for JSON that is none, which n8n refuses before a node sees it */
async function readBody(request: Request, nodeVersion: number): Promise<boolean> {
	const type = request.headers['content-type']?.split(';')[0].trim().toLowerCase();
	request.body = {};
	request.readRawBody = async () => {
		if (request.rawBody) return;
		const stream = unpacked(request);
		if (request.destroyed || !stream.readable) throw new Error('The stream is not readable');
		request.rawBody = await bytesOf(stream);
	};
	if (type === 'multipart/form-data') {
		// n8n takes it apart, for its own webhook node, and keeps no bytes.
		for await (const _ of request);
		return true;
	}
	if (nodeVersion > 1 && !PARSED.test(type ?? '')) return true;
	try {
		await request.readRawBody();
		const text = request.rawBody?.toString('utf8');
		if (text && type === 'application/json') request.body = JSON.parse(text);
		if (text && type === 'text/plain') request.body = text;
		return true;
	} catch {
		return false;
	}
}

function unpacked(request: Request): Readable {
	const { 'content-encoding': encoding } = request.headers;
	if (encoding === 'gzip') return request.pipe(createGunzip());
	return encoding === 'deflate' ? request.pipe(createInflate()) : request;
}

async function bytesOf(stream: Readable): Promise<Buffer> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of stream) {
		size += (chunk as Buffer).length;
		if (size > MAX_BODY) {
			// As the package raw-body, which n8n reads with, says it.
			const about = { type: 'entity.too.large', status: 413, statusCode: 413 };
			throw Object.assign(new Error('request entity too large'), about);
		}
		chunks.push(chunk as Buffer);
	}
	return Buffer.concat(chunks);
}
