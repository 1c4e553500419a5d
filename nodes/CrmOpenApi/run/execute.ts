import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeError, NodeOperationError } from 'n8n-workflow';
import { KEY_PROBE } from '../../../crm/probes';
import { operationOf } from '../actions';
import type { Operation } from '../actions/operation';
import { HOW } from '../fields/options';
import { isPage, rowsOf } from './answer';
import {
	isDenied,
	judge,
	nodeError,
	signatureRefused,
	type Failure,
	type Knowledge,
} from './errors';
import { Ledger } from './ledger';
import { BrokenList, readList, type Page } from './pages';
import { inParallel } from './parallel';
import { customRequestOf, requestOf, wholeOf, type CrmRequest } from './request';
import { Sender } from './send';

/** What is the same for all items of one execution of the node. */
interface Job {
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

/** The node's `execute`: every item through the chosen operation, in the order of the input. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const count = this.getInputData().length;
	if (count === 0) return [[]];

	const results: INodeExecutionData[][] = new Array<INodeExecutionData[]>(count);
	const errors = new Map<number, Error>();
	const goesOn = this.continueOnFail();
	try {
		const limit = concurrencyOf(this);
		const job = await openJob(this, limit);
		await inParallel(count, limit, async (index) => {
			try {
				const rows = await runItem(job, index);
				results[index] = rows.map((json) => ({ json, pairedItem: { item: index } }));
			} catch (error) {
				errors.set(index, error as Error);
			}
			return goesOn || errors.size === 0;
		});
		if (job.changed) hintAtChanged(job);
	} catch (error) {
		// Before any item: a credential that can't be used, an option that is refused.
		for (let index = 0; index < count; index++) errors.set(index, error as Error);
	}
	if (errors.size && !goesOn) throw firstOf(errors, results);
	for (const [index, error] of errors) results[index] = [errorItem(error, index)];
	return [results.flat()];
}

async function openJob(context: IExecuteFunctions, limit: number): Promise<Job> {
	const resource = context.getNodeParameter('resource', 0) as string;
	const operation = operationOf(resource, () => context.getNodeParameter('operation', 0) as string);
	if (operation?.peopleOnly && isTool(context)) {
		throw new NodeOperationError(
			context.getNode(),
			`The operation '${operation.name}' is not for AI agents`,
			{ description: 'Nothing was sent. Put the node into the workflow itself instead.' },
		);
	}
	return {
		context,
		operation,
		knowledge: {
			evidence: operation?.endpoint.evidence ?? 'vendor',
			fields: operation?.fields ?? [],
		},
		sender: await Sender.open(context, limit),
		ledger: Ledger.of(context),
		changed: 0,
	};
}

function concurrencyOf(context: IExecuteFunctions): number {
	const { name, displayName, default: fallback } = HOW.maxConcurrentRequests;
	return wholeOf(context, 0, `options.${name}`, displayName, fallback as number, 1, 50);
}

/** An agent's call is not always marked as one; then the node's type tells (n8n-core 2.41.1). */
function isTool(context: IExecuteFunctions): boolean {
	return context.isToolExecution?.() || context.getNode().type.endsWith('Tool');
}

/** The way of one item. @throws NodeOperationError or NodeApiError when it goes no further */
async function runItem(job: Job, index: number): Promise<IDataObject[]> {
	const { context, operation, sender } = job;
	if (sender.cancelled()) {
		throw new NodeOperationError(context.getNode(), 'The execution was stopped', {
			itemIndex: index,
			description: 'Nothing was sent for this item.',
		});
	}
	const request = operation
		? requestOf(context, operation, index)
		: customRequestOf(context, index);
	if (operation?.answer.shape === 'page')
		return await readPages(job, operation.answer.key, request, index);
	if (request.effect === 'write') return await writeOnce(job, request, index);
	return shaped(job, await ask(job, request, index), index);
}

/** Sends a request that changes nothing. */
async function ask(job: Job, request: CrmRequest, index: number): Promise<unknown> {
	const verdict = judge(request, await job.sender.send(request), job.knowledge);
	if (verdict.ok) return verdict.json;
	throw nodeError(job.context.getNode(), await explained(job, request, verdict.failure), index);
}

async function readPages(
	job: Job,
	key: string,
	request: CrmRequest,
	index: number,
): Promise<IDataObject[]> {
	const { context } = job;
	const all = context.getNodeParameter('returnAll', index, false) as boolean;
	const wanted = all ? undefined : wholeOf(context, index, 'limit', 'Limit', 50, 1);
	const fetch = async (skip: number, limit: number): Promise<Page> => {
		const paging: CrmRequest['query'] = [
			['skip', String(skip)],
			['limit', String(limit)],
		];
		const page = request.body
			? { ...request, body: { ...request.body, skip, limit } }
			: { ...request, query: [...request.query, ...paging] };
		const json = await ask(job, page, index);
		if (isPage(json)) return json;
		throw oddAnswer(job, 'something else than a page of records', index);
	};
	try {
		return await readList(fetch, key, wanted);
	} catch (error) {
		if (!(error instanceof BrokenList)) throw error as NodeError;
		throw new NodeOperationError(context.getNode(), 'The list could not be read whole', {
			itemIndex: index,
			description: `${error.message}. Run it again when the list is quieter, or narrow it with filters.`,
		});
	}
}

/** Sends a write unless an earlier try of this execution did, and remembers how it ended. */
async function writeOnce(job: Job, request: CrmRequest, index: number): Promise<IDataObject[]> {
	const { context, ledger, sender } = job;
	const earlier = ledger.earlier(index, request);
	if (earlier.state === 'sent') throw unknownSince(context, index);
	if (earlier.state === 'done') {
		if (earlier.changed) job.changed++;
		return earlier.json;
	}
	ledger.sending(index, request);
	const verdict = judge(request, await sender.send(request), job.knowledge);
	if (!verdict.ok) {
		if (verdict.failure.certain) ledger.refused(index);
		throw nodeError(context.getNode(), await explained(job, request, verdict.failure), index);
	}
	const rows = rowsOf(job.operation?.answer, verdict.json, false);
	// It was carried out, whatever the answer looks like.
	const json = Array.isArray(rows)
		? rows
		: [{ success: true, answer: verdict.json as IDataObject }];
	ledger.done(index, json);
	return json;
}

function shaped(job: Job, json: unknown, index: number): IDataObject[] {
	const flatten = job.context.getNodeParameter('options.flatten', index, false) as boolean;
	const rows = rowsOf(job.operation?.answer, json, flatten);
	if (Array.isArray(rows)) return rows;
	throw oddAnswer(job, rows.odd, index);
}

function oddAnswer(job: Job, came: string, index: number): NodeOperationError {
	const guess = job.knowledge.evidence === 'inferred';
	return new NodeOperationError(job.context.getNode(), `The CRM answered with ${came}`, {
		itemIndex: index,
		description: guess
			? 'The path of this operation is a guess: put the right one into Options - Endpoint Path, or use a Custom API Call.'
			: 'This is not what the endpoint is documented to answer. A Custom API Call to the same path shows it as it comes.',
	});
}

function unknownSince(context: IExecuteFunctions, index: number): NodeOperationError {
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

/** A denied signed request: finds out whether it is the key or only the signature. */
async function explained(job: Job, request: CrmRequest, failure: Failure): Promise<Failure> {
	if (!isDenied(failure.status) || !request.body) return failure;
	job.keyPasses ??= job.sender
		.send({ ...KEY_PROBE, effect: 'read', timeout: request.timeout })
		.then((outcome) => outcome.kind === 'answered' && outcome.reply.status === 200);
	return (await job.keyPasses) ? signatureRefused(failure) : failure;
}

/** n8n sends an item to the error branch only in this shape, with no other key. */
function errorItem(error: Error, index: number): INodeExecutionData {
	const description = error instanceof NodeError ? error.description : undefined;
	const message = description ? `${error.message}. ${description}` : error.message;
	return { json: { error: error.message, message }, pairedItem: { item: index } };
}

/** The error that stops the node: that of the first item, telling what became of the others. */
function firstOf(errors: Map<number, Error>, results: INodeExecutionData[][]): Error {
	const [, error] = [...errors].sort(([a], [b]) => a - b)[0];
	const through = results.flatMap((rows, index) => (rows ? [index] : []));
	if (error instanceof NodeError && through.length) {
		error.description = `${error.description ?? ''} Items that went through before it was stopped: ${ranges(through)}. A retry of this execution does not send them again.`;
	}
	return error;
}

/** `[0, 1, 2, 5]` → `0-2, 5` */
function ranges(sorted: number[]): string {
	const parts: Array<[from: number, to: number]> = [];
	for (const index of sorted) {
		const last = parts[parts.length - 1];
		if (last && last[1] === index - 1) last[1] = index;
		else parts.push([index, index]);
	}
	return parts.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
}

function hintAtChanged({ context, changed }: Job): void {
	context.addExecutionHints({
		message: `${changed} of the items had been carried out by an earlier try of this execution, with other values than now. They were not sent again; what comes out is what was done then.`,
		location: 'outputPane',
	});
}
