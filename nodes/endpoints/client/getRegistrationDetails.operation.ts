import { FORM_VALUE_COLUMNS } from '../columns';
import { choose } from '../fields/choose';
import type { Operation } from '../operation';

export const getRegistrationDetails: Operation = {
	value: 'getRegistrationDetails',
	name: 'Get Registration Details',
	action: 'Get client registration details',
	description: 'List what the client filled in on the registration form, one item per field',
	endpoint: {
		method: 'GET',
		path: '/public/v1/users/{id}/details',
		effect: 'read',
		evidence: 'vendor',
	},
	fields: [choose('client', 'id', { required: true })],
	answer: { shape: 'list' },
	simple: FORM_VALUE_COLUMNS,
};
