import { choose } from '../fields/choose';
import { choice, id, number, text } from '../fields/field';
import { currency } from '../fields/money';
import type { Operation } from '../operation';

export const openAccount: Operation = {
	value: 'openAccount',
	name: 'Open Account',
	action: 'Request trading account',
	description:
		'Request a trading account for a client. The CRM then approves or rejects the request.',
	endpoint: {
		method: 'POST',
		path: '/public/v1/requests/account',
		effect: 'write',
		evidence: 'vendor',
	},
	fields: [
		choose('client', 'user_id', {
			required: true,
			description: 'The client who gets the account',
		}),
		choice('platform', {
			label: 'Platform',
			required: true,
			default: 'mt5',
			description: 'Trading platform of the account. The fields below depend on it.',
			options: [
				{ name: 'cTrader', value: 'ctrader' },
				{ name: 'Fortex', value: 'fortex' },
				{ name: 'MT4', value: 'mt4' },
				{ name: 'MT5', value: 'mt5' },
				{ name: 'MTR', value: 'mtr' },
				{ name: 'WTA', value: 'wta' },
			],
		}),
		choose('connection', 'connection_id', {
			required: true,
			description: 'The trading server, which must be one of the platform',
		}),
		number('leverage', {
			label: 'Leverage',
			required: true,
			min: 1,
			max: 5000,
			whole: false,
			default: 100,
			description: 'Leverage of the account, between 1 and 5000; 100 means 1:100',
			when: { field: 'platform', is: ['ctrader', 'mt4', 'mt5'] },
		}),
		number('leverage', {
			label: 'Leverage',
			required: true,
			min: 0.01,
			max: 5000,
			whole: false,
			default: 100,
			description: 'Leverage of the account, between 0.01 and 5000; 100 means 1:100',
			when: { field: 'platform', is: ['fortex'] },
		}),
		id('offer_uuid', {
			label: 'Offer UUID',
			required: true,
			description: 'The offer that the account is opened with',
			when: { field: 'platform', is: ['mtr'] },
		}),
		choose('group', 'group', {
			required: true,
			placeholder: 'e.g. standard-USD',
			description: 'Name of the trading group on the server',
			when: { field: 'platform', is: ['ctrader', 'fortex', 'wta'] },
		}),
		currency({
			description: 'Currency code of the account',
			when: { field: 'platform', is: ['ctrader', 'fortex'] },
		}),
		text('fortex_username', {
			label: 'Fortex Username',
			required: true,
			description: 'Name that the client uses to sign in to Fortex',
			when: { field: 'platform', is: ['fortex'] },
		}),
		choose('accountType', 'account_type_id', {
			top: true,
			when: { field: 'platform', is: ['ctrader', 'fortex', 'mt4', 'mt5'] },
		}),
	],
	answer: { shape: 'done', says: { requested: true } },
};
