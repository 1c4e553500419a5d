import { CRM_ERRORS, crmError } from '../../crm/errors.ts';

/** Every `type` of the vendor's reference: of the REST endpoints, then of the payment callback. */
const DOCUMENTED = [
	'account_not_found',
	'competition_not_exists',
	'insufficient_funds',
	'invalid_request',
	'invalid_validation_code',
	'kyc_duplicate_error',
	'link_not_found',
	'mt4_account_not_found',
	'mt4_connection_not_found',
	'mt5_account_not_found',
	'mt5_connection_not_found',
	'pending_requests_exist',
	'request_status_not_pending',
	'servce_is_demo',
	'trade_connection_not_found',
	'trading_account_limit_exceeded',
	'user_not_found',
	'deposit_method_not_found',
	'payment_amount_not_allowed',
	'payment_currency_not_allowed',
	'payment_not_found',
	'payment_request_exists',
	'payment_status_not_allowed',
	'payment_status_not_pending',
	'psp_setting_not_found',
	'psp_token_invalid',
];

/** n8n's guidelines: say what happened, not that something happened. */
const VAGUE = /\b(error|problem|failure|mistake)/i;

test('each documented type has an entry, and nothing else has', () => {
	expect(Object.keys(CRM_ERRORS).sort()).toEqual([...DOCUMENTED].sort());
});

test.each(DOCUMENTED)('%s says what happened and what to do next', (type) => {
	const error = crmError(type);
	expect(error?.message).toMatch(/^[A-Z].{10,}[^.]$/);
	expect(error?.next).toMatch(/^[A-Z].{10,}\.$/);
	expect(error?.message).not.toMatch(VAGUE);
	expect(error?.next).not.toMatch(VAGUE);
	expect(error?.message).not.toContain(type);
});

test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', '', 'user_not_found '])(
	'%j is no documented type',
	(type) => {
		expect(crmError(type)).toBeUndefined();
	},
);
