/** The pictures of README and docs, made in the editor: test/e2e/screenshots/*.png */
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';
import type { Locator } from 'playwright-core';
import { seedWithdrawal, startSandbox, type Sandbox } from '../../sandbox/index.cts';
import { workflowOf, type WorkflowJson } from '../engine/harness/index.cts';
import { example } from '../examples.cts';
import { crm } from './fixture.cts';
import { by, Editor, type Box } from './n8n/editor.cts';
import { sharedRest } from './shared.cts';

/** Pixels of a picture per pixel of the page, which is high enough for all parameters of a lead. */
const SCALE = 1.5;
const SIZE = { width: 1400, height: 1020 };

/** Pixels around the workflow on the picture of a canvas. */
const MARGIN = 40;

let sandbox: Sandbox;
let editor: Editor;
/** By their types, and called as a user would call them. */
let credentials: NonNullable<INode['credentials']>;
beforeAll(async () => {
	sandbox = await startSandbox();
	const rest = sharedRest();
	const { url: host, key: apiKey, scheme: signatureScheme } = sandbox;
	const keep = async (type: string, name: string, data: IDataObject) => ({
		[type]: { id: await rest.credential(type, name, data), name },
	});
	credentials = {
		...(await keep('crmOpenApi', 'CRM sandbox', { host, apiKey, signatureScheme })),
		...(await keep('crmOpenApiWebhookApi', 'CRM webhook', { secret: 'a long and random secret' })),
	};
	editor = await Editor.of(rest, SCALE);
	await editor.page.setViewportSize(SIZE);
});
afterAll(async () => {
	await editor.close();
	await sandbox.close();
});

/** Imports a workflow, chooses credentials in our nodes, and opens it. */
async function open(workflow: WorkflowJson): Promise<void> {
	const nodes = workflow.nodes.map((node): INode => {
		if (!node.type.startsWith('n8n-nodes-crm-open-api.')) return node;
		const type = node.type.endsWith('.crmOpenApi') ? 'crmOpenApi' : 'crmOpenApiWebhookApi';
		return { ...node, credentials: { [type]: credentials[type] } };
	});
	await editor.open(await sharedRest().workflow({ ...workflow, nodes }));
}

/** What the form of examples/leads-from-a-form.json gives. */
const SUBMITTED = {
	'Full Name': 'Nathan Lee',
	Email: 'nathan@example.com',
	Phone: '+65 8123 4567',
	Message: 'Please call me after six',
};

const dialog = () => editor.page.locator(by('ndv'));
const output = () => editor.page.locator(by('output-panel'));
const column = () => editor.page.locator(by('node-parameters'));

/** Runs the node that is open, until its output panel shows a value: as JSON where a test before chose that. */
async function runStep(expected: string): Promise<void> {
	await editor.executeStep();
	await output()
		.getByText(new RegExp(`^"?${expected}"?$`))
		.first()
		.waitFor();
}

/** A column of parameters without the empty space below them. */
async function filledPart(parameters: Locator): Promise<Box> {
	const whole = (await parameters.boundingBox())!;
	const last = (await parameters
		.locator(`${by('parameter-item')}:visible`)
		.last()
		.boundingBox())!;
	return { ...whole, height: last.y + last.height + MARGIN - whole.y };
}

describe('leads from a form', () => {
	const workflow = example('leads-from-a-form.json');

	test('the canvas', async () => {
		await open(workflow);
		await editor.workflowShot('leads-from-a-form', MARGIN);
	});

	test('Create Lead, filled in and run', async () => {
		const trigger = workflow.nodes.find(({ type }) => type.endsWith('.formTrigger')) as INode;
		await open({ ...workflow, pinData: { [trigger.name]: [{ json: SUBMITTED }] } });
		await editor.openNode('Create Lead');
		await runStep('created');
		await editor.shot('lead-create', dialog());
		expect(sandbox.data.leads.at(-1)).toMatchObject({ email: SUBMITTED.Email });
	});
});

/** A form with one box for the phone, filled in, and the node behind it. */
const behindForm = (name: string, parameters: INodeParameters): WorkflowJson => ({
	...workflowOf([
		{
			name: 'Form',
			type: 'n8n-nodes-base.formTrigger',
			typeVersion: 2.3,
			parameters: { formTitle: 'Open an account' },
		},
		crm(name, { parameters }),
	]),
	pinData: { Form: [{ json: { ...SUBMITTED, Country: 'Singapore', Born: '1990-12-31' } }] },
});

test('Create Client, filled in from a form with one phone box, and run', async () => {
	const { id: value } = sandbox.data.registrationForm;
	await open(
		behindForm('Create Client', {
			...{ resource: 'client', operation: 'create' },
			...{ email: '={{ $json.Email }}', phone: '={{ $json.Phone }}' },
			...{ password: '={{ "First-" + $now.toFormat("HHmmss") }}', updatePassword: true },
			formId: { __rl: true, mode: 'id', value },
			customFields: {
				mappingMode: 'defineBelow',
				value: {
					...{ nationality: '={{ $json.Country }}', birthday: '={{ $json.Born }}' },
					...{ name: '={{ $json["Full Name"] }}', consent: '={{ true }}' },
				},
				schema: [],
			},
		}),
	);
	await editor.openNode('Create Client');
	await runStep('created');
	await editor.shot('client-create', dialog());
	expect(sandbox.data.clients.at(-1)).toMatchObject({
		email: SUBMITTED.Email,
		phone: { country_code: '65', number: '81234567' },
	});
});

test('Find Client, by the phone that a form gives', async () => {
	sandbox.reset();
	const [client] = sandbox.data.clients;
	client.phone = { country_code: '65', number: '81234567' };
	await open(
		behindForm('Find Client', {
			...{ resource: 'client', operation: 'find' },
			...{ email: '', phone: '={{ $json.Phone }}', login: '' },
		}),
	);
	await editor.openNode('Find Client');
	await runStep('kyc_status');
	await output().getByText(client.id, { exact: true }).waitFor();
	await editor.shot('client-find', dialog());
});

test('MT4 Deposit, previewed', async () => {
	const { connections, accounts } = sandbox.data;
	const connection = connections.find(({ platform, demo }) => platform === 'mt4' && !demo)!;
	const account = accounts.find((each) => each.connection_id === connection.connection_id)!;
	const { connection_id: value, name } = connection;
	const { login, currency } = account;
	const payment = { order: 'Payment 20418', login: String(login), amount: '250.00', currency };
	await open(
		workflowOf([
			{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
			{
				name: 'Payment',
				type: 'n8n-nodes-base.set',
				typeVersion: 3.4,
				parameters: { mode: 'raw', jsonOutput: JSON.stringify(payment), options: {} },
			},
			crm('MT4 Deposit', {
				parameters: {
					resource: 'mt4',
					operation: 'deposit',
					connectionId: { __rl: true, mode: 'list', value, cachedResultName: `${name} (mt4)` },
					login: '={{ $json.login }}',
					amount: '={{ $json.amount }}',
					currency: '={{ $json.currency }}',
					comment: '={{ $json.order }}',
					options: { inTestRuns: 'preview' },
				},
			}),
		]),
	);
	await editor.openNode('MT4 Deposit');
	await runStep('preview');
	await output().locator(by('radio-button-json')).click();
	await output().getByText('"preview"').waitFor();
	await editor.shot('mt4-deposit', dialog());
	expect(sandbox.data.bookings).toEqual([]);
});

test('Approve Withdrawal, previewed: its conditions are open', async () => {
	const { id } = seedWithdrawal(sandbox.data, { amount: '250.00', currency: 'USD', steps: 2 });
	const approve = crm('Approve Withdrawal', {
		parameters: { resource: 'request', operation: 'approveWithdrawal', id },
	});
	await open(workflowOf([{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' }, approve]));
	await editor.openNode('Approve Withdrawal');
	for (const label of ['Amount', 'Currency']) {
		await column().getByText(label, { exact: true }).waitFor();
	}
	await runStep('preview');
	await output().locator(by('radio-button-json')).click();
	await output().getByText('"pending"').waitFor();
	await editor.shot('approve-withdrawal', dialog());
	expect(sandbox.data.decisions).toEqual([]);
});

test('CRM Open API Trigger', async () => {
	const trigger = {
		name: 'CRM Open API Trigger',
		type: 'n8n-nodes-crm-open-api.crmOpenApiTrigger',
		typeVersion: 2,
		webhookId: 'withdrawals',
		parameters: { events: ['withdrawalApproved', 'withdrawalRejected'] },
	};
	await open(workflowOf([trigger]));
	await editor.openNode(trigger.name);
	await editor.page.getByText('Webhook URLs').click();
	await editor.page.click(by('radio-button-production'));
	await column()
		.getByText(/\/webhook\/withdrawals/)
		.waitFor();
	await editor.shot('trigger', await filledPart(column()));
});

test('the credential, after n8n has tested it', async () => {
	await editor.newCredential('CRM API');
	await editor.fillIn({ host: sandbox.url, apiKey: sandbox.key });
	expect(await editor.saveCredential()).toMatchObject({ ok: true });
	await editor.shot('credential', editor.page.locator(by('editCredential-modal')));
});
