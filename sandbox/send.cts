/** The CRM as the caller: it sends webhooks and asks for exchange rates. */
import { createHmac } from 'node:crypto';
import { eventSample } from './events.cts';

/** One delivery of a webhook. */
export interface Sending {
	/** `withdrawal.approve`, `users.create`, the whole name of an event, or one that is not known. */
	event: string;
	/** URL of the webhook. */
	to: string;
	/** Secret key of the webhook; without one the delivery is not signed. */
	secret?: string;
	/** Approval step, 1 to 10; default 1. */
	step?: number;
	/** How many steps the request has; default the step that is sent: it is the last. */
	steps?: number;
	/** Changes to the sample data. */
	data?: Record<string, unknown>;
	/** One revision of the vendor's text puts `sha256=` before the signature. */
	prefixed?: boolean;
	/** Name of the webhook, as given in the CRM. */
	name?: string;
}

/** What the receiver answered. */
export interface Received {
	status: number;
	body: string;
}

/** The body of a delivery, as text. */
export function deliveryOf({ event, step = 1, steps = step, data, name }: Sending): string {
	const sample = eventSample(event);
	return JSON.stringify({
		source: {
			service: sample?.service ?? 'requests',
			group: sample?.group ?? event.split('.').slice(0, -1).join('.'),
			event: sample ? `${sample.event}${sample.steps ? `.node.${step}` : ''}` : event,
		},
		target: { name: name ?? 'sandbox' },
		version: '1.0.0',
		data: { ...sample?.data(step, steps), ...data },
	});
}

/** Signs and sends one event. */
export async function sendEvent(sending: Sending): Promise<Received> {
	const body = deliveryOf(sending);
	const { to, secret, prefixed } = sending;
	const hex = secret && createHmac('sha256', secret).update(body).digest('hex');
	return await post(
		to,
		body,
		hex ? { 'X-Crm-Signature': `${prefixed ? 'sha256=' : ''}${hex}` } : {},
	);
}

/** A question for an exchange rate. */
export interface RateQuestion {
	to: string;
	/** The API key that the CRM made for the rates. */
	key: string;
	source?: string;
	target?: string;
	method?: 'GET' | 'POST';
}

/**
 * Asks for an exchange rate. Only the header `key` is known: method and names of the parameters are
 * a guess.
 */
export async function askRate(question: RateQuestion): Promise<Received> {
	const { to, key, source = 'USD', target = 'EUR', method = 'GET' } = question;
	const parameters = { source_currency: source, target_currency: target };
	if (method === 'POST') return await post(to, JSON.stringify(parameters), { key });
	const url = new URL(to);
	for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
	return await received(await fetch(url, { headers: { key } }));
}

/** Posts JSON as it is. */
export async function post(
	to: string,
	body: string,
	headers: Record<string, string> = {},
): Promise<Received> {
	return await received(
		await fetch(to, {
			method: 'POST',
			headers: { 'Content-Type': 'application/json', ...headers },
			body,
		}),
	);
}

async function received(response: Response): Promise<Received> {
	return { status: response.status, body: await response.text() };
}
