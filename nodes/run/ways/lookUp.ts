import type { IExecuteFunctions } from 'n8n-workflow';
import { LIST_PATHS, type PathOption } from '../../../crm/guessedPaths';
import { overridePath } from '../../../crm/path';
import type { CrmRequest } from '../../../crm/request';
import { isBlank } from '../../endpoints/fields/field';
import type { LookUp, Question } from '../../endpoints/operation';
import { ask } from '../../transport/ask';
import { sourceOf } from '../../transport/lists';
import { readList } from '../../transport/pages';
import type { Job } from '../job';
import { parameterOf, valueOf } from '../parameters';

/** The user's own path of a guessed endpoint that is asked beside the operation's, or the guessed one. */
export function listPath(context: IExecuteFunctions, option: PathOption, index: number): string {
	const { label, path } = LIST_PATHS[option];
	const own = parameterOf(context, `options.${option}`, index, '');
	if (isBlank(own)) return path;
	return valueOf(context, index, label, overridePath(path, String(own)));
}

/** How the money rules of an operation read from the CRM, for one item. */
export function lookUp(job: Job, request: CrmRequest, index: number): LookUp {
	const { context } = job;
	const reading = (question: Question): CrmRequest => ({
		...question,
		effect: 'read',
		timeout: request.timeout,
	});
	// A look-up that fails proves nothing, like one that finds nothing.
	const orNothing = async <T>(answer: Promise<T>): Promise<T | undefined> => {
		try {
			return await answer;
		} catch {
			return undefined;
		}
	};
	return {
		ask: async (question) => await orNothing(ask(job, reading(question), index)),
		list: async (question, key) =>
			await orNothing(readList(sourceOf(job, { key }, index)(reading(question)))),
		path: (option) => listPath(context, option, index),
	};
}
