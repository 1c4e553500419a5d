/** The command line of the sandbox as the caller: `send`, `payment` and `rate`. */
import { parseArgs } from 'node:util';
import { EVENTS } from './events.cts';
import { askRate, post, sendEvent, type Received } from './send.cts';

const CALLS = { send, payment, rate };

export const isCall = (word: string | undefined): word is keyof typeof CALLS =>
	word !== undefined && Object.hasOwn(CALLS, word);

export const CALLER_USAGE = `npm run sandbox -- send <event> --to <url> [options]   sends a webhook
  <event>             ${EVENTS.map(({ event }) => short(event)).join(', ')}, or any name
  --secret <text>     signs the delivery with the webhook's secret key
  --step <1-10>       approval step; default 1
  --steps <1-10>      steps that the request has; default the step that is sent
  --data <json>       changes to the sample data
npm run sandbox -- payment --to <url> [options]        asks for a payment page; the sandbox must be running
  --to <url>          URL of the payment service, without /pay/url
  --amount <number>   default 100
  --currency <code>   default USD
  --sandbox <url>     default http://127.0.0.1:4010
npm run sandbox -- rate --to <url> --key <text>        asks for an exchange rate
  --source, --target  currencies; default USD and EUR
  --method <GET|POST> default GET. Only the header key is known; method and parameter names are a guess`;

/** Carries out a call and prints the answer. @throws Error for options that are wrong */
export async function callFrom([word, ...args]: string[]): Promise<void> {
	const { status, body } = await CALLS[word as keyof typeof CALLS](args);
	console.log(`HTTP ${status}\n${body}`);
	if (status < 200 || status > 299) process.exitCode = 2;
}

function short(event: string): string {
	return event.replace(/^crm\.webhooks\.(requests\.)?/, '');
}

async function send(args: string[]): Promise<Received> {
	const { values, positionals } = parseArgs({
		args,
		allowPositionals: true,
		options: {
			to: { type: 'string' },
			secret: { type: 'string' },
			step: { type: 'string', default: '1' },
			steps: { type: 'string' },
			data: { type: 'string', default: '{}' },
		},
	});
	const [event] = positionals;
	if (!event) throw new Error('Say which event to send');
	const { to, secret, step, steps = step, data } = values;
	return await sendEvent({
		event,
		to: needed('--to', to),
		secret,
		step: stepIn('--step', step),
		steps: stepIn('--steps', steps),
		data: JSON.parse(data) as Record<string, unknown>,
	});
}

async function payment(args: string[]): Promise<Received> {
	const { values } = parseArgs({
		args,
		options: {
			to: { type: 'string' },
			amount: { type: 'string', default: '100' },
			currency: { type: 'string', default: 'USD' },
			sandbox: { type: 'string', default: 'http://127.0.0.1:4010' },
		},
	});
	const to = needed('--to', values.to);
	const amount = Number(values.amount);
	if (!(amount > 0)) throw new Error('--amount must be more than 0');
	const deposit = JSON.stringify({ to, amount, currency: values.currency });
	return await post(`${values.sandbox}/sandbox/payments`, deposit);
}

async function rate(args: string[]): Promise<Received> {
	const { values } = parseArgs({
		args,
		options: {
			to: { type: 'string' },
			key: { type: 'string' },
			source: { type: 'string' },
			target: { type: 'string' },
			method: { type: 'string', default: 'GET' },
		},
	});
	const { source, target, method } = values;
	if (method !== 'GET' && method !== 'POST') throw new Error('--method must be GET or POST');
	const [to, key] = [needed('--to', values.to), needed('--key', values.key)];
	return await askRate({ to, key, source, target, method });
}

function needed(name: string, value: string | undefined): string {
	if (!value) throw new Error(`${name} is missing`);
	return value;
}

function stepIn(name: string, text: string): number {
	const step = Number(text);
	if (!/^\d+$/.test(text) || step < 1 || step > 10) throw new Error(`${name} must be 1 to 10`);
	return step;
}
