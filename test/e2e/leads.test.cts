/** Leads, as forms and other services bring them. */
import { example } from '../examples.cts';
import { withOwnTables } from './examples/example.cts';
import { refuseOneLead } from './examples/leads.cts';
import { Editor } from './n8n/editor.cts';
import { jsonOf } from './n8n/rest.cts';
import { crm, formUrl, openForm, Scene, submitForm } from './fixture.cts';

let scene: Scene;
beforeAll(async () => {
	scene = await Scene.open();
});
beforeEach(() => {
	scene.sandbox.reset();
	scene.sandbox.data.leads = [];
});
afterAll(async () => await scene.close());

/** The leads in the CRM, without what the CRM itself puts. */
const arrived = () => scene.sandbox.data.leads.map(({ id: _id, created_at: _at, ...lead }) => lead);

describe('the example with a form', () => {
	let editor: Editor;
	let id: string;
	beforeAll(async () => {
		editor = await Editor.of(scene.rest);
		id = await scene.start(withOwnTables(example('leads-from-a-form.json')));
	});
	afterAll(async () => await editor.close());

	const typed = {
		'Full Name': "Zoë O'Neill-李",
		Email: 'zoe@example.com',
		Phone: '+65 8123 4567',
		Message: 'Line one\nLine "two" & <b>more</b> – 谢谢 {{ 1 + 1 }} 🙂',
	};

	/** Fills in the form in a browser. @returns the execution that it starts */
	async function submit(values: Record<string, string>) {
		const before = (await scene.rest.executions(id)).length;
		await openForm(editor.page, formUrl(scene, 'leads-from-a-form.json'));
		await submitForm(editor.page, values);
		expect(await editor.page.textContent('#submitted-form')).toContain('has been recorded');
		return await scene.ended(id, before + 1);
	}

	test('brings what was typed, to the letter', async () => {
		const execution = await submit(typed);
		expect(execution.status).toBe('success');
		expect(arrived()).toEqual([
			{
				name: typed['Full Name'],
				email: typed.Email,
				phone: { country_code: '65', number: '81234567' },
				// Browsers send line breaks so.
				comment: typed.Message.replace('\n', '\r\n'),
			},
		]);
		const clients = scene.sandbox.data.clients.filter(({ suspended }) => !suspended);
		expect(jsonOf(execution, 'Get Many Clients').map((client) => client.id)).toEqual(
			clients.slice(0, 5).map((client) => client.id),
		);
	});

	test('makes no second lead of the same person on the same day, but one of another', async () => {
		const again = await submit({ ...typed, Message: 'Did it work?', Email: ' ZOE@example.com' });
		expect(again.status).toBe('success');
		expect(arrived()).toEqual([]);
		expect(scene.sandbox.requests.map(({ operationId }) => operationId)).toEqual([
			'client.getMany',
		]);
		const other = await submit({ ...typed, Email: 'other@example.com' });
		expect(other.status).toBe('success');
		expect(arrived()).toMatchObject([{ email: 'other@example.com' }]);
	});

	test('loses none: a lead that the CRM did not take goes in by Retry', async () => {
		refuseOneLead(scene);
		const refused = await submit({ ...typed, Email: 'refused@example.com' });
		expect([refused.status, arrived()]).toEqual(['error', []]);
		const retried = await scene.retry(refused);
		expect(retried.status).toBe('success');
		expect(arrived()).toMatchObject([{ email: 'refused@example.com' }]);
	});

	test('loses none: a lead that the CRM did not take goes in when the form is sent again', async () => {
		refuseOneLead(scene);
		const again = { ...typed, Email: 'again@example.com' };
		expect((await submit(again)).status).toBe('error');
		expect(arrived()).toEqual([]);
		for (const _ of [1, 2]) expect((await submit(again)).status).toBe('success');
		expect(arrived()).toMatchObject([{ email: 'again@example.com' }]);
	});

	test('makes a lead of its sample data when it is tried in the editor', async () => {
		const { status } = await scene.byHand(id, 'On form submission');
		expect(status).toBe('success');
		expect(arrived()).toMatchObject([
			{ email: 'sample.person@example.com', phone: { country_code: '65', number: '81234567' } },
		]);
	});
});

test('items of a webhook, each with its own values', async () => {
	const people = [
		{ name: 'Ana Pérez', email: 'ana@example.com', comment: 'From the ad' },
		{ name: '佐藤 健', email: 'ken@example.com', comment: 'From the  fair' },
	];
	const execution = await scene.run(people, [
		crm('Create', {
			parameters: {
				resource: 'lead',
				operation: 'create',
				name: '={{ $json.name }}',
				email: '={{ $json.email }}',
				additionalFields: { comment: '={{ $json.comment }}' },
				options: { maxConcurrentRequests: 1 },
			},
		}),
	]);
	expect(execution.status).toBe('success');
	expect(arrived()).toEqual(people);
	expect(jsonOf(execution, 'Create')).toMatchObject([{ created: true }, { created: true }]);
});
