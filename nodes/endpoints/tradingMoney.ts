import type { IDataObject } from 'n8n-workflow';
import { isObject, textOf } from '../../crm/json';
import { addDays } from '../../crm/period';
import { matchTransaction, type Wanted } from '../../crm/transactions';
import { choose } from './fields/choose';
import { flag, login, text } from './fields/field';
import { language } from './fields/language';
import { amount, currency } from './fields/money';
import type { Finding, LookUp, Operation } from './operation';

/**
 * Deposits to, and withdrawals from, accounts on MT4 and MT5: the same fields and rules.
 *
 * Success is 204. A 200 with `{"repeat": true}` means that the comment was used within the last
 * 2 minutes and nothing was booked.
 */
export function tradingMoney(
	direction: Wanted['direction'],
): Pick<Operation, 'fields' | 'answer' | 'money'> {
	return {
		fields: [
			choose('connection', 'connection_id', { required: true }),
			login('login', {
				label: 'Login',
				required: true,
				description:
					'Login of the trading account. To start from an email or phone, use Client - Find first.',
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
			find: async (sent, look, since) => await findTransaction(direction, sent, look, since),
		},
	};
}

/** Looks for the booking in the transactions report, by its comment. */
async function findTransaction(
	direction: Wanted['direction'],
	sent: IDataObject,
	look: LookUp,
	since: number | undefined,
): Promise<Finding> {
	const now = Date.now();
	const today = dayOf(now);
	// Days are counted generously, since the CRM's time zone is not known.
	const period = {
		start: since === undefined ? addDays(today, -2) : addDays(dayOf(since), -1),
		end: addDays(today, 2),
	};
	const reading = await look.list(
		{ method: 'POST', path: '/public/v1/report/transactions', query: [], body: {} },
		'id',
		period,
	);
	if (reading.read !== 'answer') {
		const why = reading.read === 'failed' ? ` ${reading.why}` : '';
		return { found: 'unreadable', why: `The transactions report can't be read.${why}` };
	}
	const wanted = { ...(sent as unknown as Wanted), direction };
	const found = matchTransaction(reading.value, wanted, since, now);
	switch (found.match) {
		case 'certain': {
			const { timestamp, id } = found.row;
			return { found: 'certain', by: 'comment', at: asWritten(timestamp), id: asWritten(id) };
		}
		case 'none':
			return { found: 'nothing' };
		default:
			return { found: found.match, why: found.why };
	}
}

const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** What the CRM writes, where it is short. */
function asWritten(value: unknown): string | undefined {
	if (typeof value !== 'string' && typeof value !== 'number') return undefined;
	const text = textOf(value);
	return text.length <= 40 ? text : undefined;
}
