import { country } from '../fields/country';
import { email, id, text } from '../fields/field';
import { phone } from '../fields/phone';
import type { Operation } from '../operation';

export const create: Operation = {
	value: 'create',
	name: 'Create',
	action: 'Create lead',
	description: 'Add a lead, for example from a form or an ad',
	endpoint: {
		method: 'POST',
		path: '/public/v1/leads/create',
		effect: 'write',
		evidence: 'vendor',
	},
	fields: [
		text('name', {
			label: 'Name',
			required: true,
			placeholder: 'e.g. Nathan Lee',
			description: 'Full name of the lead',
		}),
		email('email', { label: 'Email', top: true, description: 'Enter an email or a phone' }),
		...phone('phone', 'main'),
		text('comment', {
			label: 'Comment',
			rows: 3,
			description: 'Note for the person who follows up the lead',
		}),
		text('gender', {
			label: 'Gender',
			description: 'The CRM documents no fixed values: use the words that your CRM shows',
		}),
		country('nationality', {
			label: 'Nationality',
			description: 'Country of the lead, sent as its two-letter code. Other text is sent as it is.',
		}),
		id('owner_id', {
			label: 'Owner ID',
			length: 8,
			placeholder: 'e.g. 045dff8l',
			description: 'CRM user who owns the lead',
		}),
	],
	needs: [['email', 'phone.number']],
	answer: { shape: 'done', says: { created: true } },
	agents: 'allowed',
};
