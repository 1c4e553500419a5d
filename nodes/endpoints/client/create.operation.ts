import { choose } from '../fields/choose';
import { customFields, customFieldsAs } from '../fields/customFields';
import { email, flag, id, password } from '../fields/field';
import { language } from '../fields/language';
import { phone } from '../fields/phone';
import type { Operation } from '../operation';

export const create: Operation = {
	value: 'create',
	name: 'Create',
	action: 'Create client',
	description:
		'Open a client account in the CRM. Use Find first to check whether the client exists.',
	endpoint: {
		method: 'POST',
		path: '/public/v1/users/create',
		effect: 'write',
		evidence: 'vendor',
	},
	fields: [
		email('email', { label: 'Email', required: true }),
		...phone('phone', 'top'),
		password('password', {
			label: 'Password',
			required: true,
			description: 'Initial password of the client',
		}),
		flag('update_password', {
			label: 'Change Password at First Login',
			required: true,
			description: 'Whether the client must choose another password at the first login',
		}),
		choose('registrationForm', 'form_id', { required: true }),
		customFields('custom_fields', 'registration'),
		customFieldsAs(),
		id('id', {
			label: 'Client ID',
			description: 'ID for the new client, if your CRM lets you choose it',
		}),
		language('language', { description: 'Language of the client' }),
		id('referrer_id', {
			label: 'Referral Code',
			length: 8,
			description: 'Referral code of the client who brought this one',
		}),
		flag('mail', {
			label: 'Send Email',
			description:
				'Whether the CRM mails the client about the new account. The name of this field is not certain: check once that the mail arrives.',
		}),
	],
	copies: { repeat_password: 'password' },
	answer: { shape: 'done', says: { created: true } },
};
