import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { failure, invalid, type Answer } from './answer.cts';
import { Contract, type ApiRequest } from './contract.cts';
import { addControl } from './control.cts';
import type { Crm } from './crm.cts';
import type { CrmData } from './data.cts';
import { FaultCounter, noFaults, type Faults } from './faults.cts';
import { Kept } from './kept.cts';
import { Growing } from './lists.cts';
import { missing } from './missing.cts';
import { OPERATIONS } from './operations/index.cts';
import { meaning, needsAnswer, onTheWire, played, sendOut } from './play.cts';
import { addPayments, CALLBACK, CALLBACK_PATH, settlePayment, type Psp } from './psp.cts';
import { makeHostile } from './seed/hostile.cts';
import { seedData } from './seed/index.cts';
import type { Tls } from './tls.cts';
import { addUploads } from './uploads.cts';
import { sameSecret, signatureV1, signatureV2, type Scheme } from './verify.cts';

const MAX_BODY = 2 * 1024 * 1024;

export interface SandboxOptions {
	/** The API key; default sandbox-key. */
	key?: string;
	/** The one signature scheme that the sandbox accepts; default v2. */
	scheme?: Scheme;
	/** Merchant id and token of PSP Settings; default sandbox-merchant and sandbox-token. */
	psp?: Partial<Psp>;
	/** Clients that are not suspended; default 120. Three suspended ones come on top. */
	clients?: number;
	/** Default 0: any free port. */
	port?: number;
	/** What `faults.latencyMs` starts with; default 0. */
	latencyMs?: number;
	/** Another number gives other records; default 1. */
	seed?: number;
	/** Records with texts that a stranger may have written to do harm; default false. */
	hostile?: boolean;
	/** Serves HTTPS with this key and certificate. */
	tls?: Tls;
	/** Whether `requests` is filled; default true. Many thousands of requests take much memory. */
	keepRequests?: boolean;
	/** Other paths for some operations (operationId → path), as guessed endpoints may turn out to have. */
	paths?: Record<string, string>;
	/** Called when a request was answered or broken off. */
	onRequest?: (request: RecordedRequest) => void;
}

/** A request as it came in, and what became of it. */
export interface RecordedRequest {
	method: string;
	/** Without the query. */
	path: string;
	query: Record<string, unknown>;
	headers: Record<string, string | string[] | undefined>;
	rawBody: string;
	/** The parsed body; undefined when there is none or it is no JSON. */
	body: unknown;
	/** undefined for a path that the contract does not have. */
	operationId: string | undefined;
	/** The status of the answer; 0 when there was none. */
	status: number;
	/** How key and signature were: the scheme of a good signature, or a good key and no body. */
	verified: Scheme | 'key-only' | 'refused';
	/** Epoch in ms. */
	at: number;
}

/** A running CRM. */
export interface Sandbox {
	/** http://127.0.0.1:<port>, or https: where the sandbox was given a certificate. */
	url: string;
	key: string;
	scheme: Scheme;
	/** PSP Settings; the callback URL is `url`. */
	psp: Psp;
	/** Every request to the API, in the order of arrival. */
	requests: RecordedRequest[];
	/** API requests between arrival and their answer. */
	inFlight: { now: number; peak: number };
	/** The live records. */
	data: CrmData;
	/** The live switches. */
	faults: Faults;
	/** Records, requests and faults as at the start. */
	reset(): void;
	close(): Promise<void>;
}

/** Starts a CRM that listens on the loopback interface only. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const { key = 'sandbox-key', scheme = 'v2', clients = 120, seed = 1, latencyMs = 0 } = options;
	const records = () => {
		const data = seedData(clients, seed);
		if (options.hostile) makeHostile(data);
		return data;
	};
	const app = newServer(options.tls);
	const sandbox: Sandbox = {
		url: '',
		key,
		scheme,
		psp: { merchant: 'sandbox-merchant', token: 'sandbox-token', ...options.psp },
		requests: [],
		inFlight: { now: 0, peak: 0 },
		data: records(),
		faults: noFaults(latencyMs),
		reset() {
			Object.assign(sandbox.data, records());
			Object.assign(sandbox.faults, noFaults(latencyMs));
			sandbox.requests.length = 0;
			sandbox.inFlight.peak = sandbox.inFlight.now;
		},
		close: () => app.close(),
	};
	addControl(app, sandbox);
	addUploads(app, sandbox.data);
	addPayments(app, sandbox.data, sandbox.psp);
	addApi(app, sandbox, options);
	await app.listen({ host: '127.0.0.1', port: options.port ?? 0 });
	const protocol = options.tls ? 'https' : 'http';
	sandbox.url = `${protocol}://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
	return sandbox;
}

/** A server that hands over bodies as they came, byte for byte. */
function newServer(tls: Tls | undefined): FastifyInstance {
	const app: FastifyInstance = fastify({
		...(tls && { https: tls }),
		bodyLimit: MAX_BODY,
		// close() does not wait for connections that a fault left hanging
		forceCloseConnections: true,
		exposeHeadRoutes: false,
		frameworkErrors: (_error, _request, reply) => send(reply, invalid('the URL is malformed')),
	});
	app.removeAllContentTypeParsers();
	app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
	return app;
}

function send(reply: FastifyReply, answer: Answer): FastifyReply {
	const { status, headers, bytes } = onTheWire(answer);
	return reply.code(status).headers(headers).send(bytes);
}

async function passed(ms: number): Promise<void> {
	if (ms > 0) await sleep(ms, undefined, { ref: false });
}

/** The API itself: everything that is not the sandbox's own. */
function addApi(
	app: FastifyInstance,
	sandbox: Sandbox,
	{ paths = {}, keepRequests = true, onRequest }: SandboxOptions,
): void {
	const { faults, data, requests } = sandbox;
	const contract = new Contract();
	const counter = new FaultCounter();
	const growing = new Growing();
	const kept = new Kept();

	const receive = (request: FastifyRequest): RecordedRequest => {
		const record = recordOf(request, sandbox);
		if (keepRequests) requests.push(record);
		return record;
	};

	// What never reaches the handler below: a body that is too large or breaks off
	app.setErrorHandler((error: { statusCode?: number }, request, reply) => {
		const status = error.statusCode ?? 500;
		const type = status === 413 ? 'payload_too_large' : 'server_error';
		const record = receive(request);
		record.status = status;
		onRequest?.(record);
		return send(reply, failure(status, type));
	});

	const handler = async (request: FastifyRequest, reply: FastifyReply) => {
		const leave = enter(sandbox.inFlight, reply);
		const record = receive(request);
		const rule = counter.pick(faults.rules, { ...record, url: request.raw.url ?? '' });
		// Without a rule: the real answer, unchanged
		const play = rule ? meaning(rule.action) : {};
		const after = rule?.when === 'after';
		const pause = typeof play === 'object' ? (play.delayMs ?? 0) : 0;
		await passed(faults.latencyMs + (after ? 0 : pause));

		let answer: Answer | undefined;
		if (after || needsAnswer(play)) {
			const crm = { url: sandbox.url, data, faults, growing, kept };
			answer =
				record.operationId === CALLBACK
					? settlePayment(record.headers, record.body, data, sandbox.psp, faults)
					: carryOut(record, request.params as ApiRequest['params'], contract, sandbox.key, crm);
		}
		if (after) await passed(pause);
		const sent = played(play, answer);
		record.status = typeof sent === 'function' ? 0 : sent.status;
		onRequest?.(record);
		reply.hijack();
		if (typeof sent === 'function') return sent(reply.raw);
		if (!sent.trickle) leave();
		sendOut(reply.raw, sent);
	};

	for (const name of Object.keys(paths)) contract.endpoint(name);
	for (const { operationId, method, path } of contract.endpoints) {
		const url = (paths[operationId] ?? path).replace(/\{(\w+)\}/g, ':$1');
		app.route({ method: method.toUpperCase(), url, config: { operationId }, handler });
	}
	// Not a part of the document: it has a key and a signature of its own.
	app.post(CALLBACK_PATH, { config: { operationId: CALLBACK } }, handler);
	app.setNotFoundHandler(handler);
}

/**
 * Counts a request as in flight until its answer leaves or its connection ends. Counted down before
 * the answer leaves, so that a client which waits for it is never counted twice.
 */
function enter(inFlight: Sandbox['inFlight'], reply: FastifyReply): () => void {
	inFlight.now += 1;
	inFlight.peak = Math.max(inFlight.peak, inFlight.now);
	let inside = true;
	const leave = () => {
		if (inside) inFlight.now -= 1;
		inside = false;
	};
	reply.raw.once('close', leave);
	return leave;
}

function recordOf(request: FastifyRequest, { key, scheme }: Sandbox): RecordedRequest {
	const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
	const rawBody = bytes.toString('utf8');
	const path = (request.raw.url ?? '/').split('?')[0];
	const body = parseJson(rawBody);
	return {
		method: request.method,
		path,
		query: { ...(request.query as Record<string, unknown>) },
		headers: { ...request.headers },
		rawBody,
		body,
		operationId: (request.routeOptions.config as { operationId?: string }).operationId,
		status: 0,
		verified: verify(request.headers, bytes, body, { key, scheme }),
		at: Date.now(),
	};
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

function verify(
	headers: RecordedRequest['headers'],
	bytes: Buffer,
	body: unknown,
	{ key, scheme }: Pick<Sandbox, 'key' | 'scheme'>,
): RecordedRequest['verified'] {
	if (!sameSecret(String(headers.key ?? ''), key)) return 'refused';
	if (bytes.length === 0) return 'key-only';
	const expected = scheme === 'v2' ? signatureV2(key, bytes) : signatureV1(key, body);
	const given = headers.signature;
	if (expected === undefined || typeof given !== 'string') return 'refused';
	return sameSecret(given, expected) ? scheme : 'refused';
}

/** Checks a request as the CRM would, and carries it out. */
function carryOut(
	record: RecordedRequest,
	params: ApiRequest['params'],
	contract: Contract,
	key: string,
	crm: Crm,
): Answer {
	const { method, query, headers, rawBody, body, operationId, verified } = record;
	// What the CRM answers to a bad key or signature is only known to be a 403; the type is a guess.
	const denied = failure(403, 'access_denied');
	if (!sameSecret(String(headers.key ?? ''), key)) return denied;
	if ((method === 'GET' || method === 'DELETE') && hasBody(headers)) {
		return invalid(`a ${method} request carries no body`);
	}
	if (rawBody !== '') {
		if (!/^application\/json *(;|$)/i.test(headers['content-type'] as string)) {
			return invalid('the content type of a body must be application/json');
		}
		if (body === undefined) return invalid('the body is not JSON');
		if (verified === 'refused') return denied;
	}
	if (!operationId) return missing('endpoint', record, crm.faults);
	const request = { params, query, body: body as ApiRequest['body'] };
	const valid = contract.check(operationId, request, crm.faults.formFields);
	if ('invalid' in valid) return invalid(valid.invalid);
	try {
		const answer = OPERATIONS[operationId](valid, crm);
		return answer.status === 404 ? missing('record', record, crm.faults) : answer;
	} catch (error) {
		// Records that a test changed into something impossible
		return failure(500, 'server_error', String(error));
	}
}

function hasBody(headers: RecordedRequest['headers']): boolean {
	return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
