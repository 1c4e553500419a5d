/** One node that is reached again in one execution: by a loop of one's own, Loop Over Items, two branches. */
import type { INodeParameters } from 'n8n-workflow';
import type { Link, NodeSketch } from '../engine/harness/workflow.cts';
import { crm, ERROR_BRANCH, pass, Scene, type Ended } from './fixture.cts';
import {
	APPROVE,
	booked,
	byId,
	DEPOSIT,
	depositItems,
	outcomes,
	SILENT,
	withdrawals,
	withoutGuards,
} from './money.cts';
import { jsonOf, until } from './n8n/rest.cts';

let scene: Scene;
beforeAll(async () => {
	scene = await Scene.open();
});
beforeEach(() => {
	scene.sandbox.reset();
	withoutGuards(scene.sandbox);
});
afterAll(async () => await scene.close());

/** Tells where the Wait behind it is resumed; n8n keeps the execution in its database meanwhile. */
const NOTE: NodeSketch = {
	name: 'Note',
	type: 'n8n-nodes-base.set',
	typeVersion: 3.4,
	parameters: {
		assignments: {
			assignments: [
				{ id: 'a', name: 'resume', type: 'string', value: '={{ $execution.resumeUrl }}' },
			],
		},
	},
};
const WAIT: NodeSketch = {
	name: 'Wait',
	type: 'n8n-nodes-base.wait',
	typeVersion: 1.1,
	parameters: { resume: 'webhook' },
};

/** The node's error output leads through a Wait back to it. */
const LOOP: Link[] = [
	['Items', 'Send'],
	['Send', 'Done'],
	['Send', 'Note', 1],
	['Note', 'Wait'],
	['Wait', 'Send'],
];

/** The execution when its node has run that often, and it waits or has ended. */
async function after(runs: number, workflowId: string) {
	return await until(`run ${runs} of ${workflowId}`, async () => {
		const [execution] = await scene.rest.executions(workflowId);
		const ran = execution?.data?.resultData.runData.Send?.length === runs;
		return ran && !['new', 'running'].includes(execution.status) ? execution : undefined;
	});
}

/** A request that is sent, whose answer is lost once, and what there is of it in the CRM. */
interface Sent {
	operationId: string;
	parameters: () => INodeParameters;
	/** How often the CRM has carried it out. */
	carriedOut: () => number;
}

const data = () => scene.sandbox.data;
const account = () => data().accounts.filter(({ platform }) => platform === 'mt4')[0];
const movement = (operation: string): Sent => ({
	operationId: `mt4.${operation}`,
	parameters: () => ({
		...{ resource: 'mt4', operation, connectionId: byId(account().connection_id) },
		...{ login: String(account().login), currency: account().currency },
		...{ amount: '1.50', comment: 'order 1' },
	}),
	carriedOut: () => data().bookings.length,
});

const SENT: Record<string, Sent> = {
	'MT4 Deposit': movement('deposit'),
	'MT4 Withdraw': movement('withdraw'),
	'Wallet Update Balance': {
		operationId: 'wallet.updateBalance',
		parameters: () => ({
			...{ resource: 'wallet', operation: 'updateBalance', userId: byId(data().clients[0].id) },
			...{ currency: 'USD', amount: '5', orderId: 'INV-1' },
		}),
		carriedOut: () => data().bookings.length,
	},
	'Approve Withdrawal, of three steps': {
		operationId: 'request.approveWithdrawal',
		parameters: () => ({
			...{ resource: 'request', operation: 'approveWithdrawal' },
			id: withdrawals(scene.sandbox, 1)[0].id,
		}),
		carriedOut: () => data().decisions.length,
	},
	'Lead Create': {
		operationId: 'lead.create',
		parameters: () => ({
			...{ resource: 'lead', operation: 'create', name: 'Ann Lee' },
			email: 'once@example.com',
		}),
		carriedOut: () => data().leads.filter(({ email }) => email === 'once@example.com').length,
	},
	'Client Create': {
		operationId: 'client.create',
		parameters: () => ({
			...{ resource: 'client', operation: 'create', email: 'once@example.com' },
			...{ password: 'Secret-1', formId: byId(data().registrationForm.id) },
			...{ customFieldsMode: 'json', customFieldsJson: '{"nationality":"de","markets":["fx"]}' },
		}),
		carriedOut: () =>
			scene.sandbox.requests.filter(({ operationId }) => operationId === 'client.create').length,
	},
	'MT4 Create Account': {
		operationId: 'mt4.createAccount',
		parameters: () => ({
			...{ resource: 'mt4', operation: 'createAccount', userId: byId(data().clients[0].id) },
			connectionId: byId(account().connection_id),
			...{ group: account().group, leverage: 100 },
		}),
		carriedOut: () =>
			scene.sandbox.requests.filter(({ operationId }) => operationId === 'mt4.createAccount')
				.length,
	},
};

test.each(Object.keys(SENT))(
	'%s: error output → Wait → the same node sends nothing again that may be done',
	async (name) => {
		const { operationId, parameters, carriedOut } = SENT[name];
		scene.sandbox.faults.rules = [
			{ match: { operationId }, when: 'after', action: { status: 503 } },
			...SILENT,
		];
		const send = crm('Send', { parameters: parameters(), ...ERROR_BRANCH });
		const id = await scene.begin([{}], [send, pass('Done'), NOTE, WAIT], LOOP);
		const first = await after(1, id);
		expect([first.status, carriedOut()]).toEqual(['waiting', 1]);

		const [{ resume }] = jsonOf(first, 'Note');
		expect((await fetch(String(resume))).status).toBe(200);
		const second = await after(2, id);
		expect([second.status, carriedOut()]).toEqual(['waiting', 1]);
		expect(jsonOf(second, 'Send', 1)).toMatchObject([
			{ message: expect.stringContaining('not known') },
		]);
		await scene.rest.editor('POST', `/rest/executions/${second.id}/stop`);
	},
);

describe('Loop Over Items, one at a time', () => {
	const BATCHES: NodeSketch = {
		name: 'Loop',
		type: 'n8n-nodes-base.splitInBatches',
		typeVersion: 3,
		parameters: { batchSize: 1, options: {} },
	};
	const LINKS: Link[] = [
		['Items', 'Loop'],
		['Loop', 'Send', 1],
		['Send', 'Loop'],
	];
	const loop = async (items: Parameters<Scene['run']>[0], parameters: INodeParameters) =>
		await scene.run(items, [BATCHES, crm('Send', { parameters })], LINKS);

	test('deposits that are different go through', async () => {
		const execution = await loop(depositItems(scene.sandbox, 3), DEPOSIT);
		expect(execution.status).toBe('success');
		expect(booked(scene.sandbox)).toHaveLength(3);
	});

	test('one request twice: one step of it is approved', async () => {
		const [{ id: request, flow }] = withdrawals(scene.sandbox, 1);
		const execution = await loop([{ request }, { request }], APPROVE);
		expect(flow.current).toBe(1);
		expect(saidOfTheSame(execution)).toContain('same');
	});

	test('one deposit twice: it is booked once', async () => {
		const [item] = depositItems(scene.sandbox, 1);
		const execution = await loop([item, item], DEPOSIT);
		expect(booked(scene.sandbox)).toHaveLength(1);
		expect(saidOfTheSame(execution)).toContain('same');
	});
});

/** What an execution says of a payment that it has sent before. */
const saidOfTheSame = ({ data: { resultData } }: Ended): string =>
	`${resultData.error?.message} ${resultData.error?.description}`;

test('two branches into one node: the same deposit is booked once', async () => {
	const links: Link[] = [
		['Items', 'Left'],
		['Items', 'Right'],
		['Left', 'Send'],
		['Right', 'Send'],
	];
	const send = crm('Send', { parameters: DEPOSIT });
	const items = depositItems(scene.sandbox, 2);
	const execution = await scene.run(items, [pass('Left'), pass('Right'), send], links);
	expect(booked(scene.sandbox)).toHaveLength(2);
	expect(outcomes(execution, 'Send')).not.toContain('repeat');
	expect(saidOfTheSame(execution)).toContain('same');
});
