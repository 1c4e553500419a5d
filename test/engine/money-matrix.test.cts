/**
 * Every operation that moves money × every way in which an answer to it can look × On Error × every
 * way in which n8n comes back: each payment is made once at most, none is said to be made that is
 * not, and of none that is made it is said that nothing was changed. The CRM's own guards are off, but
 * for those that the promise builds on: a payment is settled once, only what is pending is decided.
 */
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';
import { STRANGE_ANSWERS, type FaultAction, type FaultRule } from '../../sandbox/index.cts';
import {
	CONTINUE,
	CRM,
	crmWorkflow,
	ERROR_BRANCH,
	startFixture,
	type Fixture,
} from './fixture.cts';
import { workflowOf, type RunResult, type WorkflowJson } from './harness/index.cts';
import { MONEY_CASES, MONEY_OPERATIONS, RETRY_ON_FAIL, type MoneyCase } from './money.cases.cts';

let crm: Fixture;
beforeAll(async () => {
	crm = await startFixture({ clients: 330 });
});
afterAll(async () => await crm.sandbox.close());
let cases = 0;
afterAll(() => {
	// What the test shows is only as wide as this number.
	process.stdout.write(`money matrix: ${cases} cases\n`);
});

/** How the answer to one payment looks, and whether the CRM has made it before it answers so. */
interface Ending {
	name: string;
	action: FaultAction | 'none';
	when: 'before' | 'after';
}

/** Refusals that are believed: of a CRM that answers so after it has booked nobody can save anyone. */
const BELIEVED = /^(400|401|403|404|405|407|409|413|422|429|451)/;
/** By the contract of some operations these say that it is done. */
const SAY_YES = new Set<string>([
	...['text', 'empty', 'no-body', 'null', 'empty-object', 'empty-list', 'list', '2-mb'],
	...['201', '202-pending', '203', '204', '206'],
	...['gzip', 'br', 'broken-gzip', 'bom', 'utf-16', 'latin-1', 'trickle', 'endless'],
]);
const ON_THE_LINE: FaultAction[] = [
	'cut',
	'cut-mid-body',
	'reset',
	'hang',
	{ redirect: '/elsewhere' },
];

const ENDINGS: Ending[] = [
	{ name: 'as documented', action: 'none', when: 'after' },
	...Object.keys(STRANGE_ANSWERS).flatMap((name): Ending[] => {
		const action = name as FaultAction;
		return [
			...(SAY_YES.has(name) ? [] : [{ name, action, when: 'before' as const }]),
			...(BELIEVED.test(name) ? [] : [{ name, action, when: 'after' as const }]),
		];
	}),
	...ON_THE_LINE.flatMap((action): Ending[] =>
		(['before', 'after'] as const).map((when) => ({
			name: typeof action === 'string' ? action : 'redirect',
			action,
			when,
		})),
	),
];

/** The documented word for "not booked" on trading accounts is believed, too. */
const endingsOf = ({ money }: Variant): Ending[] =>
	ENDINGS.filter(({ name, when }) => !(name === 'repeat' && when === 'after' && isTrading(money)));
const isTrading = ({ id }: MoneyCase) => id.startsWith('mt');

/** An operation as the matrix uses it: what its item is known by in the request and in the CRM. */
interface Variant {
	id: string;
	money: MoneyCase;
	more: INodeParameters;
	/** Gives an item a key of its own. @returns what stands in the body of its request */
	keyed: (item: IDataObject, number: number) => { item: IDataObject; key: string };
	/** How often each key was paid or decided. */
	count: () => Map<string, number>;
}

const tally = (keys: string[]) =>
	keys.reduce((all, key) => all.set(key, (all.get(key) ?? 0) + 1), new Map<string, number>());
const byComment = (item: IDataObject, number: number) => {
	const key = `matrix order ${String(number).padStart(6, '0')}`;
	return { item: { ...item, comment: key }, key };
};
const byId = (item: IDataObject) => ({ item, key: String(item.id) });
const comments = () => tally(crm.sandbox.data.bookings.map(({ comment }) => comment));
const references = () => tally(crm.sandbox.data.bookings.map(({ reference }) => reference));
const decided = () => tally(crm.sandbox.data.decisions.map(({ request_id }) => request_id));

const KEYS: Record<string, Pick<Variant, 'keyed' | 'count'>> = {
	'mt4.deposit': { keyed: byComment, count: comments },
	'mt4.withdraw': { keyed: byComment, count: comments },
	'mt5.withdraw': { keyed: byComment, count: comments },
	'wallet.updateBalance': {
		keyed: (item, number) => {
			const key = `matrix-${String(number).padStart(9, '0')}`;
			return { item: { ...item, order: key }, key };
		},
		count: references,
	},
	'request.approveWithdrawal': { keyed: byId, count: decided },
	'request.rejectWithdrawal': { keyed: byId, count: decided },
	'psp.sendPaymentCallback': {
		keyed: (item) => ({ item, key: String(item.order) }),
		count: references,
	},
};

test('every operation that moves money is in the matrix', () => {
	expect(Object.keys(KEYS).sort()).toEqual(MONEY_OPERATIONS.map(({ id }) => id).sort());
});

/** Runs of a hundred payments on a busy machine. */
const MINUTES = 4 * 60_000;
const TIMEOUT = { timeout: 120 };
const VARIANTS: Variant[] = MONEY_CASES.flatMap((money): Variant[] => [
	{ id: money.id, money, more: { options: TIMEOUT }, ...KEYS[money.id] },
	...(money.id === 'request.approveWithdrawal'
		? [
				{
					id: `${money.id} with its step`,
					money,
					more: { options: TIMEOUT, onlyIf: { approvalStep: 0 } },
					...KEYS[money.id],
				},
			]
		: []),
]);

let numbers = 0;
/** One payment for each ending, and the rules that make the sandbox end them so. */
function paymentsFor({ money, keyed }: Variant, endings: Ending[]) {
	const given = money.items(crm.sandbox.data, endings.length).map((item) => keyed(item, numbers++));
	const rules = endings.flatMap(({ action, when }, index): FaultRule[] => {
		const match = { operationId: money.operationId, body: given[index].key };
		return action === 'none' ? [] : [{ match, when, action }];
	});
	return { items: given.map(({ item }) => item), keys: given.map(({ key }) => key), rules };
}

const BLIND = ['report.getTransactions', 'wallet.getOrderStatus', 'request.get'].map(
	(operationId): FaultRule => ({
		match: { operationId },
		times: Infinity,
		action: { status: 500 },
	}),
);

function prepare(rules: FaultRule[]): void {
	crm.sandbox.reset();
	crm.sandbox.faults.guardsOff = ['comment', 'order-id'];
	crm.sandbox.faults.rules = rules;
}

/**
 * What is wrong after a run, by the payments' endings.
 * @param before how often each was made when the run began: that an earlier run made it, the texts of
 * a request that never left, or that the CRM refused for that, need not know
 */
function wrongs(
	{ count }: Variant,
	keys: string[],
	endings: Ending[],
	run: RunResult,
	before: Map<string, number>,
): string[] {
	const counts = count();
	const isMadeNow = (key: string) => (counts.get(key) ?? 0) > (before.get(key) ?? 0);
	const wrong: string[] = [];
	const say = (key: string, what: string) => {
		const { name, when } = endings[keys.indexOf(key)];
		wrong.push(`${name} ${when}: ${what}`);
	};
	for (const key of keys) if ((counts.get(key) ?? 0) > 1) say(key, 'made twice');
	// What is said last of a payment counts: one that was refused can be made in a later run of a loop.
	const denied = new Set<string>();
	for (const runIndex of run.runs(CRM).keys()) {
		for (const branch of [0, 1]) {
			for (const { json, pairedItem } of run.outputs(CRM, branch, runIndex)) {
				const text = JSON.stringify(json);
				const key = keys.find((one) => text.includes(one)) ?? keys[itemOf(pairedItem)];
				const made = counts.get(key) ?? 0;
				const { outcome, message } = json;
				if ((outcome === 'done' || outcome === 'duplicate') && made === 0) {
					say(key, `said ${outcome}, not made`);
				}
				if (isMadeNow(key) && denies(message)) denied.add(key);
				else denied.delete(key);
			}
		}
	}
	for (const key of denied) say(key, 'made, said that nothing was changed');
	const stopped = `${run.error?.message} ${run.error?.description}`;
	if (keys.length === 1 && isMadeNow(keys[0]) && denies(stopped)) {
		say(keys[0], 'made, said that nothing was changed');
	}
	return wrong;
}

/**
 * Until the CRM has got what was sent before: of a request that ran out of time, it may make something
 * when the next run has begun already, which says nothing of that run.
 */
async function arrived(): Promise<void> {
	for (let quiet = 0; quiet < 3;) {
		await new Promise(setImmediate);
		quiet = process.getActiveResourcesInfo().includes('TCPSocketWrap') ? 0 : quiet + 1;
	}
}

/** Whether a text denies that anything was done. */
const denies = (text: unknown) => /Nothing was changed/.test(String(text));

const itemOf = (pairedItem: unknown) => (pairedItem as { item: number } | undefined)?.item ?? 0;

/** Error output → the same node, twice. */
function ownLoop(parameters: INodeParameters, node: Partial<INode>): WorkflowJson {
	return workflowOf(
		[
			{ name: 'Start', type: 'test.pass' },
			crmWorkflow(parameters, { ...node, ...ERROR_BRANCH }).nodes[1],
			{ name: 'Again', type: 'test.again', parameters: { times: 2 } },
		],
		[
			['Start', CRM],
			[CRM, 'Again', 1],
			['Again', CRM],
		],
	);
}

describe.each(VARIANTS)('$id', (variant) => {
	const { money, more } = variant;
	const parameters = { ...money.parameters, ...more };
	const endings = endingsOf(variant);
	const workflowWith = (node: Partial<INode>) =>
		crmWorkflow(parameters, { ...money.node, ...node });

	/** Payments that end so; `check` makes a run of them and notes in `wrong` what is wrong then. */
	function begin(those: Ending[], wrong: Set<string>, blind: FaultRule[] = []) {
		const { items, keys, rules } = paymentsFor(variant, those);
		crm.sandbox.faults.rules = [...rules, ...blind];
		const check = async (run: () => Promise<RunResult>): Promise<RunResult> => {
			await arrived();
			const before = variant.count();
			const ended = await run();
			cases += those.length;
			for (const what of wrongs(variant, keys, those, ended, before)) wrong.add(what);
			return ended;
		};
		return { items, check };
	}

	test.each([
		['continue', CONTINUE],
		['error output', ERROR_BRANCH],
	])(
		'%s: together, by all ways back',
		async (_, onError) => {
			const engine = crm.engine();
			const wrong = new Set<string>();
			// Without a look into the CRM nothing is found again, which is tried once for both.
			for (const blind of onError === ERROR_BRANCH ? [[], BLIND] : [[]]) {
				prepare([]);
				const workflow = workflowWith(onError);
				const plain = begin(endings, wrong, blind);
				const fresh = await plain.check(() => engine.run({ workflow, items: plain.items }));
				const newest = await plain.check(() => engine.retry({ saved: fresh.crashed }));
				await plain.check(() => engine.retry({ saved: newest.crashed }));
				await plain.check(() => engine.retry({ saved: fresh.crashed }));

				prepare([]);
				const again = workflowWith({ ...onError, ...RETRY_ON_FAIL });
				const retried = begin(endings, wrong, blind);
				await retried.check(() => engine.run({ workflow: again, items: retried.items }));

				if (onError !== ERROR_BRANCH) continue;
				prepare([]);
				const loop = ownLoop(parameters, { ...money.node });
				const looped = begin(endings, wrong, blind);
				const run = await looped.check(() => engine.run({ workflow: loop, items: looped.items }));
				expect(run.runs(CRM)).toHaveLength(3);
			}
			expect([...wrong]).toEqual([]);
		},
		MINUTES,
	);

	test(
		'stop: one by one, by all ways back',
		async () => {
			const engine = crm.engine();
			const wrong = new Set<string>();
			prepare([]);
			for (const ending of endings) {
				const workflow = workflowWith({});
				const one = begin([ending], wrong);
				const fresh = await one.check(() => engine.run({ workflow, items: one.items }));
				const row = fresh.status === 'error' ? fresh : { saved: fresh.crashed };
				await one.check(() => engine.retry(row));
				await one.check(() => engine.retry({ saved: fresh.crashed }));

				const again = workflowWith(RETRY_ON_FAIL);
				const two = begin([ending], wrong);
				await two.check(() => engine.run({ workflow: again, items: two.items }));
			}
			expect([...wrong]).toEqual([]);
		},
		MINUTES,
	);
});
