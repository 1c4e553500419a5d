import { isObject } from '../../run/answer';
import type { MoneyRules } from '../operation';

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
			const path = `/public/v1/requests/withdrawal/${encodeURIComponent(String(id))}`;
			const request = await ask({ method: 'GET', path, query: [] });
			return isObject(request) && request.status === verdict;
		},
	};
}
