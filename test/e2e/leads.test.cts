/** The first thing an operator does: a lead, in the whole n8n. */
import { startSandbox, type Sandbox } from '../../sandbox/index.cts';
import { jsonOf } from './n8n/rest.cts';
import { sharedRest } from './shared.cts';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.close());

test('x', async () => {
	const rest = sharedRest();
	const id = await rest.credential('crmOpenApi', 'CRM', {
		host: sandbox.url,
		apiKey: sandbox.key,
		signatureScheme: sandbox.scheme,
	});
	const workflow = await rest.workflow({
		name: 'Leads',
		nodes: [
			{
				id: 'a',
				name: 'Webhook',
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2,
				position: [0, 0],
				webhookId: 'leads',
				parameters: { path: 'leads', httpMethod: 'POST', responseMode: 'lastNode' },
			},
			{
				id: 'b',
				name: 'Create',
				type: 'n8n-nodes-crm-open-api.crmOpenApi',
				typeVersion: 1,
				position: [200, 0],
				parameters: {
					resource: 'lead',
					operation: 'create',
					name: '={{ $json.body.name }}',
					email: '={{ $json.body.email }}',
				},
				credentials: { crmOpenApi: { id, name: 'CRM' } },
			},
		],
		connections: { Webhook: { main: [[{ node: 'Create', type: 'main', index: 0 }]] } },
	} as never);
	await rest.activate(workflow);
	console.log(await rest.call('/webhook/leads', { name: 'Zoë 李', email: 'z@example.com' }));
	const execution = await rest.ended(workflow);
	console.log(execution.status, jsonOf(execution, 'Create'), sandbox.data.leads.at(-1));
});
