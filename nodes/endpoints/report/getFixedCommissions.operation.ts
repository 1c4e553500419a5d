import { COMMISSION_COLUMNS } from '../columns';
import type { Operation } from '../operation';

export const getFixedCommissions: Operation = {
	value: 'getFixedCommissions',
	name: 'Get Fixed Commissions',
	action: 'Get many fixed commissions',
	description: 'List the fixed commissions, one for each order that was commissioned',
	endpoint: {
		method: 'GET',
		path: '/public/v1/report/commissions/fixed',
		effect: 'read',
		evidence: 'inferred',
	},
	fields: [],
	answer: { shape: 'page', key: 'id' },
	simple: COMMISSION_COLUMNS,
	check: {
		likely: [
			'/public/v1/report/commission/fixed',
			'/public/v1/reports/commissions/fixed',
			'/public/v1/report/commissions/fix',
			'/public/v1/report/fixedCommissions',
		],
	},
};
