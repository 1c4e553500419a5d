/** The columns of records that several operations give: the same keys wherever they come from. */
import type { Column } from './operation';

export const CLIENT_COLUMNS: readonly Column[] = [
	'id',
	'name',
	'email',
	'phone.country_code',
	'phone.number',
	'type',
	'kyc_status',
	'trading_accounts',
	'referrer_name',
	'created_at',
];

export const ACCOUNT_COLUMNS: readonly Column[] = [
	'login',
	'name',
	'email',
	'group',
	'currency',
	'leverage',
	'balance',
	'credit',
	'equity',
	'available_withdrawal',
];

export const COMMISSION_COLUMNS: readonly Column[] = [
	'id',
	'rebate_time',
	'receiver_id',
	'commission',
	'currency',
	'status',
	'order_id',
	'trading_account_id',
	'symbol',
	'volume',
];

export const FORM_VALUE_COLUMNS: readonly Column[] = ['key', 'label', 'value', 'type'];
