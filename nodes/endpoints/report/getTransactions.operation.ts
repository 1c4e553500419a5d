import { choose, chooseWord } from '../fields/choose';
import { id, words } from '../fields/field';
import type { Operation } from '../operation';

export const getTransactions: Operation = {
	value: 'getTransactions',
	name: 'Get Transactions',
	action: 'Get many transactions',
	description: 'List the deposits, withdrawals and other transactions of a period',
	endpoint: {
		method: 'POST',
		path: '/public/v1/report/transactions',
		effect: 'read',
		evidence: 'vendor',
	},
	fields: [
		choose('client', 'user_id', { description: 'List only the transactions of this client' }),
		id('transaction_id', {
			label: 'Transaction ID',
			one: true,
			description:
				"List only the transaction with this reference ID of a third party, such as a bank's",
		}),
		chooseWord('transactionTypes', 'type', words),
	],
	answer: { shape: 'page', key: 'id', period: { time: 'timestamp' } },
	simple: [
		'id',
		'timestamp',
		'type',
		'status',
		'amount',
		'currency',
		'user_id',
		'trading_id',
		'payment_method',
		'comment',
	],
};
