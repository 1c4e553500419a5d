/** Reports and alerts. */
import { randomUUID } from 'node:crypto';
import { seedTransactions } from '../../../sandbox/index.cts';
import type { WorkflowJson } from '../../engine/harness/workflow.cts';
import { until } from '../n8n/rest.cts';
import { changed, fileOf, inUtc, type Example } from './example.cts';

/** Whose mail the mail server refuses, in the example that reminds clients. */
const refused = { email: '' };

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
		},
	},

	'deposit-alert.json': {
		async run({ id, outside, scene }) {
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

	'monthly-ib-commissions-by-mail.json': {
		change: inUtc,
		async run({ feed, outside, scene }) {
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
			const [head, ...lines] = (
				await fileOf(scene, { ...execution, status, startedAt }, 'Write CSV')
			)
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
};
