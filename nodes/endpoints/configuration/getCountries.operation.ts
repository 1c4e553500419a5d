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
};
