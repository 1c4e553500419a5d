import type { ILoadOptionsFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { LANGUAGES } from '../../crm/endpoint';
import { isGuess } from '../endpoints/guesses';
import type { Operation } from '../endpoints/operation';
import { judge, nodeError } from '../transport/errors';
import type { Sender } from '../transport/send';
import { SETTLE_GUESS } from '../transport/texts';

const TIMEOUT = 20_000;

/** What the editor asks the CRM, while a node is set up. */
export interface Question {
	/** Reads by GET, from a path without placeholders. */
	operation: Operation;
	query: Array<[name: string, value: string]>;
	/** How the user gets on without the answer, as a clause: "choose By ID". */
	instead: string;
}

/**
 * The CRM's answer.
 * @throws NodeApiError or NodeOperationError, so that a refusal does not look like an empty answer
 */
export async function askCrm(
	context: ILoadOptionsFunctions,
	sender: Sender,
	question: Question,
): Promise<unknown> {
	const { operation, query, instead } = question;
	const { evidence } = operation.endpoint;
	const request = {
		method: 'GET' as const,
		path: sender.pathOf(operation),
		query,
		effect: 'read' as const,
		timeout: TIMEOUT,
	};
	const verdict = judge(request, await sender.send(request), { evidence, fields: [] });
	if (verdict.ok) return verdict.json;
	const { failure } = verdict;
	if (isGuess(operation.endpoint) && failure.status === 404) {
		failure.description = `${aboutGuess(instead)} HTTP 404.`;
	}
	throw nodeError(context.getNode(), failure, 0);
}

/** The error for an answer that nothing can be read from. */
export function unexpectedAnswer(
	context: ILoadOptionsFunctions,
	question: Question,
	came: string,
): NodeOperationError {
	const { operation, instead } = question;
	return new NodeOperationError(context.getNode(), `The CRM answered with ${came}`, {
		description: isGuess(operation.endpoint)
			? aboutGuess(instead)
			: `This is not what the endpoint is documented to answer: ${instead}.`,
	});
}

/** The value of a parameter of the node that is being set up; '' when it has none yet. */
export function given(context: ILoadOptionsFunctions, parameter: string): string {
	// n8n's editor has worked out the expressions that it can; the others give nothing, or throw.
	try {
		const value = context.getNodeParameter(parameter, '', { extractValue: true });
		return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
	} catch {
		return '';
	}
}

/** A parameter that a list depends on. @throws NodeOperationError while it has no value */
export function needed(
	context: ILoadOptionsFunctions,
	parameter: string,
	label: string,
	why: string,
	instead = 'choose By ID',
): string {
	const value = given(context, parameter);
	if (value) return value;
	const there = parameter in context.getNode().parameters;
	throw new NodeOperationError(
		context.getNode(),
		there ? `Choose the parameter '${label}' first` : 'There is no list to choose from here',
		{
			description: there
				? `${why}. If '${label}' is an expression without a value yet, run the steps before this one, or ${instead}.`
				: `${why}, and this operation has none: ${instead}.`,
		},
	);
}

/** The language that the node is set to work in, for labels. */
export function languageOf(context: ILoadOptionsFunctions): string {
	const chosen = given(context, 'additionalFields.language') || given(context, 'language');
	return LANGUAGES.some(({ value }) => value === chosen) ? chosen : 'en-us';
}

const aboutGuess = (instead: string) => `${SETTLE_GUESS} Or ${instead}.`;
