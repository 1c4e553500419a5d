import type { Operation } from '../operation';

export const getTypes: Operation = {
	value: 'getTypes',
	name: 'Get Types',
	action: 'Get many trading account types',
	description: 'List the types of trading accounts that the CRM offers, with their IDs',
	endpoint: {
		method: 'GET',
		path: '/public/v1/tradingAccounts/types',
		effect: 'read',
		evidence: 'inferred',
	},
	fields: [],
	answer: { shape: 'list' },
};
