import { newAccount } from '../fields/newAccount';
import { mt4Password } from '../fields/password';
import type { Operation } from '../operation';

export const createAccount: Operation = {
	value: 'createAccount',
	name: 'Create Account',
	action: 'Create MT4 account',
	description: 'Open an MT4 account for a client at once, without a request to approve',
	endpoint: {
		method: 'POST',
		path: '/public/v1/users/{user_id}/mt4/accounts',
		effect: 'write',
		evidence: 'vendor',
	},
	fields: newAccount({
		name: 'MT4',
		groupExample: 'live\\USD',
		password: mt4Password,
		passwordRule: 'It has 5 to 15 characters, of at least two of these kinds: a-z, A-Z, 0-9',
	}),
	answer: { shape: 'object' },
	secrets: ['master_password', 'investor_password'],
};
