import { invalid, noContent, ok, refused } from '../answer.cts';
import type { ApiRequest } from '../contract.cts';
import type { Crm, Operation, Operations } from '../crm.cts';
import type { Account, Client, Connection, CrmData, Platform, Trade } from '../data.cts';
import { add, sign, subtract } from '../decimal.cts';
import { listPage } from '../lists.cts';
import { newAccount, newTransaction } from '../seed/records.cts';
import { period, shift } from '../time.cts';
import { clientsById, findClient } from './client.cts';

/** A comment that was used on a movement of money is refused for this long. */
const REPEAT_MS = 2 * 60_000;

/** The connection of that platform with that id. */
export function findConnection(
	data: CrmData,
	platform: unknown,
	id: unknown,
): Connection | undefined {
	return data.connections.find((one) => one.platform === platform && one.connection_id === id);
}

// Guessed endpoints: the shape of a connection is the sandbox's invention
const connections =
	(platform: Platform): Operation =>
	(_request, { data }) =>
		ok(data.connections.filter((one) => one.platform === platform));

/** An account as MT4 shows it; MT5 and cTrader are assumed to be alike. */
function shownAccount(account: Account, owner: Client | undefined) {
	const balance = Number(account.balance);
	const equity = balance + account.credit;
	return {
		login: account.login,
		group: account.group,
		currency: account.currency,
		balance,
		credit: account.credit,
		// Nothing is traded in the sandbox, so no margin is in use
		available_withdrawal: equity - account.credit,
		balance_previous_month: balance,
		balance_previous_day: balance,
		leverage: account.leverage,
		equity,
		margin_free: equity,
		margin: 0,
		margin_level: 0,
		created_at: account.created_at,
		last_active: account.last_active,
		name: owner?.name ?? '',
		email: owner?.email ?? '',
		comment: account.comment,
		agent_account: account.agent_account,
		lead_source: account.lead_source,
		enable: account.enable,
		enable_readonly: account.enable_readonly,
	};
}

const accounts =
	(platform: Platform): Operation =>
	({ query }, crm) => {
		const owners = clientsById(crm, query);
		return listPage(crm, {
			name: 'accounts',
			query: { ...query, platform },
			keep: (one) =>
				one.platform === platform &&
				one.connection_id === query.connection_id &&
				(query.user_id === undefined || one.user_id === query.user_id),
			show: (row) => shownAccount(row, owners.get(row.user_id)),
		});
	};

/** Passwords that fit the rules of both platforms. */
function password(data: CrmData): string {
	return `Sb#${data.sequence}xY`;
}

const createAccount =
	(platform: 'mt4' | 'mt5'): Operation =>
	({ params, body }, { data }) => {
		const connection = findConnection(data, platform, body.connection_id);
		if (!connection) return refused(`${platform}_connection_not_found`);
		const client = findClient(data, params.user_id);
		// Not documented for this endpoint: the type of the other client endpoints
		if (!client) return refused('user_not_found');
		const taken = data.accounts.some(
			(one) => one.connection_id === connection.connection_id && one.login === body.login,
		);
		if (taken) return invalid('body/login is taken');
		const account = newAccount(data, client, connection, {
			group: body.group as string,
			leverage: body.leverage as number,
			enable_readonly: body.enable_readonly === true ? 1 : 0,
			account_type_id: (body.account_type_id as string | undefined) ?? '',
			...(body.login !== undefined && { login: body.login as number }),
		});
		data.accounts.push(account);
		return ok({
			login: account.login,
			master_password: body.master_password ?? password(data),
			investor_password: body.investor_password ?? password(data),
		});
	};

interface Movement {
	connection_id: string;
	currency: string;
	amount: string;
	comment: string;
	user_id?: string;
}

/** Whether a movement of money has the comment of one that was booked in the last 2 minutes. */
function isRepeat({ data, faults }: Crm, account: Account, comment: string): boolean {
	if (faults.guardsOff.includes('comment')) return false;
	return data.bookings.some(
		(booking) =>
			booking.comment === comment &&
			(booking.kind === 'deposit' || booking.kind === 'withdrawal') &&
			Date.now() - booking.at < REPEAT_MS &&
			(faults.repeatMatchesAcrossAccounts ||
				(booking.connection_id === account.connection_id &&
					booking.login === String(account.login))),
	);
}

const move =
	(platform: 'mt4' | 'mt5', kind: 'deposit' | 'withdrawal'): Operation =>
	({ params, body }: ApiRequest, crm) => {
		const { data } = crm;
		const { connection_id, currency, amount, comment, user_id } = body as unknown as Movement;
		if (!findConnection(data, platform, connection_id)) {
			return refused(`${platform}_connection_not_found`);
		}
		const account = data.accounts.find(
			(one) => one.connection_id === connection_id && one.login === params.login,
		);
		if (!account || (user_id !== undefined && user_id !== account.user_id)) {
			return refused(`${platform}_account_not_found`);
		}
		// Not documented: the sandbox refuses an amount of nothing, and does not convert.
		if (sign(amount) === 0) return invalid('body/amount must be above zero');
		if (currency !== account.currency) return invalid('body/currency is not the account’s');
		if (isRepeat(crm, account, comment)) return ok({ repeat: true });
		const before = account.balance;
		const after = kind === 'deposit' ? add(before, amount) : subtract(before, amount);
		if (sign(after) < 0) return refused('insufficient_funds');
		account.balance = after;
		const login = String(account.login);
		data.bookings.push({
			...{ kind, platform, connection_id, login, currency, amount, comment },
			user_id: account.user_id,
			reference: '',
			at: Date.now(),
		});
		data.transactions.push(
			newTransaction(data, {
				user_id: account.user_id,
				type: kind,
				currency,
				amount: Number(amount),
				comment,
				trading_platform: platform,
				trading_connection_id: connection_id,
				trading_id: login,
				previous_balance: before,
				new_balance: after,
			}),
		);
		return noContent();
	};

function shownTrade(trade: Trade, owner: Client | undefined, timezone: number) {
	const { connection_id: _connection, user_id, ...fields } = trade;
	return {
		...fields,
		open_time: shift(trade.open_time, timezone),
		close_time: shift(trade.close_time, timezone),
		crm_user: { id: user_id, email: owner?.email ?? '', name: owner?.name ?? '' },
	};
}

/** The allowed values of `type` are not documented: the sandbox takes any and filters by none. */
const trades: Operation = ({ query }, crm) => {
	const { start, end, user_id, login, order_id } = query;
	const within = period(String(start), String(end), crm.faults);
	if (!within) return invalid('query/end must be within 3 months after start');
	const owners = clientsById(crm, query);
	return listPage(crm, {
		name: 'trades',
		query,
		keep: (trade) =>
			trade.close_time >= within.from &&
			trade.close_time < within.to &&
			trade.connection_id === query.connection_id &&
			(user_id === undefined || trade.user_id === user_id) &&
			(login === undefined || trade.login === login) &&
			(order_id === undefined || trade.order_id === order_id),
		show: (row) => shownTrade(row, owners.get(row.user_id), crm.faults.timezone),
	});
};

/** Connections, accounts, trades and money of the trading platforms. */
export const trading: Operations = {
	// Guessed endpoint: the shape of a connection is the sandbox's invention
	'connection.getMany': (_request, { data }) => ok(data.connections),

	'mt4.getConnection': connections('mt4'),
	'mt4.getAccounts': accounts('mt4'),
	'mt4.createAccount': createAccount('mt4'),
	'mt4.deposit': move('mt4', 'deposit'),
	'mt4.withdraw': move('mt4', 'withdrawal'),
	'mt4.getTrades': trades,

	'mt5.getConnection': connections('mt5'),
	'mt5.getAccounts': accounts('mt5'),
	'mt5.createAccount': createAccount('mt5'),
	'mt5.withdraw': move('mt5', 'withdrawal'),

	'cTrader.getConnection': connections('ctrader'),
	'cTrader.getAccounts': accounts('ctrader'),

	// Guessed endpoint: the shape of an account type is the sandbox's invention
	'tradingAccount.getTypes': (_request, { data }) => ok(data.accountTypes),
};
