/** The records that the sandbox holds, in the CRM's own vocabulary. Everything is live: tests may read and change it. */

export interface Phone {
	country_code?: string;
	number?: string;
}

/** A broker's label: one string, or one per language code. */
export type Label = string | Record<string, string>;

/** The answer to one field of a form. */
export interface FormValue {
	key: string;
	type: string;
	label: Label;
	value: unknown;
}

export interface Client {
	id: string;
	name: string;
	email: string;
	phone: Phone;
	type: 'ib' | 'trader';
	group_id: string;
	group_name: string;
	referral_code: string;
	kyc_status: 'pending' | 'verified' | 'rejected';
	kyc_processing: boolean;
	/** Id of the client above this one, or '' at the top of the tree. */
	referrer_id: string;
	first_open_time: string;
	created_at: string;
	suspended: boolean;
	password: string;
	owner_id: string;
	participant_ids: string[];
	details: FormValue[];
	kyc: FormValue[];
	/** The body of users/create, for a client made through the API. */
	sent?: Record<string, unknown>;
}

export interface Admin {
	id: string;
	name: string;
	email: string;
}

export interface Lead {
	id: string;
	name: string;
	email?: string;
	phone?: Phone;
	gender?: string;
	owner_id?: string;
	comment?: string;
	nationality?: string;
	created_at: string;
}

export type Platform = 'mt4' | 'mt5' | 'ctrader';

export interface Connection {
	connection_id: string;
	name: string;
	platform: Platform | 'mtr' | 'wta' | 'fortex';
	demo: boolean;
	groups: string[];
}

export interface Account {
	platform: Platform;
	connection_id: string;
	login: number;
	user_id: string;
	group: string;
	currency: string;
	/** Decimal string: exact to 8 places, a JSON number only on the way out. */
	balance: string;
	credit: number;
	leverage: number;
	created_at: string;
	last_active: string;
	comment: string;
	agent_account: number;
	lead_source: string;
	enable: number;
	enable_readonly: number;
	account_type_id: string;
}

export interface Trade {
	connection_id: string;
	user_id: string;
	login: number;
	order_id: number;
	cmd: number;
	symbol: string;
	volume: number;
	swaps: number;
	stop_loss: number;
	take_profit: number;
	open_price: number;
	close_price: number;
	/** UTC, YYYY-MM-DD HH:mm:ss. */
	open_time: string;
	/** UTC, YYYY-MM-DD HH:mm:ss; the period of the report goes by it. */
	close_time: string;
	profit: number;
	commission: number;
	comment: string;
}

export interface Transaction {
	id: string;
	user_id: string;
	type: string;
	currency: string;
	amount: number;
	payment_method: string;
	payment_currency: string;
	payment_total: number;
	/** UTC, YYYY-MM-DD HH:mm:ss; the switch `timezone` moves it on the way out. */
	timestamp: string;
	comment: string;
	trading_platform: string;
	trading_connection_id: string;
	trading_id: string;
	ref_id: string;
	previous_balance: string;
	new_balance: string;
	wallet_id: string;
	status: string;
	withdrawal_method: string;
}

export interface Commission {
	id: string;
	order_id: string;
	trading_account_id: string;
	trader_id: string;
	receiver_id: string;
	currency: string;
	symbol: string;
	volume: string;
	swaps: string;
	profit: string;
	open_time: string;
	close_time: string;
	rebate_time: string;
	commission: string;
	total: string;
	status: string;
	rebate_account_id: string;
}

export interface Wallet {
	id: string;
	user_id: string;
	currency: string;
	/** Decimal string, exact to 8 places. */
	balance: string;
}

export interface WalletOrder {
	order_id: string;
	user_id: string;
	currency: string;
	amount: number;
	status: 'success' | 'failed';
	at: number;
}

export interface Bankcard {
	id: string;
	bank_name: string;
	user_id: string;
	created_at: string;
	updated_at: string;
	status: string;
	form: FormValue[];
}

export interface Competition {
	id: string;
	competitors: Array<{
		user_id: string;
		user_name: string;
		country: string;
		profit_percent: number;
		suspend: boolean;
	}>;
	last_update_time: number;
}

export interface RequestLog {
	event: string;
	timestamp: string;
	admin: string;
	prevData?: Record<string, unknown>;
	newData?: Record<string, unknown>;
}

/** A client's request that an admin decides on. */
export interface CrmRequest {
	id: string;
	type: 'kyc' | 'withdrawal' | 'deposit' | 'account' | 'registration';
	status: 'pending' | 'approved' | 'rejected';
	user_id: string;
	created_at: string;
	/** Approval steps of this request: 1, or more with multi-step approval. */
	steps: number;
	flow: { current: number };
	logs: RequestLog[];
	/** Fields of its type: amounts of a withdrawal, form of a KYC, the body of an account request. */
	fields: Record<string, unknown>;
}

/** One approval step or rejection that was carried out. */
export interface Decision {
	request_id: string;
	decision: 'approve' | 'reject';
	/** flow.current before the decision. */
	step: number;
	at: number;
	sent: Record<string, unknown>;
}

/** One movement of money that was booked. Tests count these. */
export interface Booking {
	kind: 'deposit' | 'withdrawal' | 'wallet' | 'payout' | 'payment';
	platform: string;
	connection_id: string;
	login: string;
	user_id: string;
	currency: string;
	/** As sent. */
	amount: string;
	comment: string;
	/** order_id of a wallet update, request id of a payout, order_no of a payment. */
	reference: string;
	/** Epoch in ms. Setting it back by 2 minutes ends the repeat rule for its comment. */
	at: number;
}

/** A deposit through the broker's own payment service. */
export interface Payment {
	order_no: string;
	amount: number;
	currency: string;
	user_id: string;
	status: 'pending' | 'processing' | 'success' | 'failed';
	/** The payment page that the service answered with, or ''. */
	url: string;
	/** The callbacks that were taken, without their sign. */
	callbacks: Array<Record<string, unknown>>;
}

/** A one-time password that was sent for a registration. */
export interface Otp {
	email: string;
	via: 'email' | 'phone';
	code: string;
	sent: Record<string, unknown>;
}

export interface FormField {
	key: string;
	label: Label;
	type: string;
	required: boolean | number;
	disabled: boolean | number;
	readonly: boolean | number;
	options?: Array<{ value: string; label: Label }>;
	docs?: Array<{ doc_url: string }>;
}

export interface Form {
	id: string;
	type: string;
	groups: Array<{ key: string; label: Label; fields: FormField[] }>;
}

export interface FormCollection {
	id: string;
	name: Label;
	form_ids: string[];
}

export interface Country {
	code: string;
	name: string;
	states: Array<{ code: string; name: string; cities: string[] }>;
}

export interface AccountType {
	id: string;
	name: string;
	platform: string;
	connection_id: string;
}

export interface ReferralLink {
	id: string;
	name: Record<string, string>;
	type: string;
	user_group: string;
	trading_platform?: string;
	connection_id?: string;
	trading_group?: string;
	account_type_id?: string;
	owner_id: string;
	backup_owner_id: string;
	participants: string[];
	origin: string;
	remove_referrers: string[];
	remove_referrer_groups: string[];
	description: Record<string, string>;
	initial_amount?: string;
}

/** A permission to upload one document, given out by form/s3/signature. */
export interface UploadGrant {
	fields: Record<string, string>;
	content_type: string;
	document: string;
}

/** A document that reached the upload URL, whether it was taken or refused. */
export interface Upload {
	accepted: boolean;
	/** Why it was refused, or ''. */
	refused: string;
	fields: Record<string, string>;
	name: string;
	type: string;
	bytes: Buffer;
	/** The file was the last part, as S3 wants it. */
	file_last: boolean;
	/** The CRM key came along: a leak, for the upload goes to another service. */
	key_header: boolean;
}

/** Everything the sandbox knows. */
export interface CrmData {
	clients: Client[];
	admins: Admin[];
	leads: Lead[];
	connections: Connection[];
	accounts: Account[];
	trades: Trade[];
	transactions: Transaction[];
	fixedCommissions: Commission[];
	flexibleCommissions: Commission[];
	currencies: string[];
	wallets: Wallet[];
	walletOrders: WalletOrder[];
	bankcards: Bankcard[];
	competitions: Competition[];
	requests: CrmRequest[];
	decisions: Decision[];
	bookings: Booking[];
	payments: Payment[];
	otps: Otp[];
	registrationForm: Form;
	kycForms: Form[];
	kycCollections: FormCollection[];
	countries: Country[];
	accountTypes: AccountType[];
	referralLinks: ReferralLink[];
	uploadGrants: UploadGrant[];
	uploads: Upload[];
	/** The most trading accounts a client may have on one connection. */
	accountsPerClient: number;
	/** Numbers already given out; `nextId` and `nextLogin` count on from it. */
	sequence: number;
}
