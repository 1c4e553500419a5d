import { sendEvent, type Sending } from '../../../sandbox/index.cts';
import { WEBHOOK_SECRET } from '../../examples.cts';

const EVENT = 'withdrawal.approve';

/** Deliveries that wait for their answer at once: the next leaves when one is answered. */
const IN_FLIGHT = 8;

/** After so many good deliveries comes one without a signature or with a wrong one. */
const BAD_EVERY = 25;

/** What became of deliveries. */
export interface Sent {
	/** Ids of those that were answered with 2xx. */
	accepted: string[];
	/** Ids of those that were not, with the answer. */
	lost: Array<{ id: string; answer: string }>;
	/** Deliveries without a good signature, and how many of them got 401. */
	bad: number;
	refused: number;
	seconds: number;
}

/** The id of a delivery: 16 characters, so that it is an order id as it stands. */
export const idOf = (number: number): string => `D${String(number).padStart(15, '0')}`;

/**
 * Sends signed deliveries as fast as n8n answers them, with bad ones in between.
 * @param onSent called with the number of those that have been answered
 */
export async function sendAll(
	to: string,
	ids: string[],
	onSent: (count: number) => void = () => undefined,
): Promise<Sent> {
	const sent: Sent = { accepted: [], lost: [], bad: 0, refused: 0, seconds: 0 };
	const began = Date.now();
	let next = 0;
	let answered = 0;
	const sendSome = async () => {
		while (next < ids.length) {
			const number = next++;
			const id = ids[number];
			const answer = await statusOf({ event: EVENT, to, secret: WEBHOOK_SECRET, data: { id } });
			if (answer.startsWith('2')) sent.accepted.push(id);
			else sent.lost.push({ id, answer });
			if (number % BAD_EVERY === 0) await sendBad(to, number, sent);
			onSent(++answered);
		}
	};
	await Promise.all(Array.from({ length: IN_FLIGHT }, sendSome));
	sent.seconds = (Date.now() - began) / 1000;
	return sent;
}

async function sendBad(to: string, number: number, sent: Sent): Promise<void> {
	const secret = (number / BAD_EVERY) % 2 ? 'not the secret' : undefined;
	sent.bad++;
	const answer = await statusOf({ event: EVENT, to, secret, data: { id: `bad-${number}` } });
	if (answer === '401') sent.refused++;
}

async function statusOf(sending: Sending): Promise<string> {
	try {
		return String((await sendEvent(sending)).status);
	} catch (error) {
		return String(error);
	}
}

/** One delivery with many rows. @returns the status of the answer */
export const sendRows = async (to: string, rows: object[]): Promise<string> =>
	await statusOf({ event: EVENT, to, secret: WEBHOOK_SECRET, data: { id: 'rows', rows } });
