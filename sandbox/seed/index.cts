import type { Connection, CrmData, RequestLog } from '../data.cts';
import { nextId } from '../ids.cts';
import { stamp } from '../time.cts';
import { answers, kycCollections, kycForms, registrationForm } from './forms.cts';
import { COUNTRIES } from './places.cts';
import { Random } from './random.cts';
import {
	newCommissions,
	seedClients,
	seedTrades,
	seedTransactions,
	seedWithdrawal,
	type Span,
} from './records.cts';

/** Suspended clients that every sandbox has beside the wanted number of others. */
const SUSPENDED = 3;
const TRADES = 240;
const TRANSACTIONS = 400;

const CONNECTIONS: Connection[] = [
	connection('struk0gc', 'MT4 Live', 'mt4', ['live\\USD', 'live\\EUR']),
	connection('d3mo4mt4', 'MT4 Demo', 'mt4', ['demo\\USD'], true),
	connection('q8w1mt5x', 'MT5 Live', 'mt5', ['real\\STD-USD', 'real\\STD-EUR']),
	connection('d3mo5mt5', 'MT5 Demo', 'mt5', ['demo\\STD-USD'], true),
	connection('ct9x3lmn', 'cTrader Live', 'ctrader', ['ct-standard-USD']),
	connection('wta0live', 'WebTrader Live', 'wta', ['wta-standard-USD']),
	connection('mtr0live', 'Match-Trader Live', 'mtr', []),
	connection('frtx0usd', 'Fortex Live', 'fortex', ['fx-standard-USD']),
];

function connection(
	connection_id: string,
	name: string,
	platform: Connection['platform'],
	groups: string[],
	demo = false,
): Connection {
	return { connection_id, name, platform, demo, groups };
}

/** Two years up to the beginning of this day. */
function twoYears(): Span {
	const today = new Date();
	today.setUTCHours(0, 0, 0, 0);
	const from = new Date(today);
	from.setUTCFullYear(from.getUTCFullYear() - 2);
	return { from: stamp(from.getTime()), to: stamp(today.getTime()) };
}

/**
 * The records of a fresh sandbox: the same for the same seed, save that their times end today.
 * @param clients clients that are not suspended
 */
export function seedData(clients: number, seed: number): CrmData {
	const random = new Random(seed);
	const span = twoYears();
	const ids = { sequence: 0 };
	const data: CrmData = {
		sequence: 0,
		clients: [],
		admins: [
			{ id: nextId(ids), name: 'Grace Tan', email: 'grace.tan@broker.example.com' },
			{ id: nextId(ids), name: 'Omar Haddad', email: 'omar.haddad@broker.example.com' },
		],
		leads: [],
		connections: structuredClone(CONNECTIONS),
		accounts: [],
		trades: [],
		transactions: [],
		fixedCommissions: [],
		flexibleCommissions: [],
		currencies: ['USD', 'EUR', 'JPY', 'BTC', 'USDT'],
		wallets: [],
		walletOrders: [],
		bankcards: [],
		competitions: [],
		requests: [],
		decisions: [],
		bookings: [],
		payments: [],
		otps: [],
		registrationForm: registrationForm(nextId(ids)),
		kycForms: kycForms([nextId(ids), nextId(ids)]),
		kycCollections: [],
		countries: structuredClone(COUNTRIES),
		accountTypes: [],
		referralLinks: [],
		uploadGrants: [],
		uploads: [],
		accountsPerClient: 10,
	};
	data.sequence = ids.sequence;
	data.kycCollections = kycCollections(nextId(data), data.kycForms);

	seedClients(data, clients, span, random);
	suspendedClients(data, span, random);
	leads(data);
	seedTrades(data, TRADES, span, random);
	seedTransactions(data, TRANSACTIONS, span, random);
	const half = data.trades.length / 2;
	data.fixedCommissions = newCommissions(data, data.trades.slice(0, half), random);
	data.flexibleCommissions = newCommissions(data, data.trades.slice(half), random);
	accountTypes(data);
	bankcards(data);
	competition(data, random);
	requests(data);
	referralLinks(data);
	return data;
}

function suspendedClients(data: CrmData, span: Span, random: Random): void {
	seedClients(data, SUSPENDED, span, random);
	for (const client of data.clients.slice(-SUSPENDED)) client.suspended = true;
}

function leads(data: CrmData): void {
	const created_at = stamp();
	data.leads.push(
		{
			id: nextId(data),
			name: 'Ana Pérez',
			email: 'ana.perez@example.com',
			nationality: 'es',
			created_at,
		},
		{
			id: nextId(data),
			name: '佐藤 健',
			phone: { country_code: '81', number: '9012345678' },
			owner_id: data.admins[0].id,
			created_at,
		},
		{
			id: nextId(data),
			name: 'Kwame Mensah',
			email: 'kwame@example.com',
			comment: 'Webinar',
			created_at,
		},
	);
}

function accountTypes(data: CrmData): void {
	for (const { connection_id, platform, name, demo } of data.connections) {
		if (demo) continue;
		data.accountTypes.push({ id: nextId(data), name: `${name} Standard`, platform, connection_id });
	}
}

function bankcards(data: CrmData): void {
	data.clients.slice(0, 10).forEach((client, i) => {
		data.bankcards.push({
			id: nextId(data),
			bank_name: i % 2 === 0 ? 'DBS Bank' : 'Deutsche Bank',
			user_id: client.id,
			created_at: client.created_at,
			updated_at: client.created_at,
			status: i % 3 === 0 ? 'pending' : 'approved',
			form: [
				{ key: 'holder', type: 'text', label: { 'en-us': 'Account holder' }, value: client.name },
				{ key: 'iban', type: 'text', label: 'IBAN', value: `XX00TEST${100_000 + i}` },
			],
		});
	});
}

function competition(data: CrmData, random: Random): void {
	data.competitions.push({
		id: nextId(data),
		competitors: data.clients
			.slice(0, 25)
			.map((client) => ({
				user_id: client.id,
				user_name: client.name,
				country: String(client.details.find(({ key }) => key === 'nationality')?.value),
				profit_percent: random.amount(-20, 80),
				suspend: client.suspended,
			}))
			.sort((a, b) => b.profit_percent - a.profit_percent),
		last_update_time: Date.now(),
	});
}

function requests(data: CrmData): void {
	const user = (i: number) => data.clients[i % data.clients.length].id;
	for (let i = 0; i < 4; i++) {
		seedWithdrawal(data, { user_id: user(i), amount: `${100 * (i + 1)}.00` });
	}
	for (let i = 0; i < 3; i++) {
		seedWithdrawal(data, { user_id: user(i), steps: 2, amount: `${5_000 * (i + 1)}.00` });
	}
	seedWithdrawal(data, { user_id: user(0), status: 'approved' });
	seedWithdrawal(data, { user_id: user(1), status: 'rejected' });
	const base = { created_at: stamp(), steps: 1, flow: { current: 0 } };
	const admin = data.admins[0].name;
	const logs = (): RequestLog[] => [
		{ event: 'create', timestamp: base.created_at, admin: '' },
		{
			event: 'update',
			timestamp: base.created_at,
			admin,
			prevData: { comment: '' },
			newData: { comment: 'Documents asked for' },
		},
	];
	const form = data.kycForms[0];
	data.requests.push(
		{
			...base,
			id: nextId(data),
			type: 'kyc',
			status: 'pending',
			user_id: user(2),
			logs: logs(),
			fields: {
				form_id: form.id,
				name: data.clients[2 % data.clients.length].name,
				address: '1 Raffles Place, Singapore',
				kyc_fields: answers(form, { id_type: 'passport', id_number: 'K1234567' }),
			},
		},
		{
			...base,
			id: nextId(data),
			type: 'deposit',
			status: 'approved',
			user_id: user(3),
			logs: logs(),
			fields: { trading_id: 'WALLET', trading_currency: 'USD', trading_amount: '750.00' },
		},
	);
}

function referralLinks(data: CrmData): void {
	const [live] = data.connections;
	const base = {
		user_group: 'Retail',
		owner_id: data.admins[0].id,
		backup_owner_id: data.admins[1].id,
		participants: [data.admins[1].id],
		origin: 'website',
		remove_referrers: [data.clients[1].id],
		remove_referrer_groups: ['grpstaff'],
	};
	data.referralLinks.push(
		{
			...base,
			id: nextId(data),
			name: { 'en-us': 'Open a live account', 'zh-cn': '开立真实账户' },
			type: 'ib_to_trader',
			trading_platform: live.platform,
			connection_id: live.connection_id,
			trading_group: live.groups[0],
			account_type_id: data.accountTypes[0].id,
			description: { 'en-us': 'For new traders' },
		},
		{
			...base,
			id: nextId(data),
			name: { 'en-us': 'Try a demo account' },
			type: 'demo_account',
			description: { 'en-us': 'With play money' },
			initial_amount: '10000',
		},
	);
}
