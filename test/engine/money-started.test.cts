/** Only what was started to move money moves money, and a Retry is what its first start was. */
import type { IDataObject, INodeParameters, WorkflowExecuteMode } from 'n8n-workflow';
import { byId, crmWorkflow, ERROR_BRANCH, errorText, useFixture } from './fixture.cts';
import { workflowOf, type WorkflowJson } from './harness/index.cts';
import { MONEY_CASES, moneyCase } from './money.cases.cts';

const crm = useFixture();

const BOOK: INodeParameters = { inTestRuns: 'book' };
const DEPOSIT = moneyCase('mt4.deposit');
const outcomes = (items: IDataObject[]) => items.map(({ outcome }) => outcome);
const booked = () => DEPOSIT.booked(crm.sandbox.data);
const deposits = (options: INodeParameters = {}) => crmWorkflow({ ...DEPOSIT.parameters, options });

describe.each(MONEY_CASES)('$id', ({ id, parameters, node, items, booked: bookedBy }) => {
	test.each<WorkflowExecuteMode>(['manual', 'evaluation', 'chat', 'agent', 'internal'])(
		'started by %s only previews, and so does its Retry',
		async (mode) => {
			const given = items(crm.sandbox.data, 2);
			const broken = crmWorkflow(
				{ ...parameters, options: { timeout: '={{ $json.nothing }}' } },
				node,
			);
			const failed = await crm.engine().run({ workflow: broken, items: given, mode });
			expect(failed.status).toBe('error');
			const retried = await crm.engine().retry(failed, { workflow: crmWorkflow(parameters, node) });
			expect(outcomes(retried.json('Done'))).toEqual(['preview', 'preview']);
			const preview = await crm
				.engine()
				.run({ workflow: crmWorkflow(parameters, node), items: given, mode });
			expect(outcomes(preview.json('Done'))).toEqual(['preview', 'preview']);
			// A decision reads the request that it would decide on.
			const reads = id.startsWith('request.') ? new Array(4).fill('request.get') : [];
			expect(crm.sandbox.requests.map(({ operationId }) => operationId)).toEqual(reads);
			expect(bookedBy(crm.sandbox.data)).toBe(0);
		},
	);

	test.each<WorkflowExecuteMode>(['trigger', 'webhook', 'cli', 'error', 'integrated'])(
		'started by %s books',
		async (mode) => {
			const given = items(crm.sandbox.data, 1);
			const context = { source: mode, establishedAt: Date.now() };
			const run = await crm.engine().run({
				workflow: crmWorkflow(parameters, node),
				items: given,
				mode,
				executionContext: { ...context, version: 1 },
			});
			expect(outcomes(run.json('Done'))).toEqual(['done']);
			expect(bookedBy(crm.sandbox.data)).toBe(1);
		},
	);

	test.each([
		['n8n tells nothing of the start', {}],
		['the start is a word that nobody knows', { source: 'scheduler' as WorkflowExecuteMode }],
	])('where %s it is an error, and nothing is sent', async (_, executionContext) => {
		const workflow = crmWorkflow({ ...parameters, options: BOOK }, node);
		const given = items(crm.sandbox.data, 1);
		const run = await crm.engine().run({ workflow, items: given, executionContext });
		expect(errorText(run)).toMatch(/no money is moved.*Nothing was sent.*Copy to editor/s);
		expect(crm.sandbox.requests).toHaveLength(0);
	});

	test('a crashed row of n8n 2.8, which forgot its start, is an error and no preview', async () => {
		const given = items(crm.sandbox.data, 1);
		const run = await crm.engine().run({ workflow: crmWorkflow(parameters, node), items: given });
		const before = crm.sandbox.requests.length;
		const retried = await crm.engine().retry({ saved: run.crashedOn28 });
		expect(errorText(retried)).toMatch(/no longer knows.*no money is moved.*Copy to editor/s);
		expect(crm.sandbox.requests).toHaveLength(before);
	});
});

describe('a run by hand that fails before its preview stays a test when it is retried', () => {
	const manual = async (workflow: WorkflowJson, credential: IDataObject = {}) =>
		await crm.engine(credential).run({
			workflow,
			items: DEPOSIT.items(crm.sandbox.data, 2),
			mode: 'manual',
		});
	const isPreviewed = async (failed: Awaited<ReturnType<typeof manual>>, workflow = deposits()) => {
		expect(failed.status).toBe('error');
		const retried = await crm.engine().retry(failed, { workflow });
		expect(outcomes(retried.json('Done'))).toEqual(['preview', 'preview']);
		expect(booked()).toBe(0);
	};

	test('as an amount is refused', async () => {
		await isPreviewed(await manual(crmWorkflow({ ...DEPOSIT.parameters, amount: 'much' })));
	});

	test('as the credential is bad', async () => {
		await isPreviewed(await manual(deposits(), { host: 'not a host' }));
	});

	test('as an earlier node fails', async () => {
		const workflow = (count: string | number): WorkflowJson => {
			const [start, node, done] = deposits().nodes;
			const earlier = { name: 'Earlier', type: 'test.read', parameters: { value: count } };
			const [account] = DEPOSIT.items(crm.sandbox.data, 1);
			const { connection, login, currency } = account as Record<string, string>;
			const parameters = {
				...node.parameters,
				...{ connectionId: byId(connection), login: String(login), currency, amount: '5' },
				comment: '={{ "order " + $itemIndex }}',
			};
			return workflowOf([start, earlier, { ...node, parameters }, done]);
		};
		const failed = await manual(workflow('={{ $("Nowhere").item.json.x }}'));
		expect(failed.runs('CRM')).toEqual([]);
		await isPreviewed(failed, workflow(1));
	});
});

describe('In Test Runs', () => {
	test('books what is run by hand, also its Retry', async () => {
		const given = DEPOSIT.items(crm.sandbox.data, 2);
		const run = await crm.engine().run({ workflow: deposits(BOOK), items: given, mode: 'manual' });
		expect(outcomes(run.json('Done'))).toEqual(['done', 'done']);
		expect(booked()).toBe(2);
	});

	test.each([
		[{ inTestRuns: '={{ $itemIndex === 0 ? "book" : "preview" }}' }],
		[{ inTestRuns: 'yes' }],
		[{ inTestRuns: true }],
	])('is refused as %j, for all items', async (options) => {
		for (const mode of ['manual', 'trigger'] as const) {
			const workflow = crmWorkflow({ ...DEPOSIT.parameters, options } as INodeParameters);
			const given = DEPOSIT.items(crm.sandbox.data, 3);
			const stopped = await crm.engine().run({ workflow, items: given, mode });
			expect(errorText(stopped)).toMatch(/Options - In Test Runs' must be.*Nothing was sent/s);
			const node = { ...ERROR_BRANCH };
			const goingOn = crmWorkflow({ ...DEPOSIT.parameters, options } as INodeParameters, node);
			const run = await crm.engine().run({ workflow: goingOn, items: given, mode });
			expect(run.json('Failed')).toHaveLength(3);
			expect(run.json('Done')).toEqual([]);
			expect(crm.sandbox.requests).toHaveLength(0);
		}
	});
});

describe('a sub-workflow', () => {
	/** A parent that calls the deposits once for each item. */
	const parentOf = (trigger: string) =>
		workflowOf([
			{ name: 'Trigger', type: trigger },
			{ name: 'Call', type: 'test.call', parameters: { workflow: 'deposits' } },
			{ name: 'Done', type: 'test.pass' },
		]);
	const called = async (trigger: string, mode: WorkflowExecuteMode, options = {}) => {
		const engine = crm.engine({}, { workflows: { deposits: deposits(options) } });
		const items = DEPOSIT.items(crm.sandbox.data, 2);
		const run = await engine.run({ workflow: parentOf(trigger), items, mode });
		expect(run.called).toHaveLength(2);
		return outcomes(run.json('Done'));
	};

	test('of a parent in production books', async () => {
		expect(await called('n8n-nodes-base.webhook', 'webhook')).toEqual(['done', 'done']);
		expect(booked()).toBe(2);
	});

	test('of a parent that was run by hand previews, unless Book is chosen', async () => {
		const manual = 'n8n-nodes-base.manualTrigger';
		expect(await called(manual, 'manual')).toEqual(['preview', 'preview']);
		expect(booked()).toBe(0);
		expect(await called(manual, 'manual', BOOK)).toEqual(['done', 'done']);
		expect(booked()).toBe(2);
	});

	test('of an evaluation previews, also when Book is chosen', async () => {
		const evaluation = 'n8n-nodes-base.evaluationTrigger';
		expect(await called(evaluation, 'evaluation', BOOK)).toEqual(['preview', 'preview']);
		expect(booked()).toBe(0);
	});
});
