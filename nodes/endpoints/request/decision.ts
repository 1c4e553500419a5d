import { isObject, textOf } from '../../../crm/json';
import { saidBy } from '../../../crm/refusal';
import type { MoneyRules, Question } from '../operation';

/** Asks for a withdrawal request as the CRM has it now. */
export function withdrawalRequest(id: unknown): Question {
	const path = `/public/v1/requests/withdrawal/${encodeURIComponent(String(id))}`;
	return { method: 'GET', path, query: [] };
}

/**
 * A decision on a withdrawal request. It is not safe to repeat: where the CRM approves in several
 * steps, the request stays pending and a second call approves the next step.
 */
export function decision(verdict: NonNullable<MoneyRules['decision']>): MoneyRules {
	return {
		unique: ['id'],
		inSteps: verdict === 'approved',
		decision: verdict,
		// The success status is not documented for all of them: any 2xx counts, unless its body says no.
		booked: (_status, json) =>
			saidBy(json, verdict) === 'yes' && !isLeftPending(json, verdict) ? 'yes' : 'unknown',
		find: async ({ id }, { ask }) => {
			const request = await ask(withdrawalRequest(id));
			const status =
				request.read === 'answer' && isObject(request.value) ? request.value.status : undefined;
			if (status === verdict) return { found: 'certain', by: 'the status of the request' };
			if (status === 'pending') return { found: 'nothing' };
			if (status === 'approved' || status === 'rejected') {
				return { found: 'possible', why: `The request was decided before: it is ${status}.` };
			}
			const why = request.read === 'failed' ? ` ${request.why}` : '';
			return { found: 'unreadable', why: `The CRM does not tell how the request stands.${why}` };
		},
	};
}

/** A rejection is done at once; the first of several approvals leaves the request pending. */
function isLeftPending(json: unknown, verdict: MoneyRules['decision']): boolean {
	return verdict === 'rejected' && isObject(json) && /^pending$/i.test(textOf(json.status));
}
