import type { Operation } from '../operation';

export const getConnection: Operation = {
	value: 'getConnection',
	name: 'Get Servers',
	action: 'Get MT5 servers',
	description: 'List the MT5 servers that the CRM is connected to, with their details',
	endpoint: {
		method: 'GET',
		path: '/public/v1/mt5/connections',
		effect: 'read',
		evidence: 'inferred',
	},
	fields: [],
	answer: { shape: 'list' },
	check: {
		likely: [
			'/public/v1/mt5/connection',
			'/public/v1/connections/mt5',
			'/public/v1/trading/mt5/connections',
			'/public/v1/configurations/mt5/connections',
		],
	},
};
