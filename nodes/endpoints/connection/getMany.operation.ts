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
};
