/**
 * Every workflow in examples/: imported as it is and looked at in the editor, then run to its end.
 * A new example needs an entry in EXAMPLES.
 */
import { randomUUID } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';
import { askRate, requestPayment, seedTransactions } from '../../sandbox/index.cts';
import type { WorkflowJson } from '../engine/harness/workflow.cts';
import { example, exampleFiles } from '../examples.cts';
import { BASIC_AUTH, formUrl, HEADER_AUTH, openForm, Scene, type Ended } from './fixture.cts';
import { Editor } from './n8n/editor.cts';
import { outputs, until } from './n8n/rest.cts';
import { pathOf, startOutside, withStandIns, type Outside, type Told } from './outside.cts';

let scene: Scene;
let editor: Editor;
beforeAll(async () => {
	scene = await Scene.open();
	// Nobody is asked anything: stand-ins are in the place of these services when workflows run.
	for (const type of ['smtp', 'googleSheetsOAuth2Api', 'facebookLeadAdsOAuth2Api']) {
		await scene.keep(type, {});
	}
	editor = await Editor.of(scene.rest);
	await editor.page.context().setHTTPCredentials(BASIC_AUTH);
});
beforeEach(() => {
	scene.sandbox.reset();
	scene.sandbox.data.leads = [];
});
afterAll(async () => {
	await editor.close();
	await scene.close();
});

/** An example at work, with stand-ins for services outside. */
interface Work {
	id: string;
	outside: Outside;
	/** Gives items to its trigger. @returns the execution that they start, ended */
	feed(items: IDataObject[]): Promise<Ended>;
}

interface Example {
	/** Nodes in which its notes ask for more than a credential. */
	toFillIn?: string[];
	/** Changes to the copy that runs. */
	change?: (workflow: WorkflowJson) => WorkflowJson;
	/** What services outside answer, by the names of the nodes; default: what they were given. */
	answers?: Record<string, (told: Told) => unknown>;
	run: (work: Work) => Promise<void>;
}

/** Runs of the examples that have files of their own. */
const ELSEWHERE = ['leads-from-a-form.json', 'withdrawal-second-step-approval.json'];

const inUtc = (workflow: WorkflowJson): WorkflowJson => ({
	...workflow,
	settings: { ...workflow.settings, timezone: 'UTC' },
});

/** With other parameters of one node. */
const changed =
	(name: string, parameters: WorkflowJson['nodes'][number]['parameters']) =>
	(workflow: WorkflowJson): WorkflowJson => ({
		...workflow,
		nodes: workflow.nodes.map((node) =>
			node.name === name ? { ...node, parameters: { ...node.parameters, ...parameters } } : node,
		),
	});

const names = () => scene.sandbox.data.leads.map(({ name }) => name).sort();

const EXAMPLES: Record<string, Example> = {
	'daily-transactions-to-a-sheet.json': {
		toFillIn: ['Write to Sheet'],
		change: inUtc,
		async run({ feed, outside }) {
			const { data } = scene.sandbox;
			const day = (ago: number) =>
				new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
			data.transactions = [];
			seedTransactions(data, 90, { from: `${day(2)} 00:00:00`, to: `${day(-1)} 00:00:00` });
			const { status, startedAt } = await feed([{}]);
			expect(status).toBe('success');
			const yesterday = new Date(Date.parse(startedAt) - 86_400_000).toISOString().slice(0, 10);
			const rows = data.transactions.filter(({ timestamp }) => timestamp.startsWith(yesterday));
			expect(rows).toHaveLength(30);
			const written = await outside.by('Write to Sheet', rows.length);
			expect(written.map(({ json }) => json.id).sort()).toEqual(rows.map(({ id }) => id).sort());
			expect(written.map(({ json }) => json)).toContainEqual({
				...Object.fromEntries(Object.keys(written[0].json).map((key) => [key, expect.anything()])),
				...{ id: rows[7].id, amount: rows[7].amount, user_id: rows[7].user_id },
			});
			expect(written[0].parameters).toMatchObject({ operation: 'appendOrUpdate' });
		},
	},

	'deposit-alert.json': {
		async run({ id, outside }) {
			const { data, requests } = scene.sandbox;
			const polled = async (count: number) =>
				await until('a poll', async () => (requests.length >= count ? true : undefined));
			/** n8n polls when a workflow is activated; the next poll by itself is minutes away. */
			const poll = async () => {
				const seen = requests.length;
				await scene.rest.deactivate(id);
				await scene.rest.activate(id);
				await polled(seen + 1);
			};
			await polled(1);
			const now = () => new Date().toISOString().slice(0, 19).replace('T', ' ');
			const before = data.transactions.length;
			seedTransactions(data, 4, { from: now(), to: now() });
			const [large, small, out, pending] = data.transactions.slice(before);
			Object.assign(large, { type: 'deposit', amount: 1000, currency: 'USD' });
			Object.assign(small, { type: 'deposit', amount: 999.99 });
			Object.assign(out, { type: 'withdrawal', amount: 5000 });
			Object.assign(pending, { type: 'Deposit', amount: 2500, status: 'pending' });
			await poll();
			const mails = await outside.by('Tell the Team', 2);
			expect(mails.map(({ parameters }) => parameters.subject)).toEqual([
				'Deposit of 1000 USD (completed)',
				`Deposit of 2500 ${pending.currency} (pending)`,
			]);
			await scene.ended(id, 1);
			pending.status = 'completed';
			await poll();
			const [, , third] = await outside.by('Tell the Team', 3);
			expect(third.parameters.text).toMatch(/Status: completed, which is a change$/);
			const executions = [await scene.ended(id, 2), ...(await scene.rest.executions(id))];
			expect(executions.map(({ status }) => status)).toEqual(['success', 'success', 'success']);
			expect(outside.told).toHaveLength(3);
		},
	},

	'exchange-rate.json': {
		async run() {
			const to = `${scene.rest.url}/webhook/exchange-rate`;
			const key = HEADER_AUTH.value;
			const known = await until(`webhook ${to}`, async () => {
				const answer = await askRate({ to, key });
				return answer.status === 404 ? undefined : answer;
			});
			expect(JSON.parse(known.body)).toEqual({ source: 'USD', target: 'EUR', rate: 0.92 });
			expect((await askRate({ to, key, method: 'POST' })).body).toBe(known.body);
			const unknown = await askRate({ to, key, target: 'CHF' });
			expect([unknown.status, unknown.body]).toEqual([404, expect.stringContaining('USD to CHF')]);
			expect((await askRate({ to, key: 'wrong' })).status).toBe(403);
		},
	},

	'kyc-chaser.json': {
		change: (workflow) => {
			// A data table of its own: they outlive workflows.
			const text = JSON.stringify(changed('Wait a Little', { amount: 1 })(workflow));
			return JSON.parse(text.replaceAll('kyc-reminders', `kyc-${randomUUID()}`)) as WorkflowJson;
		},
		answers: {
			'Remind Client': ({ json, parameters }) => {
				if (parameters.toEmail === refused.email) throw new Error('Mailbox unavailable');
				return json;
			},
		},
		async run({ feed, outside }) {
			const { data } = scene.sandbox;
			data.clients = data.clients.slice(0, 40);
			data.clients[1].kyc_processing = true;
			data.clients[2].email = '';
			const due = data.clients
				.filter(({ kyc_status, kyc_processing, email, suspended }) => {
					return kyc_status !== 'verified' && !kyc_processing && email && !suspended;
				})
				.map(({ email }) => email);
			expect(due.length).toBeGreaterThan(10);
			refused.email = due[3];
			const mailed = () => outside.told.map(({ parameters }) => parameters.toEmail);

			const first = await feed([{}]);
			expect(mailed().sort()).toEqual([...due].sort());
			expect(first.status).toBe('error');
			expect(first.data.resultData.error?.message).toContain('1 reminders could not be sent');

			outside.told.length = 0;
			const { email } = refused;
			refused.email = '';
			expect((await feed([{}])).status).toBe('success');
			expect(mailed()).toEqual([email]);
		},
	},

	'leads-from-a-csv.json': {
		async run({ id }) {
			const upload = async (rows: string[]) => {
				const before = (await scene.rest.executions(id)).length;
				const head = 'Name,Email ,PHONE,comment';
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
			expect(await fileOf(first.execution, 'Write Report')).toMatch(/^Nobody,,,no address,/m);

			const second = await upload(['Ana Pérez,ana@example.com,,', 'Eve,eve@example.com,,']);
			expect(second.heading).toBe('Leads that went in: 1');
			expect((await upload(['Eve,eve@example.com,,'])).heading).toBe('Nothing was sent');
			expect(names()).toEqual(['Ana Pérez', 'Eve', '佐藤 健'].sort());
		},
	},

	'leads-from-facebook-lead-ads.json': {
		toFillIn: ['New Facebook Lead'],
		async run({ feed, outside }) {
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
			expect([names(), outside.told.length]).toEqual([['Zoë 李'], 1]);
		},
	},

	'monthly-ib-commissions-by-mail.json': {
		change: inUtc,
		async run({ feed, outside }) {
			const { data } = scene.sandbox;
			const { status, startedAt, ...execution } = await feed([{}]);
			expect(status).toBe('success');
			const month = new Date(`${startedAt.slice(0, 7)}-01`);
			month.setUTCMonth(month.getUTCMonth() - 1);
			const [name] = [month.toISOString().slice(0, 7)];
			const rows = data.flexibleCommissions.filter(({ rebate_time }) =>
				rebate_time.startsWith(name),
			);
			expect(rows.length).toBeGreaterThan(2);
			const ibs = new Set(rows.map(({ receiver_id }) => receiver_id)).size;
			const [{ parameters }] = await outside.by('Send Report');
			expect(parameters.text).toContain(`${rows.length} commissions for ${ibs} IBs`);
			const [head, ...lines] = (await fileOf({ ...execution, status, startedAt }, 'Write CSV'))
				.trim()
				.split('\n');
			expect(head).toMatch(/^id,/);
			expect(lines.map((line) => line.split(',')[0])).toEqual(rows.map(({ id }) => id));

			data.flexibleCommissions = [];
			expect((await feed([{}])).status).toBe('success');
			expect(await outside.by('Say There Were None')).toHaveLength(1);
			expect(outside.told).toHaveLength(2);
		},
	},

	'psp-payment.json': {
		answers: {
			'Create Checkout': ({ parameters }) => ({
				url: `https://pay.example.com/${parameters.order}`,
			}),
		},
		async run({ id }) {
			const { data, psp } = scene.sandbox;
			const trigger = example('psp-payment.json').nodes.find(({ type }) =>
				type.endsWith('.crmOpenApiPaymentTrigger'),
			);
			const to = `${scene.rest.url}/webhook/${trigger?.webhookId}`;
			const { payment } = await until(`webhook ${to}`, async () => {
				const asked = await requestPayment(data, psp, { to });
				return asked.received.status === 404 ? undefined : asked;
			});
			const { order_no: order, amount, currency } = payment;
			expect(payment.url).toBe(`https://pay.example.com/${order}`);

			const paid = { order, amount, currency, paid: true, id: 'tx-1' };
			const path = '/webhook/payment-result';
			expect((await scene.rest.call(path, paid)).status).toBe(403);
			const header = { [HEADER_AUTH.name]: HEADER_AUTH.value };
			expect((await scene.rest.call(path, paid, header)).status).toBe(200);
			expect((await scene.ended(id, 2)).status).toBe('success');
			expect(payment).toMatchObject({ status: 'success', callbacks: [{ transaction_id: 'tx-1' }] });
			expect(data.bookings).toMatchObject([{ kind: 'payment', reference: order }]);

			expect((await scene.rest.call(path, paid, header)).status).toBe(200);
			const again = await scene.ended(id, 3);
			expect([again.status, data.bookings.length]).toEqual(['error', 1]);
			expect(again.data.resultData.error?.message).toMatch(/settled before/);
		},
	},
};

/** Whose mail the mail server refuses, in the example that reminds clients. */
const refused = { email: '' };

/** The text of the file that a node has written. */
async function fileOf(execution: Ended, node: string): Promise<string> {
	const [{ binary }] = outputs(execution, node);
	const path = `/rest/binary-data?action=view&id=${binary?.data.id}`;
	return String((await scene.rest.send('GET', path)).body).replace(/^\uFEFF/, '');
}

test('each example is run by a test', () => {
	expect([...Object.keys(EXAMPLES), ...ELSEWHERE].sort()).toEqual(exampleFiles);
});

test.each([...Object.keys(EXAMPLES), ...ELSEWHERE])(
	'%s: no node is red once its credentials are chosen',
	async (file) => {
		const id = await scene.bring(example(file));
		await editor.open(id);
		await editor.shot(`example-${file.replace('.json', '')}`);
		const red = await editor.page
			.locator('[data-test-id="canvas-node"]:has([data-test-id="node-issues"])')
			.evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-node-name')));
		expect(red).toEqual(EXAMPLES[file]?.toFillIn ?? []);
	},
);

test.each(Object.entries(EXAMPLES))(
	'%s runs to its end',
	async (file, { change, answers, run }) => {
		const outside = await startOutside(answers);
		const workflow = withStandIns(change?.(example(file)) ?? example(file), outside);
		const id = await scene.start(workflow);
		const feed = async (items: IDataObject[]) => {
			const before = (await scene.rest.executions(id)).length;
			await scene.rest.call(pathOf(example(file)), { items });
			return await scene.ended(id, before + 1);
		};
		try {
			await run({ id, outside, feed });
		} finally {
			await scene.rest.deactivate(id);
			await outside.close();
		}
	},
);
