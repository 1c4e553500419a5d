/** What users see when something goes wrong, and what they do then. */
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';
import type { FaultRule } from '../../sandbox/index.cts';
import type { NodeSketch } from '../engine/harness/workflow.cts';
import { crm, ERROR_BRANCH, Scene, type Ended } from './fixture.cts';
import { DEPOSIT, depositItems, outcomes, shown } from './money.cts';
import { jsonOf } from './n8n/rest.cts';

let scene: Scene;
beforeAll(async () => {
	scene = await Scene.open();
});
beforeEach(() => scene.sandbox.reset());
afterAll(async () => await scene.close());

describe('leads of which the second and the fourth fail', () => {
	const people = ['Ann', 'Bob', 'Zoë 李', 'Dan', 'Eve'].map((name, index) => ({
		name,
		email: `lead${index + 1}@example.com`,
		row: index + 1,
	}));
	people[1].email = 'no address';
	const REFUSED: FaultRule = {
		match: { body: '"lead4@' },
		times: Infinity,
		action: { status: 400, body: { error: true, code: 400, type: 'invalid_request' } },
	};

	/** Create, and a node on each branch that reads the item it came from. */
	async function run(node: Partial<INode>): Promise<Ended> {
		scene.sandbox.faults.rules = [REFUSED];
		const parameters: INodeParameters = {
			resource: 'lead',
			operation: 'create',
			name: '={{ $json.name }}',
			email: '={{ $json.email }}',
			options: { maxConcurrentRequests: 1 },
		};
		return await scene.run(
			people,
			[crm('Create', { parameters, ...node }), looksBack('Done'), looksBack('Failed')],
			[
				['Items', 'Create'],
				['Create', 'Done'],
				['Create', 'Failed', 1],
			],
		);
	}

	/** Adds what the item came from, as `$('Prev').item` tells. */
	const looksBack = (name: string): NodeSketch => ({
		name,
		type: 'n8n-nodes-base.set',
		typeVersion: 3.4,
		parameters: {
			includeOtherFields: true,
			assignments: {
				assignments: [
					{ id: 'a', name: 'from', type: 'string', value: "={{ $('Items').item.json.row }}" },
				],
			},
		},
	});

	const created = (items: IDataObject[]) =>
		items.map(({ id, from }) => {
			const lead = scene.sandbox.data.leads.find((each) => each.id === id);
			return [lead?.name, from];
		});

	test('On Error: Stop shows what is wrong, and where', async () => {
		const execution = await run({});
		expect(execution.status).toBe('error');
		expect(shown(execution)).toMatch(/'Email'/);
		expect(shown(execution)).toContain('Item 0 went through.');
		expect(execution.data.resultData.error).toMatchObject({
			node: { name: 'Create' },
			context: { itemIndex: 1 },
		});
		expect(scene.sandbox.requests).toHaveLength(1);
		expect(jsonOf(execution, 'Done')).toEqual([]);
	});

	test('On Error: Continue gives an error item in its place', async () => {
		const execution = await run({ onError: 'continueRegularOutput' });
		expect(execution.status).toBe('success');
		const items = jsonOf(execution, 'Done');
		expect(items.map(({ from }) => from)).toEqual(['1', '2', '3', '4', '5']);
		const failed = items.filter(({ error }) => error !== undefined);
		expect(failed).toEqual([
			{ error: expect.any(String), message: expect.stringMatching(/'Email'/), from: '2' },
			{ error: expect.any(String), message: expect.stringContaining('invalid_request'), from: '4' },
		]);
		expect(created(items.filter(({ error }) => error === undefined))).toEqual([
			['Ann', '1'],
			['Zoë 李', '3'],
			['Eve', '5'],
		]);
	});

	test('On Error: Continue (using error output) parts them', async () => {
		const execution = await run(ERROR_BRANCH);
		expect(execution.status).toBe('success');
		expect(created(jsonOf(execution, 'Done'))).toEqual([
			['Ann', '1'],
			['Zoë 李', '3'],
			['Eve', '5'],
		]);
		expect(jsonOf(execution, 'Failed')).toEqual([
			{ ...people[1], from: '2', error: expect.any(String), message: expect.any(String) },
			{ ...people[3], from: '4', error: expect.any(String), message: expect.any(String) },
		]);
	});
});

describe('a deposit whose answer is lost after it was booked', () => {
	/**
	 * Three deposits; the answer to the second is lost.
	 * @param answered how often the report of transactions answers, before it breaks down, too
	 */
	async function run(node: Partial<INode>, options: INodeParameters = {}, answered = 0) {
		const { faults } = scene.sandbox;
		const report = { operationId: 'report.getTransactions' };
		faults.rules = [
			{ match: { body: '"order 2"' }, when: 'after', times: Infinity, action: 'cut' },
			{ match: report, after: answered, times: Infinity, action: { status: 400 } },
		];
		return await scene.run(depositItems(scene.sandbox, 3), [
			crm('Deposit', { parameters: { ...DEPOSIT, options }, ...node }),
		]);
	}

	const booked = () => scene.sandbox.data.bookings.map(({ comment, amount }) => [comment, amount]);
	const sent = () =>
		scene.sandbox.requests
			.filter(({ operationId }) => operationId === 'mt4.deposit')
			.map(({ body }) => (body as IDataObject).comment);

	test('is not sent again by Retry On Fail, nor by Retry while the CRM cannot be asked', async () => {
		const execution = await run({ retryOnFail: true, maxTries: 3, waitBetweenTries: 100 });
		const retried = await scene.retry(execution);
		for (const ended of [execution, retried]) {
			expect(ended.status).toBe('error');
			expect(shown(ended)).toMatch(/not known/);
		}
		expect(sent()).toEqual(['order 1', 'order 2']);
		expect(booked()).toEqual([
			['order 1', '100.50'],
			['order 2', '200.50'],
		]);
	});

	test('is found by Retry, and the rest goes through once', async () => {
		const execution = await run({});
		expect(execution.status).toBe('error');
		scene.sandbox.faults.rules = [];
		const retried = await scene.retry(execution);
		expect(outcomes(retried, 'Deposit')).toEqual(['done', 'duplicate', 'done']);
		expect(sent()).toEqual(['order 1', 'order 2', 'order 3']);
		expect(booked()).toHaveLength(3);
	});

	test('is found by Retry where it was looked for first, and the rest goes through once', async () => {
		const execution = await run({}, { checkForDuplicateFirst: true }, 1);
		expect(execution.status).toBe('error');
		expect(shown(execution)).toMatch(/not known/);
		expect(sent()).toEqual(['order 1', 'order 2']);

		scene.sandbox.faults.rules = [];
		const retried = await scene.retry(execution);
		expect(retried.status).toBe('success');
		expect(outcomes(retried, 'Deposit')).toEqual(['done', 'duplicate', 'done']);
		expect(sent()).toEqual(['order 1', 'order 2', 'order 3']);
		expect(booked()).toEqual([
			['order 1', '100.50'],
			['order 2', '200.50'],
			['order 3', '300.50'],
		]);
	});
});
