import { country } from '../fields/country';
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
	fields: [country('country', { required: true })],
	answer: { shape: 'list' },
};
