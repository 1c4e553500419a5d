import { choose } from '../fields/choose';
import { customFields, customFieldsAs } from '../fields/customFields';
import { choice, email, id, password, text } from '../fields/field';
import { phone } from '../fields/phone';
import type { Operation } from '../operation';

export const sendOtp: Operation = {
	value: 'sendOtp',
	name: 'Send OTP',
	action: 'Send one time password',
	description:
		'Start the registration of a trader: the CRM sends a one-time password to the person',
	endpoint: {
		method: 'POST',
		path: '/public/v1/account/register/request',
		effect: 'write',
		evidence: 'vendor',
	},
	fields: [
		text('name', {
			label: 'Name',
			required: true,
			placeholder: 'e.g. Nathan Lee',
			description: 'Full name of the trader',
		}),
		email('email', { label: 'Email', required: true }),
		choice('otp_type', {
			label: 'Send OTP By',
			required: true,
			description:
				'How to send the one-time password. By phone only if your CRM has an SMS gateway.',
			options: [
				{ name: 'Email', value: 'email' },
				{ name: 'Phone', value: 'phone' },
			],
		}),
		...phone('phone', 'main'),
		password('password', {
			label: 'Password',
			required: true,
			description: 'Password that the trader chose',
		}),
		choose('registrationForm', 'form_id', { required: true }),
		customFields('custom_fields', 'registration'),
		customFieldsAs(),
		id('referrer_id', {
			label: 'Referral Code',
			length: 8,
			description: 'Referral code of the client who brought the trader',
		}),
	],
	constants: { type: 'trader' },
	copies: { repeat_password: 'password' },
	answer: { shape: 'done', says: { sent: true } },
};
