/** A deposit in a sub-workflow that is called once per item. */
import type { INode, INodeParameters } from 'n8n-workflow';
import { workflowOf, type NodeSketch } from '../engine/harness/workflow.cts';
import { crm, Scene, type Ended } from './fixture.cts';
import { booked, DEPOSIT, depositItems, orders, outcomes, withoutGuards } from './money.cts';
import { serve } from './outside.cts';

let scene: Scene;
let service: Awaited<ReturnType<typeof serve>>;

/** How often the service behind the deposit is down, from its second call on. */
let failures = 0;

beforeAll(async () => {
	scene = await Scene.open();
	let calls = 0;
	service = await serve((path) => {
		calls = path === '/again' ? 0 : calls + 1;
		if (calls >= 2 && failures-- > 0) throw new Error('The service is down');
		return {};
	});
});
beforeEach(async () => {
	scene.sandbox.reset();
	withoutGuards(scene.sandbox);
	failures = 1;
	await fetch(`${service.url}/again`);
});
afterAll(async () => {
	await scene.close();
	await service.close();
});

/** The sub-workflow: a deposit, then a service that is down for the second item, once. */
async function sub(parameters: INodeParameters = {}): Promise<string> {
	return await scene.start({
		name: 'One deposit',
		...workflowOf([
			{
				name: 'Called',
				type: 'n8n-nodes-base.executeWorkflowTrigger',
				typeVersion: 1.1,
				parameters: { inputSource: 'passthrough' },
			},
			crm('Deposit', { parameters: { ...DEPOSIT, ...parameters } }),
			{
				name: 'Service',
				type: 'n8n-nodes-base.httpRequest',
				typeVersion: 4.2,
				parameters: { url: service.url },
			},
		]),
	});
}

const callOf = (workflowId: string, more: Partial<INode> = {}): NodeSketch => ({
	name: 'Call',
	type: 'n8n-nodes-base.executeWorkflow',
	typeVersion: 1.2,
	parameters: {
		workflowId: { __rl: true, mode: 'id', value: workflowId },
		mode: 'each',
		options: { waitForSubWorkflow: true },
	},
	...more,
});

/** How the deposits of the calls went, in the order of the calls. */
const told = async (subId: string): Promise<unknown[]> =>
	(await scene.rest.executions(subId))
		.reverse()
		.flatMap((execution) => outcomes(execution as Ended, 'Deposit'));

const LOOK: INodeParameters = { options: { checkForDuplicateFirst: true } };

test('three calls book three deposits', async () => {
	failures = 0;
	const id = await sub();
	const execution = await scene.run(depositItems(scene.sandbox, 3), [callOf(id)]);
	expect(execution.status).toBe('success');
	expect(await told(id)).toEqual(['done', 'done', 'done']);
	expect(booked(scene.sandbox)).toEqual(orders(3));
});

test('Retry of the parent books none again where it is looked for first', async () => {
	const id = await sub(LOOK);
	const failed = await scene.run(depositItems(scene.sandbox, 3), [callOf(id)]);
	expect([failed.status, booked(scene.sandbox)]).toEqual(['error', orders(2)]);
	const retried = await scene.retry(failed);
	expect(retried.status).toBe('success');
	expect(booked(scene.sandbox)).toEqual(orders(3));
	expect(await told(id)).toEqual(['done', 'done', 'duplicate', 'duplicate', 'done']);
});

test('Retry On Fail of the call neither', async () => {
	failures = 2;
	const id = await sub(LOOK);
	const call = callOf(id, { retryOnFail: true, maxTries: 3, waitBetweenTries: 100 });
	const execution = await scene.run(depositItems(scene.sandbox, 2), [call]);
	expect(execution.status).toBe('success');
	expect(booked(scene.sandbox)).toEqual(orders(2));
});

test('a row of the sub-workflow itself is retried as any other', async () => {
	const id = await sub();
	await scene.run(depositItems(scene.sandbox, 3), [callOf(id)]);
	const failed = (await scene.rest.executions(id)).find(({ status }) => status === 'error');
	const retried = await scene.retry(failed as Ended);
	expect(retried.status).toBe('success');
	expect(booked(scene.sandbox)).toEqual(orders(2));
});

test('a parent that is run by hand previews', async () => {
	failures = 0;
	const id = await sub();
	const parent = workflowOf([
		{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
		{
			name: 'Given',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			parameters: { mode: 'raw', jsonOutput: JSON.stringify(depositItems(scene.sandbox, 1)[0]) },
		},
		callOf(id),
	]);
	const execution = await scene.byHand(await scene.bring(parent), 'Start');
	expect(execution.status).toBe('success');
	expect(await told(id)).toEqual(['preview']);
	expect(booked(scene.sandbox)).toEqual([]);
});
