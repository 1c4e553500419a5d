/** The older n8n that the package is for, on the Node that they came with. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeParameters } from 'n8n-workflow';
import { sendEvent } from '../../sandbox/index.cts';
import { workflowOf } from '../engine/harness/workflow.cts';
import { WEBHOOK_SECRET } from '../examples.cts';
import { crm, openForm, Scene } from './fixture.cts';
import {
	booked,
	DEPOSIT,
	depositItems,
	orders,
	outcomes,
	shown,
	SILENT,
	withoutGuards,
} from './money.cts';
import { Editor } from './n8n/editor.cts';
import { installed } from './n8n/install.cts';
import { openList, testCredential } from './n8n/operator.cts';
import { jsonOf, N8nRest, until } from './n8n/rest.cts';
import { LastingServer } from './n8n/server.cts';
import { OLDER } from './n8n/versions.cts';
import { shared } from './shared.cts';

/** It starts another n8n. */
const LONGEST_START_MS = 240_000;

describe.each(OLDER.map((version) => [version.n8n, version] as const))(
	'n8n %s',
	(name, version) => {
		let server: LastingServer;
		let scene: Scene;
		beforeAll(async () => {
			const { packageFolder } = shared();
			server = new LastingServer({ installed: await installed(version), packageFolder });
			scene = await Scene.open(await N8nRest.of(await server.start()));
		}, LONGEST_START_MS);
		beforeEach(() => scene.sandbox.reset());
		afterAll(async () => {
			await scene?.close();
			await server?.close();
		});

		test('it is the version that the README names', async () => {
			const settings = (await scene.rest.editor('GET', '/rest/settings')) as { versionCli: string };
			expect(settings.versionCli).toBe(name);
		});

		test('it has all nodes, and the tool', async () => {
			const types = (await scene.rest.send('GET', '/types/nodes.json')).body as Array<{
				name: string;
			}>;
			const ours = types
				.map((type) => type.name)
				.filter((type) => type.startsWith('n8n-nodes-crm'));
			expect(ours.sort()).toEqual(published());
			expect(server.log()).not.toMatch(/crm-open-api.*(error|could not|failed)/i);
		});

		test('tests the credential', async () => {
			const { url, key, scheme } = scene.sandbox;
			const account = { host: url, apiKey: key, signatureScheme: scheme };
			const test = async (data: typeof account) =>
				await testCredential(scene.rest, await scene.rest.credential('crmOpenApi', 'Tested', data));
			expect((await test(account)).status).toBe('OK');
			expect((await test({ ...account, apiKey: 'not the key' })).status).toBe('Error');
		});

		test('lists clients to choose from', async () => {
			const [node] = scene.signedIn(
				workflowOf([crm('Read', { parameters: { resource: 'client', operation: 'get' } })]),
			).nodes;
			const listed = await openList(scene.rest, node, 'id', 'searchClients');
			expect(listed.slice(0, 2)).toEqual(
				scene.sandbox.data.clients.slice(0, 2).map((client) => ({
					name: expect.stringContaining(client.name),
					value: client.id,
				})),
			);
		});

		test('creates leads, and parts those that fail', async () => {
			const execution = await scene.run(
				[
					{ name: 'Zoë 李', email: 'zoe@example.com' },
					{ name: 'Bob', email: 'no address' },
				],
				[
					crm('Create', {
						parameters: {
							resource: 'lead',
							operation: 'create',
							name: '={{ $json.name }}',
							email: '={{ $json.email }}',
						},
						onError: 'continueErrorOutput',
					}),
				],
			);
			expect(execution.status).toBe('success');
			expect(scene.sandbox.data.leads.slice(3)).toMatchObject([
				{ name: 'Zoë 李', email: 'zoe@example.com' },
			]);
			expect(jsonOf(execution, 'Create')).toMatchObject([{ created: true }]);
			expect(jsonOf(execution, 'Create', 1)).toEqual([
				{
					...{ name: 'Bob', email: 'no address' },
					error: expect.any(String),
					message: expect.stringContaining("'Email'"),
				},
			]);
		});

		test('reads all clients', async () => {
			const execution = await scene.run(
				[{}],
				[
					crm('Read', {
						parameters: { resource: 'client', operation: 'getMany', returnAll: true },
					}),
				],
			);
			const clients = scene.sandbox.data.clients.filter(({ suspended }) => !suspended);
			expect(jsonOf(execution, 'Read').map(({ id }) => id)).toEqual(clients.map(({ id }) => id));
		});

		test('previews in a run by hand, and in its Retry', async () => {
			const id = await scene.bring(
				workflowOf([
					{ name: 'Start', type: 'n8n-nodes-base.manualTrigger' },
					{
						name: 'Given',
						type: 'n8n-nodes-base.set',
						typeVersion: 3.4,
						parameters: {
							mode: 'raw',
							jsonOutput: JSON.stringify(depositItems(scene.sandbox, 1)[0]),
						},
					},
					crm('Read', {
						parameters: { resource: 'client', operation: 'getMany', limit: 1 },
					}),
					crm('Deposit', { parameters: GIVEN }),
				]),
			);
			scene.sandbox.faults.rules = [
				{ match: { operationId: 'client.getMany' }, action: { status: 404 } },
			];
			const failed = await scene.byHand(id, 'Start');
			expect(failed.status).toBe('error');
			const run = await scene.byHand(id, 'Start');
			const retried = await scene.retry(failed);
			expect([run, retried].map((execution) => outcomes(execution, 'Deposit'))).toEqual([
				['preview'],
				['preview'],
			]);
			expect(booked(scene.sandbox)).toEqual([]);
		});

		test(
			'Retry of a row that crashed sends nothing, and says why',
			async () => {
				const { faults, data } = scene.sandbox;
				withoutGuards(scene.sandbox);
				faults.latencyMs = 200;
				const items = depositItems(scene.sandbox, 50);
				const id = await scene.begin(items, [crm('Deposit', { parameters: DEPOSIT })]);
				const some = async () => await Promise.resolve(data.bookings.length >= 5 || undefined);
				await until('deposits', some);
				await server.stop('SIGKILL');
				await server.start();
				const crashed = await until('the crashed row', async () =>
					(await scene.rest.executions(id)).find(({ status }) => status === 'crashed'),
				);
				const before = booked(scene.sandbox);
				const retried = await scene.retry(crashed);
				expect(retried.status).toBe('error');
				expect(shown(retried)).toContain('Nothing was sent');
				expect(booked(scene.sandbox)).toEqual(before);
			},
			LONGEST_START_MS,
		);

		test('does not book twice', async () => {
			const { faults } = scene.sandbox;
			withoutGuards(scene.sandbox);
			const cut = { match: { operationId: 'mt4.deposit' }, when: 'after', action: 'cut' } as const;
			faults.rules = [cut, ...SILENT];
			const execution = await scene.run(depositItems(scene.sandbox, 2), [
				crm('Deposit', {
					parameters: DEPOSIT,
					...{ retryOnFail: true, maxTries: 3, waitBetweenTries: 100 },
				}),
			]);
			const blind = await scene.retry(execution);
			for (const ended of [execution, blind]) {
				expect(ended.status).toBe('error');
				expect(shown(ended)).toContain('not known');
			}
			expect(booked(scene.sandbox)).toEqual(orders(1));

			faults.rules = [];
			const retried = await scene.retry(execution);
			expect(outcomes(retried, 'Deposit')).toEqual(['duplicate', 'done']);
			expect(booked(scene.sandbox)).toEqual(orders(2));
		});

		test('takes signed webhooks only', async () => {
			const webhookId = 'the-webhook-of-the-crm';
			const id = await scene.start(
				workflowOf([
					{
						name: 'Trigger',
						type: 'n8n-nodes-crm-open-api.crmOpenApiTrigger',
						typeVersion: 2,
						webhookId,
						parameters: { events: ['withdrawalApproved'] },
					},
				]),
			);
			const to = `${scene.rest.url}/webhook/${webhookId}/webhook`;
			const event = 'withdrawal.approve';
			const refused = await until(`webhook ${to}`, async () => {
				const { status } = await sendEvent({ event, to });
				return status === 404 ? undefined : status;
			});
			const taken = await sendEvent({
				event,
				to,
				secret: WEBHOOK_SECRET,
				data: { id: '8wozx7mr' },
			});
			expect([refused, taken.status]).toEqual([401, 200]);
			const execution = await scene.ended(id);
			expect(jsonOf(execution, 'Trigger')).toMatchObject([{ data: { id: '8wozx7mr' } }]);
			expect(await scene.rest.executions(id)).toHaveLength(1);
		});

		test('uploads a document that came in by a form', async () => {
			const webhookId = 'the-form-with-a-document';
			const id = await scene.start(
				workflowOf([
					{
						name: 'Form',
						type: 'n8n-nodes-base.formTrigger',
						typeVersion: 2.3,
						webhookId,
						parameters: {
							formTitle: 'Your passport',
							formFields: {
								values: [{ fieldLabel: 'Passport', fieldType: 'file', multipleFiles: false }],
							},
						},
					},
					crm('Upload', {
						parameters: {
							resource: 'form',
							operation: 'uploadDocument',
							formId: '7h3k9s2d',
							binaryPropertyName: 'Passport',
						},
					}),
				]),
			);
			const editor = await Editor.of(scene.rest);
			const buffer = Buffer.from([0xff, 0xd8, 0xff, 0x00, 0x0a, 0x0d, 0x80]);
			await openForm(editor.page, `${scene.rest.url}/form/${webhookId}`);
			await editor.page.setInputFiles('input[type=file]', {
				name: 'pass 李.jpg',
				mimeType: 'image/jpeg',
				buffer,
			});
			await editor.page.click('#submit-btn');
			await editor.page.waitForSelector('#submitted-form', { state: 'visible' });
			await editor.close();
			const execution = await scene.ended(id);
			expect(execution.status).toBe('success');
			expect(scene.sandbox.data.uploads).toMatchObject([
				{
					accepted: true,
					name: 'pass 李.jpg',
					type: 'image/jpeg',
					file_last: true,
					key_header: false,
				},
			]);
			expect(scene.sandbox.data.uploads[0].bytes.equals(buffer)).toBe(true);
			expect(jsonOf(execution, 'Upload')).toMatchObject([{ uploaded: true }]);
		});
	},
);

/** The deposit that the node Given holds. */
const GIVEN = JSON.parse(
	JSON.stringify(DEPOSIT).replaceAll('$json.', "$('Given').first().json."),
) as INodeParameters;

/** Names of the nodes that the package says it has, and of the one tool that n8n makes of them. */
function published(): string[] {
	const manifest = readFileSync(join(shared().packageFolder, 'package.json'), 'utf8');
	const { n8n } = JSON.parse(manifest) as { n8n: { nodes: string[] } };
	const names = n8n.nodes.map((file) => /(\w+)\.node\.js$/.exec(file)?.[1] ?? '');
	return [...names, 'CrmOpenApiTool']
		.map((each) => `n8n-nodes-crm-open-api.c${each.slice(1)}`)
		.sort();
}
