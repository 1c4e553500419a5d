/** The nodes in n8n's node panel, where users look for them by words of their trade. */
import { by, Editor, type Found } from './n8n/editor.cts';
import { sharedRest } from './shared.cts';

let editor: Editor;
beforeAll(async () => {
	editor = await Editor.of(sharedRest());
	await editor.openNodePanel();
});
afterAll(async () => await editor.close());

/** As n8n shows them: it puts a trigger that is called like a node into one line with it. */
const NODE = 'CRM Open API';
const PAYMENT = 'CRM Open API Payment Trigger';
const POLLING = 'CRM Open API Polling';

test.each([
	{ word: 'crm', nodes: [NODE, PAYMENT, POLLING] },
	{ word: 'lead', nodes: [NODE] },
	{ word: 'forex', nodes: [NODE, PAYMENT, POLLING] },
	{ word: 'broker', nodes: [NODE, PAYMENT, POLLING] },
	{ word: 'mt4', nodes: [NODE, POLLING] },
	{ word: 'metatrader', nodes: [NODE, POLLING] },
	{ word: 'ctrader', nodes: [NODE] },
	{ word: 'kyc', nodes: [NODE] },
	{ word: 'deposit', nodes: [NODE, PAYMENT, POLLING] },
	{ word: 'withdrawal', nodes: [NODE] },
	{ word: 'wallet', nodes: [NODE] },
	{ word: 'commission', nodes: [NODE] },
	{ word: 'psp', nodes: ['CRM PSP', PAYMENT] },
])('"$word" finds $nodes on the first screen', async ({ word, nodes }) => {
	const found = await editor.searchNodes(word, nodes[0]);
	for (const name of nodes) {
		expect(found).toContainEqual<Found>({ name, onFirstScreen: true, hasIcon: true });
	}
});

test('the node offers its triggers, and an action puts it on the canvas', async () => {
	await editor.searchNodes('crm', NODE);
	const { page } = editor;
	const entries = page.locator(by('node-creator-item-name'));
	await entries.getByText(NODE, { exact: true }).click();
	await entries.getByText('On withdrawal approved', { exact: true }).waitFor();
	await page.locator(by('node-creator-category-item'), { hasText: 'Actions' }).click();
	await entries.getByText('Create lead', { exact: true }).click();
	await page.waitForSelector(by('node-parameters'));
	expect(await editor.chosen('resource')).toBe('Lead');
	expect(await editor.chosen('operation')).toBe('Create');
	expect(editor.complaints).toEqual([]);
});
