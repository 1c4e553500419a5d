/** Leads that come from forms, ads and files. */
import { runInNewContext } from 'node:vm';
import type { IDataObject } from 'n8n-workflow';
import { example } from '../../examples.cts';
import { formUrl, HEADER_AUTH, openForm, type Scene } from '../fixture.cts';
import { fileOf, withOwnTables, type Example } from './example.cts';

const names = ({ sandbox }: Scene) => sandbox.data.leads.map(({ name }) => name).sort();

/** The CRM refuses the next lead. */
export function refuseOneLead({ sandbox }: Scene): void {
	const action = { status: 400, body: { error: true, code: 400, type: 'invalid_request' } };
	sandbox.faults.rules = [{ match: { operationId: 'lead.create' }, action }];
}

/** The CRM takes the next lead, and its answer is lost. */
function loseOneAnswer({ sandbox }: Scene): void {
	const rule = { action: 'cut', when: 'after' } as const;
	sandbox.faults.rules = [{ match: { operationId: 'lead.create' }, ...rule }];
}

/** What an operator gives Google. */
const KEY = 'a long and random key';

export const LEADS: Record<string, Example> = {
	'leads-from-a-csv.json': {
		change: withOwnTables,
		async run({ id, editor, scene }) {
			const upload = async (rows: string[], head = 'Name,Email ,PHONE,comment') => {
				const before = (await scene.rest.executions(id)).length;
				await openForm(editor.page, formUrl(scene, 'leads-from-a-csv.json'));
				await editor.page.setInputFiles('input[type=file]', {
					name: 'leads.csv',
					mimeType: 'text/csv',
					buffer: Buffer.from(['\uFEFF' + head, ...rows].join('\r\n')),
				});
				await editor.page.click('#submit-btn');
				const execution = await scene.ended(id, before + 1);
				const heading = editor.page.locator('h1', { hasText: /went in|refused|Nothing/ });
				await heading.waitFor();
				return { execution, heading: await heading.textContent() };
			};

			const first = await upload([
				'Ana Pérez,ana@example.com,,"A, ""quoted"" 谢谢"',
				'Nobody,,,no address',
				'Ana again,ANA@example.com,,',
				'佐藤 健,,+81 (0)90 1234 5678,',
			]);
			expect(first.execution.status).toBe('success');
			expect(first.heading).toBe('1 of 4 rows were refused');
			expect(scene.sandbox.data.leads).toMatchObject([
				{ name: 'Ana Pérez', email: 'ana@example.com', comment: 'A, "quoted" 谢谢' },
				{ name: '佐藤 健', phone: { country_code: '81', number: '9012345678' } },
			]);
			expect(await fileOf(scene, first.execution, 'Write Report')).toMatch(
				/^Nobody,,,no address,/m,
			);

			refuseOneLead(scene);
			const file = ['Ana Pérez,ana@example.com,,', 'Eve,eve@example.com,,'];
			expect((await upload(file)).heading).toBe('1 of 2 rows were refused');
			expect((await upload(file)).heading).toBe('Leads that went in: 1');
			expect((await upload(file)).heading).toBe('Nothing was sent');
			expect(names(scene)).toEqual(['Ana Pérez', 'Eve', '佐藤 健'].sort());

			const [sample] = example('leads-from-a-csv.json').pinData!['Upload a CSV'];
			const [head, ...rows] = Buffer.from(sample.binary!.File.data, 'base64')
				.toString()
				.trim()
				.split('\r\n');
			expect((await upload(rows, head)).heading).toBe('1 of 3 rows were refused');
			expect(names(scene)).toEqual(expect.arrayContaining(['Sample Person', 'Sample Phone']));
		},
	},

	'leads-from-facebook-lead-ads.json': {
		toFillIn: ['New Facebook Lead'],
		change: withOwnTables,
		async run({ feed, id, outside, scene }) {
			const lead = (id: string, data: IDataObject): IDataObject => ({
				...{ id, created_time: '2026-01-31T08:00:00+0000', data },
				...{ form: { id: '1', name: 'Open an account' }, ad: { id: '2', name: 'Spring' } },
			});
			const delivery = [
				lead('1', { full_name: 'Zoë 李', email: 'zoe@example.com', phone_number: '+6581234567' }),
				lead('2', { full_name: 'Bob', email: 'no address', 'when?': 'tomorrow' }),
				lead('3', { full_name: 'Zoë', email: 'zoe@example.com', phone_number: '+6581234567' }),
			];
			expect((await feed(delivery)).status).toBe('success');
			expect(scene.sandbox.data.leads).toMatchObject([
				{
					...{ name: 'Zoë 李', email: 'zoe@example.com' },
					phone: { country_code: '65', number: '81234567' },
					comment: expect.stringMatching(/Facebook lead 1 [^]*Open an account[^]*Spring/),
				},
			]);
			const [{ parameters }] = await outside.by('Email Refused Lead');
			expect(parameters.subject).toBe('A Facebook lead is not in the CRM: Bob');
			expect(parameters.text).toMatch(/'Email'[^]*no address[^]*tomorrow/);

			expect((await feed(delivery)).status).toBe('success');
			expect(names(scene)).toEqual(['Zoë 李']);
			expect(await outside.by('Email Refused Lead', 2)).toHaveLength(2);

			refuseOneLead(scene);
			const cy = lead('4', { full_name: 'Cy', email: 'cy@example.com' });
			for (const _ of [1, 2, 3]) expect((await feed([cy])).status).toBe('success');
			expect(await outside.by('Email Refused Lead', 3)).toHaveLength(3);
			expect(names(scene)).toEqual(['Cy', 'Zoë 李']);

			expect((await scene.byHand(id, 'New Facebook Lead')).status).toBe('success');
			expect(names(scene)).toEqual(['Cy', 'Sample Person', 'Zoë 李']);
		},
	},

	'leads-from-google-lead-forms.json': {
		change: withOwnTables,
		async run({ id, outside, scene }) {
			const path = '/webhook/google-leads';
			const lead = (lead_id: string, columns: Record<string, string>, more: IDataObject = {}) => ({
				...{ lead_id, google_key: KEY, gcl_id: 'click-1', campaign_id: 281489216452814 },
				...{ api_version: '1.0', form_id: 40000000000, is_test: false },
				user_column_data: Object.entries(columns).map(([column_id, string_value]) => ({
					column_id,
					string_value,
				})),
				...more,
			});
			const zoe = {
				...{ FULL_NAME: 'Zoë 李', EMAIL: 'zoe@example.com', PHONE_NUMBER: '+6581234567' },
				...{ COUNTRY: 'Singapore', 'when?': 'tomorrow' },
			};
			let count = 0;
			const post = async (body: IDataObject) => {
				const { status } = await scene.rest.call(path, body);
				const execution = await scene.ended(id, ++count);
				expect(execution.status).toBe('success');
				return status;
			};

			// As imported: it refuses everything, also the key that it was imported with.
			expect(await post(lead('1', zoe, { google_key: 'replace-me' }))).toBe(403);
			expect(await post(lead('1', zoe, { google_key: '' }))).toBe(403);
			expect(await post({})).toBe(403);
			expect(names(scene)).toEqual([]);
			expect((await scene.byHand(id, 'New Google Lead')).status).toBe('success');
			count++;
			expect(names(scene)).toEqual(['Sample Person']);

			const setKey = async (key: string) => {
				const assignments = [{ id: 'key', name: 'key', type: 'string', value: key }];
				await scene.rest.deactivate(id);
				await scene.setParameters(id, 'Set Google Key', {
					...{ mode: 'manual', assignments: { assignments }, options: {} },
				});
				await scene.publish(id);
			};
			await setKey('');
			expect(await post(lead('1', zoe, { google_key: '' }))).toBe(403);
			await setKey(KEY);
			expect(await post(lead('1', zoe, { google_key: 'wrong' }))).toBe(403);
			expect(await post(lead('1', zoe, { is_test: true }))).toBe(200);
			expect(names(scene)).toEqual(['Sample Person']);
			for (const _ of [1, 2]) expect(await post(lead('1', zoe))).toBe(200);
			expect(scene.sandbox.data.leads).toHaveLength(2);
			expect(scene.sandbox.data.leads[1]).toMatchObject({
				...{ name: 'Zoë 李', email: 'zoe@example.com', nationality: 'sg' },
				phone: { country_code: '65', number: '81234567' },
				comment: [
					...['Google lead 1', 'Campaign: 281489216452814', 'Form: 40000000000'],
					...['gcl_id: click-1', 'when?: tomorrow'],
				].join('\n'),
			});

			refuseOneLead(scene);
			const bob = lead('2', { FIRST_NAME: 'Bob', LAST_NAME: 'Ek', WORK_EMAIL: 'bob@example.com' });
			for (const _ of [1, 2, 3]) expect(await post(bob)).toBe(200);
			expect(names(scene)).toEqual(['Bob Ek', 'Sample Person', 'Zoë 李']);
			const [mail] = await outside.by('Email Refused Lead');
			expect(mail.parameters.subject).toBe('A Google lead is not in the CRM: Bob Ek');
			expect(mail.parameters.text).not.toContain('Look in the CRM');

			loseOneAnswer(scene);
			expect(await post(lead('3', { FULL_NAME: 'Cy', EMAIL: 'cy@example.com' }))).toBe(200);
			const [, lost] = await outside.by('Email Refused Lead', 2);
			expect(lost.parameters.text).toMatch(
				/not known[^]*Look in the CRM before[^]*cy@example\.com/,
			);
			expect(outside.told).toHaveLength(2);
		},
	},

	'leads-from-a-webhook.json': {
		change: withOwnTables,
		async run({ id, outside, scene }) {
			const key = { [HEADER_AUTH.name]: HEADER_AUTH.value };
			let count = 0;
			const post = async (body: unknown, path = '/webhook/leads', header = key) => {
				const { status } = await scene.rest.call(path, body, header);
				expect(status).toBe(200);
				expect((await scene.ended(id, ++count)).status).toBe('success');
			};
			const { sandbox } = scene;
			expect((await scene.rest.call('/webhook/leads', { name: 'No key' })).status).toBe(403);
			expect((await scene.rest.call('/webhook/leads', {}, { key: 'wrong' })).status).toBe(403);

			await post({ full_name: 'Zoë 李', email: 'zoe@example.com', utm: ['a', 'b'] });
			await post({ firstName: 'Zoë', lastName: 'Li', EMAIL: ' ZOE@example.com ' });
			await post({ 'your-name': 'Bo', tel: '0065 8123 4567', country: 'SGP', answers: { a: 1 } });
			await post({ Name: 'Bo again', Phone: '00 65 8123-4567' });
			expect(sandbox.data.leads).toMatchObject([
				{ name: 'Zoë 李', email: 'zoe@example.com', comment: 'utm: a, b' },
				{ name: 'Bo', phone: { country_code: '65', number: '81234567' }, nationality: 'sg' },
			]);
			expect(sandbox.data.leads[1].comment).toContain('answers: {"a":1}');

			// The script of the note, as Google runs it.
			const notes = example('leads-from-a-webhook.json').nodes.map(({ parameters }) =>
				String(parameters.content),
			);
			const [, script] = /```js\n([^]*?)```/.exec(notes.join('\n')) ?? [];
			const sent: Array<{ url: string; options: Record<string, unknown> }> = [];
			const UrlFetchApp = {
				fetch: (url: string, options: Record<string, unknown>) => sent.push({ url, options }),
			};
			const event = {
				namedValues: {
					...{ Timestamp: ['31/01/2026 09:00:00'], Name: ['Gia'], Email: ['gia@example.com'] },
					...{ Phone: [''], Country: ['Viet Nam'] },
				},
			};
			runInNewContext(`${script}; sendLead(event)`, { UrlFetchApp, event });
			const [{ url, options }] = sent;
			expect(options).toMatchObject({ method: 'post', contentType: 'application/json' });
			expect(Object.keys(options.headers as object)).toEqual([HEADER_AUTH.name]);
			await post(JSON.parse(String(options.payload)), new URL(url).pathname);
			expect(sandbox.data.leads[2]).toMatchObject({ name: 'Gia', nationality: 'vn' });

			refuseOneLead(scene);
			const cy = { name: 'Cy', email: 'cy@example.com', page: 'Offer' };
			for (const _ of [1, 2, 3]) await post(cy);
			expect(names(scene)).toEqual(['Bo', 'Cy', 'Gia', 'Zoë 李']);
			await post([{ name: 'Dee', email: 'dee@example.com' }]);
			const mails = await outside.by('Email Refused Lead', 2);
			expect(mails.map(({ parameters }) => parameters.text)).toEqual([
				expect.stringMatching(/Name: Cy[^]*page: Offer/),
				expect.stringMatching(/'Name' is empty[^]*dee@example\.com/),
			]);
			expect((await scene.byHand(id, 'New Lead')).status).toBe('success');
			expect(names(scene)).toContain('Sample Person');
		},
	},

	'leads-from-typeform.json': {
		toFillIn: ['New Typeform Answer'],
		change: withOwnTables,
		async run({ feed, id, outside, scene }) {
			const questions = {
				...{ 'First name': 'text', 'Last name': 'text', 'Company name': 'text' },
				...{ 'Your address': 'email', 'Your number': 'phone_number', 'Deposits?': 'boolean' },
			};
			const answer = (token: string, given: IDataObject): IDataObject => ({
				event_type: 'form_response',
				form_response: {
					...{ token, submitted_at: '2026-01-31T09:02:00Z', hidden: { utm: 'spring' } },
					definition: {
						title: 'Open an account',
						fields: Object.keys(questions).map((title) => ({ id: title, title })),
					},
					answers: Object.entries(given).map(([title, value]) => {
						const type = questions[title as keyof typeof questions];
						return { type, [type]: value, field: { id: title, ref: title } };
					}),
				},
			});
			const zoe = answer('1', {
				...{ 'First name': 'Zoë', 'Last name': '李', 'Company name': 'Example Ltd' },
				...{ 'Your address': 'zoe@example.com', 'Your number': '+6581234567', 'Deposits?': true },
			});
			for (const _ of [1, 2]) expect((await feed([zoe])).status).toBe('success');
			expect(scene.sandbox.data.leads).toMatchObject([
				{
					...{ name: 'Zoë 李', email: 'zoe@example.com' },
					phone: { country_code: '65', number: '81234567' },
					comment: [
						...['Typeform answer 1 of 2026-01-31T09:02:00Z', 'Form: Open an account'],
						...['utm: spring', 'Company name: Example Ltd', 'Deposits?: true'],
					].join('\n'),
				},
			]);

			refuseOneLead(scene);
			const bob = answer('2', { 'First name': 'Bob', 'Your address': 'bob@example.com' });
			for (const _ of [1, 2, 3]) expect((await feed([bob])).status).toBe('success');
			expect(names(scene)).toEqual(['Bob', 'Zoë 李']);
			const [{ parameters }] = await outside.by('Email Refused Lead');
			expect(parameters.subject).toBe('A Typeform lead is not in the CRM: Bob');
			expect(outside.told).toHaveLength(1);

			expect((await scene.byHand(id, 'New Typeform Answer')).status).toBe('success');
			expect(scene.sandbox.data.leads[2]).toMatchObject({
				...{ name: 'Sample Person', email: 'sample.person@example.com', nationality: 'sg' },
				comment: expect.stringContaining('What do you trade?: Forex, Sample data'),
			});
		},
	},
};
