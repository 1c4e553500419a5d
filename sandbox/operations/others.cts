import { ok, refused } from '../answer.cts';
import type { Operations } from '../crm.cts';

/** Resources of one endpoint each. */
export const others: Operations = {
	/** No error is documented: a client without cards, or no client at all, has an empty list. */
	'payment.getBankcards': ({ params }, { data }) =>
		ok(data.bankcards.filter(({ user_id }) => user_id === params.user_id)),

	'tradingCompetition.getLeaderboard': ({ query }, { data }) => {
		const found = data.competitions.find(({ id }) => id === query.competition_id);
		if (!found) return refused('competition_not_exists');
		const { competitors, last_update_time } = found;
		return ok({ competitors: competitors.slice(0, Number(query.limit)), last_update_time });
	},

	'referral.getLink': ({ params }, { data }) => {
		const found = data.referralLinks.find(({ id }) => id === params.id);
		return found ? ok(found) : refused('link_not_found');
	},
};
