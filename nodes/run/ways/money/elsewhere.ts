import { NodeOperationError } from 'n8n-workflow';
import type { Finding } from '../../../endpoints/operation';
import { BOOK_WHAT_IS_MISSING } from '../../wayOut';
import { lookUp } from '../lookUp';
import type { MoneyRun, Payment } from './payment';

/** That a payment is in the CRM, and how it was found. */
export type Found = Extract<Finding, { found: 'certain' }>;

/**
 * When a Retry's execution was first started, as ms since 1970.
 * @returns undefined when this is no Retry; NaN where n8n does not tell
 */
export function retriedSince({ job: { context } }: MoneyRun): number | undefined {
	if (context.getMode() !== 'retry') return undefined;
	const { establishedAt } = context.getExecutionContext() ?? {};
	return typeof establishedAt === 'number' ? establishedAt : Number.NaN;
}

/**
 * Whether another execution can have made a payment: a Retry begins anew with what its own row of
 * the list knows, which is nothing of other retries, and nothing at all where n8n died. So before a
 * Retry sends what its row does not know as done, it asks the CRM.
 *
 * @param since when the execution was first started
 */
export async function findElsewhere(
	run: MoneyRun,
	payment: Payment,
	since: number | undefined,
): Promise<Finding> {
	const { job, operation, lists } = run;
	const { index, request, sent } = payment;
	if (Number.isNaN(since)) {
		return { found: 'unreadable', why: 'n8n does not tell when this execution was first started.' };
	}
	// The CRM settles by itself only once what has no look-up.
	const look = lookUp(job, request, index, lists);
	return (await operation.money.find?.(sent, look, since)) ?? { found: 'nothing' };
}

/** @throws NodeOperationError unless the CRM surely has the payment, or surely shows no sign of it */
export function clearly(run: MoneyRun, payment: Payment, finding: Finding): Found | undefined {
	if (finding.found === 'nothing') return undefined;
	if (finding.found === 'certain') return finding;
	const message =
		finding.found === 'possible'
			? 'The CRM may have this payment already'
			: 'It could not be found out whether the CRM has this payment already';
	throw notSent(run, payment, message, `${finding.why} Look for it in the CRM.`);
}

/** The refusal of a Retry: what is done in steps can't be told by looking: the step that is pending may be the next one. */
export function stepIsMissing(run: MoneyRun, payment: Payment): NodeOperationError {
	return notSent(
		run,
		payment,
		"In a Retry an approval needs 'Only If - Approval Step'",
		"Another execution may have approved this step, and the CRM would take the request for an approval of the next one. Add the condition 'Approval Step', save, and choose 'Retry with currently saved workflow'.",
	);
}

function notSent(
	{ job }: MoneyRun,
	{ index }: Payment,
	message: string,
	why: string,
): NodeOperationError {
	return new NodeOperationError(job.context.getNode(), message, {
		itemIndex: index,
		description: `${why} Nothing was sent for this item. ${BOOK_WHAT_IS_MISSING}`,
	});
}
