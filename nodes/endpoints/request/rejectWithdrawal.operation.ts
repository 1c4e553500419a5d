import { flag, id, text } from '../fields/field';
import { language } from '../fields/language';
import type { Operation } from '../operation';
import { decision } from './decision';

export const rejectWithdrawal: Operation = {
	value: 'rejectWithdrawal',
	name: 'Reject Withdrawal',
	action: 'Reject withdrawal request',
	description: 'Reject a pending withdrawal request; never sent twice by one execution',
	endpoint: {
		method: 'POST',
		path: '/public/v1/requests/withdrawal/reject',
		effect: 'money',
		evidence: 'vendor',
	},
	fields: [
		id('id', {
			label: 'Request ID',
			required: true,
			length: 8,
			placeholder: 'e.g. 8wozx7mr',
			description: 'ID of the withdrawal request, as its webhook gives it',
		}),
		text('comment', {
			label: 'Comment',
			required: true,
			maxLength: 500,
			rows: 3,
			description: 'Why it is rejected',
		}),
		language('language', { description: 'Language of mail and pop-up' }),
		flag('notify', {
			label: 'Notify Admins',
			description: 'Whether admins get a mail and a pop-up',
		}),
		flag('mail', {
			label: 'Send Email',
			description:
				'Whether the CRM mails the client. The name of this field is not certain: check once that the mail arrives.',
		}),
		flag('pop_up', { label: 'Send Pop-Up', description: 'Whether the client sees a pop-up' }),
	],
	answer: { shape: 'done', says: {} },
	money: decision('rejected'),
};
