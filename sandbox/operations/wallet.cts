import { failure, invalid, notFound, ok, refused } from '../answer.cts';
import type { Operations } from '../crm.cts';
import type { CrmData, Wallet } from '../data.cts';
import { add, sign } from '../decimal.cts';
import { nextId } from '../ids.cts';
import { newTransaction } from '../seed/records.cts';
import { findClient } from './client.cts';

function walletOf(data: CrmData, user_id: string, currency: string): Wallet | undefined {
	return data.wallets.find((one) => one.user_id === user_id && one.currency === currency);
}

function openWallet(data: CrmData, user_id: string, currency: string): Wallet {
	const wallet = { id: nextId(data), user_id, currency, balance: '0.00' };
	data.wallets.push(wallet);
	return wallet;
}

export const wallet: Operations = {
	'wallet.get': ({ query }, { data }) => {
		if (!findClient(data, query.user_id)) return refused('account_not_found');
		const own = data.wallets.filter(({ user_id }) => user_id === query.user_id);
		return ok(Object.fromEntries(own.map((one) => [one.currency, Number(one.balance)])));
	},

	/** The amount is taken as a signed delta: that is our reading of insufficient_funds. */
	'wallet.updateBalance': ({ body }, { data, faults }) => {
		const user_id = body.user_id as string;
		const currency = body.currency as string;
		const amount = body.amount as number;
		const order_id = body.order_id as string;
		if (!findClient(data, user_id)) return refused('account_not_found');
		if (!data.currencies.includes(currency)) return invalid('body/currency is not the CRM’s');
		const guarded = !faults.guardsOff.includes('order-id');
		const known = guarded && data.walletOrders.find((order) => order.order_id === order_id);
		// What the CRM does with a known order_id is not documented, nor is the type of a refusal
		if (known && faults.walletRepeat === 'refuse') return failure(400, 'order_id_exists');
		if (known) return ok({ order_id, status: known.status });
		if (amount === 0) return invalid('body/amount must not be zero');

		const target = walletOf(data, user_id, currency) ?? openWallet(data, user_id, currency);
		const before = target.balance;
		const after = add(before, amount);
		if (sign(after) < 0) return refused('insufficient_funds');
		target.balance = after;
		const at = Date.now();
		data.walletOrders.push({ order_id, user_id, currency, amount, status: 'success', at });
		data.bookings.push({
			kind: 'wallet',
			platform: '',
			connection_id: '',
			login: '',
			...{ user_id, currency, at },
			amount: String(amount),
			comment: '',
			reference: order_id,
		});
		data.transactions.push(
			newTransaction(data, {
				...{ user_id, currency, amount },
				type: 'wallet_adjustment',
				ref_id: order_id,
				wallet_id: target.id,
				previous_balance: before,
				new_balance: after,
			}),
		);
		// The body of the answer is not documented
		return ok({ order_id, status: 'success' });
	},

	// Guessed endpoint: the answer is the sandbox's invention, and so is the 404
	'wallet.getOrderStatus': ({ params }, { data }) => {
		const order = data.walletOrders.find(({ order_id }) => order_id === params.order_id);
		if (!order) return notFound();
		const { order_id, user_id, currency, amount, status } = order;
		return ok({ order_id, user_id, currency, amount, status });
	},
};
