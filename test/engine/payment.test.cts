/** Payments: the CRM asks for a page, gets it, and is told how the payment ended. */
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';
import { CrmOpenApi as CrmOpenApiCredential } from '../../credentials/CrmOpenApi.credentials.ts';
import { CrmOpenApiPspApi } from '../../credentials/CrmOpenApiPspApi.credentials.ts';
import { CrmOpenApiPsp } from '../../nodes/CrmOpenApiPsp/CrmOpenApiPsp.node.ts';
import { CrmOpenApiPaymentTrigger } from '../../nodes/CrmOpenApiPaymentTrigger/CrmOpenApiPaymentTrigger.node.ts';
import { requestPayment, type Deposit, type FaultRule } from '../../sandbox/index.cts';
import { useSandbox } from '../started.cts';
import { CONTINUE, errorText, failedTexts } from './fixture.cts';
import { Engine, workflowOf, type Listening, type NodeSketch } from './harness/index.cts';

const sandbox = useSandbox({ psp: { merchant: 'm-1', token: 'tok-1' } });
const open: Listening[] = [];
afterEach(async () => {
	await Promise.all(open.splice(0).map(async (one) => await one.close()));
});

function engine(credential: IDataObject = {}): Engine {
	const { url, psp } = sandbox;
	return new Engine({
		nodeTypes: [CrmOpenApiPsp, CrmOpenApiPaymentTrigger],
		credentialTypes: [CrmOpenApiCredential, CrmOpenApiPspApi],
		credentials: {
			psp: {
				type: 'crmOpenApiPspApi',
				data: {
					merchantId: psp.merchant,
					token: psp.token,
					callbackUrl: url,
					...credential,
				} as Record<string, string>,
			},
		},
	});
}

const PSP = { crmOpenApiPspApi: { id: 'psp', name: 'psp' } };
const trigger = (parameters: INodeParameters = {}, node: Partial<INode> = {}): NodeSketch => ({
	name: 'Payment',
	type: 'n8n-nodes-crm-open-api.crmOpenApiPaymentTrigger',
	typeVersion: 2,
	parameters,
	credentials: PSP,
	...node,
});
const crm = (name: string, parameters: INodeParameters, node: Partial<INode> = {}): NodeSketch => ({
	name,
	type: 'n8n-nodes-crm-open-api.crmOpenApiPsp',
	parameters,
	...node,
});
const ACCEPT: INodeParameters = {
	operation: 'answerPaymentRequest',
	answer: 'accepted',
	url: '=https://pay.example.com/{{ $json.order_no }}',
};
const accept = crm('Answer', ACCEPT);

async function publish(sketches: NodeSketch[], credential?: IDataObject): Promise<Listening> {
	const listening = await engine(credential).listen(workflowOf(sketches));
	open.push(listening);
	return listening;
}

/** The sandbox asks as the CRM does: it adds /pay/url to the address that it was given. */
async function ask({ url }: Listening, deposit: Partial<Deposit> = {}) {
	expect(url).toMatch(/\/webhook\/[\w-]+\/pay\/url$/);
	const to = url.replace(/\/pay\/url$/, '');
	return await requestPayment(sandbox.data, sandbox.psp, { to, ...deposit });
}

async function started(listening: Listening): Promise<IDataObject[]> {
	await listening.settled();
	expect(listening.thrown).toEqual([]);
	return listening.executions.flatMap((run) => run.json('Payment'));
}

describe('a payment request', () => {
	test('gets its payment page, as the workflow answers', async () => {
		const listening = await publish([trigger(), accept]);
		const { payment, received } = await ask(listening, { amount: 12.5, currency: 'EUR' });
		expect(received.status).toBe(200);
		expect(JSON.parse(received.body)).toEqual({
			result: true,
			msg: '',
			data: { url: `https://pay.example.com/${payment.order_no}` },
		});
		expect(payment.url).toBe(`https://pay.example.com/${payment.order_no}`);
		const [client] = sandbox.data.clients;
		expect(await started(listening)).toEqual([
			{
				merchant_id: 'm-1',
				order_no: payment.order_no,
				amount: 12.5,
				currency: 'EUR',
				user_id: client.id,
				user_name: client.name,
				email: client.email,
				phone: `${client.phone.country_code}${client.phone.number}`,
				nationality: 'SG',
				language: 'en-us',
				device: 'pc',
				custom: {},
				receivedAt: expect.any(String),
			},
		]);
	});

	test('is refused with a message under HTTP 200', async () => {
		const listening = await publish([
			trigger(),
			crm('Answer', {
				operation: 'answerPaymentRequest',
				answer: 'refused',
				message: '=No {{ $json.currency }} today',
			}),
		]);
		const { received, payment } = await ask(listening);
		expect(received).toEqual({ status: 200, body: '{"result":false,"msg":"No USD today"}' });
		expect(payment.url).toBe('');
	});

	test('comes out by its usual names where the broker has renamed them, others as custom', async () => {
		const parameter = [
			{ name: 'order_no', sentAs: ' reference ' },
			{ name: 'sign', sentAs: 'signature' },
			{ name: 'merchant_id', sentAs: 'shop' },
			{ name: 'email', sentAs: '' },
		];
		const listening = await publish([trigger({ renamedParameters: { parameter } }), accept]);
		const { received, payment } = await ask(listening, {
			renamed: { order_no: 'reference', sign: 'signature', merchant_id: 'shop' },
			custom: { branch: 'SG-1', empty: '', sign: 'not the sign', order_no: 'not the order' },
		});
		expect(received.status).toBe(200);
		const [json] = await started(listening);
		expect(json).toMatchObject({ merchant_id: 'm-1', order_no: payment.order_no });
		expect(json.custom).toEqual({
			branch: 'SG-1',
			empty: '',
			sign: 'not the sign',
			order_no: 'not the order',
		});
		expect(json).not.toHaveProperty('signature');
	});

	test.each<[string, Partial<Deposit>]>([
		['another token', { token: 'tok-2' }],
		['an empty token', { token: '' }],
		['a longer token', { token: 'tok-1x' }],
		['a sign that does not fit', { sign: 'A'.repeat(40) }],
		['an empty sign', { sign: '' }],
		['no sign', { sign: null }],
		['another merchant', { custom: { merchant_id: 'm-2' } }],
	])('with %s is refused with 401 and starts nothing', async (_, deposit) => {
		const listening = await publish([trigger(), accept]);
		const { received } = await ask(listening, deposit);
		expect(received.status).toBe(401);
		expect(JSON.parse(received.body)).toMatchObject({ result: false });
		expect(received.body).not.toContain('tok-1');
		expect(await started(listening)).toEqual([]);
	});

	test('passes without a sign that fits only with the switch off; the token is always checked', async () => {
		const listening = await publish([trigger({ checkSign: false }), accept]);
		expect((await ask(listening, { sign: 'A' })).received.status).toBe(200);
		expect((await ask(listening, { sign: null })).received.status).toBe(200);
		expect((await ask(listening, { sign: null, token: 'x' })).received.status).toBe(401);
		const other = { sign: null, custom: { merchant_id: 'm-2' } };
		expect((await ask(listening, other)).received.status).toBe(401);
		expect(await started(listening)).toHaveLength(2);
	});

	test.each([
		['no credential', {}, {}],
		['a blank token', { credentials: PSP }, { token: ' ' }],
	])('to a trigger with %s is refused with 401', async (_, node, credential) => {
		const sketch = { ...trigger(), credentials: undefined, ...node };
		const listening = await publish([sketch, accept], credential);
		for (const token of ['tok-1', '', ' ']) {
			expect((await ask(listening, { token })).received.status).toBe(401);
		}
		expect(await started(listening)).toEqual([]);
	});

	test.each([
		['no JSON', 'Hello'],
		['a list', '[]'],
		['no order', '{"merchant_id": "m-1", "amount": 1, "currency": "USD"}'],
		['strange values', '{"merchant_id": "m-1", "order_no": {"toString": 1}}'],
	])('that is %s is refused with 400 and starts nothing', async (_, body) => {
		const listening = await publish([trigger({ checkSign: false }), accept]);
		const response = await fetch(listening.url, {
			method: 'POST',
			headers: { 'crm-pay-token': 'tok-1', 'content-type': 'text/plain' },
			body,
		});
		expect(response.status).toBe(400);
		expect(await started(listening)).toEqual([]);
	});

	test('is answered with 500 by a workflow that fails before it answers', async () => {
		const listening = await publish([
			trigger(),
			crm('Answer', { ...ACCEPT, url: 'http://pay.example.com' }),
		]);
		const { received } = await ask(listening);
		expect(received.status).toBe(500);
		await listening.settled();
		expect(errorText(listening.executions[0])).toMatch(/'Payment URL' must begin with https/);
	});

	test.each([
		['http://localhost:8080/pay', true],
		['https://pay.example.com/a?b=c#d', true],
		['pay.example.com', false],
		['javascript:alert(1)', false],
		['https://user:pw@pay.example.com', false],
	])('may be answered with %s: %s', async (url, taken) => {
		const listening = await publish([trigger(), crm('Answer', { ...ACCEPT, url })]);
		const { received, payment } = await ask(listening);
		expect([received.status, payment.url]).toEqual(taken ? [200, url] : [500, '']);
	});

	test('has one answer, however many items come', async () => {
		const two = { name: 'Two', type: 'test.make', parameters: { count: 2 } };
		const answer = crm('Answer', { ...ACCEPT, url: 'https://pay.example.com' }, CONTINUE);
		const listening = await publish([trigger(), two, answer]);
		expect((await ask(listening)).received.status).toBe(200);
		await listening.settled();
		const [run] = listening.executions;
		expect(run.responses).toHaveLength(1);
		expect(failedTexts(run.json('Answer'))).toEqual([
			expect.stringMatching(/only one answer.*Item 0 has given it/s),
		]);
		expect(run.json('Answer')[0]).toMatchObject({ result: true });
	});
});

describe('a payment callback', () => {
	const CALLBACK: INodeParameters = {
		operation: 'sendPaymentCallback',
		orderNo: '={{ $json.order_no }}',
		amount: '={{ $json.amount }}',
		currency: '={{ $json.currency }}',
		status: 'success',
	};
	const callback = (parameters: INodeParameters = {}, node: Partial<INode> = {}) =>
		workflowOf([
			{ name: 'Start', type: 'test.pass' },
			crm('Callback', { ...CALLBACK, ...parameters }, { credentials: PSP, ...node }),
			{ name: 'Done', type: 'test.pass' },
		]);
	/** A payment that waits for its callback. */
	async function pending(amount = 100): Promise<IDataObject> {
		const listening = await publish([trigger(), accept]);
		const { payment } = await ask(listening, { amount });
		const { order_no, currency } = payment;
		return { order_no, amount, currency };
	}
	const sent = () => sandbox.requests.filter(({ operationId }) => operationId === 'psp.callback');
	const booked = () => sandbox.data.bookings.filter(({ kind }) => kind === 'payment');
	const fault = (action: FaultRule['action']): FaultRule => ({
		match: { operationId: 'psp.callback' },
		when: 'after',
		action,
		times: 1,
	});

	test('settles the payment in the CRM, signed', async () => {
		const item = await pending(12.5);
		const additionalFields = { transactionId: 'tx-9', userId: '045dff8l' };
		const run = await engine().run({ workflow: callback({ additionalFields }), items: [item] });
		expect(run.json('Done')).toEqual([
			{ outcome: 'done', ...item, status: 1, transaction_id: 'tx-9', user_id: '045dff8l' },
		]);
		expect(sandbox.data.payments).toMatchObject([
			{ order_no: item.order_no, status: 'success', callbacks: [{ merchant_id: 'm-1' }] },
		]);
		const [{ body, headers, status }] = sent();
		expect(status).toBe(204);
		expect(headers['crm-pay-token']).toBe('tok-1');
		expect(body).toMatchObject({ amount: 12.5, status: 1, transaction_id: 'tx-9' });
		expect(Math.abs(Date.now() - Number((body as IDataObject).time))).toBeLessThan(10_000);
		expect(booked()).toHaveLength(1);
	});

	test('a second one books nothing and says that the payment was settled before', async () => {
		const item = await pending();
		await engine().run({ workflow: callback(), items: [item] });
		const second = await engine().run({ workflow: callback(), items: [item] });
		expect(second.status).toBe('error');
		expect(errorText(second)).toMatch(/The payment was settled before \| .*Nothing was booked now/);
		expect(errorText(second)).toMatch(/'Order Number'/);
		expect(sent()).toHaveLength(2);
		expect(booked()).toHaveLength(1);
	});

	test('processing settles nothing yet, failed books nothing', async () => {
		const item = await pending();
		const processing = callback({ status: 'processing' });
		expect((await engine().run({ workflow: processing, items: [item] })).status).toBe('success');
		expect(sandbox.data.payments[0].status).toBe('processing');
		const failed = callback({ status: 'failed' });
		expect((await engine().run({ workflow: failed, items: [item] })).status).toBe('success');
		expect(sandbox.data.payments[0].status).toBe('failed');
		expect(booked()).toEqual([]);
	});

	test.each<[string, FaultRule['action']]>([
		['breaks off', 'cut'],
		['ends in a 503', { status: 503 }],
		['ends in a web page', 'html'],
		['ends in an unknown 200', { status: 200, body: { ok: true } }],
	])('that %s is not sent again, by no try and no retry', async (_, action) => {
		const item = await pending();
		sandbox.faults.rules = [fault(action)];
		const node = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
		const crmEngine = engine();
		const run = await crmEngine.run({ workflow: callback({}, node), items: [item] });
		expect(run.status).toBe('error');
		expect(errorText(run)).toMatch(/not known whether/);
		const again = await crmEngine.retry(run);
		expect(errorText(again)).toMatch(/not known whether an earlier try/);
		expect(sent()).toHaveLength(1);
		expect(booked()).toHaveLength(1);
	});

	test('is sent once by an execution, also when a later item fails and it is retried', async () => {
		const items = [await pending(1), { ...(await pending(2)), amount: 3 }];
		const crmEngine = engine();
		const run = await crmEngine.run({ workflow: callback(), items });
		expect(errorText(run)).toMatch(/The amount differs/);
		const again = await crmEngine.retry(run);
		expect(errorText(again)).toMatch(/The amount differs/);
		expect(sent()).toHaveLength(3);
		expect(booked()).toHaveLength(1);
	});

	test('items with one order number are refused before anything is sent', async () => {
		const item = await pending();
		const run = await engine().run({ workflow: callback(), items: [item, item] });
		expect(errorText(run)).toMatch(/the same payment to the CRM/);
		expect(sent()).toEqual([]);
	});

	test('shows the request in test runs and sends nothing, unless told to', async () => {
		const item = await pending();
		const run = await engine().run({ workflow: callback(), items: [item], mode: 'manual' });
		expect(run.json('Done')).toMatchObject([
			{ outcome: 'preview', request: { path: '/pay/callback', body: { amount: 100, status: 1 } } },
		]);
		expect(JSON.stringify(run.data)).not.toContain('tok-1');
		expect(sent()).toEqual([]);
		const workflow = callback({ options: { inTestRuns: 'book' } });
		const real = await engine().run({ workflow, items: [item], mode: 'manual' });
		expect(real.json('Done')).toMatchObject([{ outcome: 'done' }]);
	});

	test.each([
		['-5', /'Amount' must be more than 0/],
		['0', /'Amount' must not be 0/],
		['0.1234567890', /at most 8 decimals/],
		['123456789012.12345678', /more digits than the CRM can take here without rounding/],
		['1e3', /plain decimal/],
	])('of %s is refused', async (amount, message) => {
		const run = await engine().run({
			workflow: callback(),
			items: [{ order_no: 'o', currency: 'USD', amount }],
		});
		expect(errorText(run)).toMatch(message);
		expect(sent()).toEqual([]);
	});

	test.each<[string, IDataObject, IDataObject, RegExp]>([
		['another token', { token: 'x' }, {}, /does not accept the payment token/],
		['another merchant', { merchantId: 'm-2' }, {}, /no payment service with this merchant id/],
		[
			'an unknown order',
			{},
			{ order_no: 'X1' },
			/no payment with this order number.*'Order Number'/,
		],
		['another amount', {}, { amount: 99 }, /The amount differs.*'Amount'/],
		['another currency', {}, { currency: 'EUR' }, /The currency differs.*'Currency'/],
		['no callback URL', { callbackUrl: '' }, {}, /The credential's Callback URL is empty/],
		['plain http', { callbackUrl: 'http://crm.example.com' }, {}, /must use https/],
	])('with %s says what is wrong', async (_, credential, change, message) => {
		const item = { ...(await pending()), ...change };
		const run = await engine(credential).run({ workflow: callback(), items: [item] });
		expect(run.status).toBe('error');
		expect(errorText(run)).toMatch(message);
		expect(errorText(run)).not.toMatch(/CRM Open API'|tok-1/);
		expect(booked()).toEqual([]);
	});

	test('finds its way whatever ending the callback URL was pasted with', async () => {
		for (const ending of ['/', '/pay/callback', '/pay/callback/']) {
			const item = await pending();
			const crmEngine = engine({ callbackUrl: `${sandbox.url}${ending}` });
			const run = await crmEngine.run({ workflow: callback(), items: [item] });
			expect(run.json('Done')).toMatchObject([{ outcome: 'done' }]);
		}
	});

	test('and the answer to a request are not for AI agents', async () => {
		for (const parameters of [CALLBACK, ACCEPT]) {
			const node = crm('Callback', parameters, { credentials: PSP });
			const workflow = workflowOf([
				{ name: 'Start', type: 'test.pass' },
				{ ...node, type: 'n8n-nodes-crm-open-api.crmOpenApiPspTool' },
			]);
			const asTool = new Engine({
				nodeTypes: [CrmOpenApiPsp],
				otherNodeTypes: { 'n8n-nodes-crm-open-api.crmOpenApiPspTool': CrmOpenApiPsp },
				credentialTypes: [CrmOpenApiPspApi],
			});
			const run = await asTool.run({
				workflow,
				items: [{ order_no: 'o', amount: 1, currency: 'X' }],
			});
			expect(failedTexts(run.json('Callback'))).toEqual([
				expect.stringMatching(/is not for AI agents\. Nothing was sent/),
			]);
			expect(run.responses).toEqual([]);
		}
		expect(sent()).toEqual([]);
	});
});

describe('the credential’s test', () => {
	const form = { merchantId: 'm', token: 't', callbackUrl: 'https://crm.example.com/psp' };
	test.each([
		[form, 'OK', /Only a payment proves it/],
		[{ ...form, merchantId: ' ' }, 'Error', /The Merchant ID is empty/],
		[{ ...form, token: '' }, 'Error', /The Token is empty/],
		[
			{ ...form, callbackUrl: 'http://crm.example.com' },
			'Error',
			/The Callback URL must use https/,
		],
	])('%j: %s', async (data, status, message) => {
		const result = await engine().testCredential('crmOpenApiPspApi', data);
		expect(result.status).toBe(status);
		expect(result.message).toMatch(message);
	});
});
