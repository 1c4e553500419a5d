import { choose, chooseWord } from '../fields/choose';
import { digits, login, text } from '../fields/field';
import type { Operation } from '../operation';

/** What the commands of trades mean, by the vendor's list. */
const COMMANDS: Readonly<Record<string, string>> = {
	0: 'buy',
	1: 'sell',
	2: 'buy limit',
	3: 'sell limit',
	4: 'buy stop',
	5: 'sell stop',
	6: 'balance',
	7: 'credit',
};

export const getTrades: Operation = {
	value: 'getTrades',
	name: 'Get Trades',
	action: 'Get many MT4 trades',
	description: 'List the trades of one MT4 server in a period, with profit and commission',
	endpoint: {
		method: 'GET',
		path: '/public/v1/mt4/trades',
		effect: 'read',
		evidence: 'vendor',
	},
	fields: [
		choose('connection', 'connection_id', {
			required: true,
			description: 'The MT4 server to list the trades of',
		}),
		chooseWord('tradeType', 'type', text, { required: true }),
		choose('client', 'user_id', { description: 'List only the trades of this client' }),
		login('login', { label: 'Login', description: 'List only the trades of this MT4 account' }),
		digits('order_id', {
			label: 'Order ID',
			one: true,
			placeholder: 'e.g. 3301245',
			description: 'List only the trade with this order ticket',
		}),
	],
	answer: { shape: 'page', key: 'order_id', period: {} },
	simple: [
		'order_id',
		'login',
		'crm_user.name',
		'cmd',
		{ path: 'cmd', name: 'cmd_name', words: COMMANDS },
		'symbol',
		'volume',
		'open_time',
		'close_time',
		'profit',
		'commission',
	],
	check: { values: { type: 'all' } },
};
