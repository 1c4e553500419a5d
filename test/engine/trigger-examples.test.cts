/** The examples with webhooks and payments, run as they are; n8n's own nodes are stood in for. */
import type { IDataObject } from 'n8n-workflow';
import { requestPayment, seedWithdrawal, sendEvent } from '../../sandbox/index.cts';
import { useSandbox } from '../started.cts';
import { example, WEBHOOK_SECRET } from '../examples.cts';
import { exampleEngine, router } from './examples.fixture.cts';
import { errorText } from './fixture.cts';
import { Pass } from './harness/index.cts';

const sandbox = useSandbox();

describe('the second approval of a withdrawal', () => {
	/** A withdrawal of two steps, the first of which was approved. */
	function withdrawal(steps = 2) {
		const request = seedWithdrawal(sandbox.data, { steps });
		request.flow.current = 1;
		if (steps === 1) request.status = 'approved';
		return request;
	}

	/** Sends the webhook of the first approval; the person decides by the form. */
	async function run(
		request: ReturnType<typeof withdrawal>,
		form: IDataObject,
		meanwhile?: () => void,
	) {
		const wait = router(1, () => (meanwhile?.(), 0), form);
		const listening = await exampleEngine(sandbox, {
			if: router(2, ({ status, flow_current: step }) =>
				status === 'pending' && step !== undefined ? 0 : 1,
			),
			emailSend: router(1, () => 0),
			wait,
			set: Pass,
			// Which Account, which gets a client, and Which Decision.
			switch: router(4, ({ kyc_status: isClient, Decision }) =>
				isClient ? 0 : ['Approve', 'Reject'].indexOf(String(Decision)),
			),
		}).listen(example('withdrawal-second-step-approval.json'));
		const { id, user_id, fields } = request;
		const data = { ...fields, id, user_id } as IDataObject;
		const event = 'withdrawal.approve';
		await sendEvent({ event, to: listening.url, secret: WEBHOOK_SECRET, step: 1, data });
		await listening.close();
		expect(listening.executions).toHaveLength(1);
		return listening.executions[0];
	}

	test('goes through when a person approves', async () => {
		const request = withdrawal();
		const result = await run(request, { Decision: 'Approve' });
		expect(result.error).toBeUndefined();
		expect(result.json('Approve Withdrawal')).toMatchObject([{ outcome: 'done', id: request.id }]);
		expect(request.status).toBe('approved');
		expect(sandbox.data.decisions).toMatchObject([{ decision: 'approve', step: 1 }]);
	});

	test('is rejected when a person rejects, with the comment', async () => {
		const request = withdrawal();
		const result = await run(request, { Decision: 'Reject', Comment: 'Papers are missing' });
		expect(result.error).toBeUndefined();
		expect(request.status).toBe('rejected');
		expect(sandbox.data.decisions).toMatchObject([{ sent: { comment: 'Papers are missing' } }]);
	});

	test('is left alone when nobody decides', async () => {
		const request = withdrawal();
		expect((await run(request, {})).error).toBeUndefined();
		expect([request.status, sandbox.data.decisions]).toEqual(['pending', []]);
	});

	test('is not asked for where the first approval is the last', async () => {
		const result = await run(withdrawal(1), { Decision: 'Approve' });
		expect(result.error).toBeUndefined();
		expect(result.runs('Tell Approver')).toEqual([]);
	});

	test.each(['Approve', 'Reject'])(
		'does not %s another step than the person saw',
		async (Decision) => {
			const request = withdrawal(3);
			const result = await run(request, { Decision }, () => (request.flow.current = 2));
			expect(errorText(result)).toMatch(/Only If - Approval Step' is not met/);
			expect([request.status, sandbox.data.decisions]).toEqual(['pending', []]);
		},
	);
});

describe('payments through an own service', () => {
	async function pay(checkout: IDataObject, branch = 0) {
		const listening = await exampleEngine(sandbox, {
			httpRequest: router(2, () => branch, checkout),
			webhook: Pass,
		}).listen(example('psp-payment.json'));
		const to = listening.url.replace(/\/pay\/url$/, '');
		const result = await requestPayment(sandbox.data, sandbox.psp, { to });
		await listening.close();
		return { ...result, run: listening.executions[0] };
	}

	test('get their page', async () => {
		const { received } = await pay({ url: 'https://pay.example.com/7' });
		expect(JSON.parse(received.body)).toMatchObject({ result: true });
	});

	test.each<[string, IDataObject, number]>([
		['does not answer', { error: 'ECONNREFUSED' }, 1],
		['gives no page', {}, 0],
		['gives a page that is none', { url: 'ftp://pay.example.com' }, 0],
	])('are refused with a message when the service %s', async (_, checkout, branch) => {
		const { received, run } = await pay(checkout, branch);
		expect(run.error).toBeUndefined();
		expect(received.status).toBe(200);
		expect(JSON.parse(received.body)).toMatchObject({
			result: false,
			msg: expect.stringMatching(/could not be made/),
		});
	});

	test.each([
		[true, 'success'],
		[false, 'failed'],
		[undefined, 'processing'],
	])('are settled as the service tells: paid %s is %s', async (paid, status) => {
		const { payment } = await pay({ url: 'https://pay.example.com/7' });
		const { order_no: order, amount, currency } = payment;
		const result = await exampleEngine(sandbox, {}).run({
			workflow: example('psp-payment.json'),
			startNode: 'Payment Result',
			items: [{ body: { order, amount, currency, paid, id: 'tx-1' } }],
		});
		expect(result.error).toBeUndefined();
		expect(payment).toMatchObject({ status, callbacks: [{ transaction_id: 'tx-1' }] });
	});
});
