import { id, number } from '../fields/field';
import type { Operation } from '../operation';

export const getLeaderboard: Operation = {
	value: 'getLeaderboard',
	name: 'Get Leaderboard',
	action: 'Get trading competition leaderboard',
	description:
		'Retrieve the best competitors of a trading competition as one item, with the time of the last update',
	endpoint: {
		method: 'GET',
		path: '/public/v1/tradingCompetition/leaderboard',
		effect: 'read',
		evidence: 'vendor',
	},
	fields: [
		id('competition_id', {
			label: 'Competition ID',
			required: true,
			placeholder: 'e.g. 2q7x0f4k',
			description: 'ID of the trading competition, copied from the CRM',
		}),
		number('limit', {
			label: 'Limit',
			required: true,
			min: 1,
			default: 50,
			description: 'Max number of results to return',
		}),
	],
	answer: { shape: 'object' },
	check: { values: { competition_id: '00000000', limit: '1' } },
};
