/** Lead → Create: what an item holds is what the CRM receives, and nothing else. */
import type { INodeParameters } from 'n8n-workflow';
import {
	CONTINUE,
	CRM,
	crmWorkflow,
	errorText,
	failedTexts,
	LEAD_FROM_FORM,
	useFixture,
} from './fixture.cts';

const fixture = useFixture();

/** Every parameter of the operation, each from the item. */
const ALL: INodeParameters = {
	...LEAD_FROM_FORM,
	phoneCountryCode: '={{ $json.code }}',
	phoneNumber: '={{ $json.phone }}',
	additionalFields: {
		comment: '={{ $json.comment }}',
		gender: '={{ $json.gender }}',
		nationality: '={{ $json.nationality }}',
		ownerId: '={{ $json.owner }}',
	},
};

/** One request at a time, so that the order of arrival is that of the items. */
const ONE_BY_ONE: INodeParameters = { ...ALL, options: { maxConcurrentRequests: 1 } };

const bodies = () => fixture.sandbox.requests.map(({ body }) => body);

describe('what is sent', () => {
	test('is every parameter, each with the value of its own item', async () => {
		const items = [
			{
				name: 'Nathan Lee',
				email: 'nathan@example.com',
				code: '65',
				phone: '81234567',
				comment: 'Came by the form',
				gender: 'male',
				nationality: 'sg',
				owner: '045dff8l',
			},
			{
				name: 'Ana Pérez',
				email: 'ana@example.com',
				code: '34',
				phone: '600111222',
				comment: 'Came by the ad',
				gender: 'female',
				nationality: 'es',
				owner: '9zz1a2b3',
			},
		];
		const result = await fixture.run(ONE_BY_ONE, items);

		expect(result.error).toBeUndefined();
		expect(bodies()).toEqual(
			items.map(({ code, phone, owner, ...same }) => ({
				...same,
				phone: { country_code: code, number: phone },
				owner_id: owner,
			})),
		);
		for (const request of fixture.sandbox.requests) {
			expect(request).toMatchObject({
				method: 'POST',
				path: '/public/v1/leads/create',
				query: {},
				verified: 'v2',
				status: 201,
			});
		}
		const made = fixture.sandbox.data.leads.slice(-2).map(({ id }) => ({ created: true, id }));
		expect(result.json('Done')).toEqual(made);
	});

	test('is text also where an expression gives a number', async () => {
		await fixture.run(ALL, [
			{ name: 12, phone: 81234567, code: 65, comment: 0, owner: 12345678, gender: true },
		]);
		expect(bodies()).toEqual([
			{
				name: '12',
				phone: { country_code: '65', number: '81234567' },
				comment: '0',
				owner_id: '12345678',
				gender: 'true',
			},
		]);
	});

	test('keeps leading zeros of ids, and takes those of a country code and spaces away', async () => {
		await fixture.run(ALL, [
			{
				name: 'Zed',
				code: ' +065 ',
				phone: '8123 4567',
				email: ' zed@example.com ',
				owner: ' 00000001 ',
			},
		]);
		expect(bodies()).toEqual([
			{
				name: 'Zed',
				email: 'zed@example.com',
				phone: { country_code: '65', number: '81234567' },
				owner_id: '00000001',
			},
		]);
	});

	test('is unicode, byte for byte', async () => {
		const names = [
			'Ana Pérez',
			'A\u0301na',
			'李小龍',
			'محمد',
			'Zoë 👩‍💻',
			'quo"te\\ \n tab\tend',
			'line\u2028end',
		];
		const items = names.map((name) => ({ name, email: 'u@example.com', comment: `→ ${name} ←` }));
		const result = await fixture.run(ONE_BY_ONE, items);

		expect(result.error).toBeUndefined();
		expect(bodies()).toEqual(
			names.map((name) => ({ name, email: 'u@example.com', comment: `→ ${name} ←` })),
		);
		expect(fixture.sandbox.requests.map(({ verified }) => verified)).toEqual(names.map(() => 'v2'));
	});

	test('leaves out optional fields that are blank, null or missing', async () => {
		const blank = { code: '', phone: '', comment: '', gender: '', nationality: '', owner: '' };
		const spaces = Object.fromEntries(Object.keys(blank).map((key) => [key, '  ']));
		const nulls = Object.fromEntries(Object.keys(blank).map((key) => [key, null]));
		const items = [blank, spaces, nulls, {}].map((rest) => ({
			...rest,
			name: 'Only',
			email: 'only@example.com',
		}));
		const result = await fixture.run(ALL, items);

		expect(result.error).toBeUndefined();
		expect(bodies()).toEqual(items.map(() => ({ name: 'Only', email: 'only@example.com' })));
	});

	test('is one request for one item, and none for none', async () => {
		await fixture.run(ALL, [{ name: 'One', email: 'one@example.com' }]);
		expect(fixture.sandbox.requests).toHaveLength(1);

		const none = await fixture.run(ALL, []);
		expect(none.error).toBeUndefined();
		expect(fixture.sandbox.requests).toHaveLength(1);
	});
});

describe('what is refused before anything is sent', () => {
	test('is a lead with neither email nor phone number', async () => {
		const items = [{ name: 'No way to reach' }, { name: 'A country is no number', code: '65' }];
		const result = await fixture.run(ALL, items, CONTINUE);
		const texts = failedTexts(result.json(CRM));

		expect(texts).toHaveLength(2);
		for (const text of texts) {
			expect(text).toContain("'Email' or 'Phone Number' must be given");
			expect(text).toContain('Nothing was sent');
		}
		expect(fixture.sandbox.requests).toEqual([]);
	});

	test('stops the workflow with the item that it was', async () => {
		const items = [{ name: 'Fine', email: 'fine@example.com' }, { name: 'Not fine' }];
		const result = await fixture.run(ONE_BY_ONE, items);
		expect(errorText(result)).toContain("'Email' or 'Phone Number'");
		expect(result.error).toMatchObject({ context: { itemIndex: 1 } });
		expect(bodies()).toEqual([{ name: 'Fine', email: 'fine@example.com' }]);
	});

	test.each([
		["'Name' is empty", { name: '  ' }],
		["'Name' is empty", { name: null }],
		["'Name' must be text", { name: { first: 'A' } }],
		["'Email' must be an email address", { email: 'nobody' }],
		["'Email' must be an email address", { email: 'a b@example.com' }],
		["'Phone Number' must be text", { code: 65, phone: [1, 2] }],
		["'Phone Number' must begin with + and the country code", { phone: '81234567' }],
		["'Phone Country Code' must be a country calling code", { code: 'N/A', phone: '81234567' }],
		["'Owner ID' must have 8 characters", { owner: '045dff8' }],
		["'Owner ID' is a number too large to be exact", { owner: 12345678901234567000 }],
	])('%s', async (text, values) => {
		const item = { name: 'Nathan', email: 'nathan@example.com', ...values };
		const result = await fixture.run(ALL, [item]);
		expect(errorText(result)).toContain(text);
		expect(errorText(result)).toContain('Nothing was sent');
		expect(fixture.sandbox.requests).toEqual([]);
	});

	test('is an empty name that is no expression: the workflow does not start', async () => {
		const workflow = crmWorkflow({ ...ALL, name: '' });
		const result = await fixture.engine().run({ workflow, items: [{ email: 'a@example.com' }] });
		expect(result.error?.name).toBe('WorkflowHasIssuesError');
		expect(fixture.sandbox.requests).toEqual([]);
	});
});
