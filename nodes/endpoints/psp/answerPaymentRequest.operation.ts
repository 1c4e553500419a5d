import { readPaymentUrl, REQUEST_PATH } from '../../../crm/psp';
import { build, choice, text } from '../fields/field';
import type { Operation } from '../operation';

export const answerPaymentRequest: Operation = {
	value: 'answerPaymentRequest',
	name: 'Answer Payment Request',
	action: 'Answer payment request',
	description:
		"Answer the CRM's payment request with a payment page, or with the reason for refusing it",
	way: 'answer',
	endpoint: {
		method: 'POST',
		path: `/${REQUEST_PATH}`,
		effect: 'read',
		evidence: 'vendor',
	},
	fields: [
		choice('answer', {
			label: 'Answer',
			required: true,
			description: 'What to tell the CRM, which asked through the CRM Open API Payment Trigger',
			options: [
				{ name: 'Accepted', value: 'accepted' },
				{ name: 'Refused', value: 'refused' },
			],
		}),
		build(
			'address',
			'url',
			{
				label: 'Payment URL',
				required: true,
				placeholder: 'e.g. https://pay.example.com/checkout/123',
				description: 'Page where the client pays. The CRM sends the browser there.',
				when: { field: 'answer', is: ['accepted'] },
			},
			{ displayName: 'Payment URL', type: 'string', default: '' },
			readPaymentUrl,
		),
		text('message', {
			label: 'Message',
			required: true,
			placeholder: 'e.g. This currency is not available',
			description: 'Why there is no payment page. The client may see it.',
			when: { field: 'answer', is: ['refused'] },
		}),
	],
	answer: { shape: 'done', says: {} },
};
