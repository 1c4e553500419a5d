import type { INodeParameters } from 'n8n-workflow';
import { seedWithdrawal, type FaultRule } from '../../sandbox/index.cts';
import {
	CRM,
	CONTINUE,
	crmWorkflow,
	ERROR_BRANCH,
	errorText,
	failedTexts,
	useFixture,
} from './fixture.cts';
import { workflowOf } from './harness/index.cts';
import { accountsOf, MONEY_CASES, moneyCase, RETRY_ON_FAIL } from './money.cases.cts';

const crm = useFixture();

const data = () => crm.sandbox.data;
const sentTo = (operationId: string) =>
	crm.sandbox.requests.filter((request) => request.operationId === operationId);

/** What the node asks to find a payment again. */
const LOOK_UPS = ['wallet.getOrderStatus', 'request.get', 'report.getTransactions'];

/** Ends of a request after which the CRM has booked and the caller can't know it. */
const ENDS: Array<[string, FaultRule['action']]> = [
	['cuts the connection', 'cut'],
	['answers 503', { status: 503 }],
	['answers with a web page', 'html'],
];

describe.each(MONEY_CASES)('$id', (money) => {
	const { operationId, parameters, node = {} } = money;
	const items = (count: number) => money.items(data(), count);
	const booked = () => money.booked(data());

	const fault = (action: FaultRule['action'], after = 1): FaultRule => ({
		match: { operationId },
		when: 'after',
		after,
		action,
	});
	// Finding the booking afterwards has tests of its own; here nothing can be looked up.
	const blind = LOOK_UPS.map((id): FaultRule => ({
		match: { operationId: id },
		times: Infinity,
		action: { status: 404 },
	}));

	test('books each item once and says what was booked', async () => {
		const given = items(3);
		const run = await crm.run(parameters, given, node);
		expect(run.error).toBeUndefined();
		expect(booked()).toBe(3);
		const out = run.outputs('Done');
		expect(out.map(({ json }) => json.outcome)).toEqual(['done', 'done', 'done']);
		expect(out.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
		expect(crm.sandbox.inFlight.peak).toBe(1);
	});

	test.each(ENDS)(
		'is sent once when the CRM books and %s, with Retry On Fail',
		async (_, action) => {
			crm.sandbox.faults.rules.push(...blind, fault(action));
			const run = await crm.run(parameters, items(3), { ...node, ...RETRY_ON_FAIL });
			const again = await crm.engine().retry(run);
			// The second item's outcome stays unknown for good, so the third is never reached.
			for (const ended of [run, again]) {
				expect(errorText(ended)).toContain('not known');
				expect(ended.json('Done')).toEqual([]);
			}
			expect(sentTo(operationId)).toHaveLength(2);
			expect(booked()).toBe(2);
		},
	);

	test.each(ENDS)('is sent once when the CRM books and %s, going on', async (_, action) => {
		for (const [settings, branch] of [
			[CONTINUE, 'Done'],
			[ERROR_BRANCH, 'Failed'],
		] as const) {
			crm.sandbox.reset();
			// The first item fails, which is when n8n runs the whole node again.
			crm.sandbox.faults.rules.push(...blind, fault(action, 0));
			const run = await crm.run(parameters, items(3), { ...node, ...settings, ...RETRY_ON_FAIL });
			expect(sentTo(operationId)).toHaveLength(3);
			expect(booked()).toBe(3);
			const outcomes = run.json('Done').map(({ outcome }) => outcome);
			expect(outcomes.filter(Boolean)).toEqual(['done', 'done']);
			const unknown = run.json(branch).filter(({ error }) => error);
			expect(unknown).toHaveLength(1);
			expect(unknown[0].message).toContain('not known');
		}
	});

	test('puts no item that was not booked on the success branch', async () => {
		crm.sandbox.faults.rules.push(...blind, fault('cut'));
		const run = await crm.run(parameters, items(3), { ...node, ...ERROR_BRANCH });
		expect(run.json('Done').map(({ outcome }) => outcome)).toEqual(['done', 'done']);
		expect(run.json('Failed')).toHaveLength(1);
		expect(run.json('Failed')[0].message).toContain('not known');
		const [hint] = run.runs(CRM)[0].hints ?? [];
		expect(hint.message).toMatch(/^1 of 3 items did not go through\. Item 1: /);
	});

	test('sends nothing in a run by hand unless Book is chosen', async () => {
		const by = async (options: INodeParameters) =>
			await crm.engine().run({
				workflow: crmWorkflow({ ...parameters, options }, node),
				items: items(1),
				mode: 'manual',
			});
		const preview = await by({});
		expect(sentTo(operationId)).toHaveLength(0);
		expect(preview.json('Done')[0]).toMatchObject({
			outcome: 'preview',
			request: { method: expect.any(String), path: expect.stringMatching(/^\//) },
		});
		expect(preview.runs(CRM)[0].hints).toEqual([
			expect.objectContaining({
				message: 'Test run: nothing was booked. This is what a published workflow would send.',
			}),
		]);
		const expression = await by({ inTestRuns: "={{ 'book' }}" });
		expect(errorText(expression)).toContain('must be Book or Preview');
		expect(sentTo(operationId)).toHaveLength(0);
		const real = await by({ inTestRuns: 'book' });
		expect(booked()).toBe(1);
		expect(real.runs(CRM)[0].hints ?? []).toEqual([]);
	});

	test('refuses items that the CRM would take for one, before the first is sent', async () => {
		const [one, two] = items(2);
		const twins = [two, one, one];
		const stopped = await crm.run(parameters, twins, node);
		expect(crm.sandbox.requests).toHaveLength(0);
		expect(errorText(stopped)).toContain('Items 1-2 are the same payment');
		expect(errorText(stopped)).toContain(
			`They agree in ${money.unique}. Nothing was sent for them`,
		);

		const run = await crm.run(parameters, twins, { ...node, ...ERROR_BRANCH });
		expect(run.json('Failed')).toHaveLength(2);
		expect(run.json('Done')).toHaveLength(1);
		expect(booked()).toBe(1);
	});

	test('sends nothing further once the execution is stopped', async () => {
		crm.sandbox.faults.latencyMs = 60;
		const stop = new AbortController();
		const running = crm.engine().run({
			workflow: crmWorkflow(parameters, { ...node, ...CONTINUE }),
			items: items(4),
			signal: stop.signal,
		});
		while (sentTo(operationId).length < 2) await new Promise((go) => setTimeout(go, 5));
		stop.abort();
		await running;
		await new Promise((go) => setTimeout(go, 150));
		expect(sentTo(operationId)).toHaveLength(2);
	});
});

describe('no tool of an AI agent, whatever n8n shows it:', () => {
	test.each(MONEY_CASES.filter(({ node }) => !node))('$id', async ({ parameters, items }) => {
		const workflow = workflowOf(
			[
				{ name: 'Start', type: 'test.pass' },
				{
					name: 'CRM',
					type: 'n8n-nodes-crm-open-api.crmOpenApiTool',
					parameters,
					credentials: { crmOpenApi: { id: 'crm', name: 'crm' } },
				},
			],
			[['Start', 'CRM']],
		);
		const engine = crm.engine(
			{},
			{ otherNodeTypes: { 'n8n-nodes-crm-open-api.crmOpenApiTool': crm.nodeType } },
		);
		const run = await engine.run({ workflow, items: items(data(), 1) });
		expect(failedTexts(run.json('CRM'))).toEqual([
			expect.stringMatching(/not for AI agents\. Nothing was sent/),
		]);
		expect(crm.sandbox.requests).toHaveLength(0);
	});
});

/** A case with the items that the sandbox has now. */
function given(id: string) {
	const { parameters, operationId, items } = moneyCase(id);
	return { parameters, operationId, items: (count: number) => items(data(), count) };
}

describe('the CRM says repeat', () => {
	const { parameters, items } = given('mt4.deposit');
	const repeats = async (options: INodeParameters = {}) => {
		const given = items(1);
		await crm.run(parameters, given);
		return await crm.run({ ...parameters, options }, given);
	};

	test('that is not booked, and an error', async () => {
		const run = await repeats();
		expect(errorText(run)).toMatch(/Not booked.*2 minutes/s);
		expect(data().bookings).toHaveLength(1);
	});

	test('with Check for Duplicate First the booking is found before anything is sent', async () => {
		const run = await repeats({ checkForDuplicateFirst: true });
		expect(run.json('Done')[0].outcome).toBe('duplicate');
		expect(sentTo('mt4.deposit')).toHaveLength(1);
	});

	test('50 deposits to 50 logins with one comment are no duplicates of each other', async () => {
		crm.sandbox.faults.repeatMatchesAcrossAccounts = true;
		const [account] = accountsOf(data(), 'mt4', 1);
		data().accounts = Array.from({ length: 50 }, (_, n) => ({ ...account, login: 900000 + n }));
		const given = data().accounts.map(({ login, currency, connection_id: connection }) => ({
			...{ login, currency, connection },
			amount: '5.00',
			comment: 'bonus',
		}));
		for (const options of [{}, { checkForDuplicateFirst: true }]) {
			const before = data().bookings.length;
			const run = await crm.run({ ...parameters, options }, given, ERROR_BRANCH);
			const done = run.json('Done');
			const [first] = data().bookings;
			// In the second round the first round's own booking is found, and it is truly that one.
			expect(done).toHaveLength(1);
			expect(done[0]).toMatchObject({
				outcome: before ? 'duplicate' : 'done',
				login: String(first.login),
			});
			expect(run.json('Failed')).toHaveLength(49);
			expect(data().bookings).toHaveLength(1);
		}
	});

	test('an answer that is neither 204 nor repeat is not taken for success', async () => {
		crm.sandbox.faults.rules.push({
			match: { operationId: 'mt4.deposit' },
			action: { status: 200, body: {} },
		});
		const run = await crm.run(parameters, items(1), RETRY_ON_FAIL);
		expect(errorText(run)).toContain('not known');
		expect(sentTo('mt4.deposit')).toHaveLength(1);
	});
});

describe('Check for Duplicate First, when the booking comes after the look', () => {
	const { parameters, items, operationId } = given('mt4.deposit');
	/** Rules count the requests that they have met, so each test has its own. */
	const nothingYet = (): FaultRule => ({
		match: { operationId: 'report.getTransactions' },
		action: { status: 200, body: { count: 0, records: [] } },
	});
	const again = async (rules: FaultRule[]) => {
		const item = items(1);
		await crm.run(parameters, item);
		crm.sandbox.faults.rules = [nothingYet(), ...rules];
		return await crm.run({ ...parameters, options: { checkForDuplicateFirst: true } }, item);
	};

	test('a repeat is found to be this one', async () => {
		const run = await again([]);
		expect(run.json('Done')).toMatchObject([{ outcome: 'duplicate' }]);
		expect(sentTo(operationId)).toHaveLength(2);
		expect(data().bookings).toHaveLength(1);
	});

	test('any other refusal is an error, whatever the report shows', async () => {
		const refusal = { status: 400, body: { error: true, code: 400, type: 'invalid_request' } };
		const run = await again([{ match: { operationId }, action: refusal }]);
		expect(errorText(run)).toMatch(/invalid_request.*Nothing was changed/s);
		expect(data().bookings).toHaveLength(1);
	});
});

describe('looking turns unknown into done, and nothing else', () => {
	test('a try whose look failed is found by the next one, and done', async () => {
		const { parameters, items, operationId } = given('wallet.updateBalance');
		crm.sandbox.faults.rules = [
			{ match: { operationId }, when: 'after', action: 'cut' },
			{ match: { operationId: 'wallet.getOrderStatus' }, action: { status: 500 } },
		];
		const run = await crm.run(parameters, items(1), RETRY_ON_FAIL);
		expect(run.json('Done')).toMatchObject([{ outcome: 'done' }]);
		expect(sentTo(operationId)).toHaveLength(1);
	});

	test('where no look works, the next try says why', async () => {
		const { parameters, items, operationId } = given('wallet.updateBalance');
		crm.sandbox.faults.rules = [
			{ match: { operationId }, when: 'after', action: 'cut' },
			{
				match: { operationId: 'wallet.getOrderStatus' },
				times: Infinity,
				action: { status: 500 },
			},
		];
		const run = await crm.run(parameters, items(1), RETRY_ON_FAIL);
		expect(errorText(run)).toMatch(
			/not known whether an earlier try.*The CRM could not answer\..*Look in the CRM/s,
		);
		expect(sentTo(operationId)).toHaveLength(1);
	});

	test('a booking of an earlier execution is not taken for a try that never arrived', async () => {
		const { parameters, items, operationId } = given('mt4.deposit');
		const item = items(1);
		await crm.run(parameters, item);
		crm.sandbox.faults.rules = [{ match: { operationId }, when: 'before', action: 'cut' }];
		const run = await crm.run(parameters, item, RETRY_ON_FAIL);
		expect(errorText(run)).toContain('not known');
		expect(run.json('Done')).toEqual([]);
		expect(data().bookings).toHaveLength(1);
	});

	test('a wallet update that broke off is found by its order id', async () => {
		const { parameters, items } = given('wallet.updateBalance');
		crm.sandbox.faults.rules.push({
			match: { operationId: 'wallet.updateBalance' },
			when: 'after',
			action: 'cut',
		});
		const run = await crm.run(parameters, items(1));
		expect(run.json('Done')[0]).toMatchObject({
			outcome: 'done',
			order_id: expect.stringMatching(/^.{16}$/),
		});
		expect(data().bookings).toHaveLength(1);
	});

	test('a path for looking that can not be asked is refused before anything is sent', async () => {
		const { parameters, items } = given('wallet.updateBalance');
		const otherEndpointPaths = 'wallet.getOrderStatus wallets/{order_id}';
		const run = await crm.run(parameters, items(1), {}, { otherEndpointPaths });
		expect(errorText(run)).toMatch(/'Other Endpoint Paths' .* must begin.*Nothing was sent/s);
		expect(crm.sandbox.requests).toHaveLength(0);
	});

	test('one that never arrived is not found, and not sent again', async () => {
		const { parameters, items } = given('wallet.updateBalance');
		crm.sandbox.faults.rules.push({
			match: { operationId: 'wallet.updateBalance' },
			when: 'before',
			action: 'cut',
		});
		const run = await crm.run(parameters, items(1), RETRY_ON_FAIL);
		expect(errorText(run)).toContain('not known');
		expect(sentTo('wallet.updateBalance')).toHaveLength(1);
	});

	test('a deposit that broke off is found only when it was looked for before', async () => {
		const { parameters, items } = given('mt4.deposit');
		const cut: FaultRule = { match: { operationId: 'mt4.deposit' }, when: 'after', action: 'cut' };
		crm.sandbox.faults.rules.push(cut);
		const looked = { ...parameters, options: { checkForDuplicateFirst: true } };
		const run = await crm.run(looked, items(1));
		expect(run.json('Done')[0].outcome).toBe('done');
		expect(data().bookings).toHaveLength(1);
	});
});

describe('decisions', () => {
	const approve = (id: string, onlyIf: INodeParameters = {}): INodeParameters => ({
		resource: 'request',
		operation: 'approveWithdrawal',
		id,
		...(Object.keys(onlyIf).length > 0 && { onlyIf }),
	});

	test('approve one step of a two-step request only', async () => {
		const request = seedWithdrawal(data(), { steps: 2 });
		crm.sandbox.faults.rules.push({
			match: { operationId: 'request.approveWithdrawal' },
			when: 'after',
			action: 'cut',
		});
		const run = await crm.run(approve(request.id), [{}], RETRY_ON_FAIL);
		await crm.engine().retry(run);
		expect(request.status).toBe('pending');
		expect(data().decisions).toHaveLength(1);
	});

	test('on a request that was decided before, the standing decision is told', async () => {
		const { id } = seedWithdrawal(data(), { status: 'rejected' });
		const run = await crm.run(approve(id));
		expect(errorText(run)).toMatch(/decided before: it is rejected.*request_status_not_pending/s);
	});

	test.each<[what: string, action: FaultRule['action']]>([
		['can not be read', { status: 500 }],
		['is no record', { status: 200, body: ['rejected'] }],
		['says pending', { status: 200, body: { status: 'pending' } }],
	])('where the standing decision %s, none is told', async (_what, action) => {
		const { id } = seedWithdrawal(data(), { status: 'rejected' });
		crm.sandbox.faults.rules = [{ match: { operationId: 'request.get' }, action }];
		const run = await crm.run(approve(id));
		expect(errorText(run)).toContain('request_status_not_pending');
		expect(errorText(run)).not.toContain('decided before');
	});

	test('of another refusal no decision is looked for', async () => {
		const run = await crm.run(approve('00000000'));
		expect(run.error).toBeDefined();
		expect(sentTo('request.get')).toEqual([]);
	});

	test('Only If reads the client from where the CRM tells it, and a step as a number', async () => {
		const request = seedWithdrawal(data());
		const body = { status: 'pending', user: { id: 'theclient' }, flow: { current: 0 } };
		const shown: FaultRule = {
			match: { operationId: 'request.get' },
			times: Infinity,
			action: { status: 200, body },
		};
		crm.sandbox.faults.rules = [shown];
		const other = await crm.run(approve(request.id, { clientId: 'somebody' }));
		expect(errorText(other)).toContain("'Only If - Client ID' is not met");
		const run = await crm.run(approve(request.id, { clientId: 'theclient', approvalStep: '0.0' }));
		expect(run.json('Done')).toMatchObject([{ outcome: 'done' }]);
	});

	test('of a request that does not tell its status none is approved', async () => {
		const { id } = seedWithdrawal(data());
		crm.sandbox.faults.rules = [
			{ match: { operationId: 'request.get' }, action: { status: 200, body: {} } },
		];
		const run = await crm.run(approve(id, { approvalStep: 0 }));
		expect(errorText(run)).toContain('The CRM shows it as unknown');
		expect(data().decisions).toHaveLength(0);
	});

	test('Only If lets through what is meant and stops what is not', async () => {
		const request = seedWithdrawal(data(), { amount: '250.00', currency: 'USD' });
		const right = { amount: '250', currency: 'usd', clientId: request.user_id, approvalStep: 0 };
		for (const [name, wrong] of Object.entries({
			amount: '250.01',
			currency: 'EUR',
			clientId: 'someelse',
			approvalStep: 1,
		})) {
			const run = await crm.run(approve(request.id, { ...right, [name]: wrong }));
			expect(errorText(run)).toMatch(/Only If - .* is not met/);
		}
		expect(data().decisions).toHaveLength(0);
		const run = await crm.run(approve(request.id, right));
		expect(run.json('Done')[0].outcome).toBe('done');
	});

	describe('previewed', () => {
		const preview = async (parameters: INodeParameters, engine = crm.engine()) =>
			await engine.run({ workflow: crmWorkflow(parameters), mode: 'manual' });
		const reads = () => crm.sandbox.requests.map(({ operationId }) => operationId);
		afterEach(() => {
			expect(new Set([...reads(), 'request.get'])).toEqual(new Set(['request.get']));
			expect(data().decisions).toEqual([]);
		});

		test.each([
			['approveWithdrawal', {}],
			['rejectWithdrawal', { comment: 'Papers are missing' }],
			['approveWithdrawal', { onlyIf: { amount: '250', currency: 'USD' } }],
		])('%s shows the request as it stands, read once: %j', async (operation, more) => {
			const { id, user_id } = seedWithdrawal(data(), { amount: '250.00', currency: 'USD' });
			const run = await preview({ ...approve(id), operation, ...more });
			expect(run.json('Done')).toMatchObject([
				{
					outcome: 'preview',
					id,
					withdrawal: {
						status: 'pending',
						user_id,
						user_name: data().clients.find((client) => client.id === user_id)?.name,
						trading_amount: '250.00',
						trading_currency: 'USD',
						flow_current: 0,
					},
				},
			]);
			expect(reads()).toEqual(['request.get']);
		});

		test('shows what the CRM does not tell as null', async () => {
			const request = seedWithdrawal(data());
			delete request.fields.trading_amount;
			const run = await preview(approve(request.id));
			expect(run.json('Done')).toMatchObject([{ withdrawal: { trading_amount: null } }]);
		});

		test('refuses what a published workflow would refuse', async () => {
			const { id } = seedWithdrawal(data(), { amount: '250.00' });
			const run = await preview(approve(id, { amount: '99' }));
			expect(errorText(run)).toContain("'Only If - Amount' is not met");
		});

		test('of a request that the CRM does not have is an error', async () => {
			crm.sandbox.faults.noRecord = 'typed';
			const run = await preview(approve('nobody00'));
			expect(errorText(run)).toMatch(/no request with this ID.*'Request ID'/s);
		});

		test('says so where the request can not be read, and previews all the same', async () => {
			crm.sandbox.faults.rules = [
				{ match: { operationId: 'request.get' }, times: Infinity, action: { status: 403 } },
			];
			const run = await preview(approve(seedWithdrawal(data()).id));
			expect(run.json('Done')).toMatchObject([
				{
					outcome: 'preview',
					withdrawal: { note: expect.stringContaining('The request could not be read') },
				},
			]);
		});
	});

	test('Only If does not hold for what the CRM does not tell', async () => {
		const request = seedWithdrawal(data());
		delete request.fields.trading_amount;
		const run = await crm.run(approve(request.id, { amount: '250.00' }));
		expect(errorText(run)).toMatch(
			/The CRM does not tell the amount of this request.*'Only If - Amount' can't be checked/s,
		);
		expect(data().decisions).toHaveLength(0);
	});
});

describe('amounts', () => {
	const deposit = given('mt4.deposit');
	test.each([
		['0.1', '0.1'],
		['100', '100'],
		['100.00', '100.00'],
		[' 5 ', '5'],
		[5, '5'],
		[0.1, '0.1'],
		['100000000000.12345678', '100000000000.12345678'],
	])('%j is sent as %s', async (amount, sent) => {
		const [item] = deposit.items(1);
		await crm.run(deposit.parameters, [{ ...item, amount }]);
		expect(sentTo('mt4.deposit')[0].body).toMatchObject({ amount: sent });
	});

	test.each([
		'1e3',
		'-5',
		'abc',
		'0',
		'1,000',
		'0.123456789',
		'1000000000000',
		1e21,
		0.1 + 0.2,
		true,
		null,
	])('%j is refused by name', async (amount) => {
		const [item] = deposit.items(1);
		const run = await crm.run(deposit.parameters, [{ ...item, amount }]);
		expect(errorText(run)).toContain("'Amount'");
		expect(crm.sandbox.requests).toHaveLength(0);
	});

	test.each([
		['12.50', 'takeOut', -12.5],
		['12.50', 'Take Out', -12.5],
		['0.1', 'add', 0.1],
		['-12.50', 'add', undefined],
		['-12.50', 'takeOut', undefined],
		['100000000000.12345678', 'add', undefined],
		['0', 'takeOut', undefined],
	])('wallet: %j to %s goes as the number %j', async (amount, direction, sent) => {
		const { parameters, items } = given('wallet.updateBalance');
		const run = await crm.run({ ...parameters, direction }, [{ ...items(1)[0], amount }]);
		const [request] = sentTo('wallet.updateBalance');
		if (sent === undefined) {
			expect(errorText(run)).toContain("'Amount'");
			expect(request).toBeUndefined();
		} else {
			expect(request.body).toMatchObject({ amount: sent });
			expect(request.body).not.toHaveProperty('direction');
		}
	});

	test('wallet: the key of the user comes out beside the order id, and which way it went', async () => {
		const { parameters, items } = given('wallet.updateBalance');
		const run = await crm.run({ ...parameters, currency: 'usd' }, items(1));
		const [{ order }] = items(1);
		expect(run.json('Done')[0]).toMatchObject({
			order_key: order,
			order_id: expect.stringMatching(/^[0-9a-f]{16}$/),
			currency: 'USD',
			direction: 'add',
		});
		expect(sentTo('wallet.updateBalance')[0].body).not.toHaveProperty('order_key');
	});
});

describe('reports over years', () => {
	const report: INodeParameters = {
		resource: 'report',
		operation: 'getTransactions',
		period: 'custom',
		start: '2024-12-01',
		end: '2026-11-20',
		returnAll: true,
		simplify: false,
	};
	const inPeriod = (timestamp: unknown) =>
		String(timestamp) >= '2024-12-01' && String(timestamp) < '2026-11-21';

	test.each([
		[false, false],
		[true, false],
		[false, true],
		[true, true],
	])('are complete, end exclusive %s, newest first %s', async (endExclusive, newestFirst) => {
		crm.sandbox.faults.endExclusive = endExclusive;
		crm.sandbox.faults.newestFirst = newestFirst;
		const [sample] = data().transactions;
		const start = Date.parse('2024-11-28T00:00:00Z');
		data().transactions = Array.from({ length: 10_000 }, (_, n) => ({
			...sample,
			id: `t${String(n).padStart(7, '0')}`,
			timestamp: new Date(start + n * 6_290_000).toISOString().slice(0, 19).replace('T', ' '),
		}));
		const wanted = data()
			.transactions.filter(({ timestamp }) => inPeriod(timestamp))
			.map(({ id }) => id);
		if (newestFirst) wanted.reverse();
		const run = await crm.run(report);
		expect(run.json('Done').map(({ id }) => id)).toEqual(wanted);
	});
});
