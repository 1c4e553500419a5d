import { isObject } from '../../../crm/json';
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
		decision: verdict,
		// The success status is not documented for all of them: any 2xx counts.
		booked: () => 'yes',
		find: async ({ id }, { ask }) => {
			const request = await ask(withdrawalRequest(id));
			return isObject(request) && request.status === verdict;
		},
	};
}
