/** Money by the way that an execution was started: what starts as a test moves none, whatever comes after. */
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';
import { workflowOf, type NodeSketch } from '../engine/harness/workflow.cts';
import { crm, Scene } from './fixture.cts';
import { booked, DEPOSIT, depositItems, orders, outcomes, shown } from './money.cts';
import { dataTable, evaluate } from './n8n/operator.cts';
import { serve } from './outside.cts';
import { executeOnCommandLine } from './shared.cts';

let scene: Scene;
let service: Awaited<ReturnType<typeof serve>>;

/** A service that gives the items of the workflows, and is down at times. */
const told = { down: false, items: [] as IDataObject[] };

/** Where it gives nothing. */
const NEVER = '/never';

beforeAll(async () => {
	scene = await Scene.open();
	service = await serve((path) => {
		if (told.down || path === NEVER) throw new Error('The service is down');
		return { items: told.items };
	});
});
beforeEach(() => {
	scene.sandbox.reset();
	Object.assign(told, { down: false, items: depositItems(scene.sandbox, 2) });
});
afterAll(async () => {
	await scene.close();
	await service.close();
});

const BOOK: INodeParameters = { options: { inTestRuns: 'book' } };
const PREVIEWED = ['preview', 'preview'];
const DONE = ['done', 'done'];

/** Start → the service → its items → a deposit each. */
const workflow = (parameters: INodeParameters = {}, more: Partial<INode> = {}) =>
	workflowOf([
		{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
		...given(),
		crm('Deposit', { parameters: { ...DEPOSIT, ...parameters }, ...more }),
	]);

const given = (path = '/'): NodeSketch[] => [
	{
		name: 'Service',
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: { url: service.url + path },
	},
	{
		name: 'Items',
		type: 'n8n-nodes-base.splitOut',
		parameters: { fieldToSplitOut: 'items', options: {} },
	},
];

test('a run by hand previews', async () => {
	const execution = await scene.byHand(await scene.bring(workflow()), 'Start');
	expect(outcomes(execution, 'Deposit')).toEqual(PREVIEWED);
	expect(booked(scene.sandbox)).toEqual([]);
});

test('a run by hand books where the node says so', async () => {
	const execution = await scene.byHand(await scene.bring(workflow(BOOK)), 'Start');
	expect(outcomes(execution, 'Deposit')).toEqual(DONE);
	expect(booked(scene.sandbox)).toEqual(orders(2));
});

describe('Retry of a run by hand stays a test', () => {
	test('in which a node before it failed', async () => {
		told.down = true;
		const failed = await scene.byHand(await scene.bring(workflow()), 'Start');
		expect(shown(failed)).toContain('The service is down');
		told.down = false;
		const retried = await scene.retry(failed);
		expect(outcomes(retried, 'Deposit')).toEqual(PREVIEWED);
		expect(booked(scene.sandbox)).toEqual([]);
	});

	test('in which an amount was refused', async () => {
		const id = await scene.bring(workflow({ amount: 'ten' }));
		const failed = await scene.byHand(id, 'Start');
		expect(shown(failed)).toContain("'Amount'");
		await scene.setParameters(id, 'Deposit', DEPOSIT);
		const retried = await scene.retry(failed, { withSavedWorkflow: true });
		expect(outcomes(retried, 'Deposit')).toEqual(PREVIEWED);
		expect(booked(scene.sandbox)).toEqual([]);
	});

	test('whose credential was no good', async () => {
		const { url, key, scheme } = scene.sandbox;
		const correct = { host: url, apiKey: key, signatureScheme: scheme };
		const account = await scene.keep('crmOpenApi', { ...correct, apiKey: 'not the key' });
		// A read that the CRM refuses, and behind it the money.
		const parameters = { resource: 'client', operation: 'getMany', limit: 1 };
		const id = await scene.bring(
			workflowOf([
				{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
				...given(),
				crm('Read', { parameters, executeOnce: true }),
				crm('Deposit', { parameters: THE_FIRST }),
			]),
		);
		const failed = await scene.byHand(id, 'Start');
		expect(shown(failed)).toContain('refused the API key');
		const corrected = { type: 'crmOpenApi', name: 'Corrected', data: correct };
		await scene.rest.editor('PATCH', `/rest/credentials/${account}`, corrected);
		const retried = await scene.retry(failed);
		expect(outcomes(retried, 'Deposit')).toEqual(['preview']);
		expect(booked(scene.sandbox)).toEqual([]);
	});
});

/** The first deposit, whatever the node before gave. */
const THE_FIRST = JSON.parse(
	JSON.stringify(DEPOSIT).replaceAll('$json.', "$('Items').first().json."),
) as INodeParameters;

test.each([
	['Preview', {}],
	['Book', BOOK],
])('an evaluation previews, with In Test Runs: %s', async (_choice, parameters) => {
	const rows = told.items.map((item) =>
		Object.fromEntries(Object.entries(item).map(([name, value]) => [name, String(value)])),
	);
	const table = await dataTable(scene.rest, `deposits ${Date.now()}`, rows);
	const id = await scene.bring(
		workflowOf([
			{
				name: 'Rows',
				type: 'n8n-nodes-base.evaluationTrigger',
				typeVersion: 4.7,
				parameters: { dataTableId: { __rl: true, mode: 'id', value: table } },
			},
			crm('Deposit', { parameters: { ...DEPOSIT, ...parameters } }),
			{
				name: 'Metrics',
				type: 'n8n-nodes-base.evaluation',
				typeVersion: 4.8,
				parameters: {
					operation: 'setMetrics',
					metric: 'customMetrics',
					metrics: { assignments: [{ id: 'a', name: 'Done', type: 'number', value: 1 }] },
				},
			},
		]),
	);
	const run = await evaluate(scene.rest, id);
	expect([run.status, run.errorCode, run.executions.length]).toEqual(['completed', null, 2]);
	for (const execution of run.executions) {
		expect(outcomes(await scene.endOf(execution), 'Deposit')).toEqual(['preview']);
	}
	expect(booked(scene.sandbox)).toEqual([]);
});

test('n8n execute on the command line books', async () => {
	const id = await scene.bring(workflow());
	expect(await executeOnCommandLine(id)).toContain('"mode": "cli"');
	expect(booked(scene.sandbox)).toEqual(orders(2));
});

test('an error workflow books', async () => {
	const rescue = await scene.start(
		workflowOf([
			{ name: 'Failed', type: 'n8n-nodes-base.errorTrigger' },
			...given(),
			crm('Deposit', { parameters: DEPOSIT }),
		]),
	);
	const failing = given(NEVER).slice(0, 1);
	const failed = await scene.run([{}], failing, undefined, { errorWorkflow: rescue });
	expect(failed.status).toBe('error');
	const execution = await scene.ended(rescue);
	expect(execution.mode).toBe('error');
	expect(outcomes(execution, 'Deposit')).toEqual(DONE);
	expect(booked(scene.sandbox)).toEqual(orders(2));
});

test('Retry by the public API stays what the execution was', async () => {
	told.down = true;
	const failed = await scene.byHand(await scene.bring(workflow()), 'Start');
	told.down = false;
	const { id } = (await scene.rest.api('POST', `/executions/${failed.id}/retry`, {})) as {
		id: string;
	};
	expect(outcomes(await scene.endOf(id), 'Deposit')).toEqual(PREVIEWED);
	expect(booked(scene.sandbox)).toEqual([]);
});
