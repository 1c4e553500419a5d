import type { IDataObject, INode, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import type { Evidence } from '../../crm/endpoint';
import { crmError } from '../../crm/errors';
import type { Field } from '../endpoints/fields/field';
import type { CrmRequest } from '../../crm/request';
import { OPEN_API, type Access } from './access';
import { retryAfter, type Outcome, type Reply, type Trouble } from './send';

/** What to do where the path of a guessed endpoint seems to be wrong. */
export const SETTLE_GUESS =
	"The path of this endpoint is a guess: run 'API - Check Endpoints' and paste its last item into the credential's 'Other Endpoint Paths'.";

/** What an operation knows that makes a text more helpful. */
export interface Knowledge {
	/** Unless told, that of the Open API. */
	access?: Access;
	evidence: Evidence;
	fields: readonly Field[];
}

/** Why an item did not get what it wanted. Texts never hold values of the request. */
export interface Failure {
	/** What happened, in plain words. */
	message: string;
	/** What to look at and what to do next. */
	description: string;
	/** HTTP status, where there was an answer. */
	status?: number;
	/** The CRM's own word for it, where it gave one. */
	type?: string;
	/** Whether the CRM surely did not carry the request out. */
	certain: boolean;
}

/** Either the JSON of an answer (undefined for an empty body), or why there is none to use. */
export type Verdict = { ok: true; json: unknown } | { ok: false; failure: Failure };

/** Judges how a request ended: is there an answer to make items from? */
export function judge(request: CrmRequest, outcome: Outcome, knowledge: Knowledge): Verdict {
	if (outcome.kind !== 'answered') {
		const certain = outcome.kind === 'unsent' || request.effect === 'read';
		return failed(
			withOutcomeText(request, { ...troubleText(outcome.trouble, knowledge), certain }),
		);
	}
	const { reply, tries = 1 } = outcome;
	const parsed = parse(reply.text);
	const succeeded = reply.status >= 200 && reply.status < 300;
	if (succeeded && parsed.kind !== 'other' && !isErrorBody(parsed.json)) {
		return { ok: true, json: parsed.json };
	}
	const text = answerText(request, reply, parsed, knowledge, tries);
	return failed({
		...withOutcomeText(request, text),
		status: reply.status,
		type: typeOf(parsed.json),
	});
}

/** The failure as n8n's error, for an item of a node where it has items. */
export function nodeError(node: INode, failure: Failure, itemIndex?: number): Error {
	const { message, description, status } = failure;
	if (status === undefined) {
		return new NodeOperationError(node, message, { description, itemIndex });
	}
	// An empty error response on purpose: n8n prints what it finds there, and would keep it.
	return new NodeApiError(node, {} as JsonObject, {
		message,
		description,
		httpCode: String(status),
		itemIndex,
	});
}

const failed = (failure: Failure): Verdict => ({ ok: false, failure });

/** @property again what to do when it may be sent again: no advice for what may have been done */
type Text = Pick<Failure, 'message' | 'description' | 'certain'> & { again?: string };

/** Says of a write whether it was carried out, since that is what decides what to do next. */
function withOutcomeText({ effect }: CrmRequest, { again = '', ...text }: Text): Text {
	const fate = text.certain
		? 'Nothing was changed in the CRM.'
		: 'It is not known whether the CRM carried the request out, so it is not sent again: look in the CRM before you run it anew.';
	const parts = [
		text.description,
		...(effect === 'read' || text.certain ? [again] : []),
		...(effect === 'read' ? [] : [fate]),
	];
	return { ...text, description: parts.filter(Boolean).join(' ') };
}

function troubleText(
	{ what, code, message }: Trouble,
	{ access = OPEN_API }: Knowledge,
): Omit<Text, 'certain'> {
	const { title, address, shownIn } = access;
	const detail = code ? ` (${code})` : '';
	switch (what) {
		case 'credential':
			return { message, description: `Open the credential '${title}' and correct it.` };
		case 'cancelled':
			return {
				message: 'The execution was canceled before the CRM answered',
				description: '',
				again: 'Run the workflow again for the items that are left.',
			};
		case 'timeout':
			return {
				message: 'The CRM did not answer in time',
				description: `Options - Timeout says how long to wait.${detail}`,
				again: 'Try again later.',
			};
		case 'host':
			return {
				message: 'There is no such host',
				description: `Compare the ${address} in the credential '${title}' with the one in ${shownIn}.${detail}`,
			};
		case 'certificate':
			return {
				message: 'No safe connection to the CRM could be made',
				description: `Its certificate is not trusted, or it does not speak https on this port. Check the ${address} in the credential '${title}'.${detail}`,
			};
		case 'broken-answer':
			return {
				message: 'What answered does not speak HTTP',
				description: `Check the ${address} and its port in the credential '${title}'.${detail}`,
			};
		case 'connection':
			return {
				message: 'The connection to the CRM broke or could not be made',
				description: `Check that the CRM can be reached from n8n.${detail}`,
				again: 'Then try again.',
			};
	}
}

type Parsed = { kind: 'json' | 'empty' | 'other'; json?: unknown };

function parse(text: string): Parsed {
	if (text.trim() === '') return { kind: 'empty' };
	try {
		return { kind: 'json', json: JSON.parse(text) as unknown };
	} catch {
		return { kind: 'other' };
	}
}

/** The CRM's shape of a failure, which must not pass for data even under HTTP 200. */
function isErrorBody(json: unknown): boolean {
	return Boolean((json as IDataObject | null | undefined)?.error);
}

function typeOf(json: unknown): string | undefined {
	const type = (json as { type?: unknown } | null | undefined)?.type;
	return typeof type === 'string' ? type : undefined;
}

function answerText(
	request: CrmRequest,
	reply: Reply,
	{ kind, json }: Parsed,
	{ access = OPEN_API, evidence, fields }: Knowledge,
	tries: number,
): Text {
	const { title, address, key, keyInText, shownIn } = access;
	const { status } = reply;
	const type = typeOf(json);
	const told = type ? `The CRM says: ${type} (HTTP ${status}).` : `HTTP ${status}.`;
	const known = type ? crmError(type) : undefined;

	if (known) {
		const labels = fields
			.filter(({ name }) => known.fields.includes(name))
			.map(({ property }) => `'${property.displayName}'`);
		const where = labels.length ? ` Look at ${labels.join(' and ')}.` : '';
		return {
			message: known.message,
			description: `${known.next}${where} ${told}`,
			certain: status < 500,
		};
	}
	if (status >= 300 && status < 400) {
		return {
			message: 'The host sends the request on to another address',
			description: `It was not followed, to keep the ${keyInText} where it belongs. Put the final address into the ${address} of the credential '${title}'. ${told}`,
			// "Found" and "see other" are what servers also say after they have carried a request out.
			certain: request.effect === 'read' || (status !== 302 && status !== 303),
		};
	}
	if (isDenied(status)) {
		return {
			message: `The CRM refused the ${keyInText}`,
			description: `Open the credential '${title}' and compare the ${key} with the one in ${shownIn}; it also needs the right to use this endpoint. ${told}`,
			certain: true,
		};
	}
	if (status === 404) {
		return {
			message: 'The CRM has no such endpoint',
			description: `${evidence !== 'vendor' && request.effect === 'read' ? SETTLE_GUESS : `Check the ${address} in the credential '${title}', and that your CRM has this endpoint.`} ${told}`,
			certain: true,
		};
	}
	if (status === 429) {
		const wait = retryAfter(reply);
		const asked = wait ? `It asks to wait ${Math.ceil(wait / 1000)} seconds. ` : '';
		return {
			message: 'The CRM receives too many requests',
			description: `${tries > 1 ? 'It was tried several times. ' : ''}${asked}Lower Options - Max Concurrent Requests, or run fewer items at once. ${told}`,
			certain: true,
		};
	}
	if (kind === 'other' && status < 500) {
		const page = /^\s*</.test(reply.text) ? 'a web page' : 'text that is no JSON';
		return {
			message: `The host answered with ${page} instead of data`,
			description: `Check that the ${address} in the credential '${title}' is that of the API, and that no login page or proxy stands before it. ${told}`,
			certain: request.effect === 'read' || isRefusal(status),
		};
	}
	if (status >= 500) {
		return {
			message: 'The CRM could not answer',
			description: told,
			again: 'Try again later.',
			certain: request.effect === 'read',
		};
	}
	return {
		message: 'The CRM refused the request',
		description: `Compare the values of this item with what the CRM accepts. ${told}`,
		certain: isRefusal(status) || (json as IDataObject).error === true,
	};
}

const isRefusal = (status: number) => status >= 400 && status < 500;

export const isDenied = (status?: number) => status === 401 || status === 403;

/**
 * What a denied signed request means.
 * @param keyPasses whether the same key is taken unsigned; undefined when that could not be found out
 */
export function accessRefused(failure: Failure, keyPasses?: boolean): Failure {
	if (keyPasses === false) return failure;
	const fate = 'Nothing was changed in the CRM.';
	const { status } = failure;
	if (keyPasses === undefined) {
		return {
			...failure,
			message: 'The CRM refused access',
			description: `Test the credential 'CRM Open API': it tells whether the API Key or the Signature Scheme is wrong. HTTP ${status}. ${fate}`,
		};
	}
	return {
		...failure,
		message: 'The CRM accepts the API key but refused the signature',
		description: `Open the credential 'CRM Open API' and choose the other Signature Scheme. If that does not help, the key may lack the right to use this endpoint. HTTP ${status}. ${fate}`,
	};
}
