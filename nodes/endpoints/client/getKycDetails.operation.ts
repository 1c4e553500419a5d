import { FORM_VALUE_COLUMNS } from '../columns';
import { choose } from '../fields/choose';
import type { Operation } from '../operation';

export const getKycDetails: Operation = {
	value: 'getKycDetails',
	name: 'Get KYC Details',
	action: 'Get client KYC details',
	description: 'List what the client filled in on the KYC form, one item per field',
	endpoint: {
		method: 'GET',
		path: '/public/v1/users/{id}/kyc',
		effect: 'read',
		evidence: 'third-party',
	},
	fields: [choose('client', 'id', { required: true })],
	answer: { shape: 'list' },
	simple: FORM_VALUE_COLUMNS,
	check: {
		likely: [
			'/public/v1/users/{id}/kyc/details',
			'/public/v1/users/{id}/profile',
			'/public/v1/user/{id}/kyc',
		],
	},
};
