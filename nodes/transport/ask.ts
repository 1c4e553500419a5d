import type { INode } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { KEY_PROBE } from '../../crm/credentialProbes';
import type { CrmRequest } from '../../crm/request';
import { OPEN_API } from './access';
import { accessRefused, judge, nodeError } from './errors';
import type { Failure, Knowledge } from './failure';
import type { Sender } from './send';
import { isDenied, SETTLE_GUESS } from './texts';

/** What it takes to read from the CRM. */
export interface Reader {
	context: { getNode(): INode };
	knowledge: Knowledge;
	sender: Sender;
}

/** Sends a request that changes nothing. @throws the error that the item ends with */
export async function ask(job: Reader, request: CrmRequest, index?: number): Promise<unknown> {
	const verdict = judge(request, await job.sender.send(request), job.knowledge);
	if (verdict.ok) return verdict.json;
	throw nodeError(job.context.getNode(), await explained(job, request, verdict.failure), index);
}

/** A denied signed request: finds out whether it is the key or only the signature. */
export async function explained(
	job: Reader,
	request: CrmRequest,
	failure: Failure,
): Promise<Failure> {
	// Payments have one key and one signature, which are refused by words of their own.
	const isOpenApi = (job.knowledge.access ?? OPEN_API) === OPEN_API;
	if (!isOpenApi || !failure.denied || !request.body) return failure;
	job.sender.keyPasses ??= job.sender
		.send({ ...KEY_PROBE, effect: 'read', timeout: request.timeout })
		.then((outcome) => {
			const status = outcome.kind === 'answered' ? outcome.reply.status : undefined;
			if (isDenied(status)) return false;
			return status === 200 ? true : undefined;
		});
	return accessRefused(failure, await job.sender.keyPasses);
}

/** The error for an answer whose shape is not the documented one. */
export function unexpectedShape(job: Reader, came: string, index?: number): NodeOperationError {
	const guess = job.knowledge.evidence !== 'vendor';
	return new NodeOperationError(job.context.getNode(), `The CRM answered with ${came}`, {
		itemIndex: index,
		description: guess
			? `${SETTLE_GUESS} A Custom API Call to the same path shows the answer as it comes.`
			: 'This is not what the endpoint is documented to answer. A Custom API Call to the same path shows it as it comes.',
	});
}
