import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';
import { PAGE_SIZE } from '../../crm/endpoint';
import { isPage } from '../../crm/page';
import { rowsOf } from '../transport/answer';
import { PacedGate } from '../transport/pace';
import { inParallel } from '../transport/parallel';
import { Sender } from '../transport/send';
import { askCrm, unexpectedAnswer, type Question } from './asking';

/** So that a search for somebody who is not there ends: 100,000 records. */
const MAX_PAGES = 200;
/** Pages that are read side by side. */
const AT_A_TIME = 10;

/** A list of the CRM that users choose from. */
export interface List extends Omit<Question, 'instead'> {
	/** How the user gets on without the list; by default `choose By ID`. */
	instead?: string;
	/** Whether the endpoint has to be asked for pages; others are when they answer with one. */
	paged?: boolean;
	/** What there is to choose from in the records of an answer; by default the records themselves. */
	within?: (record: IDataObject) => IDataObject[];
	/** Where only some fit what is set up. */
	fits?: (record: IDataObject) => boolean;
	/** @returns undefined for a record without an id */
	choiceOf: (record: IDataObject) => INodeListSearchItems | undefined;
}

/**
 * What a resource locator offers, narrowed to what the user types. The API has no search of its own,
 * so a page is read and, while nothing fits, those behind it, side by side; what follows is read when
 * the user scrolls on.
 *
 * @param paginationToken rows of the CRM's list that were read before
 * @throws NodeApiError or NodeOperationError, so that a refusal does not look like an empty list
 */
export async function searchList(
	context: ILoadOptionsFunctions,
	list: List,
	filter = '',
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const sender = await Sender.open(context, new PacedGate(AT_A_TIME));
	const wanted = filter.trim().toLowerCase();
	let skip = Number(paginationToken ?? 0);
	let pages = [await readPage(context, sender, list, skip)];
	for (let read = 0; ;) {
		const [{ size }] = pages;
		const results: INodeListSearchItems[] = [];
		let left = 0;
		for (const page of pages) {
			read++;
			skip += page.size;
			left = page.size > 0 ? Math.max(0, page.count - skip) : 0;
			results.push(...page.choices.filter((choice) => matches(choice, wanted)));
			// What was read behind a page of another size does not begin where this one ends.
			if (left === 0 || page.size !== size) break;
		}
		if (results.length > 0 || left === 0 || read >= MAX_PAGES) {
			return { results, paginationToken: left > 0 ? String(skip) : undefined };
		}
		const isPaged = list.paged || skip > size;
		const ahead = isPaged ? Math.min(AT_A_TIME, Math.ceil(left / size)) : 1;
		const from = skip;
		pages = await inParallel(
			ahead,
			AT_A_TIME,
			async (number) => await readPage(context, sender, list, from + number * size),
		);
	}
}

/** One page of a list: what there is to choose from on it, and how long the whole list is. */
async function readPage(
	context: ILoadOptionsFunctions,
	sender: Sender,
	list: List,
	skip: number,
): Promise<{ choices: INodeListSearchItems[]; size: number; count: number }> {
	const paging: Question['query'] =
		list.paged || skip > 0
			? [
					['skip', String(skip)],
					['limit', String(PAGE_SIZE)],
				]
			: [];
	const question = { instead: 'choose By ID', ...list, query: [...list.query, ...paging] };
	const json = await askCrm(context, sender, question);
	const rows = rowsOf({ shape: 'list' }, json, false);
	if (!Array.isArray(rows)) throw unexpectedAnswer(context, question, rows.unexpected);
	const records = list.within ? rows.flatMap(list.within) : rows;
	const choices = records.flatMap((record) => choiceIn(list, record));
	if (choices.length === 0 && records.some(list.fits ?? Boolean)) {
		throw unexpectedAnswer(context, question, 'records that have no id');
	}
	return { choices, size: rows.length, count: isPage(json) ? json.count : 0 };
}

function choiceIn({ fits, choiceOf }: List, record: IDataObject): INodeListSearchItems[] {
	const choice = !fits || fits(record) ? choiceOf(record) : undefined;
	return choice ? [choice] : [];
}

function matches({ name, value }: INodeListSearchItems, wanted: string): boolean {
	return [name, String(value)].some((text) => text.toLowerCase().includes(wanted));
}
