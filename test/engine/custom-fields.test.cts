/** Fields that a broker has added to a form: shown in the editor, and sent. */
import type { IDataObject, INodeParameters, ResourceMapperFields } from 'n8n-workflow';
import { CrmOpenApi } from '../../nodes/CrmOpenApi/CrmOpenApi.node.ts';
import type { Client } from '../../sandbox/index.cts';
import {
	byId,
	CONTINUE,
	CRM,
	crmWorkflow,
	errorText,
	failedTexts,
	useFixture,
} from './fixture.cts';

const fixture = useFixture({ clients: 20 });
/** Its KYC form lives elsewhere. */
const moved = useFixture({ clients: 3, paths: { 'form.getKycForm': '/public/v2/kyc/form' } });

const registrationFields = async (
	parameters: INodeParameters = CREATE,
	credential: IDataObject = {},
) =>
	await fixture.engine(credential).resourceMapping(CrmOpenApi, 'getRegistrationFields', parameters);

const kycFields = async (parameters: INodeParameters, on = fixture, credential: IDataObject = {}) =>
	await on.engine(credential).resourceMapping(CrmOpenApi, 'getKycFields', parameters);

const CREATE: INodeParameters = { resource: 'client', operation: 'create' };
const SEND_OTP: INodeParameters = { resource: 'registration', operation: 'sendOtp' };
const SUBMIT: INodeParameters = { resource: 'registration', operation: 'submit' };

/** Submit KYC for a client who has to hand one in. */
function submitKyc(more: INodeParameters = {}): INodeParameters {
	const { clients, kycForms } = fixture.sandbox.data;
	const { id } = clients.find(({ kyc_status }) => kyc_status === 'pending') as Client;
	const form = byId(kycForms[0].id);
	return { resource: 'client', operation: 'submitKyc', userId: byId(id), formId: form, ...more };
}

/** What the editor keeps of a mapper that was filled in. */
const filled = ({ fields }: ResourceMapperFields, value: IDataObject) => ({
	mappingMode: 'defineBelow',
	value,
	matchingColumns: [],
	schema: fields,
	attemptToConvertTypes: false,
	convertFieldsToString: false,
});

const labels = ({ fields }: ResourceMapperFields) => fields.map(({ displayName }) => displayName);
const lastBody = () => fixture.sandbox.requests.at(-1)?.body as IDataObject;

/** What a body, or a part of one, holds beside the operation's own fields. */
const formIn = (body: IDataObject) =>
	Object.fromEntries(
		Object.entries(body).filter(
			([key]) =>
				!/^(?:email|email_code|type|password|repeat_password|update_password|form_id|phone)$/.test(
					key,
				),
		),
	);

const answerWith = (body: unknown, status = 200, times = 1) => {
	fixture.sandbox.faults.rules.push({ times, action: { status, body } });
};

test('every mapper has its method, and depends on a parameter that is there', () => {
	const { methods, description } = new CrmOpenApi();
	const mappers = description.properties.filter(({ type }) => type === 'resourceMapper');
	expect(mappers).toHaveLength(5);
	for (const { name, typeOptions, displayOptions } of mappers) {
		expect(methods.resourceMapping).toHaveProperty(
			typeOptions?.resourceMapper?.resourceMapperMethod as string,
		);
		const [dependsOn] = typeOptions?.loadOptionsDependsOn as string[];
		const { resource, operation } = displayOptions?.show ?? {};
		const there = description.properties.filter(
			({ displayOptions: { show } = {} }) =>
				show?.resource?.[0] === resource?.[0] && show?.operation?.[0] === operation?.[0],
		);
		const names = there.map((property) => property.name);
		expect(names).toContain(dependsOn.replace('.value', ''));
		expect(names).toContain(`${name}Mode`);
		expect(names).toContain(`${name}Json`);
	}
});

describe('the registration form', () => {
	test('is shown with labels, kinds, options and what is required', async () => {
		const { fields } = await registrationFields();
		expect(
			fields.map(({ id, displayName, type, required }) => [id, displayName, type, required]),
		).toEqual([
			['nationality', 'Nationality', 'options', true],
			['birthday', 'Date of birth', 'dateTime', true],
			['gender', 'Gender', 'options', false],
			['address', 'Address', 'string', false],
			['years', 'Years of trading', 'number', false],
			['markets', 'Markets (one or more of: fx, metals, crypto)', 'string', false],
			['professional', 'Professional client', 'options', false],
			['consent', 'I have read the terms (one or more of: terms)', 'string', true],
		]);
		expect(fields[2].options).toEqual([
			{ name: 'Female', value: 'female' },
			{ name: 'Male', value: 'male' },
			{ name: 'Other', value: 'other' },
		]);
		expect(fields.every(({ display, defaultMatch }) => display && !defaultMatch)).toBe(true);
	});

	test('is shown in the language that is chosen for the client, if it is one', async () => {
		const inLanguage = (language: string) => ({ ...CREATE, additionalFields: { language } });
		const chinese = await registrationFields(inLanguage('zh-cn'));
		expect(labels(chinese).slice(0, 3)).toEqual(['国籍', '出生日期', '性别']);
		expect(chinese.fields[2].options?.[0]).toEqual({ name: '女', value: 'female' });
		for (const language of ['de', 'klingon', '={{ $json.language }}']) {
			expect(labels(await registrationFields(inLanguage(language)))[0]).toBe('Nationality');
		}
	});

	test.each([
		['Send OTP', SEND_OTP, 'formId'],
		['Submit', SUBMIT, 'registerFormId'],
		['Create', CREATE, 'formId'],
	])('of %s is the chosen one, or the reader is told', async (_name, operation, parameter) => {
		const { id } = fixture.sandbox.data.registrationForm;
		const chosen = await registrationFields({ ...operation, [parameter]: byId(id) });
		expect(chosen.fields).toHaveLength(8);
		const open = await registrationFields({ ...operation, [parameter]: byId('={{ $json.form }}') });
		expect(open.fields).toHaveLength(8);
		const other = await registrationFields({ ...operation, [parameter]: byId('another1') });
		expect(other).toEqual({
			fields: [],
			emptyFieldsNotice: `The CRM shows the form ${id}, not the chosen one. To fill in the fields of another form, choose 'JSON' and give them by their keys.`,
		});
	});

	test('tells in place of the fields why there are none', async () => {
		const wrongKey = await registrationFields(CREATE, { apiKey: 'wrong' });
		expect(wrongKey.fields).toEqual([]);
		expect(wrongKey.emptyFieldsNotice).toMatch(
			/^The CRM refused the API key\. Open this node's credential/,
		);
		answerWith({ id: 'x', groups: 5 });
		expect((await registrationFields()).emptyFieldsNotice).toContain(
			'The CRM answered with something else than a form',
		);
		answerWith({ id: 'x', groups: [] });
		expect((await registrationFields()).emptyFieldsNotice).toBe(
			'This form has no fields to fill in.',
		);
		expect((await registrationFields(CREATE, { host: 'ftp://x' })).emptyFieldsNotice).toContain(
			"The credential's Host must begin with https://",
		);
	});

	test('fails rather than shows nothing where fields are mapped, so that n8n keeps them', async () => {
		const customFields = filled(await registrationFields(), { nationality: 'sg' });
		answerWith({ error: true, code: 500, type: 'server_error' }, 500);
		await expect(
			registrationFields({ ...CREATE, customFields } as INodeParameters),
		).rejects.toThrow('The CRM could not answer');
	});
});

describe('a KYC form', () => {
	test('is that of the client and the form that are chosen', async () => {
		const [identity, residence] = fixture.sandbox.data.kycForms;
		const { userId } = submitKyc();
		const first = await kycFields(submitKyc());
		expect(labels(first)).toEqual(['Document', 'Document number', 'Front of the document']);
		expect(fixture.sandbox.requests.at(-1)).toMatchObject({
			path: '/public/v1/form/kyc',
			query: { user_id: (userId as INodeParameters).value, form_id: identity.id },
		});
		const second = await kycFields(submitKyc({ formId: byId(residence.id) }));
		expect(labels(second)).toEqual(['Address', 'Proof of address', 'US person']);
		const any = await kycFields(submitKyc({ formId: byId('') }));
		expect(any.fields).toHaveLength(3);
	});

	test('may come in a list', async () => {
		const [, { id }] = fixture.sandbox.data.kycForms;
		const forms = [{ id: 'x' }, { id, fields: [{ key: 'a', label: 'A' }] }];
		answerWith(forms);
		expect(labels(await kycFields(submitKyc({ formId: byId(id) })))).toEqual(['A']);
		answerWith({ count: 1, records: forms.slice(1) });
		expect(labels(await kycFields(submitKyc({ formId: byId(id) })))).toEqual(['A']);
		answerWith([]);
		expect((await kycFields(submitKyc())).emptyFieldsNotice).toContain(
			'something else than a form',
		);
	});

	test('wants a client first', async () => {
		for (const userId of [byId(''), byId('={{ $json.id }}')]) {
			const { fields, emptyFieldsNotice } = await kycFields(submitKyc({ userId }));
			expect(fields).toEqual([]);
			expect(emptyFieldsNotice).toMatch(/^Choose the parameter 'Client' first\. .*'JSON'/);
		}
		const { emptyFieldsNotice } = await kycFields({ ...SUBMIT, kycCustomFieldsMode: 'fields' });
		expect(emptyFieldsNotice).toMatch(/by client, and this operation has none: choose 'JSON'/);
		expect(fixture.sandbox.requests).toEqual([]);
	});

	test('is refused for nobody, by the CRM', async () => {
		const { emptyFieldsNotice } = await kycFields(submitKyc({ userId: byId('nobody00') }));
		expect(emptyFieldsNotice).toContain('The CRM knows no such client');
	});

	test('whose path is guessed wrong says so, and is read at the right one', async () => {
		const [{ id }] = moved.sandbox.data.clients;
		const [form] = moved.sandbox.data.kycForms;
		const read = async (credential: IDataObject = {}) =>
			await kycFields(submitKyc({ userId: byId(id), formId: byId(form.id) }), moved, credential);
		const { emptyFieldsNotice } = await read();
		expect(emptyFieldsNotice).toMatch(/no such endpoint.*guess.*Check Endpoints.*'JSON'/);
		const right = await read({ otherEndpointPaths: 'form.getKycForm /public/v2/kyc/form' });
		expect(right.fields).toHaveLength(3);
		const wrong = await read({ otherEndpointPaths: 'form.getKycForm kyc' });
		expect(wrong.emptyFieldsNotice).toMatch(
			/credential's 'Other Endpoint Paths'.*line 1.*must begin/,
		);
	});

	test('of a registration is read at a path that needs no client, if there is one', async () => {
		const otherEndpointPaths = 'form.getKycForm = /public/v1/form/registration/trader';
		const { id } = fixture.sandbox.data.registrationForm;
		answerWith({ id, groups: [{ fields: [{ key: 'a', label: 'A' }] }] });
		const kyc = { kycCustomFieldsMode: 'fields', kycFormId: byId(id) };
		const found = await kycFields({ ...SUBMIT, ...kyc }, fixture, { otherEndpointPaths });
		expect(labels(found)).toEqual(['A']);
		expect(fixture.sandbox.requests.at(-1)?.query).toEqual({ form_id: id });
	});
});

describe('filled in', () => {
	const CLIENT: INodeParameters = {
		...CREATE,
		email: '={{ $json.email }}',
		password: 'Secret-1',
		updatePassword: true,
		formId: byId('={{ $json.form }}'),
		options: { maxConcurrentRequests: 1 },
	};
	const person = (json: IDataObject) => ({
		email: `${String(json.n)}@example.com`,
		form: fixture.sandbox.data.registrationForm.id,
		...json,
	});

	test('the fields of each item are sent beside the form, each as its kind wants it', async () => {
		const customFields = filled(await registrationFields(), {
			nationality: '={{ $json.country }}',
			birthday: '={{ $json.birthday }}',
			gender: '={{ $json.gender }}',
			years: '={{ $json.years }}',
			markets: '={{ $json.markets }}',
			professional: 'no',
			consent: 'terms',
			address: '={{ $json.address }}',
		});
		fixture.sandbox.requests.length = 0;
		const result = await fixture.run({ ...CLIENT, customFields } as INodeParameters, [
			person({
				n: 1,
				country: 'sg',
				birthday: '1990-05-01T00:00:00',
				gender: 'Female',
				years: '3',
				markets: ['fx', 'Metals'],
			}),
			person({
				n: 2,
				country: 'de',
				birthday: '1985-12-31T23:30:00.000-05:00',
				years: 0,
				markets: 'crypto, fx',
				address: 'Straße 1',
			}),
		]);
		expect(result.error).toBeUndefined();
		expect(fixture.sandbox.requests.map(({ body }) => formIn(body as IDataObject))).toEqual([
			{
				nationality: 'sg',
				birthday: '1990-05-01',
				gender: 'female',
				years: 3,
				markets: ['fx', 'metals'],
				professional: 'no',
				consent: ['terms'],
			},
			{
				nationality: 'de',
				birthday: '1985-12-31',
				years: 0,
				markets: ['crypto', 'fx'],
				professional: 'no',
				consent: ['terms'],
				address: 'Straße 1',
			},
		]);
	});

	test('a date that an expression works out is its day in the time zone of the workflow', async () => {
		const mapper = await registrationFields();
		const customFields = filled(mapper, {
			nationality: 'sg',
			consent: 'terms',
			birthday: "={{ DateTime.fromISO('2000-02-01T20:00:00Z') }}",
		});
		const birthdays = [];
		for (const timezone of ['Asia/Kolkata', 'America/New_York']) {
			const engine = fixture.engine({}, { timezone });
			const items = [person({ n: timezone.length })];
			await engine.run({
				workflow: crmWorkflow({ ...CLIENT, customFields } as INodeParameters),
				items,
			});
			birthdays.push(lastBody().birthday);
		}
		expect(birthdays).toEqual(['2000-02-02', '2000-02-01']);
	});

	test('an item without a required field, or with a wrong one, is refused by its label', async () => {
		const customFields = filled(await registrationFields(), {
			nationality: '={{ $json.country }}',
			birthday: '={{ $json.birthday }}',
			years: '={{ $json.years }}',
			consent: 'terms',
		});
		fixture.sandbox.requests.length = 0;
		const good = { country: 'sg', birthday: '1990-05-01', years: 1 };
		const result = await fixture.run(
			{ ...CLIENT, customFields } as INodeParameters,
			[
				person({ n: 1, ...good, country: '' }),
				person({ n: 2, ...good }),
				person({ n: 3, ...good, years: 'many' }),
				person({ n: 4, ...good, birthday: '01/05/1990' }),
			],
			CONTINUE,
		);
		expect(failedTexts(result.json(CRM))).toEqual([
			expect.stringContaining("'Nationality' is empty"),
			expect.stringContaining("'Years of trading' must be a number"),
			expect.stringContaining("'Date of birth' must be a date such as 1990-12-31"),
		]);
		expect(fixture.sandbox.requests).toHaveLength(1);
	});

	test('n8n itself does not start while a required field was never given', async () => {
		const customFields = filled(await registrationFields(), {
			nationality: 'sg',
			consent: 'terms',
		});
		const result = await fixture.run({ ...CLIENT, customFields } as INodeParameters, [
			person({ n: 1 }),
		]);
		expect(result.error?.name).toBe('WorkflowHasIssuesError');
	});

	test('nothing is sent when nothing is filled in, in neither way', async () => {
		for (const more of [{}, { customFieldsMode: 'json' }]) {
			const result = await fixture.run({ ...CLIENT, ...more }, [person({ n: 1 })]);
			expect(result.error).toBeUndefined();
			expect(formIn(lastBody())).toEqual({});
		}
	});

	test('only the way that is chosen counts', async () => {
		const customFields = filled(await registrationFields(), {
			nationality: 'sg',
			birthday: '1990-05-01',
			consent: 'terms',
		});
		const both = { ...CLIENT, customFields, customFieldsJson: '{"from": "json"}' };
		await fixture.run({ ...both, customFieldsMode: 'json' } as INodeParameters, [person({ n: 1 })]);
		expect(formIn(lastBody())).toEqual({ from: 'json' });
		await fixture.run({ ...both, customFieldsMode: 'fields' } as INodeParameters, [
			person({ n: 2 }),
		]);
		expect(formIn(lastBody())).toMatchObject({ nationality: 'sg' });
		const wrong = await fixture.run(
			{ ...CLIENT, customFieldsMode: 'json', customFieldsJson: '{"from"' },
			[person({ n: 3 })],
		);
		expect(errorText(wrong)).toContain("'Custom Fields (JSON)' must be valid JSON");
	});

	test('the fields of a KYC form go with it, with what an upload gave', async () => {
		const mapper = await kycFields(submitKyc());
		const customFields = filled(mapper, {
			id_type: 'passport',
			id_number: '={{ $json.number }}',
			id_front: '={{ $json.file }}',
		});
		const file = { id: 'a1b2', document: 'front.png' };
		const result = await fixture.run(submitKyc({ customFields } as INodeParameters), [
			{ number: '007', file },
		]);
		expect(result.error).toBeUndefined();
		expect(formIn(lastBody())).toEqual({
			id_type: 'passport',
			id_number: '007',
			id_front: file,
		});
	});

	test('a registration carries the fields of two forms, each in its place', async () => {
		const registration = filled(await registrationFields(), {
			nationality: 'sg',
			birthday: '1990-05-01',
			consent: 'terms',
		});
		const form = fixture.sandbox.data.registrationForm.id;
		await fixture.run({
			...SUBMIT,
			registerEmail: 'new@example.com',
			registerEmailCode: '123456',
			registerPassword: 'Secret-1',
			registerFormId: byId(form),
			registerCustomFields: registration,
			kycFormId: byId(fixture.sandbox.data.kycForms[0].id),
			kycCustomFieldsJson: '{"id_type": "passport"}',
		} as INodeParameters);
		const { register, kyc } = lastBody() as Record<string, IDataObject>;
		expect(formIn(register)).toEqual({
			nationality: 'sg',
			birthday: '1990-05-01',
			consent: ['terms'],
		});
		expect(kyc).toEqual({ form_id: fixture.sandbox.data.kycForms[0].id, id_type: 'passport' });
	});

	test('an option sends them as one object, for a CRM that expects it', async () => {
		fixture.sandbox.faults.formFields = 'object';
		const fields = { name: 'Ann', nationality: 'sg' };
		const result = await fixture.run(
			{
				...CLIENT,
				customFieldsMode: 'json',
				customFieldsJson: JSON.stringify(fields),
				options: { customFieldsAs: 'object' },
			},
			[person({ n: 1 })],
		);
		expect(result.error).toBeUndefined();
		expect(lastBody().custom_fields).toEqual(fields);
		expect(lastBody()).not.toHaveProperty('nationality');
		expect(fixture.sandbox.data.clients.at(-1)?.name).toBe('Ann');
	});

	test.each(['email', 'phone', 'form_id', 'repeat_password', 'custom_fields', 'language'])(
		'%s is no custom field: it would overwrite what the operation sends itself',
		async (key) => {
			const json = JSON.stringify({ name: 'Ann', [key]: 'mine' });
			const more = { customFieldsMode: 'json', customFieldsJson: json };
			fixture.sandbox.requests.length = 0;
			const result = await fixture.run({ ...CLIENT, ...more }, [person({ n: 1 })]);
			expect(errorText(result)).toContain(
				`'Custom Fields' must not have '${key}', which this operation sends itself`,
			);
			expect(fixture.sandbox.requests).toHaveLength(0);
		},
	);

	test.each(['__proto__', 'constructor'])('%s can be no field of its own', async (key) => {
		const more = { customFieldsMode: 'json', customFieldsJson: `{"${key}": {"polluted": true}}` };
		const result = await fixture.run({ ...CLIENT, ...more }, [person({ n: 1 })]);
		expect(errorText(result)).toContain(`must not have '${key}'`);
		expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
	});
});
