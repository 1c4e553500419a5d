import type { IDataObject, IExecuteFunctions, INode } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { KEY_PROBE } from '../../crm/probes';
import type { Operation } from '../endpoints/operation';
import { OPEN_API } from '../transport/access';
import {
	isDenied,
	judge,
	nodeError,
	accessRefused,
	type Failure,
	type Knowledge,
} from '../transport/errors';
import type { Ledger } from './ledger';
import { HOW } from '../endpoints/fields/options';
import { flagOf, type CrmRequest } from './request';
import type { Sender } from '../transport/send';

/** What it takes to read from the CRM. */
export interface Reader {
	context: { getNode(): INode };
	knowledge: Knowledge;
	sender: Sender;
	/** Whether the API key passes where no signature is needed; asked once, at the first denial. */
	keyPasses?: Promise<boolean | undefined>;
}

/** What is the same for all items of one execution of the node. */
export interface Job extends Reader {
	context: IExecuteFunctions;
	/** Undefined for a Custom API Call, whose endpoint each item tells itself. */
	operation?: Operation;
	ledger: Ledger;
	/** How many items an earlier try carried out with values which have changed since. */
	changed: number;
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
	if (!isOpenApi || !isDenied(failure.status) || !request.body) return failure;
	job.keyPasses ??= job.sender
		.send({ ...KEY_PROBE, effect: 'read', timeout: request.timeout })
		.then((outcome) => {
			const status = outcome.kind === 'answered' ? outcome.reply.status : undefined;
			if (isDenied(status)) return false;
			return status === 200 ? true : undefined;
		});
	return accessRefused(failure, await job.keyPasses);
}

/** The error for an answer whose shape is not the documented one. */
export function oddAnswer(job: Reader, came: string, index?: number): NodeOperationError {
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
	return new NodeOperationError(context.getNode(), 'The execution was canceled', {
		itemIndex: index,
		description: 'Nothing was sent for this item.',
	});
}

/** Passwords and the like leave the node only when the user asks for them. */
export function withoutSecrets(job: Job, rows: IDataObject[], index: number): IDataObject[] {
	const secrets = job.operation?.secrets;
	const { name, displayName } = HOW.includePasswords;
	if (!secrets || flagOf(job.context, index, `options.${name}`, displayName)) return rows;
	return rows.map((row) =>
		Object.fromEntries(Object.entries(row).filter(([name]) => !secrets.includes(name))),
	);
}
