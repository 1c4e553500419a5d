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
	check: {
		likely: [
			'/public/v1/configurations/states',
			'/public/v1/configuration/states',
			'/public/v1/config/state',
			'/public/v1/states',
		],
	},
};
