import { email, password } from '../fields/field';
import type { Operation } from '../operation';

export const validateCredentials: Operation = {
	value: 'validateCredentials',
	name: 'Validate Credentials',
	action: 'Validate client credentials',
	description: 'Check whether an email and a password belong to a client',
	endpoint: {
		method: 'POST',
		path: '/public/v1/users/validate',
		effect: 'read',
		evidence: 'inferred',
	},
	fields: [
		email('email', { label: 'Email', required: true }),
		password('password', { label: 'Password', required: true }),
	],
	answer: { shape: 'object' },
	agents: 'never',
	check: { never: 'It needs the password of a client' },
};
