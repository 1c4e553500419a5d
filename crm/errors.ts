/** One documented failure of the CRM, told apart by the `type` in the answer's body. */
export interface CrmError {
	/** What happened, in plain words and without a full stop. */
	message: string;
	/** What to do next, as a sentence. */
	next: string;
	/** What to do besides where the operation has a field of this API name. */
	also?: { field: string; next: string };
	/** API field names whose values can cause it; an operation has at least one of them. */
	fields: readonly string[];
}

/** Every `type` that the vendor documents, REST and PSP, with the vendor's own spelling. */
export const CRM_ERRORS: Readonly<Record<string, CrmError>> = {
	user_not_found: {
		message: 'The CRM knows no such client',
		next: 'Check that the id or email belongs to a client of this CRM.',
		fields: ['id', 'user_id', 'email'],
	},
	account_not_found: {
		message: 'The CRM knows no such client',
		next: 'Check that the id belongs to a client of this CRM.',
		fields: ['user_id'],
	},
	invalid_request: {
		message: 'The CRM refused the request as it stands',
		next: 'Check that every value is one that the CRM accepts.',
		also: {
			field: 'form_id',
			next: 'For a KYC, check that the client has a profile request in processing.',
		},
		fields: [],
	},
	kyc_duplicate_error: {
		message: 'The same KYC data already belongs to another client',
		next: 'Look for a second account of the same person in the CRM before submitting again.',
		fields: ['custom_fields'],
	},
	mt4_connection_not_found: {
		message: 'The CRM has no such MT4 connection',
		next: 'Choose a connection from the list, or copy its id from the operation Connection → Get Many.',
		fields: ['connection_id'],
	},
	mt5_connection_not_found: {
		message: 'The CRM has no such MT5 connection',
		next: 'Choose a connection from the list, or copy its id from the operation Connection → Get Many.',
		fields: ['connection_id'],
	},
	trade_connection_not_found: {
		message: 'The CRM has no such trading connection',
		next: 'Choose a connection of the chosen platform.',
		fields: ['connection_id', 'platform'],
	},
	mt4_account_not_found: {
		message: 'This MT4 connection has no such account',
		next: 'Check the login, and that it lives on the chosen connection.',
		fields: ['login', 'connection_id'],
	},
	mt5_account_not_found: {
		message: 'This MT5 connection has no such account',
		next: 'Check the login, and that it lives on the chosen connection.',
		fields: ['login', 'connection_id'],
	},
	insufficient_funds: {
		message: 'There is not enough money to take this amount out',
		next: 'Nothing was booked. Compare the amount with what is available.',
		fields: ['amount', 'currency'],
	},
	competition_not_exists: {
		message: 'The CRM knows no such trading competition',
		next: 'Copy the id of the competition from the CRM.',
		fields: ['competition_id'],
	},
	request_status_not_pending: {
		message: 'The request is not pending any more',
		next: 'It was approved or rejected before; the operation Request → Get shows which decision stands.',
		fields: ['id'],
	},
	trading_account_limit_exceeded: {
		message: 'The client already has as many trading accounts as the CRM allows',
		next: 'Raise the limit in the CRM, or use one of the existing accounts.',
		fields: ['user_id'],
	},
	pending_requests_exist: {
		message: 'The client already has an open-account request pending on this connection',
		next: 'Approve or reject that request first.',
		fields: ['user_id', 'connection_id'],
	},
	servce_is_demo: {
		message: 'The platform is a demo server',
		next: 'Choose a connection of a live server.',
		fields: ['connection_id', 'platform'],
	},
	invalid_validation_code: {
		message: 'The one-time password was not accepted',
		next: 'Send a new one with Registration → Send OTP, and pass it on before it expires.',
		fields: ['register.email_code', 'register.phone_code'],
	},
	link_not_found: {
		message: 'The CRM knows no such referral link',
		next: 'Copy the id of the link from the CRM.',
		fields: ['id'],
	},
	psp_token_invalid: {
		message: 'The CRM does not accept the payment token',
		next: 'Copy the token from CRM Admin - PSP Settings into the credential.',
		fields: [],
	},
	psp_setting_not_found: {
		message: 'The CRM has no payment service with this merchant id',
		next: 'Compare the merchant id with CRM Admin - PSP Settings.',
		fields: ['merchant_id'],
	},
	deposit_method_not_found: {
		message: 'The CRM has no deposit method for this payment service',
		next: 'Create or enable the deposit method in the CRM.',
		fields: ['merchant_id'],
	},
	payment_not_found: {
		message: 'The CRM knows no payment with this order number',
		next: 'Use the order number exactly as the payment request brought it.',
		fields: ['order_no'],
	},
	payment_status_not_pending: {
		message: 'The payment was settled before',
		next: 'Nothing was booked now. Look in the CRM at how it was settled.',
		fields: ['order_no'],
	},
	payment_request_exists: {
		message: 'A payment request for this order exists already',
		next: 'Look in the CRM at the request that stands.',
		fields: ['order_no'],
	},
	payment_status_not_allowed: {
		message: 'The CRM does not take this payment status',
		next: 'Send failed, success or processing.',
		fields: ['status'],
	},
	payment_amount_not_allowed: {
		message: 'The amount differs from what the CRM allows for this payment',
		next: 'Send the amount of the payment request, in its currency.',
		fields: ['amount'],
	},
	payment_currency_not_allowed: {
		message: 'The currency differs from what the CRM allows for this payment',
		next: 'Send the currency of the payment request.',
		fields: ['currency'],
	},
};

/**
 * The documented failure behind a `type` from an answer.
 * @returns undefined for a type that is not documented, also for names such as `constructor`
 */
export function crmError(type: string): CrmError | undefined {
	return Object.prototype.hasOwnProperty.call(CRM_ERRORS, type) ? CRM_ERRORS[type] : undefined;
}
