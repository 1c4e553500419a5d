/** Strangers who know a webhook's address: they start nothing, and fill no log. */
import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { sendEvent } from '../../sandbox/index.cts';
import { workflowOf } from '../engine/harness/workflow.cts';
import { WEBHOOK_SECRET } from '../examples.cts';
import { Scene } from './fixture.cts';
import { until } from './n8n/rest.cts';
import { sharedLog } from './shared.cts';

const WEBHOOK_ID = randomUUID();

let scene: Scene;
let id: string;
let to: string;
beforeAll(async () => {
	scene = await Scene.open();
	id = await scene.start(
		workflowOf([
			{
				name: 'Trigger',
				type: 'n8n-nodes-crm-open-api.crmOpenApiTrigger',
				typeVersion: 2,
				webhookId: WEBHOOK_ID,
				parameters: { events: ['any'] },
			},
		]),
	);
	to = `${scene.rest.url}/webhook/${WEBHOOK_ID}/webhook`;
	await until('the webhook', async () => ((await send('{}')).status === 404 ? undefined : true));
});
afterAll(async () => await scene.close());

type Body = NonNullable<RequestInit['body']>;

async function send(body: Body, headers: Record<string, string> = {}): Promise<Response> {
	// A connection that was refused in the middle of a body is of no more use.
	return await fetch(to, { method: 'POST', body, headers: { connection: 'close', ...headers } });
}

const MB = 1024 * 1024;

/** An upload as browsers send it. */
function form(): FormData {
	const data = new FormData();
	data.append('source', '{"event":"withdrawal.approve"}');
	data.append('file', new Blob(['%PDF']), 'passport.pdf');
	return data;
}

const json = { 'content-type': 'application/json' };
/** A type that n8n leaves to the node. */
const bytes = { 'content-type': 'application/octet-stream' };
const packed = { ...bytes, 'content-encoding': 'gzip' };
/** It has the shape of a signature. */
const forged = { 'x-crm-signature': 'a'.repeat(64) };

test.each<[string, () => Body, Record<string, string>, number[]]>([
	['an upload', form, {}, [401]],
	['an upload with a forged signature', form, forged, [401]],
	['gzip that is none', () => 'not gzip', packed, [401]],
	['gzip that is none, with a forged signature', () => 'not gzip', { ...packed, ...forged }, [401]],
	['a gzip bomb', () => gzipSync(Buffer.alloc(200 * MB)), packed, [401, 413]],
	[
		'a gzip bomb with a forged signature',
		() => gzipSync(Buffer.alloc(200 * MB)),
		{ ...packed, ...forged },
		[401, 413],
	],
	['20 MB', () => Buffer.alloc(20 * MB), bytes, [401, 413]],
	['20 MB with a forged signature', () => Buffer.alloc(20 * MB), { ...bytes, ...forged }, [413]],
	['nothing', () => '', {}, [401]],
	['a delivery without a signature', () => '{"source":{"event":"a.b"}}', json, [401]],
	[
		'a delivery with a forged signature',
		() => '{"source":{"event":"a.b"}}',
		{ ...json, ...forged },
		[401],
	],
])('%s', async (_what, body, headers, expected) => {
	const before = sharedLog().length;
	const { status } = await send(body(), headers);
	expect(expected).toContain(status);
	expect(sharedLog().slice(before)).toBe('');
	expect(await scene.rest.executions(id)).toEqual([]);
});

// n8n reads JSON before it asks the node. What it cannot read it refuses by itself, with a line of its own.
test.each<[string, () => Body, Record<string, string>, number]>([
	['broken JSON', () => '{"source":', json, 422],
	['a coding that nobody knows', () => 'x', { ...json, 'content-encoding': 'nonsense' }, 422],
	['JSON in gzip that is none', () => 'x', { ...json, 'content-encoding': 'gzip' }, 500],
	['20 MB of JSON', () => Buffer.alloc(20 * MB, ' '), json, 500],
])('%s: n8n itself says no', async (_what, body, headers, expected) => {
	expect((await send(body(), headers)).status).toBe(expected);
	expect(await scene.rest.executions(id)).toEqual([]);
});

test('a signed delivery is taken after all that', async () => {
	const taken = await sendEvent({ event: 'withdrawal.approve', to, secret: WEBHOOK_SECRET });
	expect(taken.status).toBe(200);
	await scene.ended(id);
	expect(await scene.rest.executions(id)).toHaveLength(1);
});
