import { isObject, textOf } from '../../../crm/json';
import { orderIdFrom } from '../../../crm/orderId';
import { saidBy } from '../../../crm/refusal';
import { choose } from '../fields/choose';
import { id } from '../fields/field';
import { currency, direction, directedAmount } from '../fields/money';
import type { Operation } from '../operation';
import { getOrderStatus } from './getOrderStatus.operation';

export const updateBalance: Operation = {
	value: 'updateBalance',
	name: 'Update Balance',
	action: 'Update wallet balance',
	description: 'Add money to a wallet or take it out; never sent twice by one execution',
	endpoint: {
		method: 'PATCH',
		path: '/public/v1/wallets/balance',
		effect: 'money',
		evidence: 'vendor',
	},
	fields: [
		choose('client', 'user_id', {
			required: true,
			description:
				'The client whose wallet it is. To start from an email, phone or login, use Client - Find first.',
		}),
		currency({ description: 'Currency code of the wallet' }),
		direction(),
		directedAmount({
			description:
				'Amount to add or to take out. The documentation suggests that this is a change, not the new balance. Test it once with a small amount.',
		}),
		{
			...id('order_id', {
				label: 'Order ID',
				required: true,
				placeholder: 'e.g. INV-2026-000123',
				description:
					'Your own key for this payment. It keeps the payment from being booked twice. 16 characters are sent as they are; any other text becomes 16 characters that are always the same for this key, client and currency.',
			}),
			adds: ['order_key'],
			derive: (values) => {
				const [key, client, code] = ['order_id', 'user_id', 'currency'].map((name) =>
					String(values.get(name)),
				);
				values.set('order_id', orderIdFrom(key, client, code));
				// The user's own key stays beside it in the output.
				values.set('order_key', key);
				return { ok: true };
			},
		},
	],
	answer: { shape: 'done', says: {} },
	money: {
		unique: ['order_id'],
		booked: (status, json) =>
			status !== 202 && saidBy(json) === 'yes' && !isPending(json) ? 'yes' : 'unknown',
		find: async ({ order_id: orderId }, { ask, path }) => {
			const order = await ask({
				method: 'GET',
				path: path(getOrderStatus).replace('{order_id}', encodeURIComponent(String(orderId))),
				query: [],
			});
			if (order.read === 'absent') return { found: 'nothing' };
			if (order.read === 'answer' && isObject(order.value)) {
				// The answer is not documented: only a plain yes for this very order counts.
				const { order_id: id, status } = order.value;
				if (id === orderId && DONE.test(textOf(status)))
					return { found: 'certain', by: 'order ID' };
			}
			const why = order.read === 'failed' ? ` ${order.why}` : '';
			return {
				found: 'unreadable',
				why: `The CRM does not tell what became of this order.${why} The path of 'Wallet - Get Order Status' is a guess: put the right one into the credential's 'Other Endpoint Paths', with the help of 'API - Check Endpoints'.`,
			};
		},
	},
};

const DONE = /^(success|succeeded|successful|done|completed?|booked)$/i;

/** Taken in, but not carried out. */
function isPending(json: unknown): boolean {
	return isObject(json) && /^(pending|processing|queued)$/i.test(textOf(json.status));
}
