/** The CRM's webhook deliveries, sent as fast as they are taken. */
import { Pool } from 'undici';
import { deliveryOf } from '../sandbox/index.cts';
import { signatureV2 } from '../sandbox/verify.cts';

/** Secret of the webhook; it also passes for a header that n8n's Webhook node can check. */
export const SECRET = 'a-long-random-secret-of-the-webhook';
export const HEADER = 'x-bench-secret';

/** One signed delivery. */
export function delivery(): { text: string; headers: Record<string, string> } {
	const text = deliveryOf({ event: 'withdrawal.approve', to: '' });
	const signature = signatureV2(SECRET, Buffer.from(text));
	const headers = { 'content-type': 'application/json', 'x-crm-signature': signature };
	return { text, headers: { ...headers, [HEADER]: SECRET } };
}

/** Sends it so often, `width` at a time. @returns how many were refused */
export async function sendDeliveries(to: string, count: number, width: number): Promise<number> {
	const { origin, pathname: path } = new URL(to);
	const { text: body, headers } = delivery();
	const pool = new Pool(origin, { connections: width });
	let left = count;
	let refused = 0;
	const send = async () => {
		while (left-- > 0) {
			const answer = await pool.request({ method: 'POST', path, headers, body });
			await answer.body.dump();
			if (answer.statusCode !== 200) refused++;
		}
	};
	await Promise.all(Array.from({ length: width }, send));
	await pool.close();
	return refused;
}
