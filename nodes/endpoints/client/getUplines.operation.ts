import { choose } from '../fields/choose';
import { email } from '../fields/field';
import type { Operation } from '../operation';

export const getUplines: Operation = {
	value: 'getUplines',
	name: 'Get Uplines',
	action: 'Get client uplines',
	description: 'Retrieve the IBs above a client',
	endpoint: {
		method: 'POST',
		path: '/public/v1/users/uplines',
		effect: 'read',
		evidence: 'inferred',
	},
	fields: [
		choose('client', 'user_id', { top: true, description: 'Enter a client or an email' }),
		email('email', { label: 'Email', top: true, description: 'Email of the client' }),
	],
	needs: [['user_id', 'email']],
	answer: { shape: 'tree', children: 'uplines' },
	check: {
		likely: ['/public/v1/users/upline', '/public/v1/user/uplines'],
	},
};
