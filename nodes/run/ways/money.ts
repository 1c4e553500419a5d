import type { IDataObject } from 'n8n-workflow';
import { OPTION } from '../../endpoints/fields/options';
import type { MoneyRules } from '../../endpoints/operation';
import { readFields } from '../fields';
import { stopped, type Job } from '../job';
import { flagOf } from '../parameters';
import { requestWith } from '../request';
import { checkOnlyIf, onlyIfOf, previewOfDecision, stepOf } from './decision';
import { clearly, findElsewhere, retriedSince, stepIsMissing } from './money/elsewhere';
import type { Permission } from './money/mayMove';
import { paymentKeys, type MoneyOperation, type MoneyRun, type Payment } from './money/payment';
import { beforeInThisExecution, refuseDuplicates } from './money/samePayment';
import { duplicateOf, finished, sendPayment } from './money/send';
import { BOOK_WHAT_IS_MISSING } from '../wayOut';
import { unknownSince } from './write';

/**
 * The way of items that move money: all of them are checked before the first is sent, then the
 * caller runs them one at a time.
 *
 * @param permission what `mayMoveMoney` said, which is asked before anything else
 * @returns runs one item
 * @throws the first refusal, when the node stops at errors: then nothing at all is sent
 */
export function openMoney(
	job: Job,
	operation: MoneyOperation,
	count: number,
	permission: Permission,
): (index: number) => Promise<IDataObject[]> {
	const run: MoneyRun = { job, operation, lists: new Map() };
	const prepared = Array.from({ length: count }, (_, index) => prepare(run, index));
	const payments = refuseDuplicates(run, prepared);
	const refusal = payments.find((payment) => payment instanceof Error);
	if (refusal && !job.context.continueOnFail()) throw refusal;

	return async (index) => {
		const payment = payments[index];
		if (payment instanceof Error) throw payment;
		return permission.may === 'book' ? await pay(run, payment) : [await preview(run, payment)];
	};
}

function prepare(run: MoneyRun, index: number): Payment | Error {
	const { job, operation } = run;
	const { context } = job;
	try {
		const values = readFields(context, operation, index);
		const request = requestWith(job, operation, values, index);
		const sent = Object.fromEntries(values) as IDataObject;
		const step = stepOf(onlyIfOf(run, index));
		return { index, request, sent, keys: paymentKeys(run, { index, request, sent }, step) };
	} catch (error) {
		return error as Error;
	}
}

/** What would be sent, and of a decision the request as it stands: a preview only reads. */
async function preview(run: MoneyRun, payment: Payment): Promise<IDataObject> {
	const { request, sent } = payment;
	const { method, path, body } = request;
	const { decision } = run.operation.money;
	const now = decision && { withdrawal: await previewOfDecision(run, payment) };
	return { outcome: 'preview', ...sent, ...now, request: { method, path, body } };
}

/** The rings around one payment, each closed when in doubt. */
async function pay(run: MoneyRun, payment: Payment): Promise<IDataObject[]> {
	const { job, operation } = run;
	const { index } = payment;
	const { money } = operation;
	if (job.sender.cancelled()) throw stopped(job, index);

	const before = beforeInThisExecution(run, payment);
	if (before.state === 'done') return before.json;

	const since = retriedSince(run);
	const isRetry = since !== undefined;
	if (before.state === 'sent') {
		return await settled(run, payment, since, isRetry || isConclusive(money, before.searched));
	}
	const conditions = onlyIfOf(run, index);
	if (isRetry) {
		const found = clearly(run, payment, await findElsewhere(run, payment, since));
		if (found) return finished(run, payment, duplicateOf(found));
		if (money.inSteps && stepOf(conditions) === undefined) throw stepIsMissing(run, payment);
	}
	await checkOnlyIf(run, payment, conditions);

	const looksFirst = isLookedForFirst(run, index);
	if (looksFirst) {
		const found = clearly(run, payment, await findElsewhere(run, payment, undefined));
		if (found) return finished(run, payment, duplicateOf(found));
	}
	return await sendPayment(run, payment, {
		since,
		findProves: isConclusive(money, isRetry || looksFirst),
		isRechecked: stepOf(conditions) !== undefined,
	});
}

/** Whether finding a payment now proves that it is this one. */
const isConclusive = ({ findFirst }: MoneyRules, searched: boolean) => !findFirst || searched;

/**
 * For a payment that this execution sent without an answer: it is made when the CRM has it. That it
 * is not found proves nothing, so it is never sent again.
 */
async function settled(
	run: MoneyRun,
	payment: Payment,
	since: number | undefined,
	findProves: boolean,
): Promise<IDataObject[]> {
	const finding = findProves ? await findElsewhere(run, payment, since) : undefined;
	if (finding?.found === 'certain') {
		const outcome = since === undefined ? { outcome: 'done' } : duplicateOf(finding);
		return finished(run, payment, outcome);
	}
	const why = finding && 'why' in finding ? finding.why : '';
	const wayOut = `Look in the CRM. ${BOOK_WHAT_IS_MISSING}`;
	throw unknownSince(run.job.context, payment.index, why, wayOut);
}

function isLookedForFirst({ job, operation }: MoneyRun, index: number): boolean {
	const { name, displayName } = OPTION.checkForDuplicateFirst;
	return (
		operation.money.findFirst === true && flagOf(job.context, index, `options.${name}`, displayName)
	);
}
