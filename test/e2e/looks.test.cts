/** What an operator sees before, during and after: each state is looked at, and a picture of it kept. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { seedWithdrawal, sendEvent } from '../../sandbox/index.cts';
import { WEBHOOK_SECRET } from '../examples.cts';
import { workflowOf, type Link, type NodeSketch } from '../engine/harness/index.cts';
import { crm, Scene } from './fixture.cts';
import { byId } from './money.cts';
import { by, Editor } from './n8n/editor.cts';
import { until } from './n8n/rest.cts';

let scene: Scene;
let editor: Editor;
beforeAll(async () => {
	scene = await Scene.open();
	editor = await Editor.of(scene.rest);
});
beforeEach(() => scene.sandbox.reset());
afterAll(async () => {
	await editor.close();
	await scene.close();
});

const START: NodeSketch = { name: 'Start', type: 'n8n-nodes-base.manualTrigger' };
const NEXT: NodeSketch = { name: 'Next', type: 'n8n-nodes-base.set', typeVersion: 3.4 };
const output = () => editor.page.locator(by('output-panel'));
const panel = () => editor.page.locator(by('node-parameters'));

async function open(name: string, nodes: NodeSketch[], links?: Link[]): Promise<void> {
	await editor.open(await scene.bring(workflowOf(nodes, links)));
	await editor.openNode(name);
}

/** Executes the node that is open. @param says what has to show up in its output */
async function runStep(says: string | RegExp): Promise<void> {
	await editor.executeStep();
	await output().getByText(says).first().waitFor();
}

const payment = (): IDataObject => {
	const { connections, accounts } = scene.sandbox.data;
	const { connection_id } = connections.find(({ platform, demo }) => platform === 'mt4' && !demo)!;
	const { login, currency } = accounts.find((each) => each.connection_id === connection_id)!;
	return { connection_id, login: String(login), currency };
};

const deposit = (options: INodeParameters = {}) => {
	const { connection_id, login, currency } = payment();
	return crm('Deposit', {
		parameters: {
			...{ resource: 'mt4', operation: 'deposit', connectionId: byId(String(connection_id)) },
			...{ login, amount: '250.00', currency, comment: 'Payment 20418', options },
		} as INodeParameters,
	});
};

const TESTS_BOOK = 'each test run in the editor moves money';

test('a deposit says before it runs that it moves money, and after a preview that it did not', async () => {
	await open('Deposit', [START, deposit()]);
	await panel().getByText('This operation moves money').waitFor();
	await editor.shot('look-deposit');
	await runStep('Test run: nothing was booked.');
	await editor.shot('look-deposit-preview');
	expect(scene.sandbox.data.bookings).toEqual([]);
});

test('while test runs book, the panel warns', async () => {
	await open('Deposit', [START, deposit({ inTestRuns: 'book' })]);
	await editor.page.getByText(TESTS_BOOK).first().waitFor();
	await editor.shot('look-deposit-book');
	expect(scene.sandbox.requests).toEqual([]);
});

test('the fields of a list can be dragged before anything ran', async () => {
	const clients = crm('Clients', { parameters: { resource: 'client', operation: 'getMany' } });
	await open('Next', [START, clients, NEXT]);
	for (const name of ['kyc_status', 'phone_number', 'created_at']) {
		await editor.page.getByText(name, { exact: true }).first().waitFor();
	}
	await editor.shot('look-fields-before-run');
	expect(scene.sandbox.requests).toEqual([]);
});

test('an unknown request id is told as that', async () => {
	const get = crm('Request', {
		parameters: { resource: 'request', operation: 'get', type: 'withdrawal', id: 'nobody00' },
	});
	await open('Request', [START, get]);
	await runStep("The CRM found nothing with this 'Request ID'");
	await editor.shot('look-unknown-request');
});

test('Update Balance', async () => {
	const [client] = scene.sandbox.data.clients;
	const update = crm('Update Balance', {
		parameters: {
			...{ resource: 'wallet', operation: 'updateBalance', userId: byId(client.id) },
			...{ currency: 'USD', amount: '12.50', orderId: 'INV-2026-000123' },
		},
	});
	await open('Update Balance', [START, update]);
	await runStep('Test run: nothing was booked.');
	await output().getByText('INV-2026-000123').first().waitFor();
	await editor.shot('look-update-balance');
	expect(scene.sandbox.data.walletOrders).toEqual([]);
});

test('a limit that is reached is told above the output', async () => {
	const clients = crm('Clients', {
		parameters: { resource: 'client', operation: 'getMany', limit: 2 },
	});
	await open('Clients', [START, clients]);
	await runStep(/^2 of \d+ records/);
	await editor.shot('look-limit');
});

test('types of transactions are chosen from those of the last 30 days', async () => {
	const report = crm('Transactions', {
		parameters: {
			...{ resource: 'report', operation: 'getTransactions' },
			additionalFields: { type: { __rl: true, mode: 'list', value: '' } },
		},
	});
	await open('Transactions', [START, report]);
	await editor.openList('type');
	const listed = await editor.listed();
	await editor.shot('look-types');
	expect(listed.length).toBeGreaterThan(1);
	await editor.choose(listed[0]);
	expect(await editor.chosenInList('type')).toBe(listed[0]);
});

test('the webhook trigger says what to do while it listens, and names the event first', async () => {
	await scene.keep('crmOpenApiWebhookApi', { secret: WEBHOOK_SECRET });
	const trigger = {
		...{ name: 'Trigger', type: 'n8n-nodes-crm-open-api.crmOpenApiTrigger', typeVersion: 2 },
		webhookId: 'looked-at',
		parameters: { events: ['withdrawalApproved'] },
	};
	await open('Trigger', [trigger]);
	await editor.page.getByText('Wait for an event of the CRM').first().waitFor();
	await editor.shot('look-trigger');
	await editor.page.click(by('trigger-execute-button'));
	// On the canvas. What the panel says while it listens is n8n's own, whatever a node has (2.41.1).
	await editor.page.getByText('Waiting for the CRM to send an event').first().waitFor();
	await editor.page.getByText('Listening for test event').waitFor();
	await editor.shot('look-trigger-listening');
	const { id, user_id, fields } = seedWithdrawal(scene.sandbox.data, { steps: 2 });
	await until('the test webhook', async () => {
		const to = `${scene.rest.url}/webhook-test/looked-at/webhook`;
		const data = { ...fields, id, user_id };
		const event = 'withdrawal.approve';
		const { status } = await sendEvent({ event, to, secret: WEBHOOK_SECRET, step: 1, data });
		return status === 404 ? undefined : status;
	});
	await output().getByText('Withdrawal Approved').first().waitFor();
	await editor.shot('look-trigger-event');
});

test('the polling trigger speaks of the CRM, not of itself', async () => {
	const trigger = {
		...{ name: 'Trigger', type: 'n8n-nodes-crm-open-api.crmOpenApiPollingTrigger' },
		parameters: { event: 'newClient' },
	};
	await open('Trigger', [trigger]);
	await editor.page.getByText('Fetch the newest record of the CRM').first().waitFor();
	await editor.shot('look-polling');
});

test('the tool variant shows no money, and lets the agent choose how much it gets', async () => {
	const tool = {
		...{ name: 'Tool', type: 'n8n-nodes-crm-open-api.crmOpenApiTool' },
		parameters: { resource: 'client', operation: 'getMany' },
	};
	await open('Tool', [tool], []);
	const { labels } = await editor.panel();
	expect(labels).toContain('Output');
	expect(labels).not.toContain('Simplify');
	await editor.shot('look-tool');
});

describe('the node panel', () => {
	test.each([
		['lead', 'CRM Open API'],
		['deposit', 'CRM Open API'],
		['rebate', 'CRM Open API'],
		['payout', 'CRM Open API'],
		['trading account', 'CRM Open API'],
		['approve', 'CRM Open API'],
		['report', 'CRM Open API'],
		['IB', 'CRM Open API'],
		['mt5', 'CRM Open API'],
		['psp', 'CRM PSP'],
	])('"%s" finds %s', async (word, name) => {
		await editor.page.goto(`${scene.rest.url}/workflow/new`);
		await editor.page.waitForSelector(by('canvas-plus-button'));
		await editor.openNodePanel();
		const found = await editor.searchNodes(word, name);
		await editor.shot(`look-search-${word.replace(/ /g, '-')}`);
		expect(found.map((one) => one.name)).toContain(name);
	});
});
