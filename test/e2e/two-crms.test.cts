/** One credential whose host depends on the item: each item goes to its own CRM. */
import type { INodeParameters } from 'n8n-workflow';
import { startSandbox, type Sandbox } from '../../sandbox/index.cts';
import { crm, Scene } from './fixture.cts';
import { booked, DEPOSIT, depositItems, shown } from './money.cts';
import { jsonOf } from './n8n/rest.cts';

let scene: Scene;
let other: Sandbox;
beforeAll(async () => {
	scene = await Scene.open();
	other = await startSandbox();
	await scene.keep('crmOpenApi', {
		...{ host: '={{ $json.host }}', apiKey: scene.sandbox.key },
		signatureScheme: scene.sandbox.scheme,
	});
});
beforeEach(() => {
	for (const sandbox of [scene.sandbox, other]) sandbox.reset();
});
afterAll(async () => {
	await scene.close();
	await other.close();
});

const hosts = () => [scene.sandbox, other].map(({ url }) => ({ host: url }));

test('leads', async () => {
	const parameters: INodeParameters = {
		...{ resource: 'lead', operation: 'create' },
		...{ name: 'Ann Lee', email: '={{ $json.email }}' },
	};
	const items = hosts().map((host, index) => ({ ...host, email: `crm${index + 1}@example.com` }));
	const execution = await scene.run(items, [crm('Create', { parameters })]);
	expect(shown(execution)).toBe('');
	const last = [scene.sandbox, other].map(({ data }) => data.leads.at(-1)?.email);
	expect(last).toEqual(['crm1@example.com', 'crm2@example.com']);
	expect([scene.sandbox, other].map(({ data }) => data.leads.length)).toEqual([4, 4]);
	expect(jsonOf(execution, 'Create')).toHaveLength(2);
});

describe('deposits', () => {
	const items = () => {
		const deposits = depositItems(scene.sandbox, 2);
		return hosts().map((host, index) => ({ ...deposits[index], ...host }));
	};
	const deposit = () => crm('Deposit', { parameters: DEPOSIT });
	const bookedBoth = () => [scene.sandbox, other].map(booked);

	test('of one run do not go to two CRMs', async () => {
		const execution = await scene.run(items(), [deposit()]);
		expect(shown(execution)).toContain('one by one with Loop Over Items');
		expect(bookedBoth()).toEqual([[], []]);
	});

	test('go to their own one by one, as the text says', async () => {
		const loop = {
			...{ name: 'Loop', type: 'n8n-nodes-base.splitInBatches', typeVersion: 3 },
			parameters: { batchSize: 1, options: {} },
		};
		const execution = await scene.run(
			items(),
			[loop, deposit()],
			[
				['Items', 'Loop'],
				['Loop', 'Deposit', 1],
				['Deposit', 'Loop'],
			],
		);
		expect(shown(execution)).toBe('');
		expect(bookedBoth()).toEqual([['order 1'], ['order 2']]);
	});
});
