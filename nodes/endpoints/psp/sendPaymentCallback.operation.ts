import { CALLBACK_PATH, PAYMENT_STATES } from '../../../crm/psp';
import { choice, id } from '../fields/field';
import { currency, positiveAmount } from '../fields/money';
import type { Operation } from '../operation';

/** Merchant, time and sign are added by the credential, as with everything that is signed. */
export const sendPaymentCallback: Operation = {
	value: 'sendPaymentCallback',
	name: 'Send Payment Callback',
	action: 'Send payment callback',
	description: 'Tell the CRM how a payment ended; never sent twice by one execution',
	endpoint: {
		method: 'POST',
		path: CALLBACK_PATH,
		effect: 'money',
		evidence: 'vendor',
	},
	fields: [
		id('order_no', {
			label: 'Order Number',
			required: true,
			description: 'The order_no of the payment request',
		}),
		positiveAmount({ description: 'Amount of the payment request' }),
		currency({ description: 'Currency code of the payment request' }),
		{
			...choice('status', {
				label: 'Status',
				required: true,
				description: 'How the payment stands. Failed and success are final.',
				options: [
					{ name: 'Failed', value: 'failed' },
					{ name: 'Processing', value: 'processing' },
					{ name: 'Success', value: 'success' },
				],
				// The one that settles nothing.
				default: 'processing',
			}),
			derive: (values) => {
				values.set('status', PAYMENT_STATES[String(values.get('status'))]);
				return { ok: true };
			},
		},
		id('transaction_id', {
			label: 'Transaction ID',
			description: 'Number of the payment in your payment service',
		}),
		id('user_id', { label: 'Client ID', description: 'The user_id of the payment request' }),
	],
	answer: { shape: 'done', says: {} },
	money: {
		unique: ['order_no', 'status'],
		settles: ({ status }) => status !== PAYMENT_STATES.processing,
		booked: (status) => (status === 204 ? 'yes' : 'unknown'),
	},
};
