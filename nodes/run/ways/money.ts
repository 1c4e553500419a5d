import type { IDataObject } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { CrmRequest } from '../../../crm/request';
import { OPTION } from '../../endpoints/fields/options';
import type { MoneyRules, Operation } from '../../endpoints/operation';
import { explained } from '../../transport/ask';
import { judge, nodeError, type Failure } from '../../transport/errors';
import { readFields } from '../fields';
import { stopped, type Job } from '../job';
import { flagOf } from '../parameters';
import { requestWith } from '../request';
import { checkOnlyIf, withDecision } from './decision';
import { listPath, lookUp } from './lookUp';
import { unknownSince } from './write';

type MoneyOperation = Operation & { money: MoneyRules };

/** One item, checked and ready to be sent. */
interface Booking {
	index: number;
	request: CrmRequest;
	/** The fields as they are sent, by the API's names. */
	sent: IDataObject;
}

/**
 * The way of items that move money: all of them are checked before the first is sent, then the
 * caller runs them one at a time.
 *
 * @returns runs one item
 * @throws the first refusal, when the node stops at errors: then nothing at all is sent
 */
export function openMoney(
	job: Job,
	operation: MoneyOperation,
	count: number,
): (index: number) => Promise<IDataObject[]> {
	const bookings = Array.from({ length: count }, (_, index) => prepared(job, operation, index));
	const checked = refuseDuplicates(job, operation, bookings);
	const refusal = checked.find((booking) => booking instanceof Error);
	if (refusal && !job.context.continueOnFail()) throw refusal;

	const previewing = isPreview(job);
	return async (index) => {
		const booking = checked[index];
		if (booking instanceof Error) throw booking;
		return previewing ? [preview(booking)] : await book(job, operation, booking);
	};
}

function prepared(job: Job, operation: Operation, index: number): Booking | Error {
	try {
		const values = readFields(job.context, operation, index);
		const request = requestWith(job.context, operation, values, index);
		// Paths for looking afterwards are refused now: once money may have moved it is too late.
		for (const { pathOption } of operation.fields) {
			if (pathOption) listPath(job.context, pathOption, index);
		}
		return { index, request, sent: Object.fromEntries(values) as IDataObject };
	} catch (error) {
		return error as Error;
	}
}

/** Items that the CRM would take for one booking are all refused: which of them is meant? */
function refuseDuplicates(
	{ context }: Job,
	{ money, fields }: MoneyOperation,
	bookings: Array<Booking | Error>,
): Array<Booking | Error> {
	const byKey = new Map<string, number[]>();
	const keyOf = ({ sent }: Booking) => JSON.stringify(money.unique.map((name) => sent[name]));
	for (const booking of bookings) {
		if (booking instanceof Error) continue;
		const twins = byKey.get(keyOf(booking));
		if (twins) twins.push(booking.index);
		else byKey.set(keyOf(booking), [booking.index]);
	}
	const labels = fields
		.filter(({ name }) => money.unique.includes(name))
		.map(({ property }) => `'${property.displayName}'`)
		.join(', ');
	return bookings.map((booking) => {
		if (booking instanceof Error) return booking;
		const twins = byKey.get(keyOf(booking)) ?? [];
		if (twins.length < 2) return booking;
		return new NodeOperationError(
			context.getNode(),
			`Items ${twins.join(', ')} are the same payment to the CRM`,
			{
				itemIndex: booking.index,
				description: `They agree in ${labels}. Nothing was sent for them: give each payment values of its own, or remove the copies.`,
			},
		);
	});
}

/**
 * Runs by hand send nothing unless the user says so: people run a step again and again while they
 * build. A retry of such a run is no more meant to book than the run itself was.
 */
function isPreview({ context }: Job): boolean {
	const memory = context.getContext('node');
	const mode = context.getMode();
	if (context.getNodeParameter('options.inTestRuns', 0, 'preview') === 'book') return false;
	if (mode === 'manual') memory.crmPreview = true;
	return mode === 'manual' || (mode === 'retry' && memory.crmPreview === true);
}

function preview({ request, sent }: Booking): IDataObject {
	const { method, path, body } = request;
	return { outcome: 'preview', ...sent, request: { method, path, body } };
}

async function book(
	job: Job,
	operation: MoneyOperation,
	{ index, request, sent }: Booking,
): Promise<IDataObject[]> {
	const { context, ledger, sender } = job;
	const { money } = operation;
	const finish = (outcome: 'done' | 'duplicate') => {
		const json = [{ outcome, ...sent }];
		ledger.done(index, request, json);
		return json;
	};
	const find = async () => (await money.find?.(sent, lookUp(job, request, index))) === true;
	if (sender.cancelled()) throw stopped(job, index);

	const earlier = ledger.earlier(index, request);
	if (earlier.state === 'done') {
		if (earlier.changed) job.changed++;
		return earlier.json;
	}
	if (earlier.state === 'sent') {
		if (findIsConclusive(money, earlier.searched) && (await find())) return finish('done');
		throw unknownSince(context, index);
	}

	if (money.decision) await checkOnlyIf(job, request, sent, index);
	const { name, displayName } = OPTION.lookForItFirst;
	const searched =
		money.findFirst === true && flagOf(context, index, `options.${name}`, displayName);
	if (searched && (await find())) return finish('duplicate');

	ledger.sending(index, request, searched);
	const outcome = await sender.send(request);
	const verdict = judge(request, outcome, job.knowledge);
	if (verdict.ok) {
		const status = outcome.kind === 'answered' ? outcome.reply.status : 0;
		const booked = money.booked(status, verdict.json);
		if (booked === 'yes') return finish('done');
		if (booked === 'repeat') {
			ledger.refused(index);
			if (searched && (await find())) return finish('duplicate');
			throw nodeError(context.getNode(), notBooked(status), index);
		}
		if (findIsConclusive(money, searched) && (await find())) return finish('done');
		throw nodeError(context.getNode(), unclear(status), index);
	}

	const { failure } = verdict;
	if (failure.certain) {
		ledger.refused(index);
		const told = money.decision ? await withDecision(job, request, sent, failure, index) : failure;
		throw nodeError(context.getNode(), await explained(job, request, told), index);
	}
	if (findIsConclusive(money, searched) && (await find())) return finish('done');
	throw nodeError(context.getNode(), failure, index);
}

/** Whether finding the booking now proves that it is this one. */
const findIsConclusive = (money: MoneyRules, searched: boolean) => !money.findFirst || searched;

function notBooked(status: number): Failure {
	return {
		message: 'Not booked: the CRM took it for a repeat',
		description:
			'The same comment was used in the last 2 minutes, so the CRM refused it and booked nothing. Wait, or give the payment a comment of its own. If it may have been booked before, look at the transactions in the CRM, or turn on Options - Look for It First.',
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
