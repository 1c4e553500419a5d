import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { KEY_PROBE } from '../../../crm/probes';
import type { Operation } from '../actions/operation';
import {
	isDenied,
	judge,
	nodeError,
	signatureRefused,
	type Failure,
	type Knowledge,
} from './errors';
import type { Ledger } from './ledger';
import type { CrmRequest } from './request';
import type { Sender } from './send';

/** What is the same for all items of one execution of the node. */
export interface Job {
	context: IExecuteFunctions;
	/** Undefined for a Custom API Call, whose endpoint each item tells itself. */
	operation?: Operation;
	knowledge: Knowledge;
	sender: Sender;
	ledger: Ledger;
	/** How many items an earlier try carried out with values which have changed since. */
	changed: number;
	/** Whether the API key passes where no signature is needed; asked once, at the first denial. */
	keyPasses?: Promise<boolean>;
}

/** Sends a request that changes nothing. @throws the error that the item ends with */
export async function ask(job: Job, request: CrmRequest, index: number): Promise<unknown> {
	const verdict = judge(request, await job.sender.send(request), job.knowledge);
	if (verdict.ok) return verdict.json;
	throw nodeError(job.context.getNode(), await explained(job, request, verdict.failure), index);
}

/** A denied signed request: finds out whether it is the key or only the signature. */
export async function explained(job: Job, request: CrmRequest, failure: Failure): Promise<Failure> {
	if (!isDenied(failure.status) || !request.body) return failure;
	job.keyPasses ??= job.sender
		.send({ ...KEY_PROBE, effect: 'read', timeout: request.timeout })
		.then((outcome) => outcome.kind === 'answered' && outcome.reply.status === 200);
	return (await job.keyPasses) ? signatureRefused(failure) : failure;
}

/** The error for an answer whose shape is not the documented one. */
export function oddAnswer(job: Job, came: string, index: number): NodeOperationError {
	const guess = job.knowledge.evidence === 'inferred';
	return new NodeOperationError(job.context.getNode(), `The CRM answered with ${came}`, {
		itemIndex: index,
		description: guess
			? 'The path of this operation is a guess: put the right one into Options - Endpoint Path, or use a Custom API Call.'
			: 'This is not what the endpoint is documented to answer. A Custom API Call to the same path shows it as it comes.',
	});
}

/** The error for an item that is not sent because the execution was stopped. */
export function stopped({ context }: Job, index: number): NodeOperationError {
	return new NodeOperationError(context.getNode(), 'The execution was stopped', {
		itemIndex: index,
		description: 'Nothing was sent for this item.',
	});
}

/** Passwords and the like leave the node only when the user asks for them. */
export function withoutSecrets(job: Job, rows: IDataObject[], index: number): IDataObject[] {
	const secrets = job.operation?.secrets;
	if (!secrets || job.context.getNodeParameter('options.includePasswords', index, false))
		return rows;
	return rows.map((row) =>
		Object.fromEntries(Object.entries(row).filter(([name]) => !secrets.includes(name))),
	);
}
