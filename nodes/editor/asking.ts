import type { ILoadOptionsFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { LANGUAGES } from '../../crm/endpoint';
import { LIST_PATHS, type PathOption } from '../../crm/guessedPaths';
import { overridePath } from '../../crm/path';
import { isNothing } from '../../crm/text';
import { judge, nodeError } from '../transport/errors';
import type { Sender } from '../transport/send';

const TIMEOUT = 20_000;

/** What the editor asks the CRM, while a node is set up. */
export interface Question {
	/** Not told for a guessed endpoint, whose path `guess` knows. */
	path?: string;
	/** Option with the user's own path of a guessed endpoint. */
	guess?: PathOption;
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
	const { guess, query } = question;
	const request = {
		method: 'GET' as const,
		path: pathOf(context, question),
		query,
		effect: 'read' as const,
		timeout: TIMEOUT,
	};
	const evidence = guess ? 'inferred' : 'vendor';
	const verdict = judge(request, await sender.send(request), { evidence, fields: [] });
	if (verdict.ok) return verdict.json;
	const { failure } = verdict;
	if (guess && failure.status === 404) {
		failure.description = `${aboutPath(guess, request.path, question.instead)} HTTP 404.`;
	}
	throw nodeError(context.getNode(), failure, 0);
}

/** The error for an answer that nothing can be read from. */
export function unexpectedAnswer(
	context: ILoadOptionsFunctions,
	question: Question,
	came: string,
): NodeOperationError {
	const { guess, instead } = question;
	return new NodeOperationError(context.getNode(), `The CRM answered with ${came}`, {
		description: guess
			? aboutPath(guess, pathOf(context, question), instead)
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

/** The language that the node is set to work in, for labels. */
export function languageOf(context: ILoadOptionsFunctions): string {
	const chosen = given(context, 'additionalFields.language') || given(context, 'language');
	return LANGUAGES.some(({ value }) => value === chosen) ? chosen : 'en-us';
}

function pathOf(context: ILoadOptionsFunctions, { path = '', guess }: Question): string {
	if (!guess) return path;
	const { label, path: template } = LIST_PATHS[guess];
	const own = given(context, `options.${guess}`);
	if (isNothing(own)) return template;
	const result = overridePath(template, own);
	if (result.ok) return result.value;
	throw new NodeOperationError(context.getNode(), `'${label}' ${result.reason}`, {
		description: `Change Options - ${label}, or take it away.`,
	});
}

function aboutPath(guess: PathOption, path: string, instead: string): string {
	const { label, path: template } = LIST_PATHS[guess];
	return path === template
		? `The path ${path} is a guess: ask your CRM vendor for the right one and put it into Options - ${label}, or ${instead}.`
		: `It was asked at ${path}, as Options - ${label} says: correct that, or ${instead}.`;
}
