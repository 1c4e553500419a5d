import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { CrmRequest } from '../../../crm/request';
import { rowsOf } from '../../transport/answer';
import { judge, nodeError } from '../../transport/errors';
import { explained } from '../../transport/ask';
import { withoutSecrets, type Job } from '../job';

/** Sends a write unless an earlier try of this execution did, and remembers how it ended. */
export async function writeOnce(
	job: Job,
	request: CrmRequest,
	index: number,
): Promise<IDataObject[]> {
	const { context, ledger, sender } = job;
	const replay = replayed(job, request, index);
	if (replay) return replay;
	ledger.sending(index, request);
	const verdict = judge(request, await sender.send(request), job.knowledge);
	if (!verdict.ok) {
		if (verdict.failure.certain) ledger.refused(index);
		throw nodeError(context.getNode(), await explained(job, request, verdict.failure), index);
	}
	const rows = rowsOf(job.operation?.answer, verdict.json, false);
	// It was carried out, whatever the answer looks like.
	const all = Array.isArray(rows) ? rows : [{ success: true, answer: verdict.json as IDataObject }];
	const json = withoutSecrets(job, all, index);
	ledger.done(index, request, json);
	return json;
}

/**
 * What an earlier try of this execution did with an item; undefined when it did nothing.
 * @throws NodeOperationError when nobody knows what it did
 */
export function replayed(job: Job, request: CrmRequest, index: number): IDataObject[] | undefined {
	const earlier = job.ledger.earlier(index, request);
	if (earlier.state === 'sent') throw unknownSince(job.context, index);
	if (earlier.state === 'none') return undefined;
	if (earlier.changed) job.changed++;
	return earlier.json;
}

/** The error for an item that an earlier try sent without getting a clear answer. */
export function unknownSince(context: IExecuteFunctions, index: number): NodeOperationError {
	return new NodeOperationError(
		context.getNode(),
		'It is not known whether an earlier try of this item was carried out',
		{
			itemIndex: index,
			description:
				'It was sent and got no clear answer, so it is not sent again by this execution. Look in the CRM; if it is missing there, run the item in a new execution.',
		},
	);
}
