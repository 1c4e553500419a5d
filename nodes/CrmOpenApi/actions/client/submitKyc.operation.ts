import { client } from '../../fields/client';
import { id, jsonObject } from '../../fields/field';
import { phone } from '../../fields/phone';
import type { Operation } from '../operation';

export const submitKyc: Operation = {
	value: 'submitKyc',
	name: 'Submit KYC',
	action: 'Submit the KYC of a client',
	description: 'Hand in a filled KYC form for a client',
	endpoint: {
		method: 'POST',
		path: '/public/v1/users/{user_id}/profile/submit',
		effect: 'write',
		evidence: 'vendor',
	},
	fields: [
		client('user_id', { required: true }),
		id('form_id', {
			label: 'KYC Form ID',
			required: true,
			length: 8,
			placeholder: 'e.g. 7h3k9s2d',
			description: 'KYC form that is handed in',
		}),
		jsonObject('custom_fields', {
			label: 'Custom Fields (JSON)',
			description: 'Fields of the KYC form: one JSON object, keyed by field key',
		}),
		...phone(),
	],
	answer: { shape: 'object' },
};
