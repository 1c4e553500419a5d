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
import { NodeOperationError, sleep } from 'n8n-workflow';
import type { CrmRequest } from '../../crm/request';
import { accept } from '../../crm/result';
import { SENDING, type WithSending } from '../../crm/sending';
import type { Operation } from '../endpoints/operation';
import { OPEN_API, type Access } from './access';
import { withoutAnswer, type Outcome } from './outcome';
import type { OwnPaths } from './ownPaths';
import type { PacedGate } from './pace';
import { pauseAfter, waitBeforeNext } from './retry';

type Context = IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions;

/** The longest that a timer can wait, in ms; more than that would be over at once. */
const LONGEST = 2 ** 31 - 1;
/** So that a cancelled execution does not sit out a wait. */
const NAP = 200;

/**
 * Sends requests with one credential, decrypted once: bounded in number, repeated where that is
 * safe, never following a redirect.
 */
export class Sender {
	/** Whether the API key passes where no signature is needed; asked once, at the first denial. */
	keyPasses?: Promise<boolean | undefined>;

	private constructor(
		private readonly context: Context,
		private readonly access: Access,
		/** Given along, it saves n8n from reading and decrypting the credential for every request. */
		private readonly decrypted: ICredentialsDecrypted,
		/** Where the CRM is, such as `https://crm.example.com`. */
		readonly origin: string,
		private readonly ownPaths: OwnPaths,
		private readonly gate: PacedGate,
	) {}

	/**
	 * @param gate that all requests of the run pass
	 * @throws NodeOperationError when the credential can't be used
	 */
	static async open(context: Context, gate: PacedGate, access = OPEN_API): Promise<Sender> {
		const { credential: type } = access;
		const credential = await context.getCredentials<ICredentialDataDecryptedObject>(type);
		return Sender.with(context, credential, gate, access);
	}

	/** The same, with a credential that was read before. */
	static with(
		context: Context,
		credential: ICredentialDataDecryptedObject,
		gate: PacedGate,
		access = OPEN_API,
	): Sender {
		const { credential: type, address } = access;
		const base = access.base(credential);
		if (!base.ok) {
			throw new NodeOperationError(
				context.getNode(),
				`The credential's ${address} ${base.reason}`,
				{ description: "Open this node's credential and put the address of your CRM there." },
			);
		}
		const ownPaths = access.ownPaths?.read(credential) ?? accept<OwnPaths>(new Map());
		if (!ownPaths.ok) {
			throw new NodeOperationError(
				context.getNode(),
				`The credential's '${access.ownPaths?.label}' ${ownPaths.reason}`,
				{ description: "Nothing was sent. Open this node's credential and correct that field." },
			);
		}
		const { id, name } = (context.getNode().credentials?.[type] ?? {}) as INodeCredentialsDetails;
		const decrypted = { id: id ?? '', name: name ?? type, type, data: credential };
		return new Sender(context, access, decrypted, base.value, ownPaths.value, gate);
	}

	/** Sends until there is an answer worth having, or no safe try is left. */
	async send(request: CrmRequest): Promise<Outcome> {
		return await this.gate.pass(async () => {
			let waited = 0;
			for (let attempt = 1; ; attempt++) {
				await this.gate.turn(async (ms) => {
					await this.nap(ms);
					return !this.cancelled();
				});
				const outcome = this.cancelled() ? cancelledBefore() : await this.attempt(request);
				this.gate.pause(pauseAfter(outcome, Date.now()));
				const ended = outcome.kind === 'answered' ? { ...outcome, tries: attempt } : outcome;
				const tries = { attempt, waited, now: Date.now(), jitter: Math.random() };
				const wait = waitBeforeNext(request, outcome, tries);
				if (wait === undefined) return ended;
				if (outcome.kind === 'answered' && outcome.reply.status === 429) this.gate.hold(wait);
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
		// The time-out of n8n's own client begins anew with every byte that comes.
		const deadline = AbortSignal.timeout(Math.min(request.timeout, LONGEST));
		try {
			const answer = (await this.context.helpers.httpRequestWithAuthentication.call(
				this.context,
				this.access.credential,
				this.httpOptions(request, deadline),
				{ credentialsDecrypted: this.decrypted },
			)) as { statusCode: number; headers: IDataObject; body?: unknown };
			const text = typeof answer.body === 'string' ? answer.body : '';
			return {
				kind: 'answered',
				reply: { status: answer.statusCode, headers: answer.headers, text },
			};
		} catch (error) {
			const timeout = deadline.aborted ? 'timeout' : undefined;
			return withoutAnswer(error, this.cancelled() ? 'cancelled' : timeout);
		}
	}

	private httpOptions(
		{ method, path, query, body, effect, timeout }: CrmRequest,
		deadline: AbortSignal,
	): IHttpRequestOptions & WithSending {
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
			[SENDING]: { movesMoney: effect === 'money', deadline },
		};
	}

	private async nap(ms: number): Promise<void> {
		const end = Date.now() + ms;
		for (let left = ms; left > 0 && !this.cancelled(); left = end - Date.now()) {
			await sleep(Math.min(left, NAP));
		}
	}
}

function cancelledBefore(): Outcome {
	return { kind: 'unsent', trouble: { what: 'cancelled', code: '', message: '' } };
}
