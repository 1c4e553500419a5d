import { choose } from '../fields/choose';
import { choice, email, login, type Field } from '../fields/field';
import { phone } from '../fields/phone';
import type { Operation } from '../operation';
import { getMany } from './getMany.operation';

/** The API has no search: what is looked for is compared here, with all clients of the CRM. */
const compared = (field: Field): Field => ({ ...field, local: true });

export const find: Operation = {
	value: 'find',
	name: 'Find',
	action: 'Find a client by email or phone or login',
	description: 'Find a client by email, phone or login, among all clients of the CRM',
	notice:
		'The CRM has no search, so all clients are read: one request for every 500 of them, suspended ones too, once for all items of a run.',
	endpoint: getMany.endpoint,
	fields: [
		email('email', {
			label: 'Email',
			top: true,
			description: 'Email, in capital or small letters',
		}),
		...phone('phone', 'top').map(compared),
		login('login', {
			label: 'Login',
			top: true,
			description: 'Login of one of the trading accounts of the client',
		}),
		choose('connection', 'connection_id', {
			description: 'Server of the login, where several have one with the same number',
		}),
		{
			...choice('if_none_matches', {
				label: 'If None Matches',
				options: [
					{ name: 'No Item', value: 'nothing' },
					{ name: 'Error', value: 'error' },
				],
				description: 'What to do with an item that no client matches',
			}),
			option: true,
		},
		{
			...choice('if_several_match', {
				label: 'If Several Match',
				options: [
					{ name: 'Error', value: 'error' },
					{ name: 'All of Them', value: 'all' },
				],
				description: 'What to do with an item that more than one client matches',
			}),
			option: true,
		},
	].map(compared),
	needs: [['email', 'phone.number', 'login']],
	answer: { shape: 'list' },
	way: 'find',
	simple: [...(getMany.simple ?? []), 'suspended'],
};
