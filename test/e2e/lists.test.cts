/** What there is to choose from in the editor, as the CRM tells it. */
import type { INodeParameters } from 'n8n-workflow';
import { PAGE_SIZE } from '../../crm/endpoint.ts';
import { workflowOf } from '../engine/harness/index.cts';
import { crm, Scene } from './fixture.cts';
import { by, Editor } from './n8n/editor.cts';

/** More than the node reads in one page. */
const CLIENTS = PAGE_SIZE + 120;

let scene: Scene;
let editor: Editor;
beforeAll(async () => {
	scene = await Scene.open(undefined, { clients: CLIENTS });
	editor = await Editor.of(scene.rest);
});
afterAll(async () => {
	await editor.close();
	await scene.close();
});

const clientNo = (number: number) => scene.sandbox.data.clients[number - 1];
const shownAs = ({ name, email }: { name: string; email: string }) => `${name}, ${email}`;
const mapper = () => editor.page.locator(by('resource-mapper-container'));
const locator = (mode: 'list' | 'id', value: string) => ({ __rl: true, mode, value });

/** Opens a workflow of nodes as they are after their operations were chosen. */
async function openNodes(nodes: Record<string, INodeParameters>): Promise<void> {
	const sketches = Object.entries(nodes).map(([name, parameters]) => crm(name, { parameters }));
	await editor.open(await scene.bring(workflowOf(sketches, [])));
}

describe('with the right key', () => {
	beforeAll(async () => {
		await openNodes({
			Search: { resource: 'client', operation: 'get' },
			Scroll: { resource: 'client', operation: 'get' },
			Account: {
				resource: 'mt4',
				operation: 'createAccount',
				additionalFields: { accountTypeId: locator('list', '') },
			},
			Deposit: { resource: 'mt4', operation: 'deposit' },
			KYC: { resource: 'client', operation: 'submitKyc' },
		});
	});
	afterEach(() => expect(editor.complaints).toEqual([]));

	test('clients: a search reads on until it finds; what is chosen is shown by its name', async () => {
		await editor.openNode('Search');
		await editor.openList('id');
		const last = clientNo(CLIENTS);
		await editor.searchList(last.email, shownAs(last));
		await editor.choose(shownAs(last));
		expect(await editor.chosenInList('id')).toBe(shownAs(last));
	});

	test('clients: the list goes on where its first page ends', async () => {
		await editor.openNode('Scroll');
		await editor.openList('id');
		expect(await editor.listed()).toEqual(
			scene.sandbox.data.clients.slice(0, PAGE_SIZE).map(shownAs),
		);
		await editor.scrollList(shownAs(clientNo(CLIENTS)));
		expect(new Set(await editor.listed()).size).toBe(CLIENTS);
	});

	test('account types', async () => {
		await editor.openNode('Account');
		await editor.openList('accountTypeId');
		const names = scene.sandbox.data.accountTypes.map(({ name }) => name);
		expect(await editor.listed()).toEqual(names);
	});

	test('connections: those of the platform', async () => {
		await editor.openNode('Deposit');
		await editor.openList('connectionId');
		const mt4 = scene.sandbox.data.connections.filter(({ platform }) => platform === 'mt4');
		expect(await editor.listed()).toEqual(mt4.map(({ name }) => `${name} (mt4)`));
	});

	test('the KYC form that is chosen brings its fields', async () => {
		await editor.openNode('KYC');
		await mapper().getByText("Choose the parameter 'Client' first").waitFor();
		await editor.openList('userId');
		await editor.choose(shownAs(clientNo(1)));
		await editor.openList('formId');
		await editor.choose('Residence');
		await mapper().getByText('Proof of address', { exact: true }).waitFor();
		const labels = await mapper().locator(by('input-label')).allInnerTexts();
		expect(labels.map((label) => label.split('\n')[0])).toEqual([
			'Custom Fields',
			'Address',
			'Proof of address',
			'US person',
		]);
	});
});

describe('with a wrong key', () => {
	const SAYS = 'The CRM refused the API key';

	beforeAll(async () => {
		const { url, scheme, data } = scene.sandbox;
		await scene.keep('crmOpenApi', { host: url, apiKey: 'not the key', signatureScheme: scheme });
		await openNodes({
			Client: { resource: 'client', operation: 'get' },
			KYC: {
				resource: 'client',
				operation: 'submitKyc',
				userId: locator('id', clientNo(1).id),
				formId: locator('id', data.kycForms[0].id),
			},
		});
	});

	test('a list says what is wrong', async () => {
		await editor.openNode('Client');
		await editor.openList('id');
		const text = await editor.page.locator(by('rlc-error-container')).innerText();
		expect(text).toContain(SAYS);
		expect(text).toContain("Open this node's credential");
	});

	test('a form says what is wrong', async () => {
		await editor.openNode('KYC');
		await mapper().getByText(SAYS).waitFor();
	});
});
