import { id } from '../fields/field';
import type { Operation } from '../operation';

export const getLink: Operation = {
	value: 'getLink',
	name: 'Get Link',
	action: 'Get referral link',
	description: 'Retrieve a referral link with its owner and the account that it leads to',
	endpoint: {
		method: 'GET',
		path: '/public/v1/referrals/links/{id}/user',
		effect: 'read',
		evidence: 'vendor',
	},
	fields: [
		id('id', {
			label: 'Link ID',
			length: 8,
			required: true,
			placeholder: 'e.g. 8d2m6p0z',
			description: 'ID of the referral link, copied from the CRM',
		}),
	],
	answer: { shape: 'object' },
	simple: [
		'id',
		'name',
		'type',
		'description',
		'trading_platform',
		'connection_id',
		'trading_group',
		'account_type_id',
		'owner_id',
		'participants',
	],
	check: { values: { id: '00000000' } },
};
