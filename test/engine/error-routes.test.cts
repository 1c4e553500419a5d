/** On Error: what did not happen never comes out as if it had. */
import type {
	IDataObject,
	IExecuteFunctions,
	INode,
	INodeExecutionData,
	INodeParameters,
	IRunExecutionData,
} from 'n8n-workflow';
import { CrmOpenApi } from '../../nodes/CrmOpenApi/CrmOpenApi.node.ts';
import {
	CONTINUE,
	CRM,
	crmWorkflow,
	ERROR_BRANCH,
	errorText,
	formItems,
	LEAD_FROM_FORM,
	useFixture,
} from './fixture.cts';

const fixture = useFixture({ onRequest: () => afterRequest?.() });
/** What happens after each request. */
let afterRequest: (() => void) | undefined;
beforeEach(() => {
	afterRequest = undefined;
});

const leads = (options: INodeParameters = {}): INodeParameters => ({ ...LEAD_FROM_FORM, options });
const isError = ({ error }: IDataObject) => error !== undefined;
/** Exactly what n8n knows an error item by; with one key more it would go down the success branch. */
const ERROR_ITEM = { error: expect.any(String), message: expect.any(String) };

/** Names of the leads that the CRM holds by these items. */
function created(items: IDataObject[]) {
	return items.map(({ id }) => fixture.sandbox.data.leads.find((lead) => lead.id === id)?.name);
}

/** Six leads: 2 is refused by the node, 3 by the CRM; 4 gets no answer; 5 one after it was booked. */
function troubled(): IDataObject[] {
	const items = formItems(6);
	items[1].email = 'no address';
	const on = (lead: number) => ({ body: `"lead${lead}@` });
	fixture.sandbox.faults.rules = [
		{ match: on(3), action: { status: 400, body: { error: true, type: 'invalid_request' } } },
		{ match: on(4), action: 'cut' },
		{ match: on(5), when: 'after', action: { status: 503 } },
	];
	return items;
}

test('Continue: failed items come out as errors, at their places', async () => {
	const result = await fixture.run(leads(), troubled(), CONTINUE);
	expect(result.status).toBe('success');
	const items = result.json('Done');
	expect(items.map(isError)).toEqual([false, true, true, true, true, false]);
	expect(created(items.filter((item) => !isError(item)))).toEqual(['Lead 1', 'Lead 6']);
	expect(items.filter(isError)).toEqual([ERROR_ITEM, ERROR_ITEM, ERROR_ITEM, ERROR_ITEM]);
	expect(result.outputs(CRM).map(({ pairedItem }) => pairedItem)).toEqual(
		items.map((_, item) => ({ item })),
	);
});

test('Continue (using error output): only what was created goes on, the rest with its input', async () => {
	const given = troubled();
	const result = await fixture.run(leads(), given, ERROR_BRANCH);
	expect(result.status).toBe('success');
	expect(created(result.json('Done'))).toEqual(['Lead 1', 'Lead 6']);
	expect(result.json('Failed')).toEqual(
		given.slice(1, 5).map((input) => ({ ...input, ...ERROR_ITEM })),
	);
});

test('Stop: nothing goes on, and the error tells which items went through', async () => {
	fixture.sandbox.faults.rules = [{ match: { body: '"lead2@' }, action: 'hang' }];
	const result = await fixture.run(leads({ timeout: 1000 }), formItems(6));
	expect(result.status).toBe('error');
	expect(result.runs('Done')).toEqual([]);
	expect(result.error).toMatchObject({ context: { itemIndex: 1 } });
	expect(errorText(result)).toContain('Items 0 and 2-5 went through.');
	expect(fixture.sandbox.data.leads.slice(-5).map(({ name }) => name)).toEqual(
		[1, 3, 4, 5, 6].map((n) => `Lead ${n}`),
	);
});

test('Stop: after an item has failed no other is begun', async () => {
	const refusal = { status: 400, body: { error: true, type: 'invalid_request' } };
	fixture.sandbox.faults.rules = [{ match: { body: '"lead3@' }, action: refusal }];
	const result = await fixture.run(leads({ maxConcurrentRequests: 1 }), formItems(9));
	expect(errorText(result)).toContain('Items 0-1 went through.');
	expect(fixture.sandbox.requests).toHaveLength(3);
});

test('Stop: an error of the first item claims nothing went through', async () => {
	fixture.sandbox.faults.rules = [{ action: { status: 400 } }];
	const result = await fixture.run(leads({ maxConcurrentRequests: 1 }), formItems(2));
	expect(errorText(result)).not.toContain('went through');
});

describe('what concerns all items is an error of each', () => {
	type Case = [why: string, parameters: INodeParameters, credential: IDataObject, text: RegExp];
	const cases: Case[] = [
		['an empty host', leads(), { host: '' }, /Host is empty/],
		['a host over plain http', leads(), { host: 'http://crm.example.com' }, /must use https/],
		['a wrong option', leads({ maxConcurrentRequests: 51 }), {}, /Max Concurrent Requests/],
		['a wrong timeout', leads({ timeout: '={{ "soon" }}' }), {}, /'Timeout' must/],
		['an endless timeout', leads({ timeout: 2 ** 31 }), {}, /'Timeout' must/],
		['a wrong key', leads(), { apiKey: 'wrong' }, /refused the API key/],
	];

	test.each(cases)('%s, under Continue', async (_why, parameters, credential, text) => {
		const result = await fixture.run(parameters, formItems(3), CONTINUE, credential);
		expect(result.status).toBe('success');
		expect(result.json('Done')).toEqual([ERROR_ITEM, ERROR_ITEM, ERROR_ITEM]);
		for (const { message } of result.json('Done')) expect(message).toMatch(text);
	});

	test.each(cases)('%s, under the error output', async (_why, parameters, credential, text) => {
		const given = formItems(3);
		const result = await fixture.run(parameters, given, ERROR_BRANCH, credential);
		expect(result.status).toBe('success');
		expect(result.runs('Done')).toEqual([]);
		expect(result.json('Failed')).toEqual(given.map((input) => ({ ...input, ...ERROR_ITEM })));
		for (const { message } of result.json('Failed')) expect(message).toMatch(text);
	});

	test.each(cases)('%s, under Stop', async (_why, parameters, credential, text) => {
		const result = await fixture.run(parameters, formItems(3), {}, credential);
		expect(result.status).toBe('error');
		expect(errorText(result)).toMatch(text);
		expect(result.runs('Done')).toEqual([]);
	});

	test.each([
		['under Continue', CONTINUE, 0],
		['under the error output', ERROR_BRANCH, 1],
	])('a credential that is gone, %s', async (_how, node, branch) => {
		const credentials = { crmOpenApi: { id: 'gone', name: 'gone' } };
		const result = await fixture.run(leads(), formItems(2), { ...node, credentials });
		expect(result.json(CRM, branch).filter(isError)).toHaveLength(2);
		expect(result.json(CRM, 0).filter((item) => !isError(item))).toEqual([]);
	});
});

describe('an execution that is stopped while items run', () => {
	/** Runs 20 leads, two at a time, and stops when the CRM has answered the fourth. */
	async function stopped(node: Partial<INode>) {
		const stop = new AbortController();
		const { sandbox } = fixture;
		sandbox.faults.latencyMs = 40;
		const engine = fixture.engine();
		const watch = setInterval(() => sandbox.requests.length >= 4 && stop.abort(), 2);
		const parameters = leads({ maxConcurrentRequests: 2 });
		const result = await engine.run({
			workflow: crmWorkflow(parameters, node),
			items: formItems(20),
			signal: stop.signal,
		});
		clearInterval(watch);
		return result;
	}
	const sleep = async (ms: number) => await new Promise((wake) => setTimeout(wake, ms));

	test.each([
		['Stop', {}],
		['Continue', CONTINUE],
		['Continue (using error output)', ERROR_BRANCH],
	])('sends no further item under %s', async (_name, node) => {
		const before = fixture.sandbox.data.leads.length;
		const result = await stopped(node);
		// Long enough for several more, if there were any.
		await sleep(200);
		expect(fixture.sandbox.requests.length).toBeLessThanOrEqual(6);
		expect(fixture.sandbox.data.leads.length - before).toBe(fixture.sandbox.requests.length);
		expect(result.runs('Done')).toEqual([]);
	});

	// n8n tells a stopped execution from a failed one, for which it runs the error workflow.
	test.each([
		['Stop', {}],
		['Continue', CONTINUE],
	])('ends as canceled, not as failed, under %s', async (_name, node) => {
		const result = await stopped(node);
		await sleep(100);
		expect(result.status).toBe('canceled');
	});

	test('puts nothing on the success branch that was not created', async () => {
		const result = await stopped(ERROR_BRANCH);
		const [good, bad] = [result.json(CRM, 0), result.json(CRM, 1)];
		expect(good.length + bad.length).toBe(20);
		expect(created(good)).toEqual(good.map((_, i) => `Lead ${i + 1}`));
		for (const { message } of bad) expect(message).toMatch(/stopped|canceled/);
	});

	test('reads no further page of a list', async () => {
		const { sandbox } = fixture;
		sandbox.faults.latencyMs = 40;
		const page = { count: 120_000, records: Array.from({ length: 500 }, (_, id) => ({ id })) };
		sandbox.faults.rules = [{ times: Infinity, action: { status: 200, body: page } }];
		const stop = new AbortController();
		const watch = setInterval(() => sandbox.requests.length >= 3 && stop.abort(), 2);
		const all = { resource: 'client', operation: 'getMany', returnAll: true };
		await fixture.engine().run({ workflow: crmWorkflow(all, CONTINUE), signal: stop.signal });
		clearInterval(watch);
		await sleep(200);
		// The first page, and no more than the five that were under way.
		expect(sandbox.requests.length).toBeLessThanOrEqual(6);
	});

	test('does not sit out a wait between two tries, nor try again', async () => {
		fixture.sandbox.faults.rules = [{ times: Infinity, action: { status: 429 } }];
		const stop = new AbortController();
		afterRequest = () => stop.abort();
		const workflow = crmWorkflow(leads());
		await fixture.engine().run({ workflow, items: formItems(1), signal: stop.signal });
		await sleep(700);
		expect(fixture.sandbox.requests).toHaveLength(1);
	});
});

/** The node, run where n8n no longer finds the items that it was given. */
class Unpaired extends CrmOpenApi {
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const { runExecutionData } = this as unknown as { runExecutionData: IRunExecutionData };
		runExecutionData.resultData.runData.Start = [];
		return await new CrmOpenApi().execute.call(this);
	}
}

test('an error goes down the error branch also where n8n can not find its input', async () => {
	const type = 'test.unpaired';
	const engine = fixture.engine({}, { otherNodeTypes: { [type]: Unpaired } });
	const workflow = crmWorkflow(leads(), { ...ERROR_BRANCH, type });
	const result = await engine.run({ workflow, items: [...formItems(1), { name: 'No address' }] });
	expect(result.error).toBeUndefined();
	expect(created(result.json('Done'))).toEqual(['Lead 1']);
	expect(result.json('Failed')).toEqual([ERROR_ITEM]);
});
