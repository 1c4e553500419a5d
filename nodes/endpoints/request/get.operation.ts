import { choice, id } from '../fields/field';
import type { Operation } from '../operation';

export const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get request',
	description: 'Retrieve a KYC, deposit or withdrawal request with its status and its log',
	endpoint: {
		method: 'GET',
		path: '/public/v1/requests/{type}/{id}',
		effect: 'read',
		evidence: 'vendor',
	},
	fields: [
		choice('type', {
			label: 'Type',
			required: true,
			default: 'withdrawal',
			description: 'What the client asks for',
			options: [
				{ name: 'Deposit', value: 'deposit' },
				{ name: 'KYC', value: 'kyc' },
				{ name: 'Withdrawal', value: 'withdrawal' },
			],
		}),
		id('id', {
			label: 'Request ID',
			required: true,
			placeholder: 'e.g. 5n1c8w3v',
			description: 'ID of the request, as the CRM and its webhooks give it',
		}),
	],
	answer: { shape: 'object' },
	simple: [
		'id',
		'type',
		'status',
		'created_at',
		'user.id',
		'user.name',
		'user.email',
		'trading_amount',
		'trading_currency',
		'flow.current',
	],
	check: { values: { type: 'withdrawal', id: '00000000' } },
};
