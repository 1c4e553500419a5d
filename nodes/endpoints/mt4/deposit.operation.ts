import type { Operation } from '../operation';
import { tradingMoney } from '../tradingMoney';

export const deposit: Operation = {
	value: 'deposit',
	name: 'Deposit',
	action: 'Deposit into MT4 account',
	description: 'Pay money into an MT4 account; never sent twice by one execution',
	endpoint: {
		method: 'POST',
		path: '/public/v1/mt4/accounts/{login}/deposit',
		effect: 'money',
		evidence: 'vendor',
	},
	...tradingMoney('deposit'),
};
