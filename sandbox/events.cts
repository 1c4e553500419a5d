/**
 * Sample data for every known webhook event. Fields and, where there are any, values are those of
 * api/webhooks.yaml; the rest is invented.
 */

export interface EventSample {
	/** The event's own name; an approval's without its step. */
	event: string;
	group: string;
	service: string;
	/** Approvals are one event per step, 1 to 10. */
	steps: boolean;
	/** @param step of an approval; `total` steps there are */
	data: (step: number, total: number) => Record<string, unknown>;
}

const label = (text: string) => ({ 'en-us': text, de: text });

const request = (id: string, type: string, status: string) => ({
	id,
	type,
	status,
	user_id: '045dff8l',
	request_time: '2026-01-31 08:43:43',
});

/** The status of an approval is the last word only with its last step. */
const approval = (id: string, type: string, step: number, total: number) =>
	request(id, type, step < total ? 'pending' : 'approved');

const withdrawal = {
	trading_id: 60132,
	trading_platform: 'mt4',
	trading_connection_id: 'struk0gc',
	trading_currency: 'USD',
	trading_amount: '250.00',
	withdrawal_method: 'Bank Transfer',
	withdrawal_currency: 'EUR',
	exchange_rate: '0.92',
	converted_amount: 230,
	withdrawal_fee: '5.00',
	withdrawal_amount: '225.00',
	external_order_id: 'EXT-000123',
};

const propTrading = {
	package_name: { 'zh-cn': '挑战', 'zh-tw': '挑戰', 'en-us': 'Challenge', ja: 'チャレンジ' },
	registration_fee: 15,
	fee_type: 'balance_deduct',
	payment_total: 15,
	payment_fee: 0,
	payment_platform: 'mt5',
	payment_currency: 'EUR',
	payment_trading_id: '126795',
	payment_connection_id: 'struk0gc',
};

const propTradingLive = {
	package_name: propTrading.package_name,
	platform: 'mt5',
	connection_id: 'struk0gc',
	group: 'demo\\BBSTGHEDGEEUR',
	// Typed as text by the vendor, whose samples are numbers.
	leverage: 200,
	initial_balance: 7000,
	max_daily_loss_percent: 10,
	max_loss_percent: 20,
	profit_target_percent: 0.1,
};

const transfer = {
	source_trading_id: 60132,
	source_platform: 'mt4',
	source_connection_id: 'struk0gc',
	source_amount: '100.00',
	source_currency: 'USD',
	target_trading_id: 'WALLET',
	target_platform: '',
	target_connection_id: '',
	target_amount: '92.00',
	target_currency: 'EUR',
	beneficiary_name: 'Zoë 李',
};

const kyc = {
	form_id: 'kycform1',
	collection_id: 'kyccoll1',
	kyc_fields: [
		{ key: 'id_type', type: 'select', label: 'ID type', value: 'passport', group_id: 'identity' },
		{ key: 'name', type: 'text', label: label('Name'), value: 'Zoë 李', group_id: 'identity' },
	],
};

const REQUESTS = 'crm.webhooks.requests';
const GROUPS = 'crm.webhooks.groups.requests';

const approved = (name: string, data: EventSample['data']): EventSample => ({
	event: `${REQUESTS}.${name}.approve`,
	// The groups of transfers and KYC are not known: by analogy.
	group: `${GROUPS}.${name}`,
	service: 'requests',
	steps: true,
	data,
});

const rejected = (name: string, data: Record<string, unknown>): EventSample => ({
	event: `${REQUESTS}.${name}.reject`,
	group: `${GROUPS}.${name}`,
	service: 'requests',
	steps: false,
	data: () => data,
});

export const EVENTS: readonly EventSample[] = [
	approved('withdrawal', (step, total) => ({
		...approval('8wozx7mr', 'withdrawal', step, total),
		...withdrawal,
	})),
	rejected('withdrawal', {
		...request('8wozx7mr', 'withdrawal', 'rejected'),
		...withdrawal,
		custom_fields: [
			{ key: 'reason', type: 'text', label: label('Reason'), value: 'Documents are missing' },
			{ key: 'files', type: 'file', label: 'Files', value: ['a.pdf', 'b.pdf'] },
		],
	}),
	approved('propTrading', (step, total) => ({
		...approval('8wozx7mr', 'prop_trading', step, total),
		...propTrading,
		// Its fields are not known.
		prop_trading_flow: { current: step },
	})),
	rejected('propTrading', { ...request('8wozx7mr', 'prop_trading', 'rejected'), ...propTrading }),
	approved('propTradingLive', (step, total) => ({
		...approval('qkk4x3p1', 'prop_trading_live_step', step, total),
		...propTradingLive,
		prop_trading_flow: { current: step },
	})),
	// In the vendor's sample a rejected request is still pending.
	rejected('propTradingLive', {
		...request('qkk4x3p1', 'prop_trading_live_step', 'pending'),
		...propTradingLive,
	}),
	approved('transfer', (step, total) => ({
		...approval('t7wq21xa', 'transfer', step, total),
		...transfer,
		transfer_flow: { total_steps: total, current_steps: step },
	})),
	rejected('transfer', {
		...request('t7wq21xa', 'transfer', 'pending'),
		...transfer,
		beneficiary_email: 'zoe@example.com',
		beneficiary_phone: '+65 81234567',
		beneficiary_user_id: '77889900',
		rate: 0.92,
		rate2: 1.086957,
		source_input: true,
		transfer_type: 'others',
		transfer_flow: { total_steps: 2, current_steps: 1 },
	}),
	approved('kyc', (step, total) => ({
		...approval('k3vd90bn', 'kyc', step, total),
		...kyc,
		kyc_flow: { total_steps: total, current_steps: step },
	})),
	{
		event: 'crm.webhooks.users.create',
		group: 'crm.webhooks.groups.users.create',
		service: 'users',
		steps: false,
		data: () => ({
			client_id: '77889900',
			client_name: 'Ann Lee',
			email: 'ann@example.com',
			phone: { country_code: '', number: '' },
			creation_type: 'self_registration',
			create_time: 1779328661169,
		}),
	},
];

/**
 * The event behind what a person types: `withdrawal.approve`, `users.create`, or the whole name.
 * @returns undefined for one that is not known
 */
export function eventSample(name: string): EventSample | undefined {
	const short = name.replace(/\.node\.\d+$/, '');
	return EVENTS.find(({ event }) =>
		[event, event.replace(`${REQUESTS}.`, ''), event.replace('crm.webhooks.', '')].includes(short),
	);
}
