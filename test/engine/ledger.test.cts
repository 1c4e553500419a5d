/** Nothing is booked twice, whoever tries again: the node, Retry On Fail, or a person. */
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';
import { startSandbox, type FaultAction } from '../../sandbox/index.cts';
import {
	byId,
	CONTINUE,
	CRM,
	crmWorkflow,
	ERROR_BRANCH,
	errorText,
	failedTexts,
	formItems,
	LEAD_FROM_FORM,
	useFixture,
} from './fixture.cts';
import { workflowOf } from './harness/index.cts';

const fixture = useFixture({ clients: 5 });
beforeEach(() => {
	fixture.sandbox.data.leads = [];
});

const RETRY_ON_FAIL: Partial<INode> = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
const REFUSAL: FaultAction = {
	status: 400,
	body: { error: true, code: 400, type: 'invalid_request' },
};

const leads = (options: INodeParameters = {}): INodeParameters => ({ ...LEAD_FROM_FORM, options });
const names = (count: number) => formItems(count).map(({ name }) => name);
/** Names of the leads that the CRM holds, one for each time that it was created. */
const held = () => fixture.sandbox.data.leads.map(({ name }) => name);
/** Names of the leads that items tell of. */
const told = (items: IDataObject[]) =>
	items.map(({ id }) => fixture.sandbox.data.leads.find((lead) => lead.id === id)?.name);
const requestsFor = (lead: number) =>
	fixture.sandbox.requests.filter(({ rawBody }) => rawBody.includes(`"lead${lead}@`));

describe('100 leads of which one fails under Stop, with Retry On Fail', () => {
	test('are each there once after a Retry of the execution, and come out in order', async () => {
		fixture.sandbox.faults.rules = [
			{ match: { body: '"lead40@' }, times: Infinity, action: REFUSAL },
		];
		const engine = fixture.engine();
		const workflow = crmWorkflow(leads(), RETRY_ON_FAIL);
		const first = await engine.run({ workflow, items: formItems(100) });
		expect(first.status).toBe('error');
		expect(first.error).toMatchObject({ context: { itemIndex: 39 } });
		// It was refused for certain, so each of the three tries sends it, and it alone, again.
		expect(requestsFor(40)).toHaveLength(3);
		expect(held()).not.toContain('Lead 40');

		fixture.sandbox.faults.rules = [];
		const retried = await engine.retry(first);
		expect(retried.error).toBeUndefined();
		expect(held().sort()).toEqual(names(100).sort());
		expect(told(retried.json('Done'))).toEqual(names(100));
		expect(fixture.sandbox.requests).toHaveLength(100 + 3);
	});

	test('come out the same a second time, from a second Retry', async () => {
		fixture.sandbox.faults.rules = [{ match: { body: '"lead3@' }, times: 1, action: REFUSAL }];
		const engine = fixture.engine();
		const first = await engine.run({ workflow: crmWorkflow(leads()), items: formItems(5) });
		const workflow = crmWorkflow(leads({ maxConcurrentRequests: 51 }));
		const second = await engine.retry(first, { workflow });
		expect(errorText(second)).toContain('Max Concurrent Requests');

		const third = await engine.retry(second, { workflow: first.saved.workflow });
		expect(told(third.json('Done'))).toEqual(names(5));
		expect(held().sort()).toEqual(names(5));
	});
});

describe('a create that may have been booked', () => {
	const lost: Array<[string, FaultAction]> = [
		['503', { status: 503 }],
		['an empty 500', { status: 500, body: '' }],
		['504', { status: 504, body: '<html>Gateway Time-out</html>' }],
		['a cut', 'cut'],
		['a cut in the middle of the answer', 'cut-mid-body'],
		['no answer in time', 'hang'],
	];
	const options = { timeout: 700 };
	const NOT_KNOWN = /not known whether/;

	/** Lead 2 of three is booked, and then its answer is lost. */
	function lose(action: FaultAction): void {
		fixture.sandbox.faults.rules = [
			{ match: { body: '"lead2@' }, when: 'after', times: Infinity, action },
		];
	}
	function expectOnce(): void {
		expect(requestsFor(2)).toHaveLength(1);
		expect(held().sort()).toEqual(names(3));
	}

	test.each(lost)('%s: Retry On Fail and Retry do not send it again', async (_how, action) => {
		lose(action);
		const engine = fixture.engine();
		const workflow = crmWorkflow(leads(options), RETRY_ON_FAIL);
		const first = await engine.run({ workflow, items: formItems(3) });
		expect(errorText(first)).toMatch(NOT_KNOWN);
		expect(first.runs('Done')).toEqual([]);

		fixture.sandbox.faults.rules = [];
		const retried = await engine.retry(first);
		expect(errorText(retried)).toMatch(NOT_KNOWN);
		expect(retried.error).toMatchObject({ context: { itemIndex: 1 } });
		expectOnce();
	});

	test('the same lead once more in this run is not sent either, and the text says what to do', async () => {
		lose({ status: 503 });
		const [, two] = formItems(2);
		const given = leads({ maxConcurrentRequests: 1 });
		const result = await fixture.run(given, [two, two], CONTINUE);
		expect(requestsFor(2)).toHaveLength(1);
		expect(failedTexts(result.json(CRM))[1]).toContain(
			'so it is not sent again by this execution. Look in the CRM; if it is missing there, run the item in a new execution.',
		);
	});

	test.each([
		['Continue', CONTINUE],
		['Continue (using error output)', ERROR_BRANCH],
	])('%s with Retry On Fail does not send it again', async (_name, node) => {
		lose({ status: 503 });
		// n8n tries again when the first item is an error.
		const [one, two, three] = formItems(3);
		const result = await fixture.run(leads(), [two, one, three], { ...node, ...RETRY_ON_FAIL });
		expectOnce();
		const branch = node === CONTINUE ? 0 : 1;
		const texts = failedTexts(result.json(CRM, branch));
		expect(texts).toEqual([expect.stringMatching(NOT_KNOWN)]);
		const good = result.json(CRM).filter(({ error }) => error === undefined);
		expect(told(good)).toEqual(['Lead 1', 'Lead 3']);
	});

	test('is not counted as failed for certain when the answer is a web page', async () => {
		lose('html');
		const result = await fixture.run(leads(), formItems(3), { ...CONTINUE, ...RETRY_ON_FAIL });
		expectOnce();
		expect(failedTexts(result.json(CRM))).toEqual([expect.stringMatching(NOT_KNOWN)]);
	});
});

describe('what was carried out is not an error', () => {
	test.each([
		['empty', { status: 200, body: '' }],
		['204', { status: 204 }],
		['a list', { status: 200, body: [1] }],
		['a text', { status: 201, body: '"ok"' }],
	])('because the answer is %s', async (_what, action) => {
		fixture.sandbox.faults.rules = [{ when: 'after', action }];
		const result = await fixture.run(leads(), formItems(1));
		expect(result.error).toBeUndefined();
		expect(result.json('Done')).toMatchObject([{ created: true }]);
		expect(held()).toEqual(['Lead 1']);
	});
});

describe('what never reached the CRM, or was turned away for now, is sent again', () => {
	test('by the node: a create after 429', async () => {
		fixture.sandbox.faults.rules = [{ action: { status: 429 } }];
		const result = await fixture.run(leads(), formItems(1));
		expect(told(result.json('Done'))).toEqual(['Lead 1']);
		expect(fixture.sandbox.requests.map(({ status }) => status)).toEqual([429, 201]);
	});

	test('by the node: a create that nobody listened to', async () => {
		const port = await freePort();
		const host = `http://127.0.0.1:${port}`;
		const running = fixture.run(leads(), formItems(1), {}, { host });
		await new Promise((wake) => setTimeout(wake, 100));
		const late = await startSandbox({ port, clients: 1 });
		const result = await running;
		await late.close();
		expect(result.error).toBeUndefined();
		expect(late.requests).toHaveLength(1);
		expect(late.data.leads.at(-1)?.name).toBe('Lead 1');
	});

	test.each([502, 503, 504])('by the node: a read after %d', async (status) => {
		fixture.sandbox.faults.rules = [{ action: { status } }];
		const [{ id }] = fixture.sandbox.data.clients;
		const get = { resource: 'client', operation: 'get', id: byId(id) };
		const result = await fixture.run(get);
		expect(result.json('Done')).toMatchObject([{ id }]);
		expect(fixture.sandbox.requests.map((request) => request.status)).toEqual([status, 200]);
	});

	test.each(['cut', 'cut-mid-body'] as const)('by the node: a read after a %s', async (action) => {
		fixture.sandbox.faults.rules = [{ when: 'after', action }];
		const [{ id }] = fixture.sandbox.data.clients;
		const downlines = {
			resource: 'client',
			operation: 'getDownlines',
			userId: byId(id),
			flatten: false,
		};
		const result = await fixture.run(downlines);
		expect(result.json('Done')).toMatchObject([{ id }]);
		expect(fixture.sandbox.requests).toHaveLength(2);
	});

	test('by Retry On Fail: what the node refused, when it is right then', async () => {
		const broken = crmWorkflow({ ...leads(), email: '={{ $json.nothing }}' });
		const engine = fixture.engine();
		const first = await engine.run({ workflow: broken, items: formItems(2) });
		expect(fixture.sandbox.requests).toEqual([]);
		const second = await engine.retry(first, { workflow: crmWorkflow(leads()) });
		expect(told(second.json('Done'))).toEqual(names(2));
	});
});

describe('Retry with the currently saved workflow', () => {
	test('sends nothing again although values have changed, and says so', async () => {
		fixture.sandbox.faults.rules = [{ match: { body: '"lead3@' }, action: REFUSAL }];
		const engine = fixture.engine();
		const first = await engine.run({
			workflow: crmWorkflow(leads({ maxConcurrentRequests: 1 })),
			items: formItems(4),
		});
		const workflow = crmWorkflow({ ...leads(), name: '=Changed {{ $json.name }}' });
		const retried = await engine.retry(first, { workflow });

		expect(retried.error).toBeUndefined();
		expect(held()).toEqual(['Lead 1', 'Lead 2', 'Changed Lead 3', 'Changed Lead 4']);
		expect(told(retried.json('Done'))).toEqual(held());
		const [hint] = retried.runs(CRM)[0].hints ?? [];
		expect(hint?.message).toMatch(/^2 of the items .* They were not sent again/);
	});

	test('gives no hint when nothing has changed', async () => {
		fixture.sandbox.faults.rules = [{ match: { body: '"lead3@' }, action: REFUSAL }];
		const engine = fixture.engine();
		const first = await engine.run({ workflow: crmWorkflow(leads()), items: formItems(4) });
		const retried = await engine.retry(first);
		expect(retried.error).toBeUndefined();
		expect(retried.runs(CRM)[0].hints ?? []).toEqual([]);
	});
});

describe('two runs of the node in one execution', () => {
	/** Start leads to the CRM by two ways, so the node runs twice, as in a loop. */
	const twice = (node: Partial<INode> = {}) =>
		workflowOf(
			[
				{ name: 'Start', type: 'test.pass' },
				{ name: 'A', type: 'test.pass' },
				{ name: 'B', type: 'test.pass' },
				...crmWorkflow(leads(), node).nodes.filter(({ name }) => name !== 'Start'),
			],
			[
				['Start', 'A'],
				['Start', 'B'],
				['A', CRM],
				['B', CRM],
				[CRM, 'Done'],
				[CRM, 'Failed', 1],
			],
		);

	test('both send their items', async () => {
		const result = await fixture.engine().run({ workflow: twice(), items: formItems(3) });
		expect(result.runs(CRM)).toHaveLength(2);
		expect(held().sort()).toEqual([...names(3), ...names(3)].sort());
		const ids = [0, 1].flatMap((run) => result.json(CRM, 0, run).map(({ id }) => id));
		expect(new Set(ids).size).toBe(6);
	});

	test('keep apart when the second fails and is tried again', async () => {
		// The fifth request for Lead 2 and later ones would pass
		fixture.sandbox.faults.rules = [
			{ match: { body: '"lead2@' }, after: 1, times: 3, action: REFUSAL },
		];
		const engine = fixture.engine();
		const workflow = twice(RETRY_ON_FAIL);
		const first = await engine.run({ workflow, items: formItems(3) });
		expect(first.status).toBe('error');
		expect(first.runs(CRM)).toHaveLength(2);

		const retried = await engine.retry(first);
		expect(retried.error).toBeUndefined();
		expect(held().sort()).toEqual([...names(3), ...names(3)].sort());
		expect(retried.runs(CRM)).toHaveLength(2);
		expect(told(retried.json(CRM, 0, 1))).toEqual(names(3));
	});
});

test('a new execution is a new order: its leads are sent', async () => {
	const engine = fixture.engine();
	const workflow = crmWorkflow(leads());
	await engine.run({ workflow, items: formItems(2) });
	await engine.run({ workflow, items: formItems(2) });
	expect(held().sort()).toEqual([...names(2), ...names(2)].sort());
});

test('a write by Custom API Call is kept in the ledger, too', async () => {
	const call = {
		resource: 'customApiCall',
		method: 'POST',
		path: '/public/v1/leads/create',
		body: '={{ $json }}',
	};
	fixture.sandbox.faults.rules = [
		{ match: { body: '"lead2@' }, action: REFUSAL },
		{ match: { body: '"lead3@' }, when: 'after', action: 'cut' },
	];
	const engine = fixture.engine();
	const workflow = crmWorkflow(call, RETRY_ON_FAIL);
	const first = await engine.run({ workflow, items: formItems(3) });
	expect(errorText(first)).toMatch(/not known whether/);
	const retried = await engine.retry(first);
	expect(errorText(retried)).toMatch(/not known whether/);
	expect(held().sort()).toEqual(names(3));
});

async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
	const { port } = server.address() as AddressInfo;
	await new Promise((closed) => server.close(closed));
	return port;
}
