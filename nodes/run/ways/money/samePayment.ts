import type { IDataObject } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { Earlier } from '../../ledger';
import { ranges } from '../../ranges';
import { uniqueLabels, type MoneyRun, type Payment } from './payment';

/** Items that the CRM would take for one payment are all refused: which of them is meant? */
export function refuseDuplicates(
	{ job, operation }: MoneyRun,
	payments: Array<Payment | Error>,
): Array<Payment | Error> {
	const byKey = new Map<string, number[]>();
	for (const payment of payments) {
		if (payment instanceof Error || payment.keys.identity === undefined) continue;
		const same = byKey.get(payment.keys.identity);
		if (same) same.push(payment.index);
		else byKey.set(payment.keys.identity, [payment.index]);
	}
	return payments.map((payment) => {
		if (payment instanceof Error) return payment;
		const same = byKey.get(payment.keys.identity ?? '') ?? [];
		if (same.length < 2) return payment;
		return new NodeOperationError(
			job.context.getNode(),
			`Items ${ranges(same)} are the same payment to the CRM`,
			{
				itemIndex: payment.index,
				description: `They agree in ${uniqueLabels(operation)}. Nothing was sent for them: give each payment values of its own, or remove the copies.`,
			},
		);
	});
}

/**
 * What this execution did before with an item.
 * @returns the rows to give again for what is done; whether it may have been sent
 * @throws NodeOperationError when another run of the node has made the same payment
 */
export function beforeInThisExecution(
	{ job, operation }: MoneyRun,
	{ index, keys }: Payment,
): Exclude<Earlier, { state: 'done' | 'taken' }> | { state: 'done'; json: IDataObject[] } {
	const earlier = job.ledger.earlier(keys);
	if (earlier.state === 'done' && earlier.changed) job.tally.changed++;
	if (earlier.state !== 'taken') return earlier;
	throw new NodeOperationError(
		job.context.getNode(),
		'The same payment was made before in this execution',
		{
			itemIndex: index,
			description: `Another run of this node sent it, with the same ${uniqueLabels(operation)}. Nothing was sent for this item: give each payment values of its own${operation.money.inSteps ? ", or name the step with 'Only If - Approval Step'" : ''}, or remove the copy.`,
		},
	);
}
