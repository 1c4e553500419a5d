import { choose } from '../fields/choose';
import { customFields, customFieldsAs } from '../fields/customFields';
import { phone } from '../fields/phone';
import type { Operation } from '../operation';

export const submitKyc: Operation = {
	value: 'submitKyc',
	name: 'Submit KYC',
	action: 'Submit client KYC',
	description: 'Submit a completed KYC form for a client',
	endpoint: {
		method: 'POST',
		path: '/public/v1/users/{user_id}/profile/submit',
		effect: 'write',
		evidence: 'vendor',
	},
	fields: [
		choose('client', 'user_id', { required: true }),
		choose('kycForm', 'form_id', { required: true }),
		customFields('custom_fields', 'kyc'),
		customFieldsAs(),
		...phone(),
	],
	answer: { shape: 'object' },
};
