import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeError } from 'n8n-workflow';
import { readRate } from '../../crm/number';
import { OPTION } from '../endpoints/fields/options';
import { namedBy, type Operation } from '../endpoints/operation';
import { CHECK_ENDPOINTS } from '../endpoints/wholeApi';
import type { Access } from '../transport/access';
import { PacedGate } from '../transport/pace';
import { inParallel } from '../transport/parallel';
import type { Sender } from '../transport/send';
import { senderForAll, sendersOf, type Way } from './accesses';
import { ReadAhead } from './ahead';
import { errorItem } from './errorItem';
import { keepFindable } from './findable';
import { hintAtChanged, hintAtHeld, hintAtPreview, hintAtRefused } from './hints';
import { stopped, type Job } from './job';
import { Ledger } from './ledger';
import type { Menu } from './menu';
import { tellNotes } from './notes';
import { parameterOf, valueOf, wholeOf } from './parameters';
import { ranges } from './ranges';
import { draftOf, type Draft } from './request';
import { isTool, refuseAsTool, refuseRequestAsTool } from './tool';
import { LET_OTHERS_THROUGH, RETRY_THIS_ROW } from './wayOut';
import { checkEndpoints } from './ways/check/checkEndpoints';
import { openFind } from './ways/find';
import { isForFile, readIntoFile, type FileItem } from './ways/file';
import { openMoney } from './ways/money';
import { mayMoveMoney } from './ways/money/mayMove';
import { answerPayment } from './ways/payment';
import { read } from './ways/read';
import { uploadDocument } from './ways/upload';
import { writeOnce } from './ways/write';

/** A node's `execute`: every item through the chosen operation, in the order of the input. */
export async function execute(
	this: IExecuteFunctions,
	menu: Menu,
): Promise<INodeExecutionData[][]> {
	const count = this.getInputData().length;
	if (count === 0) return [[]];

	const results: INodeExecutionData[][] = new Array<INodeExecutionData[]>(count);
	const errors = new Map<number, Error>();
	// Of an error that is thrown n8n tells the models of its older agents nothing (2.41.1), and they
	// would report what did not happen.
	const goesOn = this.continueOnFail() || isTool(this);
	let writes = false;
	try {
		const { job, gate, width, item, end, isPreview } = await openRun(this, menu, count);
		writes = job?.operation?.endpoint.effect !== 'read';
		await inParallel(count, width, async (index) => {
			if (errors.size && !goesOn) return;
			try {
				const made = await item(index);
				results[index] = Array.isArray(made)
					? made.map((json) => ({ json, pairedItem: { item: index } }))
					: [{ ...made, pairedItem: { item: index } }];
			} catch (error) {
				errors.set(index, error as Error);
			}
		});
		end?.();
		if (job?.tally.changed) hintAtChanged(this, job.tally.changed);
		if (gate) hintAtHeld(this, gate.held);
		if (isPreview) hintAtPreview(this);
		tellNotes(this);
	} catch (error) {
		// Before any item: a credential that can't be used, an option that is refused.
		for (let index = 0; index < count; index++) errors.set(index, error as Error);
	}
	keepFindable(this);
	if (errors.size && !goesOn) throw firstOf(errors, results, writes);
	if (errors.size) hintAtRefused(this, errors, count);
	for (const [index, error] of errors) results[index] = [errorItem(this, error, index)];
	return [results.flat()];
}

/** How the items of a run are carried out, and how many at once. */
interface Run {
	/** Undefined where nothing is sent. */
	job?: Omit<Job, 'sender'>;
	/** What all its requests pass; undefined where there are none. */
	gate?: PacedGate;
	width: number;
	item: (index: number) => Promise<IDataObject[] | FileItem>;
	/** To be called when no further item begins. */
	end?: () => void;
	/** Whether money items only show what they would send. */
	isPreview?: boolean;
}

async function openRun(
	context: IExecuteFunctions,
	{ access, asksWholeApi, chosen }: Menu,
	count: number,
): Promise<Run> {
	if (asksWholeApi?.(context)) {
		refuseAsTool(context, CHECK_ENDPOINTS);
		const gate = gateOf(context, 1);
		const wayOf = await sendersOf(context, access, gate, count);
		const job = openJob(context, undefined, access);
		return {
			job,
			gate,
			width: 1,
			item: async (index) => await checkEndpoints({ ...job, ...(await wayOf(index)) }, index),
		};
	}
	const operation = chosen(context);
	refuseAsTool(context, operation);
	if (operation?.way === 'answer') {
		return {
			width: 1,
			item: async (index) => await answerPayment(context, operation, index),
		};
	}
	if (operation?.money) {
		// Before anything is read: what may not move money is told so, whatever else is wrong with it.
		const permission = mayMoveMoney(context);
		const gate = gateOf(context, 1);
		const way = await senderForAll(context, access, gate, count);
		const job = { ...openJob(context, operation, access), ...way };
		const item = openMoney(job, { ...operation, money: operation.money }, count, permission);
		return { job, gate, width: 1, item, isPreview: permission.may === 'preview' };
	}
	const width = concurrencyOf(context);
	const gate = gateOf(context, width);
	const wayOf = await sendersOf(context, access, gate, count);
	const job = openJob(context, operation, access);
	if (operation?.way === 'find') {
		return { job, gate, width, item: findByAccess(job, operation, count, wayOf) };
	}
	return { job, gate, width, ...itemByItem(job, width, count, wayOf) };
}

/** So many items are read in one go, where fewer are sent at once. */
const LEAST_LOT = 20;

/** Each item by itself. The parameters of those to come are read while its request is under way. */
function itemByItem(
	job: Omit<Job, 'sender'>,
	width: number,
	count: number,
	wayOf: (index: number) => Promise<Way>,
): Pick<Run, 'item' | 'end'> {
	const { context, operation } = job;
	const lot = Math.max(width, LEAST_LOT);
	const ahead = new ReadAhead(count, lot, (index) => draftOf(context, operation, index));
	const item = async (index: number) => {
		const way = await wayOf(index);
		if (way.sender.cancelled()) throw stopped({ ...job, ...way }, index);
		return await runItem({ ...job, ...way }, await ahead.take(index), index);
	};
	return { item, end: () => ahead.end() };
}

/** Looks among the clients of the CRM that an item goes to; those are read once for all its items. */
function findByAccess(
	job: Omit<Job, 'sender'>,
	operation: Operation,
	count: number,
	wayOf: (index: number) => Promise<Way>,
): Run['item'] {
	const finds = new Map<Sender, Run['item']>();
	return async (index) => {
		const { sender } = await wayOf(index);
		const find = finds.get(sender) ?? openFind({ ...job, sender }, operation, count);
		finds.set(sender, find);
		return await find(index);
	};
}

/** All that a job has but what sends its requests, which can be another one for another item. */
function openJob(
	context: IExecuteFunctions,
	operation: Operation | undefined,
	access: Access,
): Omit<Job, 'sender'> {
	return {
		context,
		operation,
		knowledge: {
			access,
			evidence: operation?.endpoint.evidence ?? 'vendor',
			fields: operation?.fields ?? [],
			named: operation && namedBy(operation),
			ownWord: operation?.money?.decision,
			raw: operation === undefined,
		},
		ledger: Ledger.of(context),
		tally: { changed: 0 },
	};
}

/** What the requests of all items pass: so many at once, and so many a second. */
function gateOf(context: IExecuteFunctions, width: number): PacedGate {
	const { name, displayName, default: off } = OPTION.maxRequestsPerSecond;
	const rate = readRate(parameterOf(context, `options.${name}`, 0, off));
	return new PacedGate(width, valueOf(context, 0, displayName, rate));
}

function concurrencyOf(context: IExecuteFunctions): number {
	const { name, displayName, default: fallback } = OPTION.maxConcurrentRequests;
	return wholeOf(context, 0, `options.${name}`, displayName, fallback as number, 1, 50);
}

/** The way of one item. @throws NodeOperationError or NodeApiError when it goes no further */
async function runItem(job: Job, draft: Draft, index: number): Promise<IDataObject[] | FileItem> {
	const { context, operation } = job;
	const request = draft(job);
	refuseRequestAsTool(context, operation, request, index);
	if (operation?.way === 'upload') return await uploadDocument(job, request, index);
	if (request.effect === 'write') return await writeOnce(job, request, index);
	return await (isForFile(job, index) ? readIntoFile : read)(job, request, index);
}

/** The error that stops the node: that of the first item, telling what became of the others. */
function firstOf(
	errors: Map<number, Error>,
	results: INodeExecutionData[][],
	writes: boolean,
): Error {
	const [, error] = [...errors].sort(([a], [b]) => a - b)[0];
	const through = results.flatMap((rows, index) => (rows ? [index] : []));
	if (!(error instanceof NodeError)) return error;
	const told = [error.description];
	if (through.length) {
		told.push(`${through.length > 1 ? 'Items' : 'Item'} ${ranges(through)} went through.`);
		if (writes) told.push('A retry of this execution does not send them again.');
	}
	if (writes) told.push(RETRY_THIS_ROW);
	if (writes && through.length + 1 < results.length) told.push(LET_OTHERS_THROUGH);
	error.description = told.filter(Boolean).join(' ');
	return error;
}
