/** A CRM whose guessed endpoints are elsewhere, settled in the credential: no workflow is touched. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { CrmOpenApi } from '../../nodes/CrmOpenApi/CrmOpenApi.node.ts';
import { OPERATIONS } from '../../nodes/endpoints/guesses.ts';
import { workflowOf, type NodeSketch } from '../engine/harness/workflow.cts';
import { crm, Scene } from './fixture.cts';
import { byId, shown } from './money.cts';
import { by, Editor } from './n8n/editor.cts';
import { openList } from './n8n/operator.cts';
import { jsonOf } from './n8n/rest.cts';

/** On paths that are among the likely ones. */
const MOVED = {
	'connection.getMany': '/public/v1/trading/connections',
	'mt5.getAccounts': '/public/v1/mt5/account',
	'configuration.getCountries': '/public/v1/configurations/countries',
	'tradingAccount.getTypes': '/public/v1/trading/accounts/types',
	'form.getKycFormCollections': '/public/v1/forms/kyc/collections',
};

let scene: Scene;
let editor: Editor;
beforeAll(async () => {
	scene = await Scene.open(undefined, { clients: 20, paths: MOVED });
	editor = await Editor.of(scene.rest);
});
afterAll(async () => {
	await editor.close();
	await scene.close();
});

const connectionOf = (wanted: string) =>
	scene.sandbox.data.connections.find(({ platform }) => platform === wanted)?.connection_id ?? '';
const START: NodeSketch = { name: 'Start', type: 'n8n-nodes-base.manualTrigger' };
const ANY = { __rl: true, mode: 'list', value: '' };

/** What the panel says before anything is asked. */
function announced(): number[] {
	const { properties } = new CrmOpenApi().description;
	const notice = properties.find(({ name }) => name === 'checkNotice')?.displayName ?? '';
	return (notice.match(/\d+/g) ?? []).map(Number);
}

/** How many paths are asked until the right one is: the guessed one has been. */
const triesUntil = ([name, path]: [string, string]) =>
	(OPERATIONS.get(name)?.check?.likely ?? []).indexOf(path) + 1;

/** Nodes that read by paths which this CRM has elsewhere. */
const readers = (): NodeSketch[] => {
	const nodes: Array<[string, INodeParameters]> = [
		['Connections', { resource: 'connection', operation: 'getMany' }],
		['Countries', { resource: 'configuration', operation: 'getCountries' }],
		['Account Types', { resource: 'tradingAccount', operation: 'getTypes' }],
		[
			'MT5 Accounts',
			{ resource: 'mt5', operation: 'getAccounts', connectionId: byId(connectionOf('mt5')) },
		],
	];
	return nodes.map(([name, parameters]) => crm(name, { parameters, executeOnce: true }));
};

/** Lists of the editor that read them. */
const lists = (): Array<[string, string, NodeSketch]> => {
	const { clients } = scene.sandbox.data;
	const node = (parameters: INodeParameters) => crm('Node', { parameters });
	const kyc = { resource: 'client', operation: 'submitKyc', userId: byId(clients[0].id) };
	const trade = { event: 'newMt4Trade', platform: 'mt4', connectionId: ANY };
	const group = { resource: 'mt4', operation: 'createAccount' };
	return [
		['searchConnections', 'connectionId', node({ resource: 'mt5', operation: 'getAccounts' })],
		[
			'searchAccountTypes',
			'accountTypeId',
			node({ resource: 'request', operation: 'openAccount' }),
		],
		['searchGroups', 'group', node({ ...group, connectionId: byId(connectionOf('mt4')) })],
		['searchKycForms', 'formId', node(kyc)],
		[
			'searchConnections',
			'connectionId',
			{
				...{ name: 'Trigger', type: 'n8n-nodes-crm-open-api.crmOpenApiPollingTrigger' },
				parameters: trade,
			},
		],
	];
};

/** What each list shows; undefined for one that says that there is no such endpoint. */
async function listed(): Promise<Array<number | undefined>> {
	const counts: Array<number | undefined> = [];
	for (const [method, parameter, sketch] of lists()) {
		const [node] = scene.signedIn(workflowOf([sketch])).nodes;
		counts.push(
			await openList(scene.rest, node, parameter, method).then(
				({ length }) => length,
				(error: Error) => {
					expect(error.message).toContain('no such endpoint');
					return undefined;
				},
			),
		);
	}
	return counts;
}

test('five guesses are settled by the last item of Check Endpoints alone', async () => {
	const { sandbox } = scene;
	const reading = await scene.bring(workflowOf([START, ...readers()]));
	const polling = await scene.bring(
		workflowOf([
			{
				...{ name: 'Trigger', type: 'n8n-nodes-crm-open-api.crmOpenApiPollingTrigger' },
				parameters: {
					event: 'newMt4Trade',
					connectionId: byId(connectionOf('mt4')),
					type: 'close',
				},
			},
			crm('Connections', { parameters: { resource: 'connection', operation: 'getMany' } }),
		]),
	);
	const refused = await scene.byHand(reading, 'Start');
	expect(shown(refused)).toContain("run 'API - Check Endpoints'");
	expect(shown(await scene.byHand(polling, 'Trigger'))).toContain("run 'API - Check Endpoints'");
	expect(await listed()).toEqual(lists().map(() => undefined));

	sandbox.requests.length = 0;
	const before = structuredClone(sandbox.data);
	const check = crm('Check', { parameters: { resource: 'api', operation: 'checkEndpoints' } });
	const checking = await scene.bring(workflowOf([START, check]));
	await editor.open(checking);
	await editor.openNode('Check');
	const items = jsonOf(await scene.endOf(await editor.executeStep()), 'Check');
	await editor.page.locator(by('output-panel')).getByText('47 items').waitFor();
	await editor.shot('check-endpoints');

	const last = items.at(-1) as IDataObject;
	const [requests, more] = announced();
	const tries = Object.entries(MOVED).reduce((sum, moved) => sum + triesUntil(moved), 0);
	expect(sandbox.requests).toHaveLength(requests + tries);
	expect(tries).toBeLessThanOrEqual(more);
	expect(last.requests).toBe(sandbox.requests.length);
	expect(sandbox.data).toEqual(before);
	const wanted = Object.entries(MOVED).map((pair) => pair.join(' '));
	expect(String(last.otherEndpointPaths).split('\n').sort()).toEqual(wanted.sort());

	await editor.openCredential();
	await editor.fillIn({ otherEndpointPaths: String(last.otherEndpointPaths) });
	expect(await editor.saveCredential()).toMatchObject({ ok: true });
	await editor.shot('other-endpoint-paths', editor.page.locator(by('editCredential-modal')));

	const read = await scene.byHand(reading, 'Start');
	expect(shown(read)).toBe('');
	for (const { name } of readers())
		expect([name, jsonOf(read, name).length > 0]).toEqual([name, true]);
	const polled = await scene.byHand(polling, 'Trigger');
	expect(shown(polled)).toBe('');
	expect(jsonOf(polled, 'Connections')).toHaveLength(sandbox.data.connections.length);
	for (const count of await listed()) expect(count).toBeGreaterThan(0);
});
