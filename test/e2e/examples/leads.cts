/** Leads that come from forms, ads and files. */
import type { IDataObject } from 'n8n-workflow';
import { example } from '../../examples.cts';
import { formUrl, openForm, type Scene } from '../fixture.cts';
import { fileOf, withOwnTables, type Example } from './example.cts';

const names = ({ sandbox }: Scene) => sandbox.data.leads.map(({ name }) => name).sort();

/** The CRM refuses the next lead. */
export function refuseOneLead({ sandbox }: Scene): void {
	const action = { status: 400, body: { error: true, code: 400, type: 'invalid_request' } };
	sandbox.faults.rules = [{ match: { operationId: 'lead.create' }, action }];
}

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
};
