import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { passwordsIn, withoutPasswords } from '../../../crm/passwords';
import type { CrmRequest } from '../../../crm/request';
import { rowsOf } from '../../transport/answer';
import { judge, nodeError } from '../../transport/errors';
import { explained } from '../../transport/ask';
import type { Job } from '../job';
import { writeKeys } from '../keys';
import type { Remembered } from '../ledger';

/** Sends a write unless an earlier try of this execution did, and remembers how it ended. */
export async function writeOnce(
	job: Job,
	request: CrmRequest,
	index: number,
): Promise<IDataObject[]> {
	const { context, ledger, sender, operation } = job;
	const keys = writeKeys(job, request, index);
	const replay = replayed(job, keys);
	if (replay) return replay;
	ledger.sending(keys);
	const verdict = judge(request, await sender.send(request), job.knowledge);
	if (!verdict.ok) {
		if (verdict.failure.certain) ledger.refused(keys);
		else ledger.unknown(keys);
		throw nodeError(context.getNode(), await explained(job, request, verdict.failure), index);
	}
	const rows = rowsOf(operation?.answer, verdict.json, false);
	// It was carried out, whatever the answer looks like.
	const json = Array.isArray(rows)
		? rows
		: [{ success: true, answer: verdict.json as IDataObject }];
	ledger.done(keys, request.passwords === 'shown' ? toBeKept(json, request) : json);
	return json;
}

/** What the execution keeps of rows with passwords, to give them again: it is saved with it. */
function toBeKept(rows: IDataObject[], request: CrmRequest): IDataObject[] {
	const kept = withoutPasswords(structuredClone(rows), passwordsIn(request.body));
	return kept.map((row) => ({ ...row, note: 'Passwords are not shown again.' }));
}

/**
 * What an earlier try of this execution did with an item; undefined when it did nothing.
 * @throws NodeOperationError when nobody knows what it did
 */
export function replayed(job: Job, keys: Remembered): IDataObject[] | undefined {
	const earlier = job.ledger.earlier(keys);
	if (earlier.state === 'sent') throw unknownSince(job.context, keys.index);
	if (earlier.state !== 'done') return undefined;
	if (earlier.changed) job.tally.changed++;
	return earlier.json;
}

/**
 * The error for an item that an earlier try sent without getting a clear answer.
 * @param why what a look in the CRM gave, as a sentence
 * @param wayOut what to do about it
 */
export function unknownSince(
	context: IExecuteFunctions,
	index: number,
	why = '',
	wayOut = 'Look in the CRM; if it is missing there, run the item in a new execution.',
): NodeOperationError {
	return new NodeOperationError(
		context.getNode(),
		'It is not known whether an earlier try of this item was carried out',
		{
			itemIndex: index,
			description: [
				'It was sent and got no clear answer, so it is not sent again by this execution.',
				why,
				wayOut,
			]
				.filter(Boolean)
				.join(' '),
		},
	);
}
