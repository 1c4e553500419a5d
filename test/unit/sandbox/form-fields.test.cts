import type { FormFieldStyle } from '../../../sandbox/index.cts';
import { useSandbox } from '../../started.cts';
import { call } from './call.cts';

const sandbox = useSandbox({ clients: 5 });

const PASSWORDS = { password: 'Secret-1', repeat_password: 'Secret-1' };
const FIELDS = { nationality: 'sg', markets: ['fx', 'metals'], years: 3, professional: false };

/** Each object that may hold fields of forms: how to send it with some, and what the CRM keeps of them. */
const PLACES: Record<string, (fields: object) => { path: string; body: object }> = {
	'client.create': (fields) => ({
		path: '/public/v1/users/create',
		body: {
			...{ email: 'new@example.com', ...PASSWORDS, update_password: true },
			...{ form_id: sandbox.data.registrationForm.id, ...fields },
		},
	}),
	'client.submitKyc': (fields) => {
		const { id } = sandbox.data.clients.find(({ kyc_status }) => kyc_status !== 'verified')!;
		const body = { form_id: sandbox.data.kycForms[0].id, ...fields };
		return { path: `/public/v1/users/${id}/profile/submit`, body };
	},
	'registration.sendOtp': (fields) => ({
		path: '/public/v1/account/register/request',
		body: {
			...{ email: 'new@example.com', type: 'trader', name: 'New', otp_type: 'email', ...PASSWORDS },
			...{ form_id: sandbox.data.registrationForm.id, ...fields },
		},
	}),
	'registration.submit: register': (fields) => multistep(fields, {}),
	'registration.submit: kyc': (fields) => multistep({}, fields),
};

function multistep(register: object, kyc: object) {
	sandbox.data.otps.push({ email: 'new@example.com', via: 'email', code: '123456', sent: {} });
	const who = { email: 'new@example.com', type: 'trader', email_code: '123456', ...PASSWORDS };
	return {
		path: '/public/v1/account/register/multistep',
		body: {
			trader_register: 'trader_register',
			register: { ...who, form_id: sandbox.data.registrationForm.id, ...register },
			kyc: { form_id: sandbox.data.kycForms[0].id, ...kyc },
		},
	};
}

describe.each(Object.keys(PLACES))('%s', (place) => {
	const send = async (fields: object) => {
		const { path, body } = PLACES[place](fields);
		return await call(sandbox, 'POST', path, body);
	};

	test.each([
		['either', FIELDS, true],
		['either', { custom_fields: FIELDS }, true],
		['spread', FIELDS, true],
		['spread', { custom_fields: FIELDS }, false],
		['object', FIELDS, false],
		['object', { custom_fields: FIELDS }, true],
		['spread', {}, true],
		['object', {}, true],
	] as Array<[FormFieldStyle, object, boolean]>)('%s: %j', async (style, fields, taken) => {
		sandbox.faults.formFields = style;
		const { status, json } = await send(fields);
		expect(status < 300).toBe(taken);
		if (!taken) expect(json.message).toMatch(/custom_fields/);
	});

	test('a declared field keeps its type, whatever the form has', async () => {
		const { status, json } = await send({ form_id: 5 });
		expect([status, json.message]).toEqual([400, expect.stringMatching(/form_id/)]);
	});

	test('an empty value of a form is refused', async () => {
		expect((await send({ nationality: null })).status).toBe(400);
	});
});

test.each([FIELDS, { custom_fields: FIELDS }])(
	'the CRM keeps them, and gives them back: %j',
	async (fields) => {
		sandbox.faults.formFields = 'either';
		const created = PLACES['client.create'](fields);
		const { json } = await call(sandbox, 'POST', created.path, { ...created.body, name: 'Zoë 李' });
		const details = await call(sandbox, 'GET', `/public/v1/users/${json.id}/details`);
		expect(details.json).toEqual([
			...Object.entries(FIELDS).map(([key, value]) => expect.objectContaining({ key, value })),
			expect.objectContaining({ key: 'name' }),
		]);
		expect((await call(sandbox, 'GET', `/public/v1/users/${json.id}`)).json.name).toBe('Zoë 李');
		const kyc = PLACES['client.submitKyc']({ id_number: 'NEW-1' });
		await call(sandbox, 'POST', kyc.path, kyc.body);
		expect(sandbox.data.requests.at(-1)?.fields.kyc_fields).toEqual([
			{ key: 'id_number', type: 'text', label: expect.anything(), value: 'NEW-1' },
		]);
	},
);
