import type { Operation } from '../operation';

export const getConnection: Operation = {
	value: 'getConnection',
	name: 'Get Servers',
	action: 'Get MT4 servers',
	description: 'List the MT4 servers that the CRM is connected to, with their details',
	endpoint: {
		method: 'GET',
		path: '/public/v1/mt4/connections',
		effect: 'read',
		evidence: 'inferred',
	},
	fields: [],
	answer: { shape: 'list' },
	check: {
		likely: [
			'/public/v1/mt4/connection',
			'/public/v1/connections/mt4',
			'/public/v1/trading/mt4/connections',
			'/public/v1/configurations/mt4/connections',
		],
	},
};
