import type { Operation } from '../operation';

export const getConnection: Operation = {
	value: 'getConnection',
	name: 'Get Servers',
	action: 'Get cTrader servers',
	description: 'List the cTrader servers that the CRM is connected to, with their details',
	endpoint: {
		method: 'GET',
		path: '/public/v1/ctrader/connections',
		effect: 'read',
		evidence: 'inferred',
	},
	fields: [],
	answer: { shape: 'list' },
	check: {
		likely: [
			'/public/v1/ctrader/connection',
			'/public/v1/cTrader/connections',
			'/public/v1/connections/ctrader',
			'/public/v1/trading/ctrader/connections',
			'/public/v1/configurations/ctrader/connections',
		],
	},
};
