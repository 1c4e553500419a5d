import { ACCOUNT_COLUMNS } from '../columns';
import { choose } from '../fields/choose';
import type { Operation } from '../operation';

export const getAccounts: Operation = {
	value: 'getAccounts',
	name: 'Get Accounts',
	action: 'Get many cTrader accounts',
	description: 'List the accounts of one cTrader server, with balance, equity and leverage',
	endpoint: {
		method: 'GET',
		path: '/public/v1/ctrader/accounts',
		effect: 'read',
		evidence: 'inferred',
	},
	fields: [
		choose('connection', 'connection_id', {
			required: true,
			description: 'The cTrader server to list the accounts of',
		}),
		choose('client', 'user_id', { description: 'List only the accounts of this client' }),
	],
	answer: { shape: 'page', key: 'login' },
	simple: ACCOUNT_COLUMNS,
	check: {
		likely: [
			'/public/v1/ctrader/account',
			'/public/v1/cTrader/accounts',
			'/public/v1/trading/ctrader/accounts',
			'/public/v1/tradingAccounts/ctrader',
			'/public/v1/accounts/ctrader',
		],
	},
};
