/** What forms, ads, spreadsheets and databases send, through the operations that take it. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import {
	byId,
	CONTINUE,
	CRM,
	crmWorkflow,
	errorText,
	failedTexts,
	LEAD_FROM_FORM,
	useFixture,
} from './fixture.cts';

const fixture = useFixture();
const bodies = () => fixture.sandbox.requests.map(({ body }) => body as IDataObject);
const ANN = { name: 'Ann Lee', email: 'ann@example.com' };

/** A lead with one phone box. */
const LEAD: INodeParameters = { ...LEAD_FROM_FORM, phone: '={{ $json.phone }}' };
const lead = async (item: IDataObject, options: INodeParameters = {}) =>
	await fixture.run({ ...LEAD, options }, [{ ...ANN, ...item }]);

describe('a phone in one field', () => {
	const SINGAPORE = { country_code: '65', number: '81234567' };

	test.each<[unknown, INodeParameters, object]>([
		['+65 8123 4567', {}, SINGAPORE],
		['p:+6581234567', {}, SINGAPORE],
		['006581234567', {}, SINGAPORE],
		['+44 (0)7700 900123', {}, { country_code: '44', number: '7700900123' }],
		['8123-4567', { defaultCountryCode: '65' }, SINGAPORE],
		[81234567, { defaultCountryCode: 'Singapore' }, SINGAPORE],
	])('%j is split, with the options %j', async (phone, options, sent) => {
		const result = await lead({ phone } as IDataObject, options);
		expect(result.error).toBeUndefined();
		expect(bodies()).toMatchObject([{ phone: sent }]);
	});

	test.each(['N/A', '#ERROR!', '8.12E+07', '<test lead>', '81234567'])(
		'%j is refused by name, or left out where the user wants that',
		async (phone) => {
			expect(errorText(await lead({ phone }))).toMatch(/^'Phone' (must|was)/);
			expect(bodies()).toEqual([]);
			const result = await lead({ phone }, { ifPhoneNotValid: 'leaveOut' });
			expect(result.error).toBeUndefined();
			expect(bodies()).toEqual([ANN]);
			expect(result.runs(CRM)[0].hints).toEqual([
				expect.objectContaining({ message: "'Phone' was not valid and was left out." }),
			]);
		},
	);

	test('is a number or nothing: a country code alone is no way to reach somebody', async () => {
		const parameters = { ...LEAD, phone: '', phoneCountryCode: '={{ $json.code }}' };
		const result = await fixture.run(parameters, [{ name: 'Ann', code: '65' }, { name: 'Bo' }], {
			...CONTINUE,
		});
		expect(failedTexts(result.json(CRM))).toHaveLength(2);
		expect(bodies()).toEqual([]);
	});

	test('and in two fields have to agree', async () => {
		const parameters = {
			...LEAD_FROM_FORM,
			phoneCountryCode: '={{ $json.code }}',
			phoneNumber: '={{ $json.number }}',
		};
		const result = await fixture.run(
			{ ...parameters, options: { maxConcurrentRequests: 1 } },
			[
				{ ...ANN, code: '65', number: '+6581234567' },
				{ ...ANN, code: '0065', number: '8123 4567' },
				{ ...ANN, code: 'United States (+1)', number: '650 253 0000' },
				{ ...ANN, code: '44', number: '+6581234567' },
			],
			CONTINUE,
		);
		expect(bodies().map(({ phone }) => phone)).toEqual([
			SINGAPORE,
			SINGAPORE,
			{ country_code: '1', number: '6502530000' },
		]);
		expect(failedTexts(result.json(CRM))).toEqual([
			expect.stringContaining("'Phone Number' begins with +65, another country code"),
		]);
	});

	test('opens a client and sends a one-time password, too', async () => {
		const form = fixture.sandbox.data.registrationForm.id;
		const more = { phone: '+65 8123 4567', password: 'Secret-1', formId: byId(form) };
		for (const parameters of [
			{ resource: 'client', operation: 'create', updatePassword: true },
			{ resource: 'registration', operation: 'sendOtp', name: 'Ann', otpType: 'phone' },
		]) {
			const given = { ...parameters, ...more, email: 'new@example.com' };
			const result = await fixture.run(given);
			expect(result.error).toBeUndefined();
		}
		expect(bodies().map(({ phone }) => phone)).toEqual([SINGAPORE, SINGAPORE]);
	});
});

describe('nothing', () => {
	const empty = '={{ [] }}';

	test('is nothing: a lead without it goes out', async () => {
		const result = await fixture.run({
			...LEAD_FROM_FORM,
			name: 'Ann',
			email: 'ann@example.com',
			phone: empty,
			additionalFields: { comment: empty, nationality: byId(empty), gender: '={{ {} }}' },
		});
		expect(result.error).toBeUndefined();
		expect(bodies()).toEqual([{ name: 'Ann', email: 'ann@example.com' }]);
	});

	const REPORT: INodeParameters = {
		resource: 'report',
		operation: 'getTransactions',
		period: 'custom',
		start: '2026-01-01',
		end: '2026-01-31',
	};

	test('is no first day of a report, and no filter', async () => {
		const text = errorText(await fixture.run({ ...REPORT, start: empty }));
		expect(text).toContain("'Start Date' is empty");
		expect(bodies()).toEqual([]);
		await fixture.run({ ...REPORT, additionalFields: { type: empty, userId: byId(empty) } });
		expect(bodies()).toMatchObject([{ start: '2026-01-01' }]);
		expect(bodies()[0]).not.toHaveProperty('type');
		expect(bodies()[0]).not.toHaveProperty('user_id');
	});

	test.each([empty, '={{ $json.nothing }}', '={{ "\u200b" }}', ''])(
		'is not one record: %j as a Transaction ID would list all of them',
		async (transactionId) => {
			const text = errorText(await fixture.run({ ...REPORT, additionalFields: { transactionId } }));
			expect(text).toMatch(/'Transaction ID' is empty, so all records would be listed/);
			expect(bodies()).toEqual([]);
		},
	);
});

describe('days', () => {
	const CLIENT: INodeParameters = {
		resource: 'client',
		operation: 'create',
		email: 'new@example.com',
		password: 'Secret-1',
		updatePassword: true,
		formId: byId('4f8k2m1q'),
		customFields: {
			mappingMode: 'defineBelow',
			value: { birthday: '={{ $json.day }}' },
			matchingColumns: [],
			schema: [
				{
					id: 'birthday',
					displayName: 'Date of birth',
					required: true,
					defaultMatch: false,
					display: true,
					type: 'dateTime',
				},
			],
		} as unknown as INodeParameters,
	};
	const birthday = async (day: unknown) => {
		const workflow = crmWorkflow(CLIENT);
		const engine = fixture.engine({}, { timezone: 'America/New_York' });
		await engine.run({ workflow, items: [{ day } as IDataObject] });
		return bodies().at(-1)?.birthday;
	};

	test.each([
		[new Date('1990-05-01'), '1990-05-01'],
		['1990-05-01T00:00:00.000Z', '1990-05-01'],
		['1990-05-01T00:00:00+08:00', '1990-05-01'],
		['1990-05-01T02:00:00Z', '1990-04-30'],
		['1990-05-01', '1990-05-01'],
	])('%j is the day as it was written, in New York', async (day, sent) => {
		expect(await birthday(day)).toBe(sent);
	});

	test('that are nothing are refused where one is needed, not taken for 1970', async () => {
		await birthday([]);
		expect(bodies()).toEqual([]);
	});
});

test.each([
	['\u200bann@example.com', 'ann@example.com'],
	['<ann@example.com>', 'ann@example.com'],
	['mailto:ann@example.com', 'ann@example.com'],
	['Ann Lee <ann@example.com>;', 'ann@example.com'],
	['an\u200bn@example.com', undefined],
	['ann\u00ad@example.com', undefined],
	['ann\u0000@example.com', undefined],
	['ann@example.com, bo@example.com', undefined],
])('the email %j is sent as %j', async (email, sent) => {
	const result = await lead({ email });
	if (sent) expect(bodies()).toMatchObject([{ email: sent }]);
	else {
		expect(errorText(result)).toMatch(/^'Email' must/);
		expect(bodies()).toEqual([]);
	}
});

test('a nationality becomes its code; a word that is no country goes as it is, and says so', async () => {
	const parameters = {
		...LEAD_FROM_FORM,
		additionalFields: { nationality: byId('={{ $json.country }}') },
		options: { maxConcurrentRequests: 1 },
	};
	const countries = ['Singapore', 'SGP', '新加坡', 'Viet Nam', 'Wakanda', 'Narnia'];
	const result = await fixture.run(
		parameters,
		countries.map((country) => ({ ...ANN, country })),
	);
	expect(bodies().map(({ nationality }) => nationality)).toEqual([
		...['sg', 'sg', 'sg', 'vn', 'Wakanda', 'Narnia'],
	]);
	expect(result.runs(CRM)[0].hints).toEqual([
		expect.objectContaining({
			message:
				"'Nationality' is no country that this node knows, and was sent as it is (items 4-5).",
		}),
	]);
});

test('English is the language at first', () => {
	const { properties } = new fixture.nodeType().description;
	const text = JSON.stringify(properties);
	const languages = [...text.matchAll(/"name":"language"|"default":"en-us"/g)];
	expect(languages.length).toBeGreaterThan(2);
	expect(text).not.toContain('"default":"zh-cn"');
});

describe('a Custom API Call', () => {
	const call = (value: string): INodeParameters => ({
		resource: 'customApiCall',
		method: 'GET',
		path: '/public/v1/users',
		queryParameters: {
			parameter: [
				{ name: 'skip', value: '0' },
				{ name: 'limit', value: '1' },
				{ name: 'type', value },
			],
		},
	});

	test.each(['={{ { a: 1 } }}', '={{ new Date() }}', '={{ ["ib", "trader"] }}'])(
		'refuses %s in its query, by name',
		async (value) => {
			const text = errorText(await fixture.run(call(value)));
			expect(text).toContain("'Query Parameters - type' must be text, not an object or a list");
			expect(fixture.sandbox.requests).toEqual([]);
		},
	);

	test.each(['={{ [] }}', '={{ null }}', ' ', '={{ "\u200b" }}'])(
		'leaves %j out of its query',
		async (value) => {
			const result = await fixture.run(call(value));
			expect(result.error).toBeUndefined();
			expect(fixture.sandbox.requests[0].query).toEqual({ skip: '0', limit: '1' });
		},
	);
});
