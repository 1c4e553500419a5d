import type { IDataObject } from 'n8n-workflow';
import { isObject } from '../../crm/json';
import { sameAmount } from '../../crm/money';
import { addDays } from '../../crm/period';
import { choose } from './fields/choose';
import { flag, login, text } from './fields/field';
import { language } from './fields/language';
import { amount, currency } from './fields/money';
import type { LookUp, Operation } from './operation';

type Direction = 'deposit' | 'withdrawal';

/**
 * Deposits to, and withdrawals from, accounts on MT4 and MT5: the same fields and rules.
 *
 * Success is 204. A 200 with `{"repeat": true}` means that the comment was used within the last
 * 2 minutes and nothing was booked.
 */
export function tradingMoney(direction: Direction): Pick<Operation, 'fields' | 'answer' | 'money'> {
	return {
		fields: [
			choose('connection', 'connection_id', { required: true }),
			login('login', {
				label: 'Login',
				required: true,
				description: 'Login of the trading account',
			}),
			amount({ description: `Amount of the ${direction}, sent exactly as written` }),
			currency({ description: 'Currency code of the account' }),
			text('comment', {
				label: 'Comment',
				required: true,
				description: `Comment of the ${direction}. The CRM refuses the same comment within 2 minutes, so give each payment its own, such as an order number.`,
			}),
			choose('client', 'user_id', { description: 'CRM client that the account belongs to' }),
			language('language', { description: 'Language of the mail or pop-up' }),
			flag('send_email', { label: 'Send Email', description: 'Whether the CRM mails the client' }),
			flag('send_pop_up', {
				label: 'Send Pop-Up',
				description: 'Whether the client sees an in-app pop-up',
			}),
		],
		answer: { shape: 'done', says: {} },
		money: {
			unique: ['connection_id', 'login', 'comment'],
			booked: (status, json) => {
				if (status === 204) return 'yes';
				return isObject(json) && json.repeat === true ? 'repeat' : 'unknown';
			},
			findFirst: true,
			find: async (sent, look) => await findTransaction(direction, sent, look),
		},
	};
}

/**
 * Looks for the booking in the transactions report. Days are counted generously, since the CRM's
 * time zone is not known. The report's words for types and states are not documented: records that
 * say the opposite, or that they came to nothing, are passed over.
 */
async function findTransaction(
	direction: Direction,
	sent: IDataObject,
	look: LookUp,
): Promise<boolean> {
	const today = new Date().toISOString().slice(0, 10);
	const body = { start: addDays(today, -2), end: addDays(today, 1) };
	const opposite = direction === 'deposit' ? /withdraw/i : /deposit/i;
	const matches = (row: IDataObject) =>
		String(row.trading_id) === sent.login &&
		String(row.trading_connection_id ?? sent.connection_id) === sent.connection_id &&
		String(row.currency) === sent.currency &&
		sameAmount(String(row.amount).replace('-', ''), String(sent.amount)) &&
		row.comment === sent.comment &&
		!opposite.test(String(row.type)) &&
		!/reject|fail|cancel|declin/i.test(String(row.status));
	const rows = await look.list(
		{ method: 'POST', path: '/public/v1/report/transactions', query: [], body },
		'id',
	);
	return rows?.some(matches) === true;
}
