import { id } from '../fields/field';
import type { Operation } from '../operation';

export const getOrderStatus: Operation = {
	value: 'getOrderStatus',
	name: 'Get Order Status',
	action: 'Get wallet order status',
	description: 'Retrieve the status of a wallet balance update',
	endpoint: {
		method: 'GET',
		path: '/public/v1/wallets/balance/{order_id}',
		effect: 'read',
		evidence: 'inferred',
	},
	fields: [
		id('order_id', {
			label: 'Order ID',
			length: 16,
			required: true,
			placeholder: 'e.g. 20260131-0000042',
			description: 'The 16 characters that the update was sent with',
		}),
	],
	answer: { shape: 'object' },
	check: { values: { order_id: '0000000000000000' } },
};
