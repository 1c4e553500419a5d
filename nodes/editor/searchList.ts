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
import { Sender } from '../transport/send';
import { askCrm, unexpectedAnswer, type Question } from './asking';

/** So that a search for somebody who is not there ends. */
const MAX_PAGES = 40;

/** A list of the CRM that users choose from. */
export interface List extends Omit<Question, 'instead'> {
	/** How the user gets on without the list; unless told, `choose By ID`. */
	instead?: string;
	/** Whether the endpoint has to be asked for pages; others are when they answer with one. */
	paged?: boolean;
	/** What there is to choose from in the records of an answer; unless told, the records. */
	within?: (record: IDataObject) => IDataObject[];
	/** Where only some fit what is set up. */
	fits?: (record: IDataObject) => boolean;
	/** @returns undefined for a record without an id */
	choiceOf: (record: IDataObject) => INodeListSearchItems | undefined;
}

/**
 * What a resource locator offers, narrowed to what the user types. The API has no search of its
 * own, so pages are read until one holds a match; the next ones are read when the user scrolls on.
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
	const question = { instead: 'choose By ID', ...list };
	const sender = await Sender.open(context, new PacedGate(1));
	const wanted = filter.trim().toLowerCase();
	let skip = Number(paginationToken ?? 0);
	for (let read = 0; read < MAX_PAGES; read++) {
		const paging: Question['query'] =
			list.paged || skip > 0
				? [
						['skip', String(skip)],
						['limit', String(PAGE_SIZE)],
					]
				: [];
		const query = [...list.query, ...paging];
		const json = await askCrm(context, sender, { ...question, query });
		const rows = rowsOf({ shape: 'list' }, json, false);
		if (!Array.isArray(rows)) throw unexpectedAnswer(context, question, rows.unexpected);
		const records = list.within ? rows.flatMap(list.within) : rows;
		const choices = records.flatMap((record) => choiceIn(list, record));
		if (choices.length === 0 && records.some(list.fits ?? Boolean)) {
			throw unexpectedAnswer(context, question, 'records that have no id');
		}
		skip += rows.length;
		const more = isPage(json) && rows.length > 0 && skip < json.count ? String(skip) : undefined;
		const results = choices.filter((choice) => matches(choice, wanted));
		if (results.length > 0 || !more) return { results, paginationToken: more };
	}
	return { results: [], paginationToken: String(skip) };
}

function choiceIn({ fits, choiceOf }: List, record: IDataObject): INodeListSearchItems[] {
	const choice = !fits || fits(record) ? choiceOf(record) : undefined;
	return choice ? [choice] : [];
}

function matches({ name, value }: INodeListSearchItems, wanted: string): boolean {
	return [name, String(value)].some((text) => text.toLowerCase().includes(wanted));
}
