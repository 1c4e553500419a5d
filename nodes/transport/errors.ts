import type { IDataObject, INode, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import { crmError } from '../../crm/errors';
import { hidePasswords, passwordsIn, withoutPasswords } from '../../crm/passwords';
import { quotable } from '../../crm/quote';
import { saidBy } from '../../crm/refusal';
import type { CrmRequest } from '../../crm/request';
import type { Failure, Knowledge } from './failure';
import { carriedOut, type CarriedOut, type Outcome } from './outcome';
import { answerText, isDenied, refusalText, troubleText, type Parsed, type Text } from './texts';

/** Either the JSON of an answer (undefined for an empty body), or why it cannot be used. */
export type Verdict = { ok: true; json: unknown } | { ok: false; failure: Failure };

/**
 * Judges how a request ended: is there an answer to make items from? Passwords in it stay behind,
 * also those that a failure repeats.
 */
export function judge(request: CrmRequest, outcome: Outcome, knowledge: Knowledge): Verdict {
	if (outcome.kind !== 'answered') {
		const certain = outcome.kind === 'unsent' || request.effect === 'read';
		return failed(
			withOutcomeText(request, { ...troubleText(outcome.trouble, knowledge), certain }),
		);
	}
	const { reply, tries = 1 } = outcome;
	const parsed = parse(reply.text);
	const done = carriedOut(request, reply);
	const refusal = done === 'yes' && saysNo(request, parsed.json, knowledge);
	const sent = passwordsIn(request.body);
	if (done === 'yes' && parsed.kind !== 'other' && !refusal) {
		if (request.passwords === 'shown') return { ok: true, json: parsed.json };
		return { ok: true, json: withoutPasswords(parsed.json, sent, reply.text) };
	}
	const certain = isCertain(request, done, parsed.json);
	const text = refusal
		? refusalText(reply, parsed, knowledge, certain)
		: answerText(request, reply, parsed, knowledge, tries);
	const told = withOutcomeText(request, { ...text, certain });
	return failed({
		...told,
		message: hidePasswords(told.message, sent),
		description: hidePasswords(told.description, sent),
		status: reply.status,
		type: typeOf(parsed.json),
		denied: isDenied(reply.status) && parsed.kind !== 'other',
	});
}

/** Whether a request surely was not carried out. */
function isCertain({ effect }: CrmRequest, done: CarriedOut, json: unknown): boolean {
	if (effect === 'read') return true;
	if (done !== 'yes') return done === 'no';
	// Of a no under a status that says success only the CRM's own, documented one is believed.
	const { error } = (json ?? {}) as IDataObject;
	return error === true && crmError(typeOf(json) ?? '') !== undefined;
}

/** Whether an answer that says success in its status does not in its body. */
function saysNo({ effect }: CrmRequest, json: unknown, { ownWord, raw }: Knowledge): boolean {
	if (effect === 'read' || raw) return isErrorBody(json);
	const said = saidBy(json, ownWord);
	// The rules of an operation say what a repeat of its money means.
	return said === 'no' || (said === 'repeat' && effect === 'write');
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

/** Says of a write whether it was carried out, since that is what decides what to do next. */
function withOutcomeText<T extends Text & { certain: boolean }>(
	{ effect }: CrmRequest,
	{ again = '', ...text }: T,
): Omit<T, 'again'> {
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

/** @returns `other` for what is no JSON: a web page above all */
function parse(text: string): Parsed {
	if (text.trim() === '') return { kind: 'empty' };
	try {
		return { kind: 'json', json: JSON.parse(text.trim()) as unknown };
	} catch {
		return { kind: 'other' };
	}
}

/** The CRM's shape of a failure, which must not pass for data even under HTTP 200. */
function isErrorBody(json: unknown): boolean {
	return Boolean((json as IDataObject | null | undefined)?.error);
}

function typeOf(json: unknown): string | undefined {
	return quotable((json as { type?: unknown } | null | undefined)?.type);
}

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
			description: `Test this node's credential: it tells whether 'API Key' or 'Signature Scheme' is wrong. HTTP ${status}. ${fate}`,
		};
	}
	return {
		...failure,
		message: 'The CRM accepts the API key but refused the signature',
		description: `Open this node's credential and choose the other 'Signature Scheme'. If that does not help, the key may lack the right to use this endpoint. HTTP ${status}. ${fate}`,
	};
}
