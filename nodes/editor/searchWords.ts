/** Words that the CRM documents no list of: what it answered with in the last 30 days. */
import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { textOf } from '../../crm/json';
import { addDays, dayIn, type Period } from '../../crm/period';
import type { CrmRequest } from '../../crm/request';
import { withValues } from '../../crm/request';
import { severalOf } from '../../crm/several';
import { isNothing } from '../../crm/text';
import { getTrades } from '../endpoints/mt4';
import type { Operation } from '../endpoints/operation';
import { getTransactions } from '../endpoints/report';
import { judge, nodeError } from '../transport/errors';
import { sourceOf } from '../transport/lists';
import { PacedGate } from '../transport/pace';
import { readList } from '../transport/pages';
import { inParallel } from '../transport/parallel';
import { Sender } from '../transport/send';
import { needed } from './asking';

const DAYS = 30;
/** Enough to meet every type that is in use, in ten requests. */
const MOST_RECORDS = 5000;
const AT_A_TIME = 10;
const TIMEOUT = 20_000;
const INSTEAD = 'choose By Name and type it';

/** Words that CRMs have for what is asked of MT4 trades: their records do not show them. */
const TRADE_TYPES = ['all', 'open', 'close', 'closed', 'pending', 'history', 'trade', 'balance'];

/** The types of the transactions of the last 30 days, the most frequent first. */
export async function searchTransactionTypes(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const sender = await Sender.open(this, new PacedGate(AT_A_TIME));
	const reader = { context: this, knowledge: knowledgeOf(getTransactions), sender };
	const request = withValues(requestOf(getTransactions, sender), { ...lastDays(this) });
	const source = sourceOf(reader, { key: 'id' }, undefined, () => {});
	const counts = new Map<string, number>();
	for (const { type } of await readList(source(request), MOST_RECORDS)) {
		// A word with a comma in it would be taken for two.
		if (isNothing(type) || severalOf(textOf(type)).length !== 1) continue;
		counts.set(textOf(type), (counts.get(textOf(type)) ?? 0) + 1);
	}
	if (counts.size === 0) throw nothing(this, `no transactions in the last ${DAYS} days`);
	return choices(counts, filter);
}

/**
 * The likely types for which the CRM gives MT4 trades of the last 30 days. A CRM that has other
 * words, or heeds none, can't be told from one without trades.
 */
export async function searchTradeTypes(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const why = 'Types belong to the trades of a server';
	const connection = needed(this, 'connectionId', 'Connection', why, INSTEAD);
	const sender = await Sender.open(this, new PacedGate(AT_A_TIME));
	const asked = { connection_id: connection, ...lastDays(this), skip: 0, limit: 1 };
	const counts = new Map<string, number>();
	let failed: Error | undefined;
	await inParallel(TRADE_TYPES.length, AT_A_TIME, async (number) => {
		const type = TRADE_TYPES[number];
		const request = withValues(requestOf(getTrades, sender), { ...asked, type });
		const verdict = judge(request, await sender.send(request), knowledgeOf(getTrades));
		if (verdict.ok) {
			const { count } = verdict.json as IDataObject;
			if (Number(count) > 0) counts.set(type, Number(count));
		} else if (verdict.failure.status !== 400) {
			failed = nodeError(this.getNode(), verdict.failure, 0);
		}
	});
	if (counts.size === 0 && failed) throw failed;
	if (counts.size === 0) throw nothing(this, 'no trades for any of the likely types');
	return choices(counts, filter);
}

const knowledgeOf = ({ endpoint: { evidence } }: Operation) => ({ evidence, fields: [] });

function requestOf(operation: Operation, sender: Sender): CrmRequest {
	const { method } = operation.endpoint;
	return {
		method,
		path: sender.pathOf(operation),
		query: [],
		...(method !== 'GET' && { body: {} }),
		effect: 'read',
		timeout: TIMEOUT,
	};
}

function lastDays(context: ILoadOptionsFunctions): Period {
	const today = dayIn(context.getTimezone(), Date.now());
	return { start: addDays(today, -DAYS), end: today };
}

function choices(counts: ReadonlyMap<string, number>, filter: string): INodeListSearchResult {
	const wanted = filter.trim().toLowerCase();
	const results = [...counts]
		.filter(([word]) => word.toLowerCase().includes(wanted))
		.sort(([a, first], [b, second]) => second - first || a.localeCompare(b))
		.map(([word, count]): INodeListSearchItems => ({ name: `${word} (${count})`, value: word }));
	return { results };
}

function nothing(context: ILoadOptionsFunctions, what: string): NodeOperationError {
	return new NodeOperationError(context.getNode(), `The CRM has ${what}`, {
		description: `There is nothing to choose from: ${INSTEAD}, or leave it empty.`,
	});
}
