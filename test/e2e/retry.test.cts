/** The Retry button on rows of money: the newest, an older one, twice, by two people at once. */
import type { INodeParameters } from 'n8n-workflow';
import type { FaultRule } from '../../sandbox/index.cts';
import { crm, Scene, type Ended } from './fixture.cts';
import {
	APPROVE,
	booked,
	DEPOSIT,
	depositItems,
	orders,
	outcomes,
	shown,
	withdrawals,
	withoutGuards,
} from './money.cts';

let scene: Scene;
beforeAll(async () => {
	scene = await Scene.open();
});
beforeEach(() => scene.sandbox.reset());
afterAll(async () => await scene.close());

/** The CRM says no to what has this in its body, once. */
const refusedOnce = (body: string): FaultRule => ({
	match: { method: 'POST', body: `"${body}"` },
	action: { status: 400, body: { error: true, code: 400, type: 'service_closed' } },
});

describe('five deposits, of which the CRM refuses the first and the third once', () => {
	/** The row that failed at the first, and the row of its Retry, which failed at the third. */
	async function twoRows(options: INodeParameters = {}): Promise<[older: Ended, newer: Ended]> {
		withoutGuards(scene.sandbox);
		scene.sandbox.faults.rules = [refusedOnce('order 1'), refusedOnce('order 3')];
		const items = depositItems(scene.sandbox, 5);
		const older = await scene.run(items, [crm('Deposit', { parameters: { ...DEPOSIT, options } })]);
		expect([older.status, booked(scene.sandbox)]).toEqual(['error', []]);
		const newer = await scene.retry(older);
		expect([newer.status, booked(scene.sandbox)]).toEqual(['error', orders(2)]);
		return [older, newer];
	}

	test('Retry of the newest row books the rest', async () => {
		const [, newer] = await twoRows();
		const retried = await scene.retry(newer);
		expect(shown(retried)).toBe('');
		expect(booked(scene.sandbox)).toEqual(orders(5));
	});

	test.each([
		['as it was then', false],
		['as it is saved now', true],
	])('Retry of the older row, with the workflow %s', async (_how, withSavedWorkflow) => {
		const [older] = await twoRows();
		const retried = await scene.retry(older, { withSavedWorkflow });
		expect(shown(retried)).toBe('');
		expect(booked(scene.sandbox)).toEqual(orders(5));
		expect(outcomes(retried, 'Deposit')).toEqual([
			'duplicate',
			'duplicate',
			...['done', 'done', 'done'],
		]);
	});

	test('Retry of the older row again, when all is booked', async () => {
		const [older, newer] = await twoRows();
		await scene.retry(newer);
		const first = await scene.retry(older);
		const second = await scene.retry(older);
		expect(booked(scene.sandbox)).toEqual(orders(5));
		for (const retried of [first, second]) {
			expect(outcomes(retried, 'Deposit')).toEqual(Array(5).fill('duplicate'));
		}
	});
});

describe('two approvals, each of which the CRM refuses once', () => {
	const requests = () => withdrawals(scene.sandbox, 2);

	/** The row that failed at the first one, and the row of its Retry. */
	async function twoRows(all: ReturnType<typeof requests>, parameters: INodeParameters = {}) {
		scene.sandbox.faults.rules = all.map(({ id }) => refusedOnce(id));
		const older = await scene.run(
			all.map(({ id }) => ({ request: id })),
			[crm('Approve', { parameters: { ...APPROVE, ...parameters } })],
		);
		const newer = await scene.retry(older);
		expect([older.status, newer.status]).toEqual(['error', 'error']);
		return { older, newer };
	}
	const steps = (all: ReturnType<typeof requests>) => all.map(({ flow }) => flow.current);

	test('Retry of either row approves nothing without the step to approve', async () => {
		const all = requests();
		const { older, newer } = await twoRows(all);
		for (const row of [newer, older]) {
			expect(shown(await scene.retry(row))).toContain("'Only If - Approval Step'");
		}
		expect(steps(all)).toEqual([0, 0]);

		// The way out that the text names.
		scene.sandbox.faults.rules = [];
		const parameters = { ...APPROVE, ...ONLY_THE_FIRST_STEP };
		await scene.setParameters(newer.workflowId, 'Approve', parameters);
		const retried = await scene.retry(newer, { withSavedWorkflow: true });
		expect([retried.status, ...steps(all)]).toEqual(['success', 1, 1]);
	});

	test('Retry of the older row does not give the second step', async () => {
		const all = requests();
		const { older, newer } = await twoRows(all, ONLY_THE_FIRST_STEP);
		expect(steps(all)).toEqual([1, 0]);
		expect((await scene.retry(newer)).status).toBe('success');
		const again = await scene.retry(older);
		expect(steps(all)).toEqual([1, 1]);
		expect(shown(again)).toContain("'Only If - Approval Step'");
	});
});

/** Requests of which no step is approved yet. */
const ONLY_THE_FIRST_STEP: INodeParameters = { onlyIf: { approvalStep: '0' } };

test('two people press Retry at the same moment: the CRM tells the second one', async () => {
	scene.sandbox.faults.rules = [refusedOnce('order 1')];
	const items = depositItems(scene.sandbox, 3);
	const failed = await scene.run(items, [crm('Deposit', { parameters: DEPOSIT })]);
	const both = await Promise.all([scene.retry(failed), scene.retry(failed)]);
	expect(booked(scene.sandbox).sort()).toEqual(orders(3));
	const told = both.flatMap((retried) => outcomes(retried, 'Deposit'));
	expect(told.filter((outcome) => outcome === 'done').length).toBeLessThanOrEqual(3);
});
