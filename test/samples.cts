/**
 * Two good items for every endpoint, each with all fields that the API documents for it and with
 * other values than the other, and one that fails. Names are the API's. The node is tested with them
 * (test/engine/contract.test.cts), and so is the sandbox (test/unit/sandbox/endpoints.test.cts).
 */
import type { IDataObject } from 'n8n-workflow';
import type { Account, CrmData, Platform } from '../sandbox/index.cts';

export type Values = IDataObject;

export interface Sample {
	items: Values[];
	/** What goes out otherwise than it came in. */
	sends?: (item: Values) => Values;
	/** The items that come out for each; unless told, what the CRM answers, in the documented shape. */
	gives?: IDataObject[][];
	fails: Failure;
}

/** What becomes of the first item after a change. */
export type Failure =
	/** The CRM refuses it with this `type`. */
	| { with: Values; type: string }
	/** The node refuses it, before anything is sent. */
	| { with: Values; refusal: string }
	/** For what has no values: the CRM answers with this status. */
	| { status: 403 | 404 };

const NOBODY = 'nobody00';
const NOWHERE = 'nowhere0';
const PHONES: Values[] = [
	{ 'phone.country_code': '65', 'phone.number': '81234567' },
	{ 'phone.country_code': '44', 'phone.number': '7700900123' },
];
const LIMITS: Values[] = [{ limit: 2 }, { limit: 3 }];
const TOLD: Values[] = [
	{ send_email: true, send_pop_up: false, language: 'ja' },
	{ send_email: false, send_pop_up: true, language: 'zh-tw' },
];
const NO_VALUES = { items: [{}, {}] };
const NOT_A_CLIENT = { with: { user_id: 'short' }, refusal: "'Client' must have 8 characters" };
const SAID = expect.any(String) as unknown as string;

export const SAMPLES: Record<string, (data: CrmData) => Sample> = {
	'client.getMany': () => ({
		items: both(LIMITS, [
			{ type: 'ib', suspended: false },
			{ type: 'trader', suspended: true },
		]),
		fails: { with: { type: 'admin' }, refusal: "'Type' must be one of: ib, trader" },
	}),
	'client.get': ({ clients }) => ({
		items: [
			{ id: clients[0].id, owner: true, participants: true },
			{ id: clients[3].id, owner: false, participants: false },
		],
		fails: { with: { id: NOBODY }, type: 'user_not_found' },
	}),
	'client.getRegistrationDetails': ({ clients }) => ({
		items: [{ id: clients[0].id }, { id: clients[1].id }],
		fails: { with: { id: NOBODY }, type: 'user_not_found' },
	}),
	'client.getKycDetails': ({ clients }) => ({
		items: [{ id: clients[0].id }, { id: clients[1].id }],
		fails: { with: { id: 'short' }, refusal: "'Client' must have 8 characters" },
	}),
	'client.validateCredentials': ({ clients }) => ({
		items: [
			{ email: clients[0].email, password: clients[0].password },
			{ email: clients[1].email, password: 'not the password' },
		],
		fails: { with: { email: 'nobody' }, refusal: "'Email' must be an email address" },
	}),
	'client.create': (data) => ({
		items: both(PHONES, [
			{
				id: 'newcli01',
				email: 'first@example.com',
				password: 'Secret-1',
				update_password: true,
				form_id: data.registrationForm.id,
				referrer_id: data.clients[0].referral_code,
				mail: false,
				language: 'de',
				custom_fields: { nationality: 'de', markets: ['fx'] },
			},
			{
				id: 'newcli02',
				email: 'second@example.com',
				password: 'Secret-2 ',
				update_password: false,
				form_id: '4f8k2m1q',
				referrer_id: data.clients[1].referral_code,
				mail: true,
				language: 'vi',
				custom_fields: { nationality: 'vn', years: 3 },
			},
		]),
		gives: [[{ created: true, id: 'newcli01' }], [{ created: true, id: 'newcli02' }]],
		fails: { with: { form_id: 'short' }, refusal: "'Registration Form' must have 8 characters" },
	}),
	'client.getUplines': ({ clients }) => ({
		items: [clients[20], clients[30]].map(({ id, email }) => ({ user_id: id, email })),
		fails: NOT_A_CLIENT,
	}),
	'client.getDownlines': ({ clients }) => ({
		items: [clients[0], clients[1]].map(({ id, email }) => ({ user_id: id, email })),
		fails: { with: { user_id: NOBODY }, type: 'user_not_found' },
	}),
	'client.submitKyc': (data) => {
		const unverified = data.clients.filter(({ kyc_status }) => kyc_status !== 'verified');
		return {
			items: both(PHONES, [
				{
					user_id: unverified[0].id,
					form_id: data.kycForms[0].id,
					custom_fields: { id_type: 'passport', id_number: 'NEW-1' },
				},
				{
					user_id: unverified[1].id,
					form_id: data.kycForms[1].id,
					custom_fields: { address: '1 Raffles Place', us_person: 'no' },
				},
			]),
			gives: [[{ id: SAID }], [{ id: SAID }]],
			fails: { with: { user_id: NOBODY }, type: 'account_not_found' },
		};
	},

	'lead.create': ({ admins }) => ({
		items: both(PHONES, [
			{
				name: 'Ana Pérez',
				email: 'ana@example.com',
				gender: 'female',
				owner_id: admins[0].id,
				comment: 'Came by the form',
				nationality: 'es',
			},
			{
				name: '李小龍',
				email: 'lee@example.com',
				gender: 'male',
				owner_id: admins[1].id,
				comment: 'Came by the ad',
				nationality: 'hk',
			},
		]),
		gives: [[{ created: true, id: SAID }], [{ created: true, id: SAID }]],
		fails: { with: { email: 'nobody' }, refusal: "'Email' must be an email address" },
	}),

	'connection.getMany': () => ({ ...NO_VALUES, fails: { status: 404 } }),

	'mt4.getConnection': () => ({ ...NO_VALUES, fails: { status: 404 } }),
	'mt4.getAccounts': (data) => accountsOf(data, 'mt4'),
	'mt4.createAccount': (data) =>
		newAccounts(data, 'mt4', ['abcd1', 'ABCDE12345', 'Abcde', 'Abcdefghijkl123']),
	'mt4.deposit': (data) => ({
		...payments(data, 'mt4'),
		fails: { with: { login: 999_999 }, type: 'mt4_account_not_found' },
	}),
	'mt4.withdraw': (data) => ({
		...payments(data, 'mt4'),
		fails: { with: { amount: '999999999.99' }, type: 'insufficient_funds' },
	}),
	'mt4.getTrades': (data) => {
		const [first, other] = data.trades;
		const second = { ...other, connection_id: 'd3mo4mt4', order_id: 3_301_245 };
		data.trades.push(second);
		return {
			items: both(
				LIMITS,
				[{ type: 'closed' }, { type: 'balance' }],
				[first, second].map(({ connection_id, user_id, login, order_id, close_time }, i) => ({
					...{ connection_id, user_id, login, order_id },
					start: dayOf(close_time, -i),
					end: dayOf(close_time, 1),
				})),
			),
			fails: { with: { login: 'abc' }, refusal: "'Login' must be digits only" },
		};
	},

	'mt5.getConnection': () => ({ ...NO_VALUES, fails: { status: 404 } }),
	'mt5.getAccounts': (data) => accountsOf(data, 'mt5'),
	'mt5.createAccount': (data) =>
		newAccounts(data, 'mt5', ['abC1#efg', 'Zz9!zzzzzzzzzzz', 'Investor-1', 'Investor_2']),
	'mt5.withdraw': (data) => ({
		...payments(data, 'mt5'),
		fails: { with: { connection_id: NOWHERE }, type: 'mt5_connection_not_found' },
	}),

	'cTrader.getConnection': () => ({ ...NO_VALUES, fails: { status: 404 } }),
	'cTrader.getAccounts': (data) => accountsOf(data, 'ctrader'),

	'report.getFixedCommissions': () => ({
		items: LIMITS,
		fails: { with: { limit: 0 }, refusal: "'Limit' must be at least 1" },
	}),
	'report.getFlexibleCommissions': () => ({
		items: LIMITS,
		fails: { with: { limit: 1.5 }, refusal: "'Limit' must be a whole number" },
	}),
	'report.getTransactions': ({ transactions }) => {
		const rows = ['deposit', 'withdrawal'].map((wanted) =>
			transactions.find(({ type }) => type === wanted)!,
		);
		return {
			items: both(
				LIMITS,
				[{ type: ['deposit'] }, { type: ['withdrawal', 'payout'] }],
				rows.map(({ user_id, ref_id, timestamp }, i) => ({
					...{ user_id, transaction_id: ref_id },
					start: dayOf(timestamp, -i),
					end: dayOf(timestamp, 1),
				})),
			),
			// One day more is asked for: whether the CRM counts the last day in is not known.
			sends: ({ end }) => ({ end: dayOf(end as string, 1) }),
			fails: NOT_A_CLIENT,
		};
	},

	'wallet.get': ({ clients }) => ({
		items: [{ user_id: clients[0].id }, { user_id: clients[1].id }],
		fails: { with: { user_id: NOBODY }, type: 'account_not_found' },
	}),
	'wallet.updateBalance': ({ clients }) => ({
		items: [
			{ user_id: clients[0].id, currency: 'USD', amount: 12.5, order_id: 'INV-2026-0000001' },
			{ user_id: clients[1].id, currency: 'EUR', amount: 0.75, order_id: '0000000000000042' },
		].map((item, i) => ({ ...item, direction: ['add', 'takeOut'][i] })),
		sends: ({ amount, direction }) => ({
			amount: direction === 'takeOut' ? -(amount as number) : amount,
		}),
		gives: [[booked()], [booked()]],
		fails: { with: { user_id: NOBODY }, type: 'account_not_found' },
	}),
	'wallet.getOrderStatus': (data) => {
		const items = ['f'.repeat(16), '0000000000000042'].map((order_id) => ({ order_id }));
		for (const { order_id } of items) {
			const user_id = data.clients[0].id;
			const order = { order_id, user_id, currency: 'USD', amount: 5, at: 0 };
			data.walletOrders.push({ ...order, status: 'success' });
		}
		return {
			items,
			fails: { with: { order_id: 'INV-1' }, refusal: "'Order ID' must have 16 characters" },
		};
	},

	'payment.getBankcards': ({ clients }) => ({
		items: [{ user_id: clients[0].id }, { user_id: clients[1].id }],
		fails: NOT_A_CLIENT,
	}),

	'tradingCompetition.getLeaderboard': ({ competitions }) => {
		const [first] = competitions;
		const second = { ...first, id: 'autumn26', competitors: first.competitors.slice(5) };
		competitions.push(second);
		return {
			items: both(LIMITS, [{ competition_id: first.id }, { competition_id: second.id }]),
			fails: { with: { competition_id: 'spring25' }, type: 'competition_not_exists' },
		};
	},

	'request.get': ({ requests }) => ({
		items: ['kyc', 'deposit'].map((wanted) => ({
			type: wanted,
			id: requests.find(({ type }) => type === wanted)!.id,
		})),
		fails: {
			with: { type: 'loan' },
			refusal: "'Type' must be one of: deposit, kyc, withdrawal",
		},
	}),
	'request.approveWithdrawal': (data) => ({
		items: withdrawals(data, 'pending').map((id) => ({ id })),
		gives: [[booked()], [booked()]],
		fails: {
			with: { id: withdrawals(data, 'approved')[0] },
			type: 'request_status_not_pending',
		},
	}),
	'request.rejectWithdrawal': (data) => ({
		items: both(
			withdrawals(data, 'pending').map((id) => ({ id })),
			[
				{ comment: 'No documents', mail: true, pop_up: false, notify: true, language: 'th' },
				{ comment: 'x'.repeat(500), mail: false, pop_up: true, notify: false, language: 'es' },
			],
		),
		gives: [[booked()], [booked()]],
		fails: {
			with: { id: withdrawals(data, 'rejected')[0] },
			type: 'request_status_not_pending',
		},
	}),
	// Every item has all values; each platform must be sent its own only.
	'request.openAccount': ({ clients, connections }) => {
		const platforms = ['mt4', 'mt5', 'ctrader', 'fortex', 'wta', 'mtr'];
		return {
			items: platforms.map((platform, i) => ({
				platform,
				user_id: clients[i].id,
				connection_id: connections.find((one) => one.platform === platform)!.connection_id,
				account_type_id: `acctype${i}`,
				leverage: platform === 'fortex' ? 0.05 : 100 * (i + 1),
				offer_uuid: `offer-${i}`,
				group: `group-${i}`,
				currency: ['USD', 'EUR', 'JPY', 'BTC', 'SGD', 'GBP'][i],
				fortex_username: `user-${i}`,
			})),
			gives: platforms.map(() => [{ requested: true, id: SAID }]),
			fails: { with: { connection_id: NOWHERE }, type: 'mt4_connection_not_found' },
		};
	},

	'registration.sendOtp': (data) => ({
		items: both(PHONES, [
			{
				email: 'otp@example.com',
				name: 'Ann Lee',
				otp_type: 'email',
				password: 'Secret-1',
				form_id: data.registrationForm.id,
				referrer_id: data.clients[0].referral_code,
				custom_fields: { nationality: 'sg' },
			},
			{
				email: 'sms@example.com',
				name: 'José Álvarez',
				otp_type: 'phone',
				password: 'Secret-2',
				form_id: '4f8k2m1q',
				referrer_id: data.clients[1].referral_code,
				custom_fields: { nationality: 'es', consent: ['terms'] },
			},
		]),
		gives: [[{ sent: true }], [{ sent: true }]],
		fails: {
			with: { otp_type: 'pigeon' },
			refusal: "'Send OTP By' must be one of: email, phone",
		},
	}),
	'registration.submit': (data) => {
		const items = [
			{
				'register.email': 'ann@example.com',
				'register.phone.country_code': '65',
				'register.phone.number': '81234567',
				'register.email_code': '048213',
				'register.phone_code': '000917',
				'register.password': 'Secret-1',
				'register.form_id': data.registrationForm.id,
				'register.link_id': data.referralLinks[0].id,
				'register.referrer_id': data.clients[0].referral_code,
				'register.custom_fields': { nationality: 'sg' },
				'kyc.form_id': data.kycForms[0].id,
				'kyc.custom_fields': { id_type: 'passport', id_number: 'NEW-1' },
			},
			{
				'register.email': 'jose@example.com',
				'register.phone.country_code': '34',
				'register.phone.number': '600111222',
				'register.email_code': '123456',
				'register.phone_code': '654321',
				'register.password': 'Secret-2',
				'register.form_id': '4f8k2m1q',
				'register.link_id': data.referralLinks[1].id,
				'register.referrer_id': data.clients[1].referral_code,
				'register.custom_fields': { nationality: 'es' },
				'kyc.form_id': data.kycForms[1].id,
				'kyc.custom_fields': { address: 'Calle Mayor 1' },
			},
		];
		for (const item of items) {
			const email = item['register.email'];
			data.otps.push({ email, via: 'email', code: item['register.email_code'], sent: {} });
			data.otps.push({ email, via: 'phone', code: item['register.phone_code'], sent: {} });
		}
		return {
			items,
			gives: [[{ submitted: true }], [{ submitted: true }]],
			fails: { with: { 'register.email_code': '999999' }, type: 'invalid_validation_code' },
		};
	},

	'configuration.getCountries': () => ({ ...NO_VALUES, fails: { status: 404 } }),
	'configuration.getStates': () => ({
		items: [{ country: 'de' }, { country: 'jp' }],
		fails: { with: { country: ' ' }, refusal: "'Country' is empty" },
	}),
	'configuration.getCities': () => ({
		items: [
			{ country: 'de', state: 'by' },
			{ country: 'jp', state: '13' },
		],
		fails: { with: { country: null }, refusal: "'Country' is empty" },
	}),

	'form.getRegistrationForm': () => ({ ...NO_VALUES, fails: { status: 403 } }),
	'form.getKycFormCollections': ({ clients }) => ({
		items: [{ user_id: clients[0].id }, { user_id: clients[1].id }],
		fails: NOT_A_CLIENT,
	}),
	'form.getKycForm': ({ clients, kycForms }) => ({
		items: [
			{ user_id: clients[0].id, form_id: kycForms[0].id },
			{ user_id: clients[1].id, form_id: kycForms[1].id },
		],
		fails: { with: { form_id: 'short' }, refusal: "'KYC Form' must have 8 characters" },
	}),
	'form.getUploadSignature': ({ kycForms: [first, second] }) => ({
		items: [
			{ id: 'a1b2', content_type: 'image/png', document: 'id front.png', form_id: first.id },
			{
				id: '0042',
				content_type: 'application/pdf',
				document: '住所 & co.pdf',
				form_id: second.id,
			},
		],
		// Signed anew with each request.
		gives: [
			[signature(`forms/${first.id}/a1b2/id front.png`, 'image/png')],
			[signature(`forms/${second.id}/0042/住所 & co.pdf`, 'application/pdf')],
		],
		fails: {
			with: { content_type: 'video/mp4' },
			refusal: "'Content Type' must be one of: ",
		},
	}),

	'tradingAccount.getTypes': () => ({ ...NO_VALUES, fails: { status: 404 } }),

	'referral.getLink': ({ referralLinks }) => ({
		items: [{ id: referralLinks[0].id }, { id: referralLinks[1].id }],
		fails: { with: { id: 'nolink00' }, type: 'link_not_found' },
	}),
};

/** Items with the values of several lists of items. */
function both(...lists: Values[][]): Values[] {
	return lists[0].map((_, index) => Object.assign({}, ...lists.map((list) => list[index])));
}

/** Two connections of a platform, with accounts on each: the seed has none on the demo servers. */
function twoConnections(data: CrmData, platform: Platform): Account[] {
	const own = data.accounts.filter((account) => account.platform === platform);
	const other = data.connections.find((one) => one.platform === platform && one.demo);
	const connection_id = other?.connection_id ?? 'ct9x3dmo';
	if (!other) {
		const connection = { connection_id, name: 'cTrader Demo', platform, groups: [] };
		data.connections.push({ ...connection, demo: true });
	}
	const currency = own[0].currency === 'USD' ? 'EUR' : 'USD';
	const second = { ...own[1], connection_id, login: 900_042, currency, balance: '5000.00' };
	data.accounts.push(second);
	return [own[0], second];
}

function accountsOf(data: CrmData, platform: Platform): Sample {
	const accounts = twoConnections(data, platform);
	return {
		items: both(
			LIMITS,
			accounts.map(({ connection_id, user_id }) => ({ connection_id, user_id })),
		),
		fails: NOT_A_CLIENT,
	};
}

function newAccounts(data: CrmData, platform: 'mt4' | 'mt5', passwords: string[]): Sample {
	const items = both(
		TOLD,
		twoConnections(data, platform).map(({ connection_id, user_id }, i) => ({
			user_id,
			connection_id,
			group: ['live\\USD', 'demo forex'][i],
			leverage: [1, 5000][i],
			login: [777_001, 777_002][i],
			account_type_id: data.accountTypes[i].id,
			rebate_user_id: data.clients[40 + i].id,
			master_password: passwords[i],
			investor_password: passwords[i + 2],
			enable_readonly: i === 0,
			enable_rebate: i === 1,
		})),
	);
	return {
		items,
		gives: items.map(({ login, master_password, investor_password }) => [
			{ login, master_password, investor_password },
		]),
		fails: { with: { connection_id: NOWHERE }, type: `${platform}_connection_not_found` },
	};
}

function payments(data: CrmData, platform: 'mt4' | 'mt5'): Omit<Sample, 'fails'> {
	const accounts = twoConnections(data, platform);
	return {
		items: both(
			TOLD,
			accounts.map(({ connection_id, login, user_id, currency }, i) => ({
				...{ connection_id, login, user_id, currency },
				amount: ['0.10', '1234.5'][i],
				comment: `INV-${i + 1}`,
			})),
		),
		gives: [[booked()], [booked()]],
	};
}

/** Two withdrawals of one approval step that stand so. */
function withdrawals({ requests }: CrmData, status: string): string[] {
	return requests
		.filter((one) => one.type === 'withdrawal' && one.status === status && one.steps === 1)
		.slice(0, 2)
		.map(({ id }) => id);
}

function booked(): IDataObject {
	return expect.objectContaining({ outcome: 'done' }) as unknown as IDataObject;
}

function signature(key: string, type: string): IDataObject {
	const fields = { key, 'Content-Type': type, policy: SAID, 'x-amz-signature': SAID };
	return { url: SAID, fields };
}

/** The day of a time stamp, or so many days after it. */
function dayOf(stamp: string, later: number): string {
	return new Date(Date.parse(stamp.slice(0, 10)) + later * 86_400_000).toISOString().slice(0, 10);
}
