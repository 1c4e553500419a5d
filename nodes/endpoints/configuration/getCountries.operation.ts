import type { Operation } from '../operation';

export const getCountries: Operation = {
	value: 'getCountries',
	name: 'Get Countries',
	action: 'Get many countries',
	description: 'List the countries that the CRM knows, with their codes',
	endpoint: {
		method: 'GET',
		path: '/public/v1/config/countries',
		effect: 'read',
		evidence: 'inferred',
	},
	fields: [],
	answer: { shape: 'list' },
	check: {
		likely: [
			'/public/v1/configurations/countries',
			'/public/v1/configuration/countries',
			'/public/v1/config/country',
			'/public/v1/countries',
		],
	},
};
