import { CLIENT_COLUMNS } from '../columns';
import { choice, flag } from '../fields/field';
import type { Operation } from '../operation';

export const getMany: Operation = {
	value: 'getMany',
	name: 'Get Many',
	action: 'Get many clients',
	description: 'List the clients of the CRM',
	endpoint: { method: 'GET', path: '/public/v1/users', effect: 'read', evidence: 'vendor' },
	fields: [
		flag('suspended', {
			label: 'Suspended',
			description: 'Whether to list the suspended clients instead of the others',
		}),
		choice('type', {
			label: 'Type',
			description: 'Type of client',
			options: [
				{ name: 'IB', value: 'ib' },
				{ name: 'Trader', value: 'trader' },
			],
		}),
	],
	answer: { shape: 'page', key: 'id' },
	simple: CLIENT_COLUMNS,
};
