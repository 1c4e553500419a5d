import { choose } from '../fields/choose';
import type { Operation } from '../operation';

export const getStates: Operation = {
	value: 'getStates',
	name: 'Get States',
	action: 'Get many states',
	description: 'List the states of a country, with their codes',
	endpoint: {
		method: 'GET',
		path: '/public/v1/config/states',
		effect: 'read',
		evidence: 'inferred',
	},
	fields: [choose('country', 'country', { required: true })],
	answer: { shape: 'list' },
};
