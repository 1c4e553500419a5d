/** Payments, approvals and rates. */
import { askRate, requestPayment } from '../../../sandbox/index.cts';
import { example } from '../../examples.cts';
import { HEADER_AUTH } from '../fixture.cts';
import { until } from '../n8n/rest.cts';
import type { Example } from './example.cts';

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
};
