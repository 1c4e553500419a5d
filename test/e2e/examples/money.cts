/** Payments, approvals and rates. */
import { askRate, requestPayment, seedWithdrawal } from '../../../sandbox/index.cts';
import { example, WEBHOOK_SECRET } from '../../examples.cts';
import { deliver, HEADER_AUTH } from '../fixture.cts';
import { jsonOf, until } from '../n8n/rest.cts';
import { withOwnTables, type Example } from './example.cts';

const secret = WEBHOOK_SECRET;

/** Whether the mail server takes nothing, in the example with withdrawals that wait. */
const post = { isDown: false };

export const MONEY: Record<string, Example> = {
	'exchange-rate.json': {
		async run({ scene }) {
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

	'psp-payment.json': {
		answers: {
			'Create Checkout': ({ parameters }) => ({
				url: `https://pay.example.com/${parameters.order}`,
			}),
		},
		async run({ id, scene }) {
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

	'kyc-approved-account-and-welcome.json': {
		change: withOwnTables,
		async run({ id, outside, scene }) {
			const { data, requests } = scene.sandbox;
			const server = 'q8w1mt5x';
			const accounts = (client: string) =>
				data.accounts.filter((one) => one.user_id === client && one.connection_id === server);
			const [client, other] = data.clients.filter((one) =>
				data.accounts.every(({ user_id, platform }) => user_id !== one.id || platform !== 'mt5'),
			);
			const approve = async (user_id: string, step = 1, steps = 1) => {
				const sending = { event: 'kyc.approve', secret, step, steps, data: { user_id } };
				const file = 'kyc-approved-account-and-welcome.json';
				expect(await deliver(scene, file, sending)).toBe(200);
			};

			await approve(client.id, 1, 2);
			await approve(client.id, 2, 2);
			const first = await scene.ended(id, 1);
			expect(first.status).toBe('success');
			const [{ login }] = accounts(client.id);
			const [mail] = await outside.by('Mail Welcome');
			expect(mail.parameters.toEmail).toBe(client.email);
			expect(mail.parameters.text).toContain(`Login: ${login}\n`);
			expect(jsonOf(first, 'Keep Login')).toMatchObject([{ login: String(login) }]);
			expect(JSON.stringify(first.data.resultData.runData)).not.toMatch(/(master|investor)_pass/);
			expect(requests.at(-1)?.body).toMatchObject({ connection_id: server, send_email: true });

			const asked = requests.length;
			await approve(client.id, 2, 2);
			expect((await scene.ended(id, 2)).status).toBe('success');
			expect([accounts(client.id).length, requests.length, outside.told.length]).toEqual([
				...[1, asked, 1],
			]);

			// The CRM refuses: the row stays, and nothing is tried again by itself.
			data.connections = data.connections.filter((one) => one.connection_id !== server);
			await approve(other.id);
			const refused = await scene.ended(id, 3);
			expect(refused.status).toBe('error');
			const [told] = await outside.by('Tell Back Office');
			expect(told.parameters.subject).toContain(other.id);
			expect(told.parameters.text).toMatch(/Account: not made, or not known[^]*connection/);
			await approve(other.id);
			expect((await scene.ended(id, 4)).status).toBe('success');
			expect([accounts(other.id).length, outside.told.length]).toEqual([0, 2]);
		},
	},

	'withdrawals-waiting-24-hours.json': {
		change: withOwnTables,
		answers: {
			'Mail List': ({ json }) => {
				if (post.isDown) throw new Error('Mailbox unavailable');
				return json;
			},
		},
		async run({ id, feed, outside, scene }) {
			const { data, requests } = scene.sandbox;
			const withdrawal = (hours: number) => {
				const request = seedWithdrawal(data, { steps: 3 });
				const at = new Date(Date.now() - hours * 3_600_000).toISOString();
				request.created_at = at.slice(0, 19).replace('T', ' ');
				return request;
			};
			let events = 0;
			const tell = async (
				{ id: request, user_id }: { id: string; user_id: string },
				event: string,
			) => {
				const before = (await scene.rest.executions(id)).length;
				const sending = { event, secret, data: { id: request, user_id } };
				expect(await deliver(scene, 'withdrawals-waiting-24-hours.json', sending)).toBe(200);
				events += 1;
				return await scene.ended(id, before + 1);
			};
			const mails = () => outside.told.map(({ parameters }) => String(parameters.text));

			const [old, second, young] = [withdrawal(30), withdrawal(25), withdrawal(23)];
			const rejected = withdrawal(40);
			const cancelled = withdrawal(50);
			for (const request of [old, second, young, rejected]) {
				await tell(request, 'withdrawal.approve');
			}
			// Names that are not in the vendor's list, too.
			await tell(cancelled, 'crm.webhooks.requests.withdrawal.create');
			rejected.status = 'rejected';
			const gone = await tell(rejected, 'withdrawal.reject');
			expect(jsonOf(gone, 'Delete Row')).toHaveLength(1);
			expect(requests).toHaveLength(events);
			// One ends without an event.
			cancelled.status = 'rejected';

			post.isDown = true;
			expect((await feed([{}])).status).toBe('error');
			post.isDown = false;
			outside.told.length = 0;
			const first = await feed([{}]);
			expect(first.status).toBe('success');
			expect(mails()).toEqual([expect.stringMatching(new RegExp(`${old.id}[^]*${second.id}`))]);
			expect(mails()[0]).not.toMatch(
				new RegExp([young, rejected, cancelled].map((one) => one.id).join('|')),
			);

			const asked = requests.length;
			expect((await feed([{}])).status).toBe('success');
			expect([mails().length, requests.length]).toEqual([1, asked]);

			// An event of a request that was told today is no reason to tell it again.
			await tell(old, 'withdrawal.approve');
			expect((await feed([{}])).status).toBe('success');
			expect(mails()).toHaveLength(1);
		},
	},
};
