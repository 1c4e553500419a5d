import { choose } from '../fields/choose';
import type { Operation } from '../operation';

export const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get client wallets',
	description: 'Retrieve the wallet balances of a client, one item per currency',
	endpoint: {
		method: 'GET',
		path: '/public/v1/wallets',
		effect: 'read',
		evidence: 'vendor',
	},
	fields: [choose('client', 'user_id', { required: true })],
	answer: { shape: 'map', nameAs: 'currency', valueAs: 'balance' },
};
