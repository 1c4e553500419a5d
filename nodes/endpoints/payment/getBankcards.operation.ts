import { choose } from '../fields/choose';
import type { Operation } from '../operation';

export const getBankcards: Operation = {
	value: 'getBankcards',
	name: 'Get Bankcards',
	action: 'Get many bankcards',
	description: 'List the bank cards and accounts that a client has given for payments',
	endpoint: {
		method: 'GET',
		path: '/public/v1/payments/{user_id}/bankcards',
		effect: 'read',
		evidence: 'vendor',
	},
	fields: [choose('client', 'user_id', { required: true })],
	answer: { shape: 'list' },
};
