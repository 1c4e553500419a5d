import { choose } from '../fields/choose';
import { customFields, customFieldsAs } from '../fields/customFields';
import { email, id, password } from '../fields/field';
import { phone } from '../fields/phone';
import type { Operation } from '../operation';

export const submit: Operation = {
	value: 'submit',
	name: 'Submit',
	action: 'Submit registration for approval',
	description: 'Submit a registration with its one-time password and KYC form for approval',
	endpoint: {
		method: 'POST',
		path: '/public/v1/account/register/multistep',
		effect: 'write',
		evidence: 'vendor',
	},
	fields: [
		email('register.email', { label: 'Email', required: true }),
		id('register.email_code', {
			label: 'Email Code',
			length: 6,
			required: true,
			placeholder: 'e.g. 048213',
			description: 'One-time password that came by email',
		}),
		password('register.password', {
			label: 'Password',
			required: true,
			description: 'Password that the trader chose',
		}),
		choose('registrationForm', 'register.form_id', { required: true }),
		customFields('register.custom_fields', 'registration', { prefix: 'Registration' }),
		choose('kycForm', 'kyc.form_id', { required: true }),
		// The CRM shows KYC forms by client, and here there is none yet.
		customFields('kyc.custom_fields', 'kyc', { prefix: 'KYC', first: 'json' }),
		customFieldsAs(),
		id('register.phone_code', {
			label: 'Phone Code',
			length: 6,
			placeholder: 'e.g. 048213',
			description: 'One-time password that came by SMS, if one was sent',
		}),
		...phone('register.phone'),
		id('register.referrer_id', {
			label: 'Referral Code',
			length: 8,
			description: 'Referral code of the client who brought the trader',
		}),
		id('register.link_id', {
			label: 'Referral Link ID',
			length: 8,
			description: 'ID of the referral link that the trader came by',
		}),
	],
	constants: { trader_register: 'trader_register', 'register.type': 'trader' },
	copies: { 'register.repeat_password': 'register.password' },
	answer: { shape: 'done', says: { submitted: true } },
};
