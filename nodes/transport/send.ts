import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	IDataObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	INodeCredentialsDetails,
	IPollFunctions,
} from 'n8n-workflow';
import { NodeOperationError, UserError, sleep } from 'n8n-workflow';
import type { CrmRequest } from '../../crm/request';
import { accept } from '../../crm/result';
import type { Operation } from '../endpoints/operation';
import { OPEN_API, type Access } from './access';
import type { OwnPaths } from './ownPaths';
import { Gate } from './parallel';

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
}

type Context = IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions;

const MAX_TRIES = 5;
/** No longer than this does one request wait between its tries, in ms, all waits together. */
const MAX_WAIT = 60_000;
const FIRST_WAIT = 500;
/** So that a cancelled execution does not sit out a wait. */
const NAP = 200;

/**
 * Sends requests with one credential, decrypted once: bounded in number, repeated where that is
 * safe, never following a redirect.
 */
export class Sender {
	private constructor(
		private readonly context: Context,
		private readonly access: Access,
		/** Given along, it saves n8n from reading and decrypting the credential for every request. */
		private readonly decrypted: ICredentialsDecrypted,
		/** Where the CRM is, such as `https://crm.example.com`. */
		readonly origin: string,
		private readonly ownPaths: OwnPaths,
		private readonly gate: Gate,
	) {}

	/**
	 * @param limit most requests at once
	 * @throws NodeOperationError when the credential can't be used
	 */
	static async open(context: Context, limit: number, access = OPEN_API): Promise<Sender> {
		const { credential: type, title, address } = access;
		const credential = await context.getCredentials<ICredentialDataDecryptedObject>(type);
		const base = access.base(credential);
		if (!base.ok) {
			throw new NodeOperationError(
				context.getNode(),
				`The credential's ${address} ${base.reason}`,
				{ description: `Open the credential '${title}' and put the address of your CRM there.` },
			);
		}
		const ownPaths = access.ownPaths?.read(credential) ?? accept<OwnPaths>(new Map());
		if (!ownPaths.ok) {
			throw new NodeOperationError(
				context.getNode(),
				`The credential's '${access.ownPaths?.label}' ${ownPaths.reason}`,
				{ description: `Nothing was sent. Open the credential '${title}' and correct that field.` },
			);
		}
		const { id, name } = (context.getNode().credentials?.[type] ?? {}) as INodeCredentialsDetails;
		const decrypted = { id: id ?? '', name: name ?? type, type, data: credential };
		return new Sender(context, access, decrypted, base.value, ownPaths.value, new Gate(limit));
	}

	/** Sends until there is an answer worth having, or no safe try is left. */
	async send(request: CrmRequest): Promise<Outcome> {
		return await this.gate.pass(async () => {
			let waited = 0;
			for (let attempt = 1; ; attempt++) {
				const outcome = this.cancelled() ? cancelledBefore() : await this.attempt(request);
				const ended = outcome.kind === 'answered' ? { ...outcome, tries: attempt } : outcome;
				if (attempt === MAX_TRIES || !mayRepeat(request, outcome)) return ended;
				const wait = waitBefore(outcome, attempt);
				if (waited + wait > MAX_WAIT) return ended;
				await this.nap(wait);
				waited += wait;
			}
		});
	}

	/** The path of an operation in this CRM, with its placeholders. */
	pathOf(operation: Operation): string {
		return this.ownPaths.get(operation) ?? operation.endpoint.path;
	}

	/** Most requests at once. */
	get limit(): number {
		return this.gate.limit;
	}

	cancelled(): boolean {
		if (!('getExecutionCancelSignal' in this.context)) return false;
		return this.context.getExecutionCancelSignal()?.aborted === true;
	}

	private async attempt(request: CrmRequest): Promise<Outcome> {
		try {
			const answer = (await this.context.helpers.httpRequestWithAuthentication.call(
				this.context,
				this.access.credential,
				this.httpOptions(request),
				{ credentialsDecrypted: this.decrypted },
			)) as { statusCode: number; headers: IDataObject; body?: unknown };
			const text = typeof answer.body === 'string' ? answer.body : '';
			return {
				kind: 'answered',
				reply: { status: answer.statusCode, headers: answer.headers, text },
			};
		} catch (error) {
			return withoutAnswer(error, this.cancelled());
		}
	}

	private httpOptions({ method, path, query, body, timeout }: CrmRequest): IHttpRequestOptions {
		const search = query.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
		return {
			method,
			url: `${this.origin}${path}${search && `?${search}`}`,
			headers: { Accept: 'application/json' },
			...(body && { body }),
			// Raw text and every status: the node reads the answer itself, so that a web page or a
			// Retry-After header is seen as what it is.
			encoding: 'text',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
			timeout,
		};
	}

	private async nap(ms: number): Promise<void> {
		const end = Date.now() + ms;
		for (let left = ms; left > 0 && !this.cancelled(); left = end - Date.now()) {
			await sleep(Math.min(left, NAP));
		}
	}
}

/**
 * A read may be repeated whenever the CRM is busy or the line breaks. A write only when it surely
 * was not carried out: on 429, and when it never left.
 */
function mayRepeat({ effect }: CrmRequest, outcome: Outcome): boolean {
	if (outcome.kind === 'answered') {
		const { status } = outcome.reply;
		if (status === 429) return true;
		return effect === 'read' && (status === 502 || status === 503 || status === 504);
	}
	if (outcome.trouble.what !== 'connection') return false;
	return effect === 'read' || outcome.kind === 'unsent';
}

/** What Retry-After asks for, in seconds or as a date; else exponential, with jitter. In ms. */
function waitBefore(outcome: Outcome, attempt: number): number {
	const asked = outcome.kind === 'answered' ? retryAfter(outcome.reply) : undefined;
	if (asked !== undefined) return asked;
	return FIRST_WAIT * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
}

/** The wait that an answer asks for in its header Retry-After, in ms. */
export function retryAfter({ headers }: Reply): number | undefined {
	const value = headers['retry-after'];
	if (typeof value !== 'string' || value.trim() === '') return undefined;
	if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1000;
	const date = Date.parse(value);
	return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

function cancelledBefore(): Outcome {
	return { kind: 'unsent', trouble: { what: 'cancelled', code: '', message: '' } };
}

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|HOSTNAME_MISMATCH|^EPROTO$/;
const TIMED_OUT = new Set(['ECONNABORTED', 'ETIMEDOUT']);

/** What is of use on the errors that n8n's HTTP client nests along `cause` (n8n-core 2.41.1). */
interface NestedError {
	code?: unknown;
	syscall?: unknown;
	message?: string;
	cause?: unknown;
	/** Node's request: `writableFinished` once all of it was handed to the connection. */
	request?: { writableFinished?: boolean };
}

/**
 * Tells from a failed call whether the request can have reached the CRM. Codes alone don't: a
 * connection can be reset, or time out, before and after the request went out. Where nothing is
 * certain the outcome is `unknown`.
 */
export function withoutAnswer(error: unknown, cancelled: boolean): Outcome {
	const causes = causesOf(error);
	const code = String(causes.find((cause) => typeof cause.code === 'string')?.code ?? '');
	const neverLeft = causes.some(
		({ request, syscall }) =>
			request?.writableFinished === false || syscall === 'connect' || syscall === 'getaddrinfo',
	);
	const outcome = (what: Trouble['what'], kind: 'unsent' | 'unknown' = 'unknown'): Outcome => ({
		kind: neverLeft ? 'unsent' : kind,
		trouble: { what, code, message: causes[causes.length - 1]?.message ?? '' },
	});

	if (causes.some((cause) => cause instanceof UserError)) return outcome('credential', 'unsent');
	if (cancelled) return outcome('cancelled');
	if (code === 'ENOTFOUND') return outcome('host');
	if (CERTIFICATE.test(code)) return outcome('certificate');
	if (TIMED_OUT.has(code)) return outcome(neverLeft ? 'connection' : 'timeout');
	if (code.startsWith('HPE_')) return outcome('broken-answer');
	return outcome('connection');
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
