/** How a request ended, and what that says about whether the CRM has carried it out. */
import { UserError } from 'n8n-workflow';
import type { CrmRequest } from '../../crm/request';

/** An HTTP answer as it came, whatever its status. */
export interface Reply {
	status: number;
	/** By lower-case name. */
	headers: Readonly<Record<string, unknown>>;
	text: string;
}

/**
 * How one request ended.
 * - `answered`: there is an answer, good or bad; after so many `tries`, where it took more than one.
 * - `unsent`: it surely never reached the CRM.
 * - `unknown`: it may have reached the CRM; whether it was carried out nobody knows.
 */
export type Outcome =
	| { kind: 'answered'; reply: Reply; tries?: number }
	| { kind: 'unsent' | 'unknown'; trouble: Trouble };

/** Why there is no answer. `code` is Node's, such as ECONNRESET. */
export interface Trouble {
	what:
		| 'cancelled'
		| 'timeout'
		| 'certificate'
		| 'host'
		| 'connection'
		| 'credential'
		| 'broken-answer';
	code: string;
	message: string;
	/** What to do, where what refused the request says it. */
	next?: string;
}

/**
 * Whether a request was carried out.
 * - `no`: surely not, so a corrected one may be sent.
 * - `yes`: surely, if the answer can be read and says nothing else.
 * - `unknown`: nobody knows, so a write is not sent again.
 */
export type CarriedOut = 'no' | 'yes' | 'unknown';

/**
 * What a status of HTTP says about it; any other than these says nothing. A server can have done
 * all of the work before it, or something in front of it, runs out of time (408, 499, 5xx) or sends
 * the browser on (302, 303).
 */
const STATUSES: ReadonlyArray<{
	from: number;
	to: number;
	carriedOut: CarriedOut;
	not?: number[];
}> = [
	{ from: 200, to: 299, carriedOut: 'yes' },
	{ from: 400, to: 498, carriedOut: 'no', not: [408] },
];

/** Statuses which ask for the very same request at another address: here nothing was done with it. */
const MOVED = [301, 307, 308];

/**
 * What the status of an answer says about whether a request was carried out.
 * Where money moves, a request to ask elsewhere is not taken for a promise that nothing was done.
 */
export function carriedOut(
	{ effect }: Pick<CrmRequest, 'effect'>,
	{ status, headers }: Pick<Reply, 'status' | 'headers'>,
): CarriedOut {
	if (MOVED.includes(status)) return effect !== 'money' && headers.location ? 'no' : 'unknown';
	const known = STATUSES.find(
		({ from, to, not = [] }) => status >= from && status <= to && !not.includes(status),
	);
	return known?.carriedOut ?? 'unknown';
}

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|HOSTNAME_MISMATCH|^EPROTO$/;

/** What is of use on the errors that n8n's HTTP client nests along `cause` (n8n-core 2.41.1). */
interface NestedError {
	code?: unknown;
	syscall?: unknown;
	message?: string;
	description?: unknown;
	cause?: unknown;
	request?: {
		/** Whether all of it was handed to the connection. Node 20 says so too early under https. */
		writableFinished?: boolean;
		socket?: {
			connecting?: boolean;
			/** Under https, until both sides have agreed on keys: nothing can have been read before. */
			secureConnecting?: boolean;
		};
	};
}

/**
 * Tells from a failed call whether the request can have reached the CRM. Codes alone don't: a
 * connection can be reset, or time out, before and after the request went out. Where nothing is
 * certain the outcome is `unknown`.
 *
 * @param ended what has ended the request from here, if anything
 */
export function withoutAnswer(error: unknown, ended?: 'cancelled' | 'timeout'): Outcome {
	const causes = causesOf(error);
	const code = String(causes.find((cause) => typeof cause.code === 'string')?.code ?? '');
	const neverLeft = causes.some(
		({ request, syscall }) =>
			request?.writableFinished === false ||
			request?.socket?.connecting === true ||
			request?.socket?.secureConnecting === true ||
			syscall === 'connect' ||
			syscall === 'getaddrinfo',
	);
	const outcome = (what: Trouble['what']): Outcome => ({
		kind: neverLeft ? 'unsent' : 'unknown',
		trouble: { what, code, message: causes[causes.length - 1]?.message ?? '' },
	});

	const refusal = causes.find((cause) => cause instanceof UserError);
	if (refusal) return refusedOutcome(refusal);
	if (ended) return outcome(ended);
	if (code === 'ENOTFOUND') return outcome('host');
	if (CERTIFICATE.test(code)) return outcome('certificate');
	// Its own time was over, or that of the system for making a connection.
	if (code === 'ECONNABORTED') return outcome('timeout');
	if (code === 'ETIMEDOUT') return outcome(neverLeft ? 'connection' : 'timeout');
	if (code.startsWith('HPE_')) return outcome('broken-answer');
	return outcome('connection');
}

/** The credential has refused to sign the request, and said why. */
function refusedOutcome({ message = '', description }: NestedError): Outcome {
	const next = typeof description === 'string' ? { next: description } : {};
	return { kind: 'unsent', trouble: { what: 'credential', code: '', message, ...next } };
}

/** Not by `instanceof`: the errors can come from another realm. */
function causesOf(error: unknown): NestedError[] {
	const causes: NestedError[] = [];
	let next = error;
	while (typeof next === 'object' && next !== null && causes.length < 10) {
		causes.push(next);
		next = (next as NestedError).cause;
	}
	return causes;
}
