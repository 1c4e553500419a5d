import { createHash } from 'crypto';
import { crmOrigin } from './host';
import { jsonObject } from './json';
import { readAmount } from './money';
import { accept, refuse, type Result } from './result';
import { sameText } from './secret';

/** Header in which both sides of the PSP Open API show the token, by its lower-case name. */
export const TOKEN_HEADER = 'crm-pay-token';

/** What the CRM adds to the payment service's URL when it asks for a payment page. */
export const REQUEST_PATH = 'pay/url';

/** What is added to the CRM's callback URL when a payment is settled. */
export const CALLBACK_PATH = '/pay/callback';

/** Parameters of a payment request that the vendor documents; brokers can rename and add others. */
export const REQUEST_PARAMETERS = [
	'amount',
	'currency',
	'device',
	'email',
	'language',
	'merchant_id',
	'nationality',
	'order_no',
	'phone',
	'sign',
	'user_id',
	'user_name',
] as const;

/** The states of a payment by the words that users choose from. */
export const PAYMENT_STATES: Readonly<Record<string, number>> = {
	failed: 0,
	success: 1,
	processing: 2,
};

type Parameters = Readonly<Record<string, unknown>>;

/**
 * Signs the parameters of a payment: without `sign` and what is empty, by name in ASCII order, as
 * `name=value` joined with `&`, the token appended, SHA-1, upper-case hex.
 *
 * @param signature name under which the signature itself is sent, where the broker renamed it
 */
export function signPayment(parameters: Parameters, token: string, signature = 'sign'): string {
	const joined = Object.keys(parameters)
		.filter((name) => name !== signature && !isEmpty(parameters[name]))
		.sort()
		.map((name) => `${name}=${printed(parameters[name])}`)
		.join('&');
	return createHash('sha1')
		.update(joined + token, 'utf8')
		.digest('hex')
		.toUpperCase();
}

/** A payment request as the workflow gets it. */
export interface PaymentRequest {
	/** The documented parameters, by the CRM's own names. */
	parameters: Record<string, unknown>;
	/** The broker's own parameters, by the names that they were sent under. */
	custom: Record<string, unknown>;
}

/** What is known of the payment service that a request is for. */
export interface Merchant {
	merchantId: string;
	token: string;
	/**
	 * Whether `sign` has to fit. It is made with the token that the request shows, so it tells values
	 * that were changed by mistake, not a sender who knows the token.
	 */
	checkSign: boolean;
	/** Names that the broker gave parameters in PSP Settings, by the CRM's own. */
	renamed: ReadonlyMap<string, string>;
}

/** Whether a request shows the right token. */
export function showsToken(given: unknown, token: string): boolean {
	return token.trim() !== '' && typeof given === 'string' && sameText(given, token);
}

/** Why a payment request is not taken: it is not the CRM's, or it is not a payment request. */
export interface Refusal {
	status: 400 | 401;
	reason: string;
}

/** Reads a payment request, whose token has been checked, from the bytes as they came. */
export function readPaymentRequest(
	body: Buffer,
	{ merchantId, token, checkSign, renamed }: Merchant,
): { ok: true; value: PaymentRequest } | { ok: false; refusal: Refusal } {
	const refused = (status: Refusal['status'], reason: string) =>
		({ ok: false, refusal: { status, reason } }) as const;
	const sent = jsonObject(body.toString('utf8'));
	if (!sent) return refused(400, 'The request is no JSON object');

	// The signature is made over printed values: [100] prints like 100, and any object like any other.
	const nested = Object.keys(sent).filter((name) => typeof sent[name] === 'object' && sent[name]);
	if (nested.length) return refused(400, 'A value of the request is a list or an object');

	const sentName = (name: string) => renamed.get(name) ?? name;
	const signName = sentName('sign');
	const sign = sent[signName];
	if (checkSign) {
		const expected = signPayment(sent, token, signName);
		if (typeof sign !== 'string' || !sameText(sign.toUpperCase(), expected)) {
			return refused(401, 'The signature does not fit the request');
		}
	}

	const parameters: Record<string, unknown> = {};
	for (const name of REQUEST_PARAMETERS) {
		const value = own(sent, sentName(name));
		if (name !== 'sign' && !isEmpty(value)) parameters[name] = value;
	}
	if (String(parameters.merchant_id) !== merchantId) {
		return refused(401, 'The request is for another merchant');
	}
	const missing = ['order_no', 'amount', 'currency'].filter((name) => !(name in parameters));
	if (missing.length) return refused(400, `The request has no ${missing.join(', ')}`);
	if (!readAmount(parameters.amount).ok) return refused(400, 'The amount is no decimal number');
	const odd = ['order_no', 'currency'].filter((name) => typeof parameters[name] === 'boolean');
	if (odd.length) return refused(400, `No ${odd.join(', ')} can be true or false`);

	const known = new Set(REQUEST_PARAMETERS.map(sentName));
	const custom = Object.fromEntries(Object.entries(sent).filter(([name]) => !known.has(name)));
	return { ok: true, value: { parameters, custom } };
}

/**
 * The address that callbacks go to, without `/pay/callback`, from what a user pasted. Like the
 * CRM's host, but its path counts.
 */
export function callbackBase(pasted: string): Result<string> {
	const text = pasted.trim();
	const origin = crmOrigin(text);
	if (!origin.ok) return origin;
	const { pathname } = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`);
	const path = pathname.replace(/\/+$/, '');
	const base = path.endsWith(CALLBACK_PATH) ? path.slice(0, -CALLBACK_PATH.length) : path;
	return accept(`${origin.value}${base}`);
}

/** An address that a client's browser can be sent to: https, or http on this machine. */
export function readPaymentUrl(value: unknown): Result<string> {
	const text = typeof value === 'string' ? value.trim() : '';
	if (!/^https?:\/\//i.test(text)) return refuse('must be an address that begins with https://');
	const origin = crmOrigin(text);
	if (origin.ok) return accept(text);
	return /^http:/i.test(text)
		? refuse('must begin with https://, since people pay there')
		: refuse(origin.reason);
}

function isEmpty(value: unknown): boolean {
	return value === undefined || value === null || value === '';
}

/** As JavaScript's string concatenation prints values that came as JSON. */
function printed(value: unknown): string {
	if (Array.isArray(value)) return value.map(printed).join(',');
	return typeof value === 'object' ? (value ? '[object Object]' : '') : String(value);
}

function own(values: Parameters, name: string): unknown {
	return Object.prototype.hasOwnProperty.call(values, name) ? values[name] : undefined;
}
