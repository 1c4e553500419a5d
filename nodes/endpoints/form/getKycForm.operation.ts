import { choose } from '../fields/choose';
import type { Operation } from '../operation';

export const getKycForm: Operation = {
	value: 'getKycForm',
	name: 'Get KYC Form',
	action: 'Get KYC form',
	description: 'Retrieve the KYC form of a client, with the keys and labels of its fields',
	endpoint: {
		method: 'GET',
		path: '/public/v1/form/kyc',
		effect: 'read',
		evidence: 'inferred',
	},
	fields: [
		choose('client', 'user_id', { required: true }),
		choose('kycForm', 'form_id', {
			top: true,
			description: 'KYC form to return if the client has several',
		}),
	],
	answer: { shape: 'object' },
	check: {
		mayBeMissing: true,
		likely: ['/public/v1/forms/kyc', '/public/v1/form/kyc/trader', '/public/v1/form/kyc/user'],
	},
};
