import { choose } from '../fields/choose';
import type { Operation } from '../operation';

export const getKycFormCollections: Operation = {
	value: 'getKycFormCollections',
	name: 'Get KYC Form Collections',
	action: 'Get many KYC form collections',
	description: 'List the collections of KYC forms that a client can fill in',
	endpoint: {
		method: 'GET',
		path: '/public/v1/form/kyc/collections',
		effect: 'read',
		evidence: 'inferred',
	},
	fields: [choose('client', 'user_id', { required: true })],
	answer: { shape: 'list' },
	check: {
		likely: [
			'/public/v1/form/kyc/collection',
			'/public/v1/forms/kyc/collections',
			'/public/v1/form/collections/kyc',
			'/public/v1/form/kycCollections',
		],
	},
};
