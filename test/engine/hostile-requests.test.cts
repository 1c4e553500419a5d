/** Strangers who know a trigger's URL: they start nothing, learn nothing, and fill no log. */
import { createHmac } from 'node:crypto';
import { deflateSync, gzipSync } from 'node:zlib';
import type { IWebhookFunctions } from 'n8n-workflow';
import { CrmOpenApiPaymentTrigger } from '../../nodes/CrmOpenApiPaymentTrigger/CrmOpenApiPaymentTrigger.node.ts';
import { CrmOpenApiTrigger } from '../../nodes/CrmOpenApiTrigger/CrmOpenApiTrigger.node.ts';
import { signPayment } from '../../crm/psp.ts';
import {
	calledEngine,
	paymentWorkflow,
	SECRET,
	TOKEN,
	webhookWorkflow,
} from './callers.fixture.cts';
import type { Listening, WorkflowJson } from './harness/index.cts';

/** What the triggers did to n8n: lines in its log, and looks at credentials. */
const seen = { lines: [] as string[], credentials: 0 };
beforeEach(() => {
	seen.lines = [];
	seen.credentials = 0;
});

/** n8n's context, with an eye on log and credentials. */
function watched(context: IWebhookFunctions): IWebhookFunctions {
	const line = (level: string) => (text: string) => void seen.lines.push(`${level}: ${text}`);
	const levels = ['error', 'warn', 'info', 'debug'].map((level) => [level, line(level)]);
	return new Proxy(context, {
		get(target, name) {
			if (name === 'logger') return Object.fromEntries(levels);
			if (name === 'getCredentials') seen.credentials++;
			const value = Reflect.get(target, name) as unknown;
			return typeof value === 'function' ? (value.bind(target) as unknown) : value;
		},
	});
}

const watchedType = <Trigger extends new () => CrmOpenApiTrigger | CrmOpenApiPaymentTrigger>(
	Type: Trigger,
) => {
	const { webhook } = Type.prototype as CrmOpenApiTrigger;
	return class extends (Type as new () => CrmOpenApiTrigger) {
		override async webhook(this: IWebhookFunctions) {
			return await webhook.call(watched(this));
		}
	};
};

const engine = calledEngine([
	watchedType(CrmOpenApiTrigger),
	watchedType(CrmOpenApiPaymentTrigger),
]);

const open: Listening[] = [];
afterEach(async () => {
	for (const one of open.splice(0)) {
		await one.settled();
		// Nothing was started, and nothing thrown: n8n would start an execution for it.
		expect(one.thrown).toEqual([]);
		expect(one.executions).toEqual([]);
		await one.close();
	}
	expect(seen.lines.filter((line) => !line.startsWith('debug'))).toEqual([]);
});

async function publish(workflow: WorkflowJson): Promise<Listening> {
	const listening = await engine.listen(workflow);
	open.push(listening);
	return listening;
}

async function post(
	{ url }: Listening,
	body: Body,
	headers: Record<string, string> = {},
): Promise<number> {
	const response = await fetch(url, { method: 'POST', headers, body });
	const text = await response.text();
	for (const secret of [SECRET, TOKEN]) expect(text).not.toContain(secret);
	return response.status;
}

type Body = NonNullable<RequestInit['body']>;

const GENUINE = '{"source":{"event":"a.b"},"data":{"id":1}}';
const hmac = (body: string | Buffer) => createHmac('sha256', SECRET).update(body).digest('hex');
const SIGNATURE = { 'X-Crm-Signature': hmac('something else') };
/** A type that n8n leaves to the node. */
const BYTES = { 'Content-Type': 'application/octet-stream' };
const LARGE = Buffer.alloc(20 * 1024 * 1024, 0x20);

function form(): FormData {
	const data = new FormData();
	data.append('source', 'x');
	data.append('file', new Blob(['y'.repeat(1000)]), 'a.bin');
	return data;
}

describe('to the webhook trigger', () => {
	test.each<[string, Body, Record<string, string>, number]>([
		['a form with a file', form(), {}, 401],
		['a form with a file and a signature', form(), SIGNATURE, 401],
		['bytes that are no gzip', 'no gzip', { ...BYTES, 'Content-Encoding': 'gzip' }, 401],
		[
			'bytes that are no gzip, and a signature',
			'no gzip',
			{ ...BYTES, ...SIGNATURE, 'Content-Encoding': 'gzip' },
			401,
		],
		[
			'half a gzip',
			gzipSync(GENUINE).subarray(0, 20),
			{ ...BYTES, ...SIGNATURE, 'Content-Encoding': 'gzip' },
			401,
		],
		['a gzip bomb', gzipSync(LARGE), { ...BYTES, ...SIGNATURE, 'Content-Encoding': 'gzip' }, 413],
		[
			'a deflate bomb',
			deflateSync(LARGE),
			{ ...BYTES, ...SIGNATURE, 'Content-Encoding': 'deflate' },
			413,
		],
		['20 MB', LARGE, { ...BYTES, ...SIGNATURE }, 413],
		['nothing at all', '', { ...BYTES, ...SIGNATURE }, 401],
		['a signature of another secret', GENUINE, { ...BYTES, ...SIGNATURE }, 401],
		['a signature that is a word', GENUINE, { ...BYTES, 'X-Crm-Signature': 'signed' }, 401],
		['a signature of 8,000 characters', GENUINE, { 'X-Crm-Signature': 'a'.repeat(8000) }, 401],
		['a form, in words', 'a=1', { 'Content-Type': 'application/x-www-form-urlencoded' }, 401],
		['no type', GENUINE, { 'Content-Type': '' }, 401],
	])('%s is refused with its status', async (_, body, headers, status) => {
		expect(await post(await publish(webhookWorkflow()), body, headers)).toBe(status);
	});

	test('what has no signature costs no look at the body or the credential', async () => {
		const listening = await publish(webhookWorkflow());
		for (const body of [GENUINE, gzipSync(LARGE), LARGE]) {
			for (const headers of [BYTES, { ...BYTES, 'X-Crm-Signature': 'x' }]) {
				expect(await post(listening, body, headers)).toBe(401);
			}
		}
		expect(await post(listening, form(), SIGNATURE)).toBe(401);
		expect(seen.credentials).toBe(0);
		expect(await post(listening, GENUINE, { ...BYTES, ...SIGNATURE })).toBe(401);
		expect(seen.credentials).toBe(1);
	});

	test('that takes unsigned deliveries, what cannot be read is refused', async () => {
		const listening = await publish(webhookWorkflow({ acceptUnsigned: true }));
		const packed = { ...BYTES, 'Content-Encoding': 'gzip' };
		expect(await post(listening, form())).toBe(400);
		expect(await post(listening, 'no gzip', packed)).toBe(400);
		expect(await post(listening, gzipSync(LARGE), packed)).toBe(413);
		expect(seen.credentials).toBe(0);
	});
});

describe('to the payment trigger', () => {
	const token = { 'Crm-Pay-Token': TOKEN };
	const request = (more: object = {}) => {
		const sent = { merchant_id: '4020', order_no: 'o1', amount: 100, currency: 'USD', ...more };
		return JSON.stringify({ ...sent, sign: signPayment(sent, TOKEN) });
	};

	test.each<[string, Body, Record<string, string>, number]>([
		['no token', request(), BYTES, 401],
		['an empty token', request(), { ...BYTES, 'Crm-Pay-Token': '' }, 401],
		['another token', request(), { ...BYTES, 'Crm-Pay-Token': 'x' }, 401],
		['a form with a file', form(), {}, 401],
		['20 MB and no token', LARGE, BYTES, 401],
		['20 MB', LARGE, { ...BYTES, ...token }, 413],
		['a form with a file, and the token', form(), token, 400],
		['no gzip, and the token', 'x', { ...BYTES, ...token, 'Content-Encoding': 'gzip' }, 400],
	])('%s is refused with its status', async (_, body, headers, status) => {
		expect(await post(await publish(paymentWorkflow()), body, headers)).toBe(status);
	});

	test('without a token it costs no look at the credential', async () => {
		const listening = await publish(paymentWorkflow());
		expect(await post(listening, request(), BYTES)).toBe(401);
		expect(seen.credentials).toBe(0);
	});
});
