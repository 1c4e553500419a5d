import { ACCOUNT_COLUMNS } from '../columns';
import { choose } from '../fields/choose';
import type { Operation } from '../operation';

export const getAccounts: Operation = {
	value: 'getAccounts',
	name: 'Get Accounts',
	action: 'Get many MT5 accounts',
	description: 'List the accounts of one MT5 server, with balance, equity and leverage',
	endpoint: {
		method: 'GET',
		path: '/public/v1/mt5/accounts',
		effect: 'read',
		evidence: 'inferred',
	},
	fields: [
		choose('connection', 'connection_id', {
			required: true,
			description: 'The MT5 server to list the accounts of',
		}),
		choose('client', 'user_id', { description: 'List only the accounts of this client' }),
	],
	answer: { shape: 'page', key: 'login' },
	simple: ACCOUNT_COLUMNS,
	check: {
		likely: [
			'/public/v1/mt5/account',
			'/public/v1/trading/mt5/accounts',
			'/public/v1/tradingAccounts/mt5',
			'/public/v1/accounts/mt5',
		],
	},
};
