import type {
	Account,
	Client,
	Commission,
	Connection,
	CrmData,
	CrmRequest,
	Platform,
	Trade,
	Transaction,
} from '../data.cts';
import { add } from '../decimal.cts';
import { nextId, nextNumber } from '../ids.cts';
import { parseStamp, stamp } from '../time.cts';
import { answers } from './forms.cts';
import { PEOPLE } from './people.cts';
import { Random } from './random.cts';

const DAY = 86_400_000;
/** One IB in four clients, and each IB has this many clients directly below. */
const DOWNLINES = 4;
const SYMBOLS = ['EURUSD', 'USDJPY', 'XAUUSD', 'BTCUSD', 'US30'] as const;

/** A stretch of time that seeded records are spread over, as UTC stamps. */
export interface Span {
	from: string;
	to: string;
}

/** `count` moments, evenly spread. */
function moments({ from, to }: Span, count: number): string[] {
	const [start, end] = [parseStamp(from), parseStamp(to)];
	return Array.from({ length: count }, (_, i) => stamp(start + ((end - start) * i) / count));
}

/** Appends clients: a tree of IBs and traders, oldest first, with accounts and wallets. */
export function seedClients(data: CrmData, count: number, span: Span, random: Random): void {
	const first = data.clients.length;
	moments(span, count).forEach((created_at, i) => {
		const person = PEOPLE[i % PEOPLE.length];
		const above = i === 0 ? undefined : data.clients[first + Math.floor((i - 1) / DOWNLINES)];
		const id = nextId(data);
		const round = Math.floor(i / PEOPLE.length);
		const client: Client = {
			id,
			name: round === 0 ? person.name : `${person.name} ${round + 1}`,
			email: `client${first + i + 1}@example.com`,
			phone: { country_code: person.dial, number: String(random.whole(80_000_000, 99_999_999)) },
			type: i < count / DOWNLINES ? 'ib' : 'trader',
			group_id: 'grpretl1',
			group_name: 'Retail',
			referral_code: nextId(data),
			kyc_status: random.pick(['pending', 'verified', 'verified', 'rejected']),
			kyc_processing: false,
			referrer_id: above?.id ?? '',
			first_open_time: random.next() < 0.7 ? stamp(parseStamp(created_at) + 3 * DAY) : '',
			created_at,
			suspended: false,
			password: `Secret-${first + i + 1}`,
			owner_id: data.admins[i % data.admins.length].id,
			participant_ids: i % 3 === 0 ? [data.admins[(i + 1) % data.admins.length].id] : [],
			details: answers(data.registrationForm, {
				nationality: person.country,
				birthday: `19${random.whole(60, 99)}-0${random.whole(1, 9)}-1${random.whole(0, 9)}`,
				markets: ['fx', 'metals'],
				professional: 'no',
			}),
			kyc: answers(data.kycForms[0], { id_type: 'passport', id_number: `P${700_000 + first + i}` }),
		};
		data.clients.push(client);
		seedAccounts(data, client, i, random);
		for (const currency of ['USD', 'EUR', 'BTC']) {
			const places = currency === 'BTC' ? 8 : 2;
			const balance = random.amount(
				currency === 'BTC' ? 0.1 : 500,
				currency === 'BTC' ? 3 : 9_000,
				places,
			);
			data.wallets.push({
				id: nextId(data),
				user_id: client.id,
				currency,
				balance: add('0', balance.toFixed(places)),
			});
		}
	});
}

/** Trading accounts: MT4 for every second client, MT5 for every third, cTrader for every tenth. */
function seedAccounts(data: CrmData, client: Client, i: number, random: Random): void {
	const live = (platform: Platform) =>
		data.connections.find((c) => c.platform === platform && !c.demo);
	const platforms = [
		...(i % 2 === 0 ? (['mt4'] as const) : []),
		...(i % 3 === 0 ? (['mt5'] as const) : []),
		...(i % 10 === 0 ? (['ctrader'] as const) : []),
	];
	for (const platform of platforms) {
		const connection = live(platform);
		if (!connection) continue;
		const account = newAccount(data, client, connection, {
			group: random.pick(connection.groups),
			leverage: random.pick([100, 200, 500]),
			created_at: client.created_at,
			agent_account: 0,
			lead_source: random.pick(['spring-campaign', '']),
		});
		account.balance = add('0', random.amount(1_000, 50_000).toFixed(2));
		account.last_active = stamp(parseStamp(client.created_at) + 30 * DAY);
		data.accounts.push(account);
	}
}

/** An empty account; it is not in the list yet. */
export function newAccount(
	data: CrmData,
	client: Client,
	connection: Connection,
	given: Partial<Account> & Pick<Account, 'group' | 'leverage'>,
): Account {
	return {
		platform: connection.platform as Platform,
		connection_id: connection.connection_id,
		login: given.login ?? nextNumber(data),
		user_id: client.id,
		currency: given.group.includes('EUR') ? 'EUR' : 'USD',
		balance: '0.00',
		credit: 0,
		created_at: stamp(),
		last_active: '',
		comment: '',
		agent_account: 0,
		lead_source: '',
		enable: 1,
		enable_readonly: 0,
		account_type_id: '',
		...given,
	};
}

/** Appends closed trades of the MT4 accounts. */
export function seedTrades(data: CrmData, count: number, span: Span, random: Random): void {
	const accounts = data.accounts.filter(({ platform }) => platform === 'mt4');
	if (accounts.length === 0) return;
	moments(span, count).forEach((close_time, i) => {
		const account = accounts[i % accounts.length];
		data.trades.push(newTrade(data, account, close_time, random));
	});
}

function newTrade(data: CrmData, account: Account, close_time: string, random: Random): Trade {
	const open_price = random.amount(1, 2, 5);
	return {
		connection_id: account.connection_id,
		user_id: account.user_id,
		login: account.login,
		order_id: nextNumber(data),
		cmd: random.whole(0, 1),
		symbol: random.pick(SYMBOLS),
		volume: random.amount(0.01, 5),
		swaps: random.amount(-5, 0),
		stop_loss: 0,
		take_profit: 0,
		open_price,
		close_price: Number((open_price + random.amount(-0.02, 0.02, 5)).toFixed(5)),
		open_time: stamp(parseStamp(close_time) - random.whole(1, 72) * 3_600_000),
		close_time,
		profit: random.amount(-500, 500),
		commission: random.amount(-10, 0),
		comment: '',
	};
}

/** Appends deposits and withdrawals of the trading accounts, spread over a span. */
export function seedTransactions(
	data: CrmData,
	count: number,
	span: Span,
	random = new Random(count),
): void {
	if (data.accounts.length === 0) return;
	moments(span, count).forEach((timestamp, i) => {
		const account = data.accounts[i % data.accounts.length];
		const amount = random.amount(10, 5_000);
		const deposit = random.next() < 0.7;
		data.transactions.push(
			newTransaction(data, {
				user_id: account.user_id,
				type: deposit ? 'deposit' : 'withdrawal',
				currency: account.currency,
				amount,
				payment_method: deposit ? random.pick(['Bank Transfer', 'Card', 'USDT-TRC20']) : '',
				withdrawal_method: deposit ? '' : 'Bank Transfer',
				timestamp,
				comment: `${deposit ? 'D' : 'W'}-${i + 1}`,
				trading_platform: account.platform,
				trading_connection_id: account.connection_id,
				trading_id: String(account.login),
				previous_balance: '1000.00',
				new_balance: add('1000.00', deposit ? amount : -amount),
			}),
		);
	});
}

/** A transaction with what is given; the rest is empty. */
export function newTransaction(
	data: CrmData,
	given: Partial<Transaction> & Pick<Transaction, 'user_id' | 'type' | 'currency' | 'amount'>,
): Transaction {
	return {
		id: nextId(data),
		payment_method: '',
		payment_currency: given.currency,
		payment_total: given.amount,
		timestamp: stamp(),
		comment: '',
		trading_platform: '',
		trading_connection_id: '',
		trading_id: '',
		ref_id: `REF${nextNumber(data)}`,
		previous_balance: '',
		new_balance: '',
		wallet_id: '',
		status: 'completed',
		withdrawal_method: '',
		...given,
	};
}

/** Commissions that the trades brought to the IBs above their traders. */
export function newCommissions(data: CrmData, trades: Trade[], random: Random): Commission[] {
	return trades.map((trade) => {
		const trader = data.clients.find(({ id }) => id === trade.user_id);
		const commission = random.amount(0.5, 25).toFixed(2);
		return {
			id: nextId(data),
			order_id: String(trade.order_id),
			trading_account_id: String(trade.login),
			trader_id: trade.user_id,
			receiver_id: trader?.referrer_id || trade.user_id,
			currency: 'USD',
			symbol: trade.symbol,
			volume: String(trade.volume),
			swaps: String(trade.swaps),
			profit: String(trade.profit),
			open_time: trade.open_time,
			close_time: trade.close_time,
			rebate_time: trade.close_time,
			commission,
			total: commission,
			status: 'success',
			rebate_account_id: String(trade.login),
		};
	});
}

/** What a seeded withdrawal request may be given. */
export interface WithdrawalSeed {
	user_id?: string;
	/** Approval steps; default 1. */
	steps?: number;
	amount?: string;
	currency?: string;
	status?: CrmRequest['status'];
}

/**
 * Appends a withdrawal request. The field names of its answer are not documented; the sandbox uses
 * those of the CRM's webhook about the same request.
 */
export function seedWithdrawal(data: CrmData, given: WithdrawalSeed = {}): CrmRequest {
	const { steps = 1, amount = '250.00', currency = 'USD', status = 'pending' } = given;
	const account =
		data.accounts.find(({ user_id }) => user_id === given.user_id) ?? data.accounts[0];
	const created_at = stamp();
	const request: CrmRequest = {
		id: nextId(data),
		type: 'withdrawal',
		status,
		user_id: given.user_id ?? account?.user_id ?? '',
		created_at,
		steps,
		flow: { current: status === 'approved' ? steps : 0 },
		logs: [{ event: 'create', timestamp: created_at, admin: '' }],
		fields: {
			trading_id: account?.login ?? 'WALLET',
			trading_platform: account?.platform ?? '',
			trading_connection_id: account?.connection_id ?? '',
			trading_currency: currency,
			trading_amount: amount,
			withdrawal_method: 'Bank Transfer',
			withdrawal_currency: currency,
			exchange_rate: '1',
			converted_amount: Number(amount),
			withdrawal_fee: '0.00',
			withdrawal_amount: amount,
		},
	};
	data.requests.push(request);
	return request;
}
