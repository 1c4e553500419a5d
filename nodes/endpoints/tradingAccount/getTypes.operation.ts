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
	check: {
		likely: [
			'/public/v1/tradingAccount/types',
			'/public/v1/tradingAccounts/type',
			'/public/v1/trading/accounts/types',
			'/public/v1/trading/accountTypes',
			'/public/v1/configurations/accountTypes',
			'/public/v1/accountTypes',
		],
	},
};
