import { COMMISSION_COLUMNS } from '../columns';
import type { Operation } from '../operation';

export const getFlexibleCommissions: Operation = {
	value: 'getFlexibleCommissions',
	name: 'Get Flexible Commissions',
	action: 'Get many flexible commissions',
	description: 'List the flexible commissions, one for each order that was commissioned',
	endpoint: {
		method: 'GET',
		path: '/public/v1/report/commissions/flexible',
		effect: 'read',
		evidence: 'vendor',
	},
	fields: [],
	answer: { shape: 'page', key: 'id' },
	simple: COMMISSION_COLUMNS,
};
