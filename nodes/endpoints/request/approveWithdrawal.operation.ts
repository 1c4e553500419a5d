import { id } from '../fields/field';
import type { Operation } from '../operation';
import { decision } from './decision';

export const approveWithdrawal: Operation = {
	value: 'approveWithdrawal',
	name: 'Approve Withdrawal',
	action: 'Approve withdrawal request',
	description:
		'Approve one step of a pending withdrawal request; never sent twice by one execution',
	endpoint: {
		method: 'POST',
		path: '/public/v1/requests/withdrawal/approve',
		effect: 'money',
		evidence: 'third-party',
	},
	fields: [
		id('id', {
			label: 'Request ID',
			required: true,
			length: 8,
			placeholder: 'e.g. 8wozx7mr',
			description: 'ID of the withdrawal request, as its webhook gives it',
		}),
	],
	answer: { shape: 'done', says: {} },
	money: decision('approved'),
};
