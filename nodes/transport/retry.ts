/** When a request is sent again by itself, and after what wait. Asks no clock and sends nothing. */
import type { CrmRequest } from '../../crm/request';
import type { Outcome, Reply } from './outcome';

const MAX_TRIES = 5;
/** No longer than this does one request wait between its tries, in ms, all waits together. */
const MAX_WAIT = 60_000;
const FIRST_WAIT = 500;

/** What a request has been through. */
export interface Tries {
	/** The number of the try that ended last; the first is 1. */
	attempt: number;
	/** How long it has waited between its tries so far, in ms. */
	waited: number;
	/** The time now, in ms since 1970. */
	now: number;
	/** From 0 to 1, so that many requests don't come back at the same moment. */
	jitter: number;
}

/**
 * How long to wait before a request is sent again, in ms.
 *
 * A read may be repeated whenever the CRM is busy or the line breaks. A write only when it surely
 * was not carried out: on 429, and when it never left. A decision never: a second one decides on the
 * next step.
 *
 * @returns undefined when it is not to be sent again
 */
export function waitBeforeNext(
	request: Pick<CrmRequest, 'effect' | 'once'>,
	outcome: Outcome,
	{ attempt, waited, now, jitter }: Tries,
): number | undefined {
	if (attempt >= MAX_TRIES || !mayRepeat(request, outcome)) return undefined;
	const growing = FIRST_WAIT * 2 ** (attempt - 1) * (0.5 + jitter / 2);
	const asked = outcome.kind === 'answered' ? retryAfter(outcome.reply, now) : undefined;
	const wait = Math.max(growing, asked ?? 0);
	return waited + wait > MAX_WAIT ? undefined : wait;
}

function mayRepeat(
	{ effect, once }: Pick<CrmRequest, 'effect' | 'once'>,
	outcome: Outcome,
): boolean {
	if (once) return false;
	if (outcome.kind === 'answered') {
		const { status } = outcome.reply;
		if (status === 429) return true;
		return effect === 'read' && (status === 502 || status === 503 || status === 504);
	}
	if (outcome.trouble.what !== 'connection') return false;
	return effect === 'read' || outcome.kind === 'unsent';
}

/**
 * How long a CRM that counts requests wants to be asked nothing, in ms; 0 where that is not told, or
 * longer than anybody waits.
 */
export function pauseAfter(outcome: Outcome, now: number): number {
	if (outcome.kind !== 'answered' || outcome.reply.status !== 429) return 0;
	const asked = retryAfter(outcome.reply, now) ?? 0;
	return asked <= MAX_WAIT ? asked : 0;
}

const SECONDS = /^(?:\d+(?:\.\d+)?|\.\d+)$/;
/** In seconds: a year, as good as for ever. */
const LONGEST = 366 * 24 * 60 * 60;
/** As HTTP writes dates, in all three ways, and ISO 8601. JavaScript would take more for one. */
const DATE = /^(?:[A-Z][a-z]{2,8},? .*\d{2}:\d{2}:\d{2}|\d{4}-\d{2}-\d{2}T\d{2}:\d{2})/;

/**
 * The wait that an answer asks for in its header Retry-After, in ms: in seconds, rounded up, or
 * until a date, which goes by the clock of whoever answered if it shows that.
 *
 * @returns undefined for none that makes sense, such as a date in the past
 */
export function retryAfter({ headers }: Reply, now: number): number | undefined {
	const value = textOf(headers['retry-after']);
	if (SECONDS.test(value)) return Math.min(Math.ceil(Number(value)), LONGEST) * 1000;
	if (!DATE.test(value)) return undefined;
	const until = dateOf(value);
	const wait = until - (DATE.test(textOf(headers.date)) ? dateOf(textOf(headers.date)) : now);
	return wait > 0 ? wait : undefined;
}

const textOf = (header: unknown) => (typeof header === 'string' ? header.trim() : '');

/** The oldest way of HTTP to write a date names no zone, and means UTC. */
const dateOf = (text: string) => Date.parse(/\d{4}$/.test(text) ? `${text} GMT` : text);
