import { newAccount } from '../fields/newAccount';
import { mt5Password } from '../fields/password';
import type { Operation } from '../operation';

export const createAccount: Operation = {
	value: 'createAccount',
	name: 'Create Account',
	action: 'Create MT5 account',
	description: 'Open an MT5 account for a client at once, without a request to approve',
	endpoint: {
		method: 'POST',
		path: '/public/v1/users/{user_id}/mt5/accounts',
		effect: 'write',
		evidence: 'vendor',
	},
	fields: newAccount({
		name: 'MT5',
		groupExample: 'real\\STD-USD',
		password: mt5Password,
		passwordRule:
			'It has 8 to 15 characters, with at least one each of a-z, A-Z, 0-9 and special characters',
	}),
	answer: { shape: 'object' },
	secrets: ['master_password', 'investor_password'],
};
