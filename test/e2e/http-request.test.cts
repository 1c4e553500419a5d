/** n8n's HTTP Request node with the credential: what the CRM API node does not do, it can. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { NodeSketch } from '../engine/harness/workflow.cts';
import { Scene } from './fixture.cts';
import { jsonOf } from './n8n/rest.cts';
import { serve } from './outside.cts';

let scene: Scene;
beforeAll(async () => {
	scene = await Scene.open();
});
beforeEach(() => {
	scene.sandbox.reset();
	scene.sandbox.data.leads = [];
});
afterAll(async () => await scene.close());

const request = (parameters: INodeParameters): NodeSketch => ({
	name: 'Request',
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	parameters: {
		authentication: 'predefinedCredentialType',
		nodeCredentialType: 'crmOpenApi',
		...parameters,
	},
	credentials: { crmOpenApi: { id: '', name: '' } },
});

const post = (path: string, body: INodeParameters): NodeSketch =>
	request({ method: 'POST', url: scene.sandbox.url + path, sendBody: true, ...body });

const leads = () => scene.sandbox.data.leads.map(({ name, comment }) => ({ name, comment }));

const PERSON = {
	name: "Zoë  O'Neill-李",
	email: 'zoe@example.com',
	comment: 'a "b"  –  谢谢 🙂\n',
};

test.each<[string, INodeParameters]>([
	['fields', { bodyParameters: { parameters: ['name', 'email', 'comment'].map(field) } }],
	['an object as JSON', { specifyBody: 'json', jsonBody: '={{ $json }}' }],
	['JSON as text', { specifyBody: 'json', jsonBody: '={{ JSON.stringify($json, null, 3) }}' }],
	[
		'a raw text',
		{
			contentType: 'raw',
			rawContentType: 'application/json',
			body: '={{ "  " + JSON.stringify($json, null, "\\t") + "\\n" }}',
		},
	],
])('a POST is signed: %s', async (_how, body) => {
	const execution = await scene.run([PERSON], [post('/public/v1/leads/create', body)]);
	expect(execution.data.resultData.error).toBeUndefined();
	expect(leads()).toEqual([{ name: PERSON.name, comment: PERSON.comment }]);
	expect(scene.sandbox.requests).toMatchObject([{ verified: 'v2', status: 201 }]);
});

function field(name: string): INodeParameters {
	return { name, value: `={{ $json.${name} }}` };
}

test('a GET has the key and no signature', async () => {
	const [{ id, email }] = scene.sandbox.data.clients;
	const url = `${scene.sandbox.url}/public/v1/users/${id}`;
	const execution = await scene.run([{}], [request({ url })]);
	expect(jsonOf(execution, 'Request')).toMatchObject([{ id, email }]);
	const [{ headers, verified }] = scene.sandbox.requests;
	expect([verified, headers.signature]).toEqual(['key-only', undefined]);
});

test('another host than that of the credential gets nothing', async () => {
	const heard: unknown[] = [];
	const other = await serve((path) => heard.push(path));
	const execution = await scene.run([PERSON], [request({ url: `${other.url}/public/v1/users` })]);
	await other.close();
	expect([execution.status, heard]).toEqual(['error', []]);
	const { message, description } = execution.data.resultData.error ?? {};
	expect(`${message} ${description}`).toContain(`only sent to ${scene.sandbox.url}`);
	expect(JSON.stringify(execution.data)).not.toContain(scene.sandbox.key);
});

test('a redirect to another host is not followed', async () => {
	const heard: IDataObject[] = [];
	const other = await serve((path) => heard.push({ path }));
	scene.sandbox.faults.rules = [{ action: { redirect: other.url } }];
	const url = `${scene.sandbox.url}/public/v1/users`;
	const execution = await scene.run([{}], [request({ url })]);
	await other.close();
	expect([execution.status, heard]).toEqual(['error', []]);
});
