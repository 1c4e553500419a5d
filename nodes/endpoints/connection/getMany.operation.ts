import type { Operation } from '../operation';

export const getMany: Operation = {
	value: 'getMany',
	name: 'Get Many',
	action: 'Get many connections',
	description: 'List the trading servers that the CRM is connected to, with their IDs',
	endpoint: {
		method: 'GET',
		path: '/public/v1/connections',
		effect: 'read',
		evidence: 'inferred',
	},
	fields: [],
	answer: { shape: 'list' },
	check: {
		likely: [
			'/public/v1/connection',
			'/public/v1/trading/connections',
			'/public/v1/tradingPlatforms/connections',
			'/public/v1/configurations/connections',
			'/public/v1/config/connections',
		],
	},
};
