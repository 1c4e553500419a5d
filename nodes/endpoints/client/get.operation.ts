import { CLIENT_COLUMNS } from '../columns';
import { choose } from '../fields/choose';
import { flag } from '../fields/field';
import type { Operation } from '../operation';

export const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get client',
	description: 'Retrieve one client with phone, referral code and trading accounts',
	endpoint: { method: 'GET', path: '/public/v1/users/{id}', effect: 'read', evidence: 'vendor' },
	fields: [
		choose('client', 'id', { required: true }),
		flag('owner', {
			label: 'Include Owner',
			description: 'Whether to add the CRM user who owns the client',
		}),
		flag('participants', {
			label: 'Include Participants',
			description: 'Whether to add the CRM users who take part in serving the client',
		}),
	],
	answer: { shape: 'object' },
	simple: [...CLIENT_COLUMNS, 'referral_code', 'owner.name', 'participants'],
};
