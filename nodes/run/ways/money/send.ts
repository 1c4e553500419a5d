import type { IDataObject } from 'n8n-workflow';
import { OPTION } from '../../../endpoints/fields/options';
import { explained } from '../../../transport/ask';
import { judge, nodeError } from '../../../transport/errors';
import type { Failure } from '../../../transport/failure';
import type { Outcome } from '../../../transport/outcome';
import { withDecision } from '../decision';
import { lookUp } from '../lookUp';
import type { Found } from './elsewhere';
import type { MoneyRun, Payment } from './payment';

/** What is known of a payment before it is sent. */
export interface Circumstances {
	/** In a Retry: when the execution was first started. */
	since: number | undefined;
	/** Whether finding it in the CRM afterwards proves that it is this one. */
	findProves: boolean;
	/** Whether a later try would ask first whether this one was carried out. */
	isRechecked: boolean;
}

/**
 * Sends one payment, once: the mark that it was sent, the request, the strict reading of the answer,
 * the mark of how it ended.
 *
 * @returns the item's rows when it is surely made
 * @throws the error that tells whether it was surely not made, or that nobody knows
 */
export async function sendPayment(
	run: MoneyRun,
	payment: Payment,
	{ since, findProves, isRechecked }: Circumstances,
): Promise<IDataObject[]> {
	const { job, operation } = run;
	const { context, ledger, sender } = job;
	const { index, request, sent, keys } = payment;
	const { money } = operation;
	const find = async (): Promise<Found | undefined> => {
		if (!findProves) return undefined;
		const finding = await money.find?.(sent, lookUp(job, request, index), since);
		return finding?.found === 'certain' ? finding : undefined;
	};

	ledger.sending(keys, findProves);
	const outcome = await sender.send(request);
	const read = readAnswer(run, payment, outcome, isRechecked);
	if (read.ends === 'made') return finished(run, payment, { outcome: 'done' });

	if (read.ends === 'not made') {
		ledger.refused(keys);
		if (read.isRepeat) {
			const found = await find();
			if (found) return finished(run, payment, duplicateOf(found));
		}
		const told = money.decision
			? await withDecision(job, request, sent, read.failure, index)
			: read.failure;
		throw nodeError(context.getNode(), await explained(job, request, told), index);
	}

	ledger.unknown(keys);
	if (await find()) return finished(run, payment, { outcome: 'done' });
	throw nodeError(context.getNode(), read.failure, index);
}

/** The rows of a payment that is made, which a later try gives again. */
export function finished(
	{ job }: MoneyRun,
	{ sent, keys }: Payment,
	outcome: IDataObject,
): IDataObject[] {
	const json = [{ ...outcome, ...sent }];
	job.ledger.done(keys, json);
	return json;
}

export function duplicateOf({ by, at, id }: Found): IDataObject {
	return {
		outcome: 'duplicate',
		foundBy: by,
		...(at !== undefined && { foundAt: at }),
		...(id !== undefined && { foundId: id }),
	};
}

type Read =
	| { ends: 'made' }
	| { ends: 'not made'; failure: Failure; isRepeat: boolean }
	| { ends: 'not known'; failure: Failure };

/** What an answer says of the payment: made only where the contract, and the body, say so. */
function readAnswer(
	{ job, operation }: MoneyRun,
	{ request }: Payment,
	outcome: Outcome,
	isRechecked: boolean,
): Read {
	const status = outcome.kind === 'answered' ? outcome.reply.status : 0;
	const verdict = judge(request, outcome, job.knowledge);
	if (!verdict.ok) {
		const { failure } = verdict;
		// A second approval may be that of the next step, so no front's word is taken for the CRM's.
		if (status === 429 && operation.money.inSteps && !isRechecked) {
			return { ends: 'not known', failure: turnedAway(status) };
		}
		return failure.certain
			? { ends: 'not made', failure, isRepeat: false }
			: { ends: 'not known', failure };
	}
	const booked = operation.money.booked(status, verdict.json);
	if (booked === 'yes') return { ends: 'made' };
	if (booked === 'repeat') return { ends: 'not made', failure: notBooked(status), isRepeat: true };
	return { ends: 'not known', failure: unclear(status) };
}

function notBooked(status: number): Failure {
	return {
		message: 'Not booked: the CRM took it for a repeat',
		description: `The same comment was used in the last 2 minutes, so the CRM refused it and booked nothing. Wait, or give the payment a comment of its own. If it may have been booked before, look at the transactions in the CRM, or turn on 'Options - ${OPTION.checkForDuplicateFirst.displayName}'.`,
		status,
		certain: true,
	};
}

function unclear(status: number): Failure {
	return {
		message: 'The CRM gave an answer that says neither booked nor refused',
		description: `It is not known whether the CRM booked it, so it is not sent again: look in the CRM before you run it anew. HTTP ${status}.`,
		status,
		certain: false,
	};
}

function turnedAway(status: number): Failure {
	return {
		message: 'The CRM is rate-limiting requests',
		description: `It is not known whether the approval was carried out, so it is not sent again: look in the CRM. With 'Only If - Approval Step' the step is read before each try, and a later try may send it. HTTP ${status}.`,
		status,
		certain: false,
	};
}
