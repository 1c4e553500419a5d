import { choose } from '../fields/choose';
import { country } from '../fields/country';
import type { Operation } from '../operation';

export const getCities: Operation = {
	value: 'getCities',
	name: 'Get Cities',
	action: 'Get many cities',
	description: 'List the cities of a country, or of one of its states',
	endpoint: {
		method: 'GET',
		path: '/public/v1/config/cities',
		effect: 'read',
		evidence: 'inferred',
	},
	fields: [
		country('country', { required: true }),
		choose('state', 'state', { top: true, description: 'List only the cities of this state' }),
	],
	answer: { shape: 'list' },
	check: {
		likely: [
			'/public/v1/configurations/cities',
			'/public/v1/configuration/cities',
			'/public/v1/config/city',
			'/public/v1/cities',
		],
	},
};
