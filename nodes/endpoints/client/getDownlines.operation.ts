import { choose } from '../fields/choose';
import { email } from '../fields/field';
import type { Operation } from '../operation';

export const getDownlines: Operation = {
	value: 'getDownlines',
	name: 'Get Downlines',
	action: 'Get client downlines',
	description: 'Retrieve the clients below an IB, with their own downlines',
	endpoint: {
		method: 'POST',
		path: '/public/v1/users/downlines',
		effect: 'read',
		evidence: 'vendor',
	},
	fields: [
		choose('client', 'user_id', { top: true, description: 'Enter a client or an email' }),
		email('email', { label: 'Email', top: true, description: 'Email of the client' }),
	],
	needs: [['user_id', 'email']],
	answer: { shape: 'tree', children: 'downlines' },
};
