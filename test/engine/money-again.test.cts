/** A payment is made once, whichever way n8n comes back to it. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { seedWithdrawal, startSandbox, type FaultRule } from '../../sandbox/index.cts';
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
import { workflowOf, type RunResult, type WorkflowJson } from './harness/index.cts';
import { MONEY_CASES, moneyCase, RETRY_ON_FAIL, type MoneyCase } from './money.cases.cts';

const crm = useFixture();
beforeEach(() => {
	crm.sandbox.faults.guardsOff = ['comment', 'order-id'];
});

const data = () => crm.sandbox.data;
const outcomes = (items: IDataObject[]) => items.map(({ outcome }) => outcome);
const REFUSAL: FaultRule['action'] = {
	status: 400,
	body: { error: true, code: 400, type: 'invalid_request' },
};
const DEPOSIT = moneyCase('mt4.deposit');
const [APPROVE, REJECT] = ['request.approveWithdrawal', 'request.rejectWithdrawal'].map(moneyCase);

/** What the node asks to find a payment again. */
const LOOK_UPS = ['wallet.getOrderStatus', 'request.get', 'report.getTransactions'];

/** Sent again although the CRM has it, with nothing in the CRM to stop it: only the node can. */
const BY_LOOKING = MONEY_CASES.filter(({ id }) => !id.startsWith('psp') && id !== APPROVE.id);

describe.each(BY_LOOKING)('$id, from a row that does not know', (money) => {
	const { operationId, parameters, booked } = money;
	/** One item of these is refused, once. */
	const refuseOnce = (...numbers: number[]): FaultRule[] =>
		numbers.map((after) => ({ match: { operationId }, after, action: REFUSAL }));

	test('Retry on the newest row, then on the older one: each is booked once', async () => {
		const engine = crm.engine();
		const given = money.items(data(), 5);
		crm.sandbox.faults.rules = refuseOnce(0, 2);
		const first = await engine.run({ workflow: crmWorkflow(parameters), items: given });
		expect(first.status).toBe('error');
		const second = await engine.retry(first);
		expect(second.status).toBe('error');
		expect(booked(data())).toBe(1);

		const older = await engine.retry(first);
		expect(older.error).toBeUndefined();
		expect(outcomes(older.json('Done'))).toEqual(['duplicate', 'done', 'done', 'done', 'done']);
		expect(booked(data())).toBe(5);
		const newer = await engine.retry(second);
		expect(outcomes(newer.json('Done'))).toEqual(['done', ...Array(4).fill('duplicate')]);
		expect(booked(data())).toBe(5);
	});

	test('Retry on a row whose process died: what is booked is found', async () => {
		const engine = crm.engine();
		const given = money.items(data(), 4);
		const died = await engine.run({ workflow: crmWorkflow(parameters), items: given });
		const retried = await engine.retry({ saved: died.crashed });
		expect(outcomes(retried.json('Done'))).toEqual(Array(4).fill('duplicate'));
		expect(retried.json('Done')[0]).toMatchObject({ foundBy: expect.any(String) });
		expect(booked(data())).toBe(4);
	});

	test('another refusal of the look than "no such record" sends nothing', async () => {
		const engine = crm.engine();
		const given = money.items(data(), 1);
		const died = await engine.run({ workflow: crmWorkflow(parameters), items: given });
		for (const status of [400, 401, 403, 409, 500]) {
			const body = { error: true, code: status, type: 'access_denied' };
			crm.sandbox.faults.rules = LOOK_UPS.map((id) => ({
				match: { operationId: id },
				times: Infinity,
				action: { status, body },
			}));
			const retried = await engine.retry({ saved: died.crashed });
			expect(errorText(retried)).toMatch(/could not be found out.*Nothing was sent/s);
			expect(errorText(retried)).toMatch(/ \| The [^.]*\. The CRM [^.]*\. /);
		}
		expect(booked(data())).toBe(1);
	});

	test('a payment whose values changed since it was made is told as it was, with a word', async () => {
		const engine = crm.engine();
		const given = money.items(data(), 2);
		crm.sandbox.faults.rules = refuseOnce(1);
		const first = await engine.run({ workflow: crmWorkflow(parameters), items: given });
		const changed = { ...parameters, ...money.change };
		const retried = await engine.retry(first, { workflow: crmWorkflow(changed) });
		expect(retried.error).toBeUndefined();
		expect(booked(data())).toBe(2);
		const [hint] = retried.runs(CRM)[0].hints ?? [];
		expect(hint?.message).toMatch(/^1 of the items .* They were not sent again/);
	});

	test('where the CRM can not be asked, nothing is sent and the way out is told', async () => {
		const engine = crm.engine();
		const given = money.items(data(), 2);
		const died = await engine.run({ workflow: crmWorkflow(parameters), items: given });
		crm.sandbox.faults.rules = LOOK_UPS.map((id) => ({
			match: { operationId: id },
			times: Infinity,
			action: '404-html',
		}));
		const retried = await engine.retry({ saved: died.crashed });
		expect(errorText(retried)).toMatch(
			/could not be found out whether the CRM has this payment.*Nothing was sent.*Copy to editor.*In Test Runs.*On Error.*Retry with currently saved workflow/s,
		);
		expect(booked(data())).toBe(2);
	});
});

describe('approvals in a Retry', () => {
	const approve = (parameters: INodeParameters = {}) =>
		crmWorkflow({ ...APPROVE.parameters, ...parameters });
	const step = (approvalStep: unknown) => approve({ onlyIf: { approvalStep } as INodeParameters });

	test('need the step: without it nothing is sent', async () => {
		const engine = crm.engine();
		const items = APPROVE.items(data(), 2);
		const died = await engine.run({ workflow: approve(), items });
		expect(data().decisions).toHaveLength(2);
		const retried = await engine.retry({ saved: died.crashed });
		expect(errorText(retried)).toMatch(/needs 'Only If - Approval Step'.*Nothing was sent/s);
		expect(data().decisions).toHaveLength(2);
	});

	test('with the step, what is approved is not approved again, and the rest is', async () => {
		const engine = crm.engine();
		const items = APPROVE.items(data(), 3);
		crm.sandbox.faults.rules = [
			{ match: { operationId: APPROVE.operationId }, after: 2, action: REFUSAL },
		];
		const first = await engine.run({ workflow: step(0), items });
		expect(data().decisions).toHaveLength(2);
		const retried = await engine.retry({ saved: first.crashed });
		expect(errorText(retried)).toContain("'Only If - Approval Step' is not met");
		const goingOn = crmWorkflow(step(0).nodes[1].parameters, ERROR_BRANCH);
		const last = await engine.retry({ saved: first.crashed }, { workflow: goingOn });
		expect(outcomes(last.json('Done'))).toEqual(['done']);
		expect(data().decisions.map(({ step: done }) => done)).toEqual([0, 0, 0]);
	});

	test('a request that is approved as a whole is a duplicate', async () => {
		const engine = crm.engine();
		const items = [{ id: seedWithdrawal(data()).id }];
		const died = await engine.run({ workflow: approve(), items });
		const retried = await engine.retry({ saved: died.crashed });
		expect(retried.json('Done')).toMatchObject([
			{ outcome: 'duplicate', foundBy: 'the status of the request' },
		]);
		expect(data().decisions).toHaveLength(1);
	});

	test('a request that was decided otherwise is told so', async () => {
		const engine = crm.engine();
		const items = [{ id: seedWithdrawal(data()).id }];
		const died = await engine.run({ workflow: approve(), items });
		const reject = crmWorkflow(REJECT.parameters);
		const retried = await engine.retry({ saved: died.crashed }, { workflow: reject });
		expect(errorText(retried)).toMatch(/decided before: it is approved.*Nothing was sent/s);
		expect(data().decisions).toHaveLength(1);
	});
});

describe('what a duplicate tells', () => {
	const duplicateOf = async (money: MoneyCase) => {
		const engine = crm.engine();
		const items = money.items(data(), 1);
		const died = await engine.run({ workflow: crmWorkflow(money.parameters), items });
		const [found] = (await engine.retry({ saved: died.crashed })).json('Done');
		return found;
	};

	test('the row of the report that it was found by, and when that is from', async () => {
		const found = await duplicateOf(DEPOSIT);
		const { id, timestamp } = data().transactions.at(-1) ?? {};
		expect(found).toMatchObject({
			outcome: 'duplicate',
			foundBy: 'comment',
			foundAt: timestamp,
			foundId: id,
		});
	});

	test('nothing that the CRM does not tell', async () => {
		const found = await duplicateOf(moneyCase('wallet.updateBalance'));
		expect(found).toMatchObject({ outcome: 'duplicate', foundBy: 'order ID' });
		expect(found).not.toHaveProperty('foundAt');
		expect(found).not.toHaveProperty('foundId');
	});
});

describe('what a Retry reads in the report', () => {
	const died = async () => {
		const items = DEPOSIT.items(data(), 1);
		const run = await crm.engine().run({ workflow: crmWorkflow(DEPOSIT.parameters), items });
		return run.crashed;
	};
	const [row] = [() => data().transactions.at(-1) as unknown as Record<string, unknown>];
	const retried = async (saved: RunResult['crashed']) => await crm.engine().retry({ saved });

	test.each<[string, (row: Record<string, unknown>) => void]>([
		['another amount', (one) => (one.amount = 99)],
		['another currency', (one) => (one.currency = 'JPY')],
		['no comment', (one) => (one.comment = '')],
	])('a row with %s may be it: refused', async (_, change) => {
		const saved = await died();
		change(row());
		const run = await retried(saved);
		expect(errorText(run)).toMatch(/may have this payment already.*Nothing was sent/s);
		expect(DEPOSIT.booked(data())).toBe(1);
	});

	test.each<[string, (row: Record<string, unknown>) => void]>([
		['another comment', (one) => (one.comment = 'another order')],
		['another login', (one) => (one.trading_id = '1')],
		['the state rejected', (one) => (one.status = 'rejected')],
		['the opposite direction', (one) => (one.type = 'withdrawal')],
	])('a row with %s is another payment: it goes out', async (_, change) => {
		const saved = await died();
		change(row());
		const run = await retried(saved);
		expect(outcomes(run.json('Done'))).toEqual(['done']);
	});

	test('where n8n does not tell when the execution was first started, nothing is sent', async () => {
		const items = DEPOSIT.items(data(), 1);
		const run = await crm.engine().run({
			workflow: crmWorkflow(DEPOSIT.parameters),
			items,
			executionContext: { version: 1, source: 'trigger' },
		});
		expect(errorText(await retried(run.crashed))).toMatch(/when this execution was first started/);
		expect(DEPOSIT.booked(data())).toBe(1);
	});

	test('it is read once for all items of a run, in parts of three months', async () => {
		const items = DEPOSIT.items(data(), 4);
		const run = await crm.engine().run({ workflow: crmWorkflow(DEPOSIT.parameters), items });
		const reads = () =>
			crm.sandbox.requests.filter(({ operationId }) => operationId === 'report.getTransactions');
		await retried(run.crashed);
		expect(reads()).toHaveLength(1);
		const day = (days: number) =>
			new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
		expect(reads()[0].body).toMatchObject({ start: day(-1), end: day(2) });
	});

	test('what this very row sent without an answer is not sent again when it is not found', async () => {
		const items = DEPOSIT.items(data(), 2);
		const { operationId } = DEPOSIT;
		crm.sandbox.faults.rules = [{ match: { operationId }, when: 'before', action: 'cut' }];
		const first = await crm.engine().run({ workflow: crmWorkflow(DEPOSIT.parameters), items });
		expect(DEPOSIT.booked(data())).toBe(0);
		const run = await crm.engine().retry(first);
		expect(errorText(run)).toMatch(/not known.*not sent again/s);
		expect(DEPOSIT.booked(data())).toBe(0);
	});

	test('and when it is found, it is a duplicate, and the others go on', async () => {
		const items = DEPOSIT.items(data(), 3);
		const { operationId } = DEPOSIT;
		crm.sandbox.faults.rules = [
			{ match: { operationId }, after: 1, when: 'after', action: { status: 503 } },
		];
		const first = await crm.engine().run({ workflow: crmWorkflow(DEPOSIT.parameters), items });
		expect(errorText(first)).toContain('not known');
		const run = await crm.engine().retry(first);
		expect(outcomes(run.json('Done'))).toEqual(['done', 'duplicate', 'done']);
		expect(DEPOSIT.booked(data())).toBe(3);
	});
});

/** Error output → pause → the same node, as people get round n8n's 5 tries. */
function ownLoop({ parameters, node = {} }: Pick<MoneyCase, 'parameters' | 'node'>, pause: string) {
	return workflowOf(
		[
			{ name: 'Start', type: 'test.pass' },
			...crmWorkflow(parameters, { ...node, ...ERROR_BRANCH }).nodes.slice(1, 3),
			{ name: 'Failed', type: 'test.pass' },
			{ name: 'Again', type: 'test.again', parameters: { times: 2 } },
			{ name: 'Pause', type: pause },
		],
		[
			['Start', CRM],
			[CRM, 'Done'],
			[CRM, 'Failed', 1],
			['Failed', 'Again'],
			['Again', 'Pause'],
			['Pause', CRM],
		],
	);
}

/** All that went out on a branch, over all runs of a node. */
const allRuns = (run: RunResult, node: string) =>
	run.runs(node).flatMap((_, index) => run.json(node, 0, index));

describe.each(MONEY_CASES)('$id in a loop of its own', (money) => {
	const { operationId, booked } = money;
	/** Rules count the requests that they have met, so each test has its own. */
	const lost = (): FaultRule => ({
		match: { operationId },
		when: 'after',
		action: { status: 503 },
	});
	const blind = ['report.getTransactions', 'wallet.getOrderStatus', 'request.get'].map(
		(id): FaultRule => ({ match: { operationId: id }, times: Infinity, action: { status: 404 } }),
	);

	test('what was booked and answered with 503 is not sent again', async () => {
		crm.sandbox.faults.guardsOff = ['comment', 'order-id', 'settled'];
		crm.sandbox.faults.rules = [lost(), ...blind];
		const items = money.items(data(), 2);
		const run = await crm.engine().run({ workflow: ownLoop(money, 'test.pass'), items });
		expect(run.error).toBeUndefined();
		expect(run.runs(CRM).length).toBeGreaterThan(1);
		expect(booked(data())).toBe(2);
		const failed = failedTexts(allRuns(run, 'Failed'));
		expect(failed.length).toBeGreaterThan(1);
		for (const text of failed) expect(text).toContain('not known');
		for (const text of failed) expect(text).not.toContain('Nothing was changed');
	});

	test('nor after a Wait that n8n takes up from its database', async () => {
		crm.sandbox.faults.guardsOff = ['comment', 'order-id', 'settled'];
		crm.sandbox.faults.rules = [lost(), ...blind];
		const items = money.items(data(), 1);
		const waiting = await crm.engine().run({ workflow: ownLoop(money, 'test.wait'), items });
		expect(waiting.status).toBe('waiting');
		const run = await crm.engine().resume(waiting);
		expect(run.runs(CRM)).toHaveLength(2);
		expect(booked(data())).toBe(1);
	});

	test('what the CRM surely refused is sent again', async () => {
		crm.sandbox.faults.rules = [{ match: { operationId }, action: REFUSAL }];
		const items = money.items(data(), 2);
		const run = await crm.engine().run({ workflow: ownLoop(money, 'test.pass'), items });
		expect(outcomes(allRuns(run, 'Done'))).toEqual(['done', 'done']);
		expect(booked(data())).toBe(2);
	});
});

describe.each(MONEY_CASES)('$id, the same twice in one execution', (money) => {
	const { booked } = money;
	const { nodes } = crmWorkflow(money.parameters, { ...money.node, ...ERROR_BRANCH });

	test('by Loop Over Items is refused as the same payment', async () => {
		crm.sandbox.faults.guardsOff = ['comment', 'order-id', 'settled'];
		const [item] = money.items(data(), 1);
		const workflow = workflowOf(
			[
				{ name: 'Start', type: 'test.pass' },
				{ name: 'Loop', type: 'test.loop' },
				...nodes.slice(1).filter(({ name }) => name !== 'Done'),
			],
			[
				['Start', 'Loop'],
				['Loop', CRM, 1],
				[CRM, 'Loop'],
				[CRM, 'Failed', 1],
				['Failed', 'Loop'],
			],
		);
		const run = await crm.engine().run({ workflow, items: [item, money.lookalike(item), item] });
		expect(run.runs(CRM)).toHaveLength(3);
		expect(booked(data())).toBe(1);
		const failed = failedTexts(allRuns(run, 'Failed'));
		expect(failed).toHaveLength(2);
		for (const text of failed) {
			expect(text).toMatch(/same payment was made before.*Nothing was sent for this item/s);
		}
	});

	test('by two branches is refused as the same payment', async () => {
		crm.sandbox.faults.guardsOff = ['comment', 'order-id', 'settled'];
		const items = money.items(data(), 2);
		const workflow = workflowOf(
			[
				{ name: 'Start', type: 'test.pass' },
				{ name: 'A', type: 'test.pass' },
				{ name: 'B', type: 'test.pass' },
				...nodes.slice(1),
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
		const run = await crm.engine().run({ workflow, items });
		expect(outcomes(allRuns(run, 'Done'))).toEqual(['done', 'done']);
		expect(allRuns(run, 'Failed')).toHaveLength(2);
		expect(booked(data())).toBe(2);
	});

	test('as items that only look different are twins', async () => {
		const [item, other] = money.items(data(), 2);
		const items = [item, other, money.lookalike(item)];
		const { parameters } = money;
		const run = await crm.run(parameters, items, { ...money.node, ...ERROR_BRANCH });
		expect(outcomes(run.json('Done'))).toEqual(['done']);
		expect(failedTexts(run.json('Failed'))[0]).toContain('Items 0 and 2 are the same payment');
		expect(booked(data())).toBe(1);
	});
});

test('the same payment to two CRMs is two payments, to one it is one', async () => {
	const other = await startSandbox({ key: crm.sandbox.key });
	other.faults.guardsOff = ['comment'];
	const [item] = DEPOSIT.items(data(), 1);
	const { nodes } = crmWorkflow(DEPOSIT.parameters, ERROR_BRANCH);
	const workflow = workflowOf(
		[{ name: 'Start', type: 'test.pass' }, { name: 'Loop', type: 'test.loop' }, nodes[1]],
		[
			['Start', 'Loop'],
			['Loop', CRM, 1],
			[CRM, 'Loop'],
			[CRM, 'Loop', 1],
		],
	);
	const items = [crm.sandbox, other, other].map(({ url }) => ({ ...item, host: url }));
	const run = await crm.engine({ host: '={{ $json.host }}' }).run({ workflow, items });
	await other.close();
	expect(run.runs(CRM)).toHaveLength(3);
	expect(DEPOSIT.booked(data())).toBe(1);
	expect(DEPOSIT.booked(other.data)).toBe(1);
	expect(failedTexts(run.json(CRM, 1, 2))[0]).toContain('same payment was made before');
});

test('step 1, Wait, step 2 of an approval works, by naming the steps', async () => {
	const [{ id }] = APPROVE.items(data(), 1);
	const approve = (name: string) => ({
		...crmWorkflow({
			...APPROVE.parameters,
			onlyIf: { approvalStep: '={{ $runIndex }}' },
		}).nodes[1],
		name,
	});
	const workflow = workflowOf(
		[
			{ name: 'Start', type: 'test.pass' },
			approve(CRM),
			{ name: 'Wait', type: 'test.wait' },
			{ name: 'Again', type: 'test.again', parameters: { times: 1 } },
		],
		[
			['Start', CRM],
			[CRM, 'Again'],
			['Again', 'Wait'],
			['Wait', CRM],
		],
	);
	const first = await crm.engine().run({ workflow, items: [{ id }] });
	expect(first.status).toBe('waiting');
	const run = await crm.engine().resume(first);
	expect(run.error).toBeUndefined();
	expect(outcomes(allRuns(run, CRM))).toEqual(['done', 'done']);
	expect(data().decisions.map(({ step }) => step)).toEqual([0, 1]);
});

test('a callback that only says processing blocks nothing, one that settles does', async () => {
	const callback = moneyCase('psp.sendPaymentCallback');
	const [{ order }] = callback.items(data(), 1);
	const parameters = { ...callback.parameters, status: '={{ $json.status }}' };
	const states = ['processing', 'processing', 'success'].map((status) => ({ order, status }));
	const run = await crm.run(parameters, states, callback.node);
	expect(outcomes(run.json('Done'))).toEqual(['done', 'done', 'done']);
	const twice = await crm.run(parameters, [states[2], states[2]], callback.node);
	expect(errorText(twice)).toContain('same payment');
});

describe('a sub-workflow that is called per item', () => {
	const parentOf = (node = {}) =>
		workflowOf([
			{ name: 'Webhook', type: 'n8n-nodes-base.webhook' },
			{ name: 'Call', type: 'test.call', parameters: { workflow: 'pay' }, ...node },
		]);
	/** Pays, and fails afterwards for as long as the CRM does not know a lead. */
	const payThenFail = (money: MoneyCase): WorkflowJson => {
		const pay = crmWorkflow(money.parameters, money.node).nodes;
		const after = crmWorkflow({ resource: 'client', operation: 'get', id: byId('nobody00') });
		return workflowOf([...pay.slice(0, 2), { ...after.nodes[1], name: 'After' }]);
	};

	test("Retry of the parent, and Retry On Fail of the call: the CRM's own guards are what holds", async () => {
		crm.sandbox.faults.guardsOff = [];
		const items = DEPOSIT.items(data(), 1);
		const engine = crm.engine({}, { workflows: { pay: payThenFail(DEPOSIT) } });
		const workflow = parentOf(RETRY_ON_FAIL);
		const run = await engine.run({ workflow, items, mode: 'webhook' });
		expect(run.called).toHaveLength(3);
		const retried = await engine.retry(run);
		expect(retried.status).toBe('error');
		expect(DEPOSIT.booked(data())).toBe(1);
	});

	test("with Check for Duplicate First it is closed, also once the CRM's 2 minutes are over", async () => {
		const items = DEPOSIT.items(data(), 1);
		const looking = {
			...DEPOSIT,
			parameters: { ...DEPOSIT.parameters, options: { checkForDuplicateFirst: true } },
		};
		const engine = crm.engine({}, { workflows: { pay: payThenFail(looking) } });
		const run = await engine.run({ workflow: parentOf(RETRY_ON_FAIL), items, mode: 'webhook' });
		await engine.retry(run);
		expect(run.called).toHaveLength(3);
		expect(DEPOSIT.booked(data())).toBe(1);
	});
});

describe('what the CRM answers under 2xx', () => {
	const NO = [
		'success-false',
		'result-false',
		'status-failed',
		'code-4001',
		'false',
		'error-word',
		'error-key',
		'202-failed',
	] as const;
	const answered = async (money: MoneyCase, action: FaultRule['action']) => {
		const { operationId, parameters, node = {} } = money;
		crm.sandbox.faults.rules = [{ match: { operationId }, when: 'before', action }];
		return await crm.run(parameters, money.items(data(), 1), { ...node, ...CONTINUE });
	};

	test.each(MONEY_CASES.flatMap((money) => NO.map((no) => ({ id: money.id, money, no }))))(
		'$id: $no is not known, and no success',
		async ({ money, no }) => {
			const run = await answered(money, no);
			expect(outcomes(run.json('Done'))).toEqual([undefined]);
			const [text] = failedTexts(run.json('Done'));
			expect(text).toContain('not known');
			expect(text).not.toContain('Nothing was changed');
		},
	);

	test.each([APPROVE, REJECT, moneyCase('wallet.updateBalance')])(
		'$id: a repeat is no success',
		async (money) => {
			const run = await answered(money, 'repeat');
			expect(failedTexts(run.json('Done'))).toEqual([expect.stringContaining('not known')]);
		},
	);

	test('202 pending is no booking in a wallet, and right for the first step of an approval', async () => {
		const wallet = await answered(moneyCase('wallet.updateBalance'), '202-pending');
		expect(failedTexts(wallet.json('Done'))).toEqual([expect.stringContaining('not known')]);
		const rejection = await answered(REJECT, '202-pending');
		expect(failedTexts(rejection.json('Done'))).toEqual([expect.stringContaining('not known')]);
		const approval = await answered(APPROVE, '202-pending');
		expect(outcomes(approval.json('Done'))).toEqual(['done']);
	});

	test('202 without a word is no booking in a wallet', async () => {
		const run = await answered(moneyCase('wallet.updateBalance'), { status: 202 });
		expect(failedTexts(run.json('Done'))).toEqual([expect.stringContaining('not known')]);
	});

	test('its own word is no refusal of a rejection', async () => {
		const run = await answered(REJECT, { status: 200, body: { status: 'rejected' } });
		expect(outcomes(run.json('Done'))).toEqual(['done']);
	});

	test.each(NO)('a lead is not created by %s', async (no) => {
		const match = { operationId: 'lead.create' };
		crm.sandbox.faults.rules = [{ match, action: no }];
		const run = await crm.run(LEAD_FROM_FORM, formItems(1), CONTINUE);
		expect(failedTexts(run.json('Done'))).toEqual([expect.stringContaining('not known')]);
	});
});

describe('Only If fails closed', () => {
	const approve = (onlyIf: unknown) => ({
		...APPROVE.parameters,
		...({ onlyIf } as INodeParameters),
	});

	test.each([
		['a condition that gives nothing', { amount: '={{ $json.nothing }}' }],
		['a condition that gives blanks', { amount: '={{ "  " }}' }],
		['one of two that gives nothing', { amount: '250', currency: '={{ $json.nothing }}' }],
		['an open condition that gives nothing', { amount: '={{ $json.nothing }}', currency: '' }],
		['an open condition that gives null', { amount: '', currency: '={{ null }}' }],
		['an open condition that gives an empty text', { amount: '={{ "" }}', currency: '' }],
		['an open condition with an expression that was not written', { amount: '=', currency: '' }],
		['an open condition that holds a blank', { amount: ' ', currency: '' }],
		['a condition that was added and is empty', { amount: '', currency: '', clientId: '' }],
		['an expression as a whole that gives nothing', '={{ $json.nothing }}'],
		['an expression as a whole that gives a text', '={{ "250.00" }}'],
		['an expression as a whole that gives an empty object', '={{ {} }}'],
		['an expression as a whole', '={{ { amount: "250.00" } }}'],
		['a name that it does not know', { amuont: '250.00' }],
		['an object in a condition', { clientId: '={{ { id: 1 } }}' }],
		['no condition at all', {}],
	])('%s: the request is not approved', async (_, onlyIf) => {
		const { id } = seedWithdrawal(data(), { amount: '250.00' });
		const run = await crm.run(approve(onlyIf), [{ id }]);
		expect(errorText(run)).toMatch(/'Only If.*(is empty|holds no condition|one value)/);
		expect(crm.sandbox.requests).toHaveLength(0);
	});

	test.each([
		['as they came', { amount: '', currency: '' }],
		['one of them', { currency: '' }],
		['never seen', undefined],
	])('open conditions that are left empty are none: %s', async (_, onlyIf) => {
		const { id } = seedWithdrawal(data(), { amount: '250.00' });
		const run = await crm.run(onlyIf ? approve(onlyIf) : APPROVE.parameters, [{ id }]);
		expect(outcomes(run.json('Done'))).toEqual(['done']);
		expect(crm.sandbox.requests).toHaveLength(1);
	});

	test('beside open conditions those that were added are checked', async () => {
		const { id } = seedWithdrawal(data(), { amount: '250.00' });
		const onlyIf = { amount: '', currency: '', clientId: 'someelse' };
		const run = await crm.run(approve(onlyIf), [{ id }]);
		expect(errorText(run)).toContain("'Only If - Client ID' is not met");
		expect(data().decisions).toEqual([]);
	});

	test.each(['approved', 'rejected'] as const)(
		'a request that is %s is not decided',
		async (status) => {
			const { id } = seedWithdrawal(data(), { amount: '250.00', status });
			const run = await crm.run(approve({ amount: '250.00' }), [{ id }]);
			expect(errorText(run)).toMatch(/not pending any more.*Nothing was sent/s);
			expect(errorText(run)).toContain(`The CRM shows it as ${status}`);
			expect(data().decisions).toHaveLength(0);
		},
	);

	test('an expression that gives nothing for one item refuses that item only', async () => {
		const items = [{ amount: '250.00' }, {}].map((item) => ({
			...item,
			id: seedWithdrawal(data(), { amount: '250.00' }).id,
		}));
		const run = await crm.run(approve({ amount: '={{ $json.amount }}' }), items, ERROR_BRANCH);
		expect(outcomes(run.json('Done'))).toEqual(['done']);
		expect(run.json('Failed')).toHaveLength(1);
		expect(data().decisions).toHaveLength(1);
	});
});

describe('an approval that is answered with 429', () => {
	const tooMany = (): FaultRule => ({
		match: { operationId: APPROVE.operationId },
		action: { status: 429 },
	});
	const sent = () =>
		crm.sandbox.requests.filter(({ operationId }) => operationId === APPROVE.operationId);

	test('is sent once and not known, also under Retry On Fail', async () => {
		crm.sandbox.faults.rules = [tooMany()];
		const run = await crm.run(APPROVE.parameters, APPROVE.items(data(), 1), RETRY_ON_FAIL);
		expect(errorText(run)).toMatch(
			/not known.*earlier try|earlier try.*not known|not known whether/s,
		);
		expect(sent()).toHaveLength(1);
	});

	test('and says why it is not known', async () => {
		crm.sandbox.faults.rules = [tooMany()];
		const run = await crm.run(APPROVE.parameters, APPROVE.items(data(), 1));
		expect(errorText(run)).toMatch(
			/rate-limiting.*not known whether the approval was carried out.*'Only If - Approval Step'/s,
		);
	});

	test('is sent again where its step is read before each try', async () => {
		crm.sandbox.faults.rules = [tooMany()];
		const onlyIf = { approvalStep: 0 };
		const given = APPROVE.items(data(), 1);
		const run = await crm.run({ ...APPROVE.parameters, onlyIf }, given, RETRY_ON_FAIL);
		expect(outcomes(run.json('Done'))).toEqual(['done']);
		expect(sent()).toHaveLength(2);
		expect(data().decisions).toHaveLength(1);
	});
});

test('every error of a write that stops the workflow says which row to retry', async () => {
	const rule: FaultRule = { match: { operationId: 'lead.create' }, action: REFUSAL };
	crm.sandbox.faults.rules = [rule];
	const run = await crm.run(LEAD_FROM_FORM, formItems(2));
	expect(errorText(run)).toContain('press it on this execution, not on an older one');
});
