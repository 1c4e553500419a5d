/** Reports and alerts. */
import { HOSTILE_TEXTS, seedTransactions } from '../../../sandbox/index.cts';
import { example } from '../../examples.cts';
import { formUrl, openForm, type Ended } from '../fixture.cts';
import { outputs, until } from '../n8n/rest.cts';
import { pathOf, withStandIns } from '../outside.cts';
import { changed, inUtc, withOwnTables, type Example, type Work } from './example.cts';

const now = () => new Date().toISOString().slice(0, 19).replace('T', ' ');
const dayBefore = (days: number) =>
	new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

/** n8n polls when a workflow is activated; the next poll by itself is minutes away. */
async function poll({ id, scene }: Work): Promise<void> {
	const { requests } = scene.sandbox;
	const seen = requests.length;
	await scene.rest.deactivate(id);
	await scene.rest.activate(id);
	await until('a poll', async () => (requests.length > seen ? true : undefined));
}

/** The text of a file that a Code node has made. */
function attached(execution: Ended, node: string, field: string): string {
	const [{ binary }] = outputs(execution, node);
	return Buffer.from(binary?.[field].data ?? '', 'base64').toString();
}

/** What the mail server refuses: mails to a client, or the next one of a node. */
const refused = { email: '', node: '' };

/** Answers of mail nodes, one of which fails while `refused` has its name. */
const mailing = (...nodes: string[]): Example['answers'] =>
	Object.fromEntries(
		nodes.map((name) => [
			name,
			({ json, node }) => {
				if (node === refused.node) throw new Error('Mailbox unavailable');
				return json;
			},
		]),
	);

/** Runs an example whose mail is refused: people are told, and the next run sends what this one has not. */
async function failsOnce({ feed, outside }: Work, node: string): Promise<void> {
	refused.node = node;
	try {
		expect((await feed([{}])).status).toBe('error');
	} finally {
		refused.node = '';
	}
	const [{ parameters }] = await outside.by('Email the Failure');
	expect(parameters.text).toMatch(`The step "${node}" failed: `);
	outside.told.length = 0;
}

export const REPORTS: Record<string, Example> = {
	'daily-transactions-to-a-sheet.json': {
		toFillIn: ['Write to Sheet'],
		change: inUtc,
		async run({ feed, outside, scene }) {
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

			// The sheet updates rows by their id.
			expect((await feed([{}])).status).toBe('success');
			const again = (await outside.by('Write to Sheet', 2 * rows.length)).slice(rows.length);
			expect(again.map(({ json }) => json)).toEqual(written.map(({ json }) => json));
		},
	},

	'deposit-alert.json': {
		answers: {
			'Email the Team': ({ json, parameters }) => {
				if (String(parameters.subject).includes('3333')) throw new Error('Mailbox unavailable');
				return json;
			},
		},
		async run(work) {
			const { id, outside, scene } = work;
			const { data, requests } = scene.sandbox;
			await until('both polls', async () => (requests.length > 1 ? true : undefined));
			const before = data.transactions.length;
			seedTransactions(data, 7, { from: now(), to: now() });
			const [large, small, euro, yen, out, pending, gone] = data.transactions.slice(before);
			const dollars = { type: 'deposit', currency: 'USD', status: 'completed' };
			Object.assign(large, { ...dollars, amount: 1000 });
			Object.assign(small, { ...dollars, amount: 999.99 });
			Object.assign(euro, { ...dollars, amount: 900, currency: 'EUR' });
			Object.assign(yen, { ...dollars, amount: 50_000, currency: 'JPY' });
			Object.assign(out, { ...dollars, amount: 5000, type: 'withdrawal' });
			Object.assign(pending, { ...dollars, type: 'Deposit', amount: 2500, status: 'pending' });
			Object.assign(gone, { ...dollars, amount: 7000, user_id: '0aaaaaa0' });
			const nameOf = ({ user_id }: typeof large) =>
				data.clients.find((client) => client.id === user_id)?.name;
			await poll(work);
			const subjects = (mails: typeof outside.told) =>
				mails.map(({ parameters }) => parameters.subject);
			expect(subjects(await outside.by('Email the Team', 3)).sort()).toEqual([
				`Deposit of 1000 USD by ${nameOf(large)}`,
				'Deposit of 7000 USD by client 0aaaaaa0',
				`Deposit of 900 EUR by ${nameOf(euro)}`,
			]);
			await scene.ended(id, 2);
			pending.status = 'completed';
			await poll(work);
			const [, , , last] = await outside.by('Email the Team', 4);
			expect(last.parameters).toMatchObject({
				subject: `Deposit of 2500 USD by ${nameOf(pending)}`,
				text: expect.stringMatching(/^Client: [^]*\nStatus: completed/),
			});
			await scene.ended(id, 3);
			const executions = await scene.rest.executions(id);
			expect(executions.map(({ status }) => status)).toEqual(['success', 'success', 'success']);
			expect(outside.told).toHaveLength(4);

			seedTransactions(data, 3, { from: now(), to: now() });
			const [one, two, three] = data.transactions.slice(-3);
			Object.assign(one, { ...dollars, amount: 3333 });
			Object.assign(two, { ...dollars, amount: 4444 });
			Object.assign(three, { ...dollars, amount: 33_333, user_id: '0aaaaaa0' });
			await poll(work);
			const [failure] = await outside.by('Email the Failure');
			expect(failure.parameters.text).toMatch(
				`2 emails could not be sent, about the clients ${one.user_id}, 0aaaaaa0: `,
			);
			expect(
				subjects(await outside.by('Email the Team', 7))
					.slice(4)
					.sort(),
			).toEqual([
				`Deposit of 3333 USD by ${nameOf(one)}`,
				'Deposit of 33333 USD by client 0aaaaaa0',
				`Deposit of 4444 USD by ${nameOf(two)}`,
			]);
		},
	},

	'daily-desk-report.json': {
		change: (workflow) => withOwnTables(inUtc(workflow)),
		answers: mailing('Email Report'),
		async run(work) {
			const { editor, feed, outside, scene } = work;
			await failsOnce(work, 'Email Report');
			const { data } = scene.sandbox;
			const day = dayBefore(1);
			data.transactions = [];
			seedTransactions(data, 9, { from: `${day} 00:00:00`, to: `${day} 23:59:59` });
			const given: Array<[string, number, string, string]> = [
				['deposit', 0.1, 'USD', 'completed'],
				['Deposit', 0.2, 'USD', 'Approved'],
				['deposit', 123_456_789.1, 'USD', 'completed'],
				['withdrawal', 50_000_000, 'USD', 'completed'],
				['withdrawal', 20.5, 'EUR', 'completed'],
				['deposit', 0.00000001, 'BTC', 'completed'],
				['deposit', 5000, 'USD', 'pending'],
				['transfer', 7, 'USD', 'completed'],
				['<b>bonus</b>', 7, 'USD', 'completed'],
			];
			given.forEach(([type, amount, currency, status], i) =>
				Object.assign(data.transactions[i], { type, amount, currency, status }),
			);
			seedTransactions(data, 3, { from: `${dayBefore(2)} 00:00:00`, to: `${day} 00:00:00` });
			const newcomers = data.clients.slice(-1 - HOSTILE_TEXTS.length, -1);
			newcomers.forEach((client, i) => {
				Object.assign(client, { name: HOSTILE_TEXTS[i], created_at: `${day} 09:00:00` });
				client.suspended = false;
			});

			expect((await feed([{}])).status).toBe('success');
			const [mail] = await outside.by('Email Report');
			expect(mail.parameters.subject).toBe(`Desk report of ${day}`);
			const html = String(mail.parameters.html);
			expect(html).not.toMatch(/<img|<b>bonus/);
			await editor.page.setContent(html);
			await editor.shot('desk-report-mail', editor.page.locator('table').first());
			const page = await editor.page.innerText('body');
			expect(page).toMatch(/EUR\s+Deposits\s+0\s+0\.00\s+Withdrawals\s+1\s+20\.50\s+Net\s+-20\.50/);
			expect(page).toMatch(/Net\s+\+73,456,789\.40/);
			expect(page).toContain('1 × deposit, pending; 1 × transfer, completed; 1 × <b>bonus');
			expect(page).toContain(`New clients: ${newcomers.length}`);
			expect(page).toContain('<img src=x onerror=alert(1)>');
			const [slack] = await outside.by('Post to Slack');
			expect(slack.parameters.text).toBe(
				[
					`Desk report of ${day}`,
					'BTC: in 0.00000001 (1), out 0.00 (0), net +0.00000001',
					'EUR: in 0.00 (0), out 20.50 (1), net -20.50',
					'USD: in 123,456,789.40 (3), out 50,000,000.00 (1), net +73,456,789.40',
					`New clients: ${newcomers.length}`,
				].join('\n'),
			);

			expect((await feed([{}])).status).toBe('success');
			expect(outside.told).toHaveLength(2);
		},
	},

	'first-deposit.json': {
		change: withOwnTables,
		answers: {
			'Message the Team': ({ json, parameters }) => {
				if (String(parameters.text).includes('77.7')) throw new Error('Chat not found');
				return json;
			},
		},
		async run(work) {
			const { id, outside, scene } = work;
			const { data, requests } = scene.sandbox;
			await until('the first poll', async () => (requests.length > 0 ? true : undefined));
			data.transactions = [];
			const [fresh, old, gone, second, unread] = data.clients;
			scene.sandbox.faults.rules = [
				{
					match: { body: `"user_id":"${unread.id}"` },
					times: Infinity,
					action: { status: 400, body: { error: true, code: 400, type: 'refused' } },
				},
			];
			fresh.name = 'A & <b>';
			const deposit = (user_id: string, amount: number, status = 'completed') => {
				seedTransactions(data, 1, { from: now(), to: now() });
				return Object.assign(data.transactions.at(-1)!, {
					...{ user_id, amount, status, type: 'deposit', currency: 'USD' },
				});
			};
			Object.assign(deposit(old.id, 1), { timestamp: `${dayBefore(200)} 00:00:00` });
			Object.assign(deposit(fresh.id, 2, 'rejected'), { timestamp: `${dayBefore(3)} 00:00:00` });
			const [first] = [deposit(fresh.id, 250.5)];
			deposit(fresh.id, 9999).timestamp = `${dayBefore(-1)} 00:00:00`;
			deposit(old.id, 300);
			deposit(second.id, 5, 'pending');
			deposit(gone.id, 400).user_id = '0aaaaaa0';
			deposit(unread.id, 600);

			await poll(work);
			const one = await scene.ended(id, 1);
			expect(one.status).toBe('success');
			const [message] = await outside.by('Message the Team');
			expect(message.parameters.text).toMatch(
				/^First deposit: 250.5 USD\nClient: A &amp; &lt;b&gt; \(/,
			);
			const [postback] = await outside.by('Send Postback');
			expect(postback.parameters).toMatchObject({
				...{ event: 'first_deposit', event_id: first.id, client_id: fresh.id, amount: 250.5 },
			});
			expect(JSON.stringify(postback.parameters)).not.toContain(fresh.email);
			const unchecked = await outside.by('Email Unchecked Deposit', 2);
			expect(unchecked.map(({ parameters }) => parameters.text).sort()).toEqual([
				expect.stringMatching(/0aaaaaa0[^]*400 USD/),
				expect.stringMatching(new RegExp(`${unread.id} ${unread.name}[^]*600 USD`)),
			]);
			expect(outside.told).toHaveLength(4);

			const asked = requests.length;
			deposit(fresh.id, 1000);
			deposit(old.id, 1000);
			data.transactions.find(({ user_id }) => user_id === second.id)!.status = 'completed';
			data.transactions.find(({ user_id }) => user_id === second.id)!.amount = 77.7;
			await poll(work);
			expect((await scene.ended(id, 2)).status).toBe('success');
			const [missed] = await outside.by('Email Missed Message');
			expect(missed.parameters.text).toMatch(/77\.7 USD[^]*Chat not found/);
			expect(await outside.by('Send Postback', 2)).toHaveLength(2);
			expect(outside.told.filter(({ node }) => node.startsWith('Email'))).toHaveLength(3);
			const about = requests.slice(asked).map(({ path }) => path);
			expect(about.filter((path) => path.startsWith('/public/v1/users/'))).toEqual([
				`/public/v1/users/${second.id}`,
			]);
		},
	},

	'dormant-clients.json': {
		change: (workflow) => withOwnTables(inUtc(workflow)),
		answers: mailing('Email List'),
		async run(work) {
			const { feed, outside, scene } = work;
			const { data, requests } = scene.sandbox;
			data.clients = data.clients.slice(-60);
			for (const client of data.clients) {
				Object.assign(client, { kyc_status: 'pending', suspended: false });
			}
			const [never, quiet, old, busy, fresh, rejected, later] = data.clients;
			const registered = (client: typeof never, days: number) =>
				Object.assign(client, {
					kyc_status: 'verified',
					created_at: `${dayBefore(days)} 09:00:00`,
				});
			registered(never, 30).name = '=HYPERLINK("https://evil.example")';
			registered(quiet, 200);
			registered(old, 500);
			registered(busy, 500);
			registered(fresh, 2);
			registered(rejected, 100);
			registered(later, 300);
			data.transactions = [];
			const moved = (client: typeof never, days: number, type: string, status = 'completed') => {
				const at = `${dayBefore(days)} 09:00:00`;
				seedTransactions(data, 1, { from: at, to: at });
				Object.assign(data.transactions.at(-1)!, { user_id: client.id, type, status });
			};
			moved(never, 1, 'transfer');
			moved(quiet, 100, 'deposit');
			moved(quiet, 61, 'withdrawal');
			moved(busy, 59, 'Withdrawal');
			moved(rejected, 5, 'deposit', 'rejected');
			moved(later, 59, 'deposit');

			await failsOnce(work, 'Email List');
			const first = await feed([{}]);
			expect(first.status).toBe('success');
			const [mail] = await outside.by('Email List');
			expect(mail.parameters.subject).toBe('Dormant clients: 4 new');
			const lines = attached(first, 'Find Dormant Clients', 'data').split('\r\n').slice(1, -1);
			expect(lines.map((line) => line.split(',').slice(0, 2).join(','))).toEqual([
				`"Never funded","${never.id}"`,
				`"No transaction for 60 days","${quiet.id}"`,
				`"No transaction in 365 days","${old.id}"`,
				`"Never funded","${rejected.id}"`,
			]);
			expect(lines[0]).toContain(`"'=HYPERLINK(""https://evil.example"")"`);
			expect(lines[1]).toContain(`"${dayBefore(61)} 09:00:00"`);
			expect(requests).toHaveLength(12);

			expect((await feed([{}])).status).toBe('success');
			expect(outside.told).toHaveLength(1);
			data.transactions = data.transactions.filter(({ user_id }) => user_id !== later.id);
			const third = await feed([{}]);
			expect(await outside.by('Email List', 2)).toHaveLength(2);
			expect(attached(third, 'Find Dormant Clients', 'data')).toMatch(
				new RegExp(`^\uFEFF[^\n]*\n"Never funded","${later.id}"[^\n]*\n$`),
			);
		},
	},

	'large-sums-in-a-day.json': {
		change: (workflow) => withOwnTables(inUtc(workflow)),
		answers: mailing('Email Compliance'),
		async run(work) {
			const { feed, outside, scene } = work;
			const { data } = scene.sandbox;
			data.transactions = [];
			const [exact, below, mixed, yen, gone] = data.clients;
			const deposit = (user_id: string, amount: number, currency = 'USD', more = {}) => {
				const at = new Date(Date.now() - 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
				seedTransactions(data, 1, { from: at, to: at });
				Object.assign(data.transactions.at(-1)!, {
					...{ user_id, amount, currency, type: 'deposit', status: 'completed', ...more },
				});
			};
			for (const amount of [0.1, 0.2, 9999.7]) deposit(exact.id, amount);
			for (const amount of [0.1, 0.2, 9999.69]) deposit(below.id, amount);
			deposit(below.id, 5000, 'USD', { status: 'pending' });
			deposit(below.id, 5000, 'USD', { type: 'withdrawal' });
			deposit(below.id, 5000, 'USD', { timestamp: `${dayBefore(2)} 00:00:00` });
			for (const currency of ['USD', 'EUR']) deposit(mixed.id, 8999.99, currency);
			for (const amount of [800_000, 700_000]) deposit(yen.id, amount, 'JPY');
			deposit('0aaaaaa0', 20_000, 'CHF');
			deposit(gone.id, 20_000);
			deposit(gone.id, -15_000);

			await failsOnce(work, 'Email Compliance');
			expect((await feed([{}])).status).toBe('success');
			const [mail] = await outside.by('Email Compliance');
			expect(mail.parameters.subject).toBe('Large sums in a day: 3');
			expect(String(mail.parameters.text).split('\n').slice(2)).toEqual([
				`10,000.00 USD in 3 deposits: ${exact.name} (${exact.id})`,
				`1,500,000.00 JPY in 2 deposits: ${yen.name} (${yen.id})`,
				'20,000.00 CHF in 1 deposits: 0aaaaaa0 (the client could not be read)',
			]);

			deposit(exact.id, 500);
			deposit(gone.id, 1);
			expect((await feed([{}])).status).toBe('success');
			expect(outside.told).toHaveLength(1);
			deposit(mixed.id, 0.01, 'EUR');
			expect((await feed([{}])).status).toBe('success');
			const [, second] = await outside.by('Email Compliance', 2);
			expect(second.parameters.text).toMatch(/:\n\n9,000\.00 EUR in 2 deposits: [^\n]*$/);
		},
	},

	'psp-file-against-the-crm.json': {
		change: withOwnTables,
		answers: mailing('Email Finance'),
		async run({ editor, id, outside, scene }) {
			const { data } = scene.sandbox;
			const [day, today] = [dayBefore(1), dayBefore(0)];
			data.transactions = [];
			const deposit = (ref_id: string, amount: number, more = {}) => {
				const at = `${day} 12:00:00`;
				seedTransactions(data, 1, { from: at, to: at });
				return Object.assign(data.transactions.at(-1)!, {
					...{ ref_id, amount, type: 'deposit', status: 'completed', currency: 'USD' },
					...{ payment_method: 'Card', comment: '=1+1', ...more },
				});
			};
			deposit('same', 5);
			deposit('late', 6, { timestamp: `${dayBefore(-1)} 00:10:00` });
			deposit('pending', 7, { status: 'pending' });
			const other = deposit('other', 8.1);
			const alone = deposit('alone', 9);
			const booked = [deposit('booked twice', 10), deposit('booked twice', 10)];
			deposit('bank', 11, { payment_method: 'Bank Transfer' });
			deposit('before', 12, { timestamp: `${dayBefore(2)} 23:50:00` });
			deposit('out', 13, { type: 'withdrawal' });
			const file = [
				'Reference,amount,currency,status,note',
				'same,5.00,usd,Paid,',
				'late,6,USD,paid,',
				'pending,7,USD,paid,',
				'other,8.10000001,USD,paid,',
				'missing,1,USD,paid,"=cmd(""x"")"',
				'charged twice,2,USD,paid,',
				'charged twice,2,USD,paid,',
				'booked twice,10,USD,paid,',
				'failed,3,USD,failed,',
				',4,USD,paid,',
			];
			const upload = async (rows: string[], earlier = 'Leave out') => {
				const before = (await scene.rest.executions(id)).length;
				await openForm(editor.page, formUrl(scene, 'psp-file-against-the-crm.json'));
				await editor.page.setInputFiles('input[type=file]', {
					name: 'psp.csv',
					mimeType: 'text/csv',
					buffer: Buffer.from(['\uFEFF' + rows[0], ...rows.slice(1)].join('\r\n')),
				});
				await editor.page.getByLabel('First Day').fill(day);
				await editor.page.getByLabel('Last Day').fill(today);
				await editor.page.getByLabel('Payment Method').fill('card');
				await editor.page
					.getByLabel('Differences of earlier uploads')
					.selectOption({ label: earlier });
				await editor.page.click('#submit-btn');
				const execution = await scene.ended(id, before + 1);
				const heading = editor.page.locator('h1', { hasText: /ifferences|rror|roblem/ });
				await heading.waitFor();
				return { execution, heading: await heading.textContent() };
			};

			refused.node = 'Email Finance';
			await upload(file);
			refused.node = '';
			const [failure] = await outside.by('Email the Failure');
			expect(failure.parameters.text).toMatch('The step "Email Finance" failed: ');
			outside.told.length = 0;

			const first = await upload(file);
			expect(first.execution.status).toBe('success');
			expect(first.heading).toBe('Differences sent to finance: 9');
			const [mail] = await outside.by('Email Finance');
			expect(mail.parameters.text).toMatch(
				/^Rows in the file: 10\nNot paid, left out: 1\nOnly in the file: 6\nOnly in the CRM: 4\n/,
			);
			const lines = (field: string) =>
				attached(first.execution, 'Compare', field).split('\r\n').slice(1, -1);
			expect(lines('inFile')).toEqual([
				'"in the CRM it is pending","pending","7","USD","paid",""',
				'"in the CRM it is 8.1 USD","other","8.10000001","USD","paid",""',
				`"not in the CRM","missing","1","USD","paid","'=cmd(""x"")"`,
				'"2 times in the file","charged twice","2","USD","paid",""',
				'"2 times in the file","charged twice","2","USD","paid",""',
				'"no reference","","4","USD","paid",""',
			]);
			expect(lines('inCrm').map((line) => line.split(',').slice(0, 2).join(','))).toEqual([
				`"in the file it is 8.10000001 USD","${other.id}"`,
				`"not in the file","${alone.id}"`,
				...booked.map((one) => `"2 times in the CRM","${one.id}"`),
			]);
			expect(lines('inCrm')[0]).toContain(`,"'=1+1"`);

			const second = await upload(file);
			expect(second.heading).toBe('No new differences');
			expect(outside.told).toHaveLength(1);
			const third = await upload([...file, 'new,1,USD,paid,']);
			expect(third.heading).toBe('Differences sent to finance: 1');
			const fourth = await upload(file, 'Send again');
			expect(fourth.heading).toBe('Differences sent to finance: 9');
			expect(outside.told).toHaveLength(3);
		},
	},

	'kyc-chaser.json': {
		change: (workflow) => {
			return withOwnTables(changed('Wait a Little', { amount: 1 })(workflow));
		},
		answers: {
			'Remind Client': ({ json, parameters }) => {
				if (parameters.toEmail === refused.email) throw new Error('Mailbox unavailable');
				return json;
			},
		},
		async run({ feed, outside, scene }) {
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
			const mailed = () =>
				outside.told
					.filter(({ node }) => node === 'Remind Client')
					.map(({ parameters }) => parameters.toEmail);

			const first = await feed([{}]);
			expect(mailed().sort()).toEqual([...due].sort());
			expect(first.status).toBe('error');
			expect(first.data.resultData.error?.message).toContain('1 reminders could not be sent');

			const [failure] = await outside.by('Email the Failure');
			expect(failure.parameters.text).toMatch(/"Report Failures" failed: 1 reminders could not/);

			outside.told.length = 0;
			const { email } = refused;
			refused.email = '';
			expect((await feed([{}])).status).toBe('success');
			expect(mailed()).toEqual([email]);
		},
	},

	'monthly-ib-commissions-by-mail.json': {
		change: (workflow) => withOwnTables(inUtc(workflow)),
		answers: mailing('Email Report'),
		async run(work) {
			const { feed, id, outside, scene } = work;
			const { data } = scene.sandbox;
			const month = new Date(`${dayBefore(0).slice(0, 7)}-01`);
			month.setUTCMonth(month.getUTCMonth() - 1);
			const name = month.toISOString().slice(0, 7);
			const rows = data.flexibleCommissions.slice(0, 5);
			data.flexibleCommissions = data.flexibleCommissions.slice(0, 7);
			data.flexibleCommissions.slice(5).forEach((row) => (row.rebate_time = '2020-01-01 00:00:00'));
			const [ib, trader] = [data.clients[0], data.clients.find(({ type }) => type === 'trader')!];
			ib.name = '=1+1';
			const paid = { receiver_id: ib.id, currency: 'USD', status: 'success' };
			const given = [
				{ ...paid, commission: '0.10' },
				{ ...paid, commission: '0.2' },
				{ ...paid, commission: '-3.00' },
				{ ...paid, commission: '7', status: 'pending' },
				{ ...paid, commission: '0.00000001', receiver_id: trader.id },
			];
			rows.forEach((row, i) =>
				Object.assign(row, { rebate_time: `${name}-0${i + 1} 00:00:00`, ...given[i] }),
			);

			await failsOnce(work, 'Email Report');
			const first = await feed([{}]);
			expect(first.status).toBe('success');
			const [{ parameters }] = await outside.by('Email Report');
			expect(String(parameters.text).split('\n').slice(0, 5)).toEqual([
				`5 commissions for 2 IBs were rebated in ${name}.`,
				'',
				...[
					`=1+1 (${ib.id}), pending, USD: 7.00 in 1 commissions`,
					`=1+1 (${ib.id}), success, USD: -2.70 in 3 commissions`,
					`${trader.id}, success, USD: 0.00000001 in 1 commissions`,
				].sort(),
			]);
			const [head, ...lines] = attached(first, 'Build Report', 'data').trim().split('\r\n');
			expect(head).toMatch(/^"id",/);
			expect(lines.map((line) => line.split(',')[0])).toEqual(rows.map(({ id }) => `"${id}"`));
			expect(lines[2]).toContain(`"${ib.id}","'=1+1","-3.00"`);

			expect((await feed([{}])).status).toBe('success');
			expect(outside.told).toHaveLength(1);

			// A copy with a table of its own, in which the month was not reported yet.
			data.flexibleCommissions = [];
			await scene.rest.deactivate(id);
			const report = example('monthly-ib-commissions-by-mail.json');
			await scene.start(withStandIns(withOwnTables(report), outside));
			await scene.rest.call(pathOf(report), { items: [{}] });
			expect(await outside.by('Email That There Are None')).toHaveLength(1);
			expect(outside.told).toHaveLength(2);
		},
	},
};
