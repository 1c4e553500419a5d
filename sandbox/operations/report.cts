import { invalid } from '../answer.cts';
import type { Operation, Operations } from '../crm.cts';
import { listPage } from '../lists.cts';
import { reportRow } from '../report-row.cts';
import { period } from '../time.cts';

const commissions =
	(name: 'fixedCommissions' | 'flexibleCommissions'): Operation =>
	({ query }, crm) =>
		listPage(crm, { name, query, keep: () => true, show: (row) => row });

export const report: Operations = {
	'report.getFixedCommissions': commissions('fixedCommissions'),
	'report.getFlexibleCommissions': commissions('flexibleCommissions'),

	/** `transaction_id` is the third-party reference, which the records call ref_id. */
	'report.getTransactions': ({ body }, crm) => {
		const { start, end, user_id, transaction_id, type } = body;
		const types = type as string[] | undefined;
		const within = period(String(start), String(end), crm.faults);
		// The type of this error is unknown
		if (!within) return invalid('body/end must be within 3 months after start');
		return listPage(crm, {
			name: 'transactions',
			query: body,
			keep: (row) =>
				row.timestamp >= within.from &&
				row.timestamp < within.to &&
				(user_id === undefined || row.user_id === user_id) &&
				(transaction_id === undefined || row.ref_id === transaction_id) &&
				(!types?.length || types.includes(row.type)),
			show: (row) => reportRow(row, crm.faults.timezone, crm.faults.report),
		});
	},
};
