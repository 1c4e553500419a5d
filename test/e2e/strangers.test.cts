/** Texts of strangers, chosen in the editor, saved and run: n8n evaluates every stored text that begins with `=`. */
import type { INode, INodeParameters } from 'n8n-workflow';
import { workflowOf } from '../engine/harness/workflow.cts';
import { behindWebhook, crm, Scene } from './fixture.cts';
import { shown } from './money.cts';
import { by, Editor } from './n8n/editor.cts';
import { until } from './n8n/rest.cts';

/** Names with which somebody registers at the broker. */
const NAMES = [
	"={{ $input.all().forEach(i => { i.json.amount = '99999' }) || 'Bob' }}",
	"={{ $('Nowhere').item.json.x }}",
];

/** What stands in the forms of a CRM that somebody else can change. */
const TEXT = '={{ $("Nowhere").item.json.y }}';

let scene: Scene;
let editor: Editor;
beforeAll(async () => {
	scene = await Scene.open();
	editor = await Editor.of(scene.rest);
	const { clients, kycForms } = scene.sandbox.data;
	NAMES.forEach((name, index) => (clients[index].name = name));
	const [form] = kycForms;
	const [document, number] = form.groups[0].fields;
	form.groups[0].label = TEXT;
	document.label = TEXT;
	document.options = [
		{ value: 'passport', label: TEXT },
		{ value: TEXT, label: 'A value' },
	];
	number.key = TEXT;
});
afterAll(async () => {
	await editor.close();
	await scene.close();
});

const parametersOf = async (workflowId: string, name: string): Promise<INodeParameters> => {
	const path = `/rest/workflows/${workflowId}`;
	const { nodes } = (await scene.rest.editor('GET', path)) as { nodes: INode[] };
	return nodes.find((node) => node.name === name)?.parameters ?? {};
};

/** Saves in the editor. @param isThere whether what was chosen is among the parameters of a node */
async function saved(
	workflowId: string,
	name: string,
	isThere: (parameters: INodeParameters) => boolean,
): Promise<INodeParameters> {
	return await until(`${name} to be saved`, async () => {
		await editor.page.keyboard.press('Control+s');
		const parameters = await parametersOf(workflowId, name);
		return isThere(parameters) ? parameters : undefined;
	});
}

/** All texts that n8n would evaluate. */
const evaluated = (value: unknown): string[] => {
	if (typeof value === 'string') return value.startsWith('=') ? [value] : [];
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap((entry) => entry.flatMap(evaluated));
};

test.each(NAMES.map((name, index) => [name, index] as const))(
	'a client called %s, chosen from the list',
	async (name, index) => {
		const path = `strangers-${index}`;
		const parameters = {
			...{ resource: 'wallet', operation: 'updateBalance', currency: 'USD' },
			...{ amount: '={{ $json.amount }}', orderId: '={{ $json.order }}' },
			userId: { __rl: true, mode: 'list', value: '' },
		};
		const id = await scene.bring(behindWebhook(path, [crm('Wallet', { parameters })]));
		await editor.open(id);
		await editor.openNode('Wallet');
		await editor.openList('userId');
		const entry = (await editor.listed()).find((text) => text.includes(name));
		await editor.choose(entry ?? '');

		const { id: client } = scene.sandbox.data.clients[index];
		const { userId } = await saved(id, 'Wallet', (all) => JSON.stringify(all).includes(client));
		expect(evaluated(userId)).toEqual([]);
		expect(JSON.stringify(userId)).toContain(name.slice(0, 10));

		await scene.publish(id);
		await scene.rest.call(`/webhook/${path}`, {
			items: [{ amount: '5', order: `order ${index}` }],
		});
		const execution = await scene.ended(id);
		expect(shown(execution)).toBe('');
		expect(scene.sandbox.data.bookings.at(-1)).toMatchObject({ user_id: client, amount: '5' });
	},
);

test('a form with such labels, keys, options and values', async () => {
	const { clients, kycForms } = scene.sandbox.data;
	const locator = (value: string) => ({ __rl: true, mode: 'id', value });
	const parameters = {
		...{ resource: 'client', operation: 'submitKyc' },
		...{ userId: locator(clients[5].id), formId: locator(kycForms[0].id) },
	};
	const id = await scene.bring(workflowOf([crm('KYC', { parameters })]));
	await editor.open(id);
	await editor.openNode('KYC');
	const mapper = editor.page.locator(by('resource-mapper-container'));
	await mapper.getByText('Front of the document').first().waitFor();
	const all = await saved(id, 'KYC', (given) => JSON.stringify(given).includes('id_front'));
	expect(evaluated(all)).toEqual([]);
	expect(JSON.stringify(all)).toContain('Nowhere');
});
