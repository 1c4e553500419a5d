/** The webhook trigger behind real HTTP, in n8n-core's own webhook context. */
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';
import { parse } from 'yaml';
import { CrmOpenApiWebhookApi } from '../../credentials/CrmOpenApiWebhookApi.credentials.ts';
import { CrmOpenApiTrigger } from '../../nodes/CrmOpenApiTrigger/CrmOpenApiTrigger.node.ts';
import { deliveryOf, EVENTS, sendEvent, type Sending } from '../../sandbox/index.cts';
import { Engine, workflowOf, type Listening } from './harness/index.cts';

const SECRET = "It's a Secret to Everybody";

const engine = new Engine({
	nodeTypes: [CrmOpenApiTrigger],
	credentialTypes: [CrmOpenApiWebhookApi],
	credentials: {
		hook: { type: 'crmOpenApiWebhookApi', data: { secret: SECRET } },
		changing: {
			type: 'crmOpenApiWebhookApi',
			data: { secret: 'the new one', previousSecret: SECRET },
		},
		blank: { type: 'crmOpenApiWebhookApi', data: { secret: ' ', previousSecret: '' } },
		invisible: { type: 'crmOpenApiWebhookApi', data: { secret: `${SECRET}\u200b` } },
		before: {
			type: 'crmOpenApiWebhookApi',
			data: { secret: SECRET, previousSecret: 'old\u00ad' },
		},
	},
});

const open: Listening[] = [];
afterEach(async () => {
	await Promise.all(open.splice(0).map(async (one) => await one.close()));
});

/** @param credential the id of one that is saved, or null for none */
async function publish(
	parameters: INodeParameters = { events: ['any'] },
	credential: string | null = 'hook',
): Promise<Listening> {
	const node: Partial<INode> = credential
		? { credentials: { crmOpenApiWebhookApi: { id: credential, name: credential } } }
		: {};
	const trigger = {
		name: 'CRM',
		type: 'n8n-nodes-crm-open-api.crmOpenApiTrigger',
		typeVersion: 2,
		parameters,
	};
	const listening = await engine.listen(
		workflowOf([
			{ ...trigger, ...node },
			{ name: 'Done', type: 'test.pass' },
		]),
	);
	open.push(listening);
	return listening;
}

const hmac = (body: string | Buffer, secret = SECRET) =>
	createHmac('sha256', secret).update(body).digest('hex');

async function post(
	{ url }: Listening,
	body: string | Buffer,
	headers: Record<string, string> = {},
): Promise<number> {
	const response = await fetch(url, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json', ...headers },
		body: body as string,
	});
	await response.text();
	return response.status;
}

const signed = async (listening: Listening, body: string | Buffer, secret = SECRET) =>
	await post(listening, body, { 'X-Crm-Signature': hmac(body, secret) });

const send = async ({ url }: Listening, sending: Partial<Sending> & { event: string }) =>
	(await sendEvent({ to: url, secret: SECRET, ...sending })).status;

/** What the executions began with; all of them went well. */
async function emitted(listening: Listening): Promise<IDataObject[]> {
	await listening.settled();
	expect(listening.thrown).toEqual([]);
	return listening.executions.flatMap((run) => {
		expect(run.status).toBe('success');
		return run.json('Done');
	});
}

const APPROVED = deliveryOf({ event: 'withdrawal.approve', to: '' });

describe('a delivery', () => {
	test.each([
		['bare', hmac(APPROVED)],
		['after sha256=', `sha256=${hmac(APPROVED)}`],
		['in upper case', hmac(APPROVED).toUpperCase()],
	])('with its signature %s starts the workflow', async (_, signature) => {
		const listening = await publish();
		expect(await post(listening, APPROVED, { 'X-Crm-Signature': signature })).toBe(200);
		const [json] = await emitted(listening);
		const names = 'eventName, step, id, event, group, deliveryKey, receivedAt, data';
		expect(Object.keys(json).join(', ')).toBe(names);
		expect(json).toMatchObject({ eventName: 'Withdrawal Approved', step: 1 });
		expect(Date.now() - Date.parse(json.receivedAt as string)).toBeLessThan(10_000);
	});

	test('of the vendor’s own test vector is genuine, and is no envelope', async () => {
		const listening = await publish();
		const signature = '757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';
		for (const given of [signature, `sha256=${signature}`]) {
			const headers = { 'Content-Type': 'text/plain', 'X-Crm-Signature': given };
			expect(await post(listening, 'Hello, World!', headers)).toBe(400);
			expect(await post(listening, 'Hello, World', headers)).toBe(401);
		}
		expect(await emitted(listening)).toEqual([]);
	});

	test('is checked byte for byte', async () => {
		const bodies = [
			JSON.stringify(JSON.parse(APPROVED), null, 2),
			`  ${APPROVED}\r\n\t`,
			APPROVED.replace('"Bank Transfer"', '"Überweisung 银行 😀"'),
			APPROVED.replace('"Bank Transfer"', '"\\u00dcberweisung"'),
			APPROVED.replace('"Bank Transfer"', `"${'x'.repeat(1024 * 1024)}"`),
		];
		const listening = await publish();
		for (const body of bodies) expect(await signed(listening, body)).toBe(200);
		expect(await emitted(listening)).toHaveLength(bodies.length);
		// Signed as it was before it was written anew.
		for (const body of bodies) {
			const headers = { 'X-Crm-Signature': hmac(JSON.stringify(JSON.parse(body))) };
			const same = body === JSON.stringify(JSON.parse(body));
			if (!same) expect(await post(listening, body, headers)).toBe(401);
		}
		expect(await emitted(listening)).toHaveLength(bodies.length);
	});

	test.each<[string, string, Record<string, string>]>([
		['no signature', APPROVED, {}],
		['an empty signature', APPROVED, { 'X-Crm-Signature': '' }],
		['another secret', APPROVED, { 'X-Crm-Signature': hmac(APPROVED, 'another') }],
		['truncated hex', APPROVED, { 'X-Crm-Signature': hmac(APPROVED).slice(0, -1) }],
		['half of the hex', APPROVED, { 'X-Crm-Signature': hmac(APPROVED).slice(0, 32) }],
		['more than hex', APPROVED, { 'X-Crm-Signature': `${hmac(APPROVED)}00` }],
		['no hex', APPROVED, { 'X-Crm-Signature': 'z'.repeat(64) }],
		['another prefix', APPROVED, { 'X-Crm-Signature': `sha1=${hmac(APPROVED)}` }],
		['two prefixes', APPROVED, { 'X-Crm-Signature': `sha256=sha256=${hmac(APPROVED)}` }],
		['two signatures', APPROVED, { 'X-Crm-Signature': `${hmac(APPROVED)}, ${hmac(APPROVED)}` }],
		['a changed body', `${APPROVED} `, { 'X-Crm-Signature': hmac(APPROVED) }],
		['the signature of nothing', '', { 'X-Crm-Signature': hmac('x') }],
		['another header', APPROVED, { signature: hmac(APPROVED) }],
	])('with %s is refused with 401 and starts nothing', async (_, body, headers) => {
		const listening = await publish();
		expect(await post(listening, body, headers)).toBe(401);
		expect(await emitted(listening)).toEqual([]);
	});

	test.each([
		['a credential without a secret', 'blank', hmac(APPROVED, '')],
		['a credential without a secret', 'blank', hmac(APPROVED, ' ')],
		['a credential that was deleted', 'deleted', hmac(APPROVED)],
	])('to a trigger with %s is refused with 401', async (_, credential, signature) => {
		const listening = await publish({ events: ['any'] }, credential);
		expect(await post(listening, APPROVED, { 'X-Crm-Signature': signature })).toBe(401);
		expect(await post(listening, APPROVED)).toBe(401);
		expect(await emitted(listening)).toEqual([]);
	});

	test('has a credential, or the workflow is not published', async () => {
		await expect(publish({ events: ['any'] }, null)).rejects.toThrow(
			'The trigger has no credential',
		);
	});

	test.each([
		['invisible', "The credential's Secret contains an invisible character"],
		['before', "The credential's Previous Secret contains an invisible character"],
	])(
		'has a secret that can fit, or the workflow is not published: %s',
		async (credential, text) => {
			await expect(publish({ events: ['any'] }, credential)).rejects.toThrow(text);
		},
	);

	test('is read whatever its type of content, also where n8n leaves that to the node', async () => {
		const listening = await publish();
		for (const type of ['application/octet-stream', 'application/vnd.crm+json']) {
			const headers = { 'Content-Type': type, 'X-Crm-Signature': hmac(APPROVED) };
			expect(await post(listening, APPROVED, headers)).toBe(200);
			expect(await post(listening, `${APPROVED} `, headers)).toBe(401);
		}
		expect(await emitted(listening)).toHaveLength(2);
	});

	test('may be signed with either secret while it is being changed', async () => {
		const listening = await publish({ events: ['any'] }, 'changing');
		expect(await signed(listening, APPROVED, 'the new one')).toBe(200);
		expect(await signed(listening, APPROVED, SECRET)).toBe(200);
		expect(await signed(listening, APPROVED, 'a third')).toBe(401);
		expect(await emitted(listening)).toHaveLength(2);
	});

	test.each([
		['no JSON', 'Hello'],
		['nothing', ''],
		['a list', '[]'],
		['null', 'null'],
		['no source', '{"data": {}}'],
		['a source that is no object', '{"source": "x", "data": {}}'],
		['no event', '{"source": {"group": "g"}, "data": {}}'],
		['an event that is no text', '{"source": {"event": 1}, "data": {}}'],
		['a blank event', '{"source": {"event": " "}, "data": {}}'],
		['no data', '{"source": {"event": "a.b"}}'],
		['data that is no object', '{"source": {"event": "a.b"}, "data": [1]}'],
	])('that is signed but holds %s is refused with 400', async (_, body) => {
		const listening = await publish();
		const headers = { 'Content-Type': 'text/plain' };
		expect(await post(listening, body, { ...headers, 'X-Crm-Signature': hmac(body) })).toBe(400);
		expect(await post(listening, body, headers)).toBe(401);
		expect(await emitted(listening)).toEqual([]);
	});

	test('of any other kind starts nothing and never makes the trigger throw', async () => {
		const listening = await publish();
		const deep = `{"source":{"event":"a.b"},"data":${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}}`;
		const strange = [
			'{"source":{"event":"a.b"},"data":{"__proto__":{"id":"x"},"constructor":1}}',
			'{"source":{"event":"a.b","group":7},"data":{"id":{"toString":1}}}',
			`{"source":{"event":"crm.webhooks.requests.kyc.approve.node.${'9'.repeat(40)}"},"data":{}}`,
			deep,
		];
		for (const body of strange) {
			expect([200, 500]).toContain(await signed(listening, body));
			expect(await post(listening, body, { 'Content-Type': 'multipart/form-data' })).toBe(401);
		}
		expect(await signed(listening, Buffer.from([0xff, 0xfe, 0x00]).toString('latin1'))).toBe(422);
		await listening.settled();
		expect(listening.thrown).toEqual([]);
		expect(({} as IDataObject).id).toBeUndefined();
	});

	test('without a signature is taken only with the switch, which needs no credential', async () => {
		const unsigned = await publish({ events: ['any'], acceptUnsigned: true }, null);
		expect(await post(unsigned, APPROVED)).toBe(200);
		expect(await post(unsigned, '{}')).toBe(400);
		expect(await emitted(unsigned)).toMatchObject([{ step: 1 }]);
	});
});

describe('events', () => {
	const FILE = join(__dirname, '../../api/webhooks.yaml');
	const documented = parse(readFileSync(FILE, 'utf8')) as Array<{
		event: string;
		group: string;
		data: Array<{ name: string }>;
	}>;
	/** One per documented event, an approval with steps 1, 2 and 10. */
	const cases = documented.flatMap(({ event, group, data }) => {
		const steps = event.endsWith('.node.N') ? [1, 2, 10] : [null];
		return steps.map((step) => ({
			event: event.replace(/N$/, String(step)),
			sent: event.replace(/\.node\.N$/, ''),
			group,
			step,
			fields: data.map(({ name }) => name),
		}));
	});

	test('that are documented are all played by the sandbox', () => {
		expect(EVENTS.map(({ event }) => event).sort()).toEqual(
			documented.map(({ event }) => event.replace(/\.node\.N$/, '')).sort(),
		);
	});

	test.each(cases)('$event comes out with group, step and data', async (one) => {
		const listening = await publish();
		const step = one.step ?? undefined;
		expect(await send(listening, { event: one.sent, step })).toBe(200);
		const [json] = await emitted(listening);
		const id = one.sent.endsWith('users.create') ? '77889900' : (json.data as IDataObject).id;
		expect(json).toMatchObject({
			event: one.event,
			step: one.step,
			deliveryKey: `${one.event}:${id}`,
			data: (JSON.parse(deliveryOf({ event: one.sent, step, to: '' })) as IDataObject).data,
		});
		if (one.group !== 'not known') expect(json.group).toBe(one.group);
		for (const field of one.fields)
			expect([field, pathIn(json.data, field)]).toEqual([field, true]);
	});

	test('that are not known pass under Any Event and under their own names', async () => {
		const event = 'crm.webhooks.requests.deposit.approve.node.3';
		const any = await publish();
		const named = await publish({
			events: ['byName'],
			eventNames: ['crm.webhooks.x', ' crm.webhooks.requests.deposit '],
		});
		for (const listening of [any, named]) {
			expect(await send(listening, { event, data: { id: 'd1' } })).toBe(200);
			expect(await emitted(listening)).toEqual([
				{
					eventName: event,
					id: 'd1',
					event,
					group: 'crm.webhooks.requests.deposit.approve.node',
					step: 3,
					data: { id: 'd1' },
					deliveryKey: `${event}:d1`,
					receivedAt: expect.any(String),
				},
			]);
		}
		expect(await send(named, { event: 'crm.webhooks.requests.deposits' })).toBe(200);
		expect(await send(named, { event: 'withdrawal.approve' })).toBe(200);
		expect(await emitted(named)).toHaveLength(1);
	});

	test.each([
		[['withdrawalApproved'], ['withdrawal.approve'], ['withdrawal.reject', 'transfer.approve']],
		[['propTradingApproved'], ['propTrading.approve'], ['propTradingLive.approve']],
		[['propTradingLiveRejected'], ['propTradingLive.reject'], ['propTrading.reject']],
		[['kycApproved', 'userCreated'], ['kyc.approve', 'users.create'], ['transfer.reject']],
		[[], [], ['withdrawal.approve', 'users.create']],
	])('%j start the workflow by %j and not by %j', async (events, wanted, others) => {
		const listening = await publish({ events });
		for (const event of [...wanted, ...others]) expect(await send(listening, { event })).toBe(200);
		const names = (await emitted(listening)).map(({ event }) => String(event));
		expect(names).toHaveLength(wanted.length);
		wanted.forEach((event) => expect(names.join()).toContain(`.${event}`));
	});

	test('of an approval can be narrowed to one step, others are not touched', async () => {
		const listening = await publish({ events: ['any'], approvalStep: 'one', step: 1 });
		for (const step of [1, 2, 10]) await send(listening, { event: 'withdrawal.approve', step });
		await send(listening, { event: 'withdrawal.reject' });
		expect((await emitted(listening)).map(({ step }) => step)).toEqual([1, null]);
	});

	test('of an approval can be narrowed to the last step, where the request tells', async () => {
		const listening = await publish({ events: ['any'], approvalStep: 'last' });
		for (const step of [1, 2, 3]) {
			await send(listening, { event: 'transfer.approve', step, steps: 3 });
			await send(listening, { event: 'withdrawal.approve', step, steps: 3 });
		}
		await send(listening, {
			event: 'kyc.approve',
			step: 2,
			data: { kyc_flow: { total_steps: '2', current_steps: '2' } },
		});
		const names = (await emitted(listening)).map(({ event }) => event);
		expect(names).toEqual([
			'crm.webhooks.requests.transfer.approve.node.3',
			'crm.webhooks.requests.kyc.approve.node.2',
		]);
	});

	test('that are sent again start the workflow again, with the same key and no other', async () => {
		const listening = await publish();
		const sendings: Array<[event: string, more?: Partial<Sending>]> = [
			['withdrawal.approve'],
			['withdrawal.approve'],
			['withdrawal.approve', { step: 2 }],
			['withdrawal.approve', { data: { id: 'another1' } }],
			['withdrawal.reject'],
			['users.create'],
			['users.create', { data: { id: 'no key' } }],
			['something.new', { data: { a: 1 } }],
			['something.new', { data: { a: 1 } }],
			['something.new', { data: { a: 2 } }],
		];
		for (const [event, more] of sendings)
			expect(await send(listening, { event, ...more })).toBe(200);
		const keys = (await emitted(listening)).map(({ deliveryKey }) => deliveryKey as string);
		expect(keys).toHaveLength(sendings.length);
		const firsts = keys.map((key) => keys.indexOf(key));
		expect(firsts).toEqual([0, 0, 2, 3, 4, 5, 5, 7, 7, 9]);
	});
});

describe('the credential’s test', () => {
	test.each([
		[{ secret: SECRET }, 'OK', /Only a delivery proves/],
		[{ secret: SECRET, previousSecret: 'old' }, 'OK', /Resend/],
		[{ secret: '' }, 'Error', /The Secret is empty/],
		[{ secret: 'x ' }, 'Error', /The Secret begins or ends with a space/],
		[{ secret: 'x', previousSecret: '\n' }, 'Error', /The Previous Secret begins or ends/],
		[{ secret: 'a secret in Kyrgyz: купуя сөз' }, 'OK', /Only a delivery proves/],
		[{ secret: 'x\u200b' }, 'Error', /^The Secret contains an invisible character. Copy it again$/],
		[{ secret: 'a\u00adb' }, 'Error', /The Secret contains an invisible character/],
		[{ secret: 'a\nb' }, 'Error', /The Secret contains an invisible character/],
		[{ secret: 'x', previousSecret: '\ufeffx' }, 'Error', /The Previous Secret begins or ends/],
		[{ secret: 'x', previousSecret: 'x\u2060' }, 'Error', /The Previous Secret contains an invis/],
	])('%j: %s', async (data, status, message) => {
		const result = await engine.testCredential('crmOpenApiWebhookApi', data);
		expect(result.status).toBe(status);
		expect(result.message).toMatch(message);
	});
});

/** Whether data hold a field: `custom_fields[].label.[language-code]` is in one of the list. */
function pathIn(data: unknown, path: string): boolean {
	let values = [data];
	for (const part of path.split('.')) {
		const name = part.replace('[]', '');
		values = values.flatMap((value) => {
			if (typeof value !== 'object' || value === null) return [];
			if (name === '[language-code]') return Object.values(value);
			if (!(name in value)) return [];
			const found = (value as IDataObject)[name];
			return part.endsWith('[]') ? (found as unknown[]) : [found];
		});
	}
	return values.length > 0;
}
