import type { Operation } from '../operation';

export const getRegistrationForm: Operation = {
	value: 'getRegistrationForm',
	name: 'Get Registration Form',
	action: 'Get registration form',
	description:
		'Retrieve the form that traders register with, with the keys and labels of its fields',
	endpoint: {
		method: 'GET',
		path: '/public/v1/form/registration/trader',
		effect: 'read',
		evidence: 'vendor',
	},
	fields: [],
	answer: { shape: 'object' },
};
