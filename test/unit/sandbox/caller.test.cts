/** The sandbox as the caller, and its side of payments. */
import { execFile } from 'node:child_process';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { requestPayment, sendEvent, startSandbox } from '../../../sandbox/index.cts';
import { pspSign } from '../../../sandbox/psp.cts';

const ROOT = join(__dirname, '../../..');

interface Heard {
	method?: string;
	url?: string;
	headers: IncomingHttpHeaders;
	body: string;
}

const heard: Heard[] = [];
let answer = '{"result":true,"msg":"","data":{"url":"https://pay.example.com/1"}}';
const server = createServer((request, response) => {
	let body = '';
	request.on('data', (text) => (body += text));
	request.on('end', () => {
		const { method, url, headers } = request;
		heard.push({ method, url, headers, body });
		response.end(answer);
	});
});
let to = '';
beforeAll(async () => {
	await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
	to = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => heard.splice(0));
afterAll(() => void server.close());

/** Runs `npm run sandbox --` with words of its own. */
async function command(...args: string[]): Promise<{ code: number; output: string }> {
	return await new Promise((resolve) => {
		const tsx = join(ROOT, 'node_modules/.bin/tsx');
		execFile(tsx, ['sandbox/main.cts', ...args], { cwd: ROOT }, (error, stdout, stderr) =>
			resolve({ code: Number(error?.code ?? 0), output: stdout + stderr }),
		);
	});
}

test('send signs an event and tells what was answered', async () => {
	const args = ['--to', `${to}/hook`, '--secret', 's', '--step', '2', '--steps', '3'];
	const { code, output } = await command('send', 'transfer.approve', ...args);
	expect([code, output]).toEqual([0, expect.stringMatching(/^HTTP 200\n\{"result"/)]);
	const [{ headers, body }] = heard;
	expect(headers['x-crm-signature']).toMatch(/^[0-9a-f]{64}$/);
	expect(JSON.parse(body)).toMatchObject({
		source: { service: 'requests', event: 'crm.webhooks.requests.transfer.approve.node.2' },
		target: { name: 'sandbox' },
		version: '1.0.0',
		data: { status: 'pending', transfer_flow: { total_steps: 3, current_steps: 2 } },
	});
});

test('rate asks with the header key', async () => {
	await command('rate', '--to', `${to}/rate`, '--key', 'k', '--source', 'EUR', '--target', 'JPY');
	expect(heard).toMatchObject([
		{
			method: 'GET',
			url: '/rate?source_currency=EUR&target_currency=JPY',
			headers: { key: 'k' },
		},
	]);
});

test('payment makes the running sandbox ask for a page', async () => {
	const sandbox = await startSandbox();
	try {
		const args = ['--to', to, '--amount', '7.5', '--currency', 'EUR', '--sandbox', sandbox.url];
		const { output } = await command('payment', ...args);
		expect(output).toContain('https://pay.example.com/1');
		const [{ url, headers, body }] = heard;
		expect([url, headers['crm-pay-token']]).toEqual(['/pay/url', 'sandbox-token']);
		const { sign, ...parameters } = JSON.parse(body);
		expect(sign).toBe(pspSign(parameters, 'sandbox-token'));
		expect(sandbox.data.payments).toMatchObject([
			{ order_no: parameters.order_no, amount: 7.5, currency: 'EUR', status: 'pending' },
		]);
	} finally {
		await sandbox.close();
	}
});

test.each([
	[['send'], /Say which event/],
	[['send', 'users.create'], /--to is missing/],
	[
		['send', 'users.create', '--to', 'http://127.0.0.1:1', '--step', '11'],
		/--step must be 1 to 10/,
	],
	[['rate', '--to', 'http://127.0.0.1:1'], /--key is missing/],
	[['payment', '--to', 'x', '--amount', '0'], /--amount must be more than 0/],
])('%j is refused with the usage', async (args, message) => {
	const { code, output } = await command(...args);
	expect(code).toBe(1);
	expect(output).toMatch(message);
	expect(output).toMatch(/send <event>/);
});

test('an event without a secret goes out unsigned, one that is not known as it is', async () => {
	await sendEvent({ event: 'a.b.c', to, data: { id: 1 } });
	const [{ headers, body }] = heard;
	expect(headers).not.toHaveProperty('x-crm-signature');
	expect(JSON.parse(body)).toMatchObject({ source: { event: 'a.b.c' }, data: { id: 1 } });
});

describe('the callback', () => {
	test('is checked as documented', async () => {
		const sandbox = await startSandbox();
		try {
			const { psp, data, url } = sandbox;
			const { payment } = await requestPayment(data, psp, { to });
			const { order_no, amount, currency } = payment;
			const good = { merchant_id: psp.merchant, order_no, amount, currency, time: 1, status: 1 };
			const call = async (changes: object, token = psp.token, sign?: string) => {
				const body: Record<string, unknown> = { ...good, ...changes };
				const response = await fetch(`${url}/pay/callback`, {
					method: 'POST',
					headers: { 'crm-pay-token': token, 'content-type': 'application/json' },
					body: JSON.stringify({ ...body, sign: sign ?? pspSign(body, psp.token) }),
				});
				const text = await response.text();
				return text ? JSON.parse(text).type : response.status;
			};
			expect(await call({}, 'x')).toBe('psp_token_invalid');
			expect(await call({}, psp.token, 'X')).toBe('psp_token_invalid');
			expect(await call({ merchant_id: 'x' })).toBe('psp_setting_not_found');
			expect(await call({ order_no: 'x' })).toBe('payment_not_found');
			expect(await call({ status: 3 })).toBe('payment_status_not_allowed');
			expect(await call({ amount: 1 })).toBe('payment_amount_not_allowed');
			expect(await call({ currency: 'X' })).toBe('payment_currency_not_allowed');
			expect(await call({ amount: '100' })).toBe('invalid_request');
			expect(data.bookings).toEqual([]);
			expect(await call({ status: 2 })).toBe(204);
			expect(await call({})).toBe(204);
			expect(await call({})).toBe('payment_status_not_pending');
			expect(data.bookings).toMatchObject([{ kind: 'payment', reference: order_no }]);
			sandbox.reset();
			expect(data.payments).toEqual([]);
		} finally {
			await sandbox.close();
		}
	});
});
