/** The CRM's side of the PSP Open API: it asks for a payment page and takes the callback. */
import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { failure, invalid, noContent, refused, type Answer } from './answer.cts';
import type { CrmData, Payment } from './data.cts';
import { add } from './decimal.cts';
import type { Faults } from './faults.cts';
import { nextNumber } from './ids.cts';
import { post, type Received } from './send.cts';
import { sameSecret } from './verify.cts';

/** Where payment services report how a payment ended; the sandbox's URL is the callback URL. */
export const CALLBACK_PATH = '/pay/callback';
export const CALLBACK = 'psp.callback';

/** PSP Settings. */
export interface Psp {
	merchant: string;
	token: string;
}

/** A client who pays in. */
export interface Deposit {
	/** URL of the payment service, without /pay/url. */
	to: string;
	amount?: number;
	currency?: string;
	/** Parameters that PSP Settings give another name: `{order_no: 'reference'}`. */
	renamed?: Record<string, string>;
	/** Parameters that the broker has added. */
	custom?: Record<string, unknown>;
	/** Another signature than the right one; null for none. */
	sign?: string | null;
	/** Another token than the right one. */
	token?: string;
}

/** Upper-case hex of SHA-1 over the sorted pairs and the token, without empty values. */
export function pspSign(parameters: Record<string, unknown>, token: string): string {
	const pairs = Object.entries(parameters)
		.filter(([, value]) => value !== '' && value !== null && value !== undefined)
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([name, value]) => `${name}=${value}`);
	return createHash('sha1')
		.update(pairs.join('&') + token)
		.digest('hex')
		.toUpperCase();
}

/** Makes a pending payment and asks the payment service for its page. */
export async function requestPayment(
	data: CrmData,
	psp: Psp,
	deposit: Deposit,
): Promise<{ payment: Payment; received: Received }> {
	const { amount = 100, currency = 'USD', renamed = {}, custom = {} } = deposit;
	const [client] = data.clients;
	const payment: Payment = {
		order_no: `D${nextNumber(data)}`,
		amount,
		currency,
		user_id: client.id,
		status: 'pending',
		url: '',
		callbacks: [],
	};
	data.payments.push(payment);
	const usual: Record<string, unknown> = {
		merchant_id: psp.merchant,
		order_no: payment.order_no,
		amount,
		currency,
		user_id: client.id,
		user_name: client.name,
		email: client.email,
		phone: `${client.phone.country_code ?? ''}${client.phone.number ?? ''}`,
		nationality: 'SG',
		language: 'en-us',
		device: 'pc',
	};
	const named = Object.fromEntries(
		Object.entries(usual).map(([name, value]) => [renamed[name] ?? name, value]),
	);
	const parameters = { ...named, ...custom };
	const sign = deposit.sign === undefined ? pspSign(parameters, psp.token) : deposit.sign;
	const body = { ...parameters, ...(sign !== null && { [renamed.sign ?? 'sign']: sign }) };
	const received = await post(`${deposit.to}/pay/url`, JSON.stringify(body), {
		'crm-pay-token': deposit.token ?? psp.token,
	});
	payment.url = urlIn(received);
	return { payment, received };
}

function urlIn({ status, body }: Received): string {
	try {
		const { result, data } = JSON.parse(body) as { result?: boolean; data?: { url?: string } };
		return status === 200 && result === true ? String(data?.url ?? '') : '';
	} catch {
		return '';
	}
}

const STATES: Record<number, Payment['status']> = { 0: 'failed', 1: 'success', 2: 'processing' };

/** Takes a callback as the CRM would. A sign that does not fit has no type that is documented. */
export function settlePayment(
	headers: Record<string, unknown>,
	body: unknown,
	data: CrmData,
	{ merchant, token }: Psp,
	{ guardsOff }: Faults,
): Answer {
	if (!sameSecret(String(headers['crm-pay-token'] ?? ''), token)) {
		return refused('psp_token_invalid');
	}
	if (typeof body !== 'object' || body === null || Array.isArray(body)) {
		return invalid('the body is no JSON object');
	}
	const { sign, ...parameters } = body as Record<string, unknown>;
	const { merchant_id, order_no, amount, currency, time, status } = parameters;
	if (merchant_id !== merchant) return refused('psp_setting_not_found');
	if (typeof sign !== 'string' || !sameSecret(sign, pspSign(parameters, token))) {
		return failure(400, 'psp_token_invalid', 'the sign does not fit');
	}
	if (typeof amount !== 'number') return invalid('amount must be a number');
	if (!Number.isSafeInteger(time)) return invalid('time must be in ms since 1970');
	const payment = data.payments.find((one) => one.order_no === order_no);
	if (!payment) return refused('payment_not_found');
	const settled = payment.status === 'success' || payment.status === 'failed';
	if (settled && !guardsOff.includes('settled')) {
		return refused('payment_status_not_pending');
	}
	if (typeof status !== 'number' || !(status in STATES))
		return refused('payment_status_not_allowed');
	if (amount !== payment.amount) return refused('payment_amount_not_allowed');
	if (currency !== payment.currency) return refused('payment_currency_not_allowed');
	payment.status = STATES[status];
	payment.callbacks.push(parameters);
	if (payment.status === 'success') bookPayment(data, payment);
	return noContent();
}

function bookPayment(data: CrmData, { order_no, amount, currency, user_id }: Payment): void {
	const wallet = data.wallets.find((one) => one.user_id === user_id && one.currency === currency);
	if (wallet) wallet.balance = add(wallet.balance, amount);
	data.bookings.push({
		kind: 'payment',
		...{ platform: '', connection_id: '', login: '', comment: '' },
		...{ user_id, currency, amount: String(amount), reference: order_no, at: Date.now() },
	});
}

/** Lets another process make the sandbox ask for a payment page: the body is a Deposit. */
export function addPayments(app: FastifyInstance, data: CrmData, psp: Psp): void {
	app.post('/sandbox/payments', async (request, reply) => {
		try {
			const deposit = JSON.parse(String(request.body)) as Deposit;
			return await requestPayment(data, psp, deposit);
		} catch (error) {
			return reply.code(400).send(invalid(String(error)).body);
		}
	});
}
