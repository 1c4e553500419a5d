import type { Operation } from '../operation';
import { tradingMoney } from '../tradingMoney';

export const withdraw: Operation = {
	value: 'withdraw',
	name: 'Withdraw',
	action: 'Withdraw from MT4 account',
	description: 'Take money out of an MT4 account; never sent twice by one execution',
	endpoint: {
		method: 'POST',
		path: '/public/v1/mt4/accounts/{login}/withdrawal',
		effect: 'money',
		evidence: 'vendor',
	},
	...tradingMoney('withdrawal'),
};
