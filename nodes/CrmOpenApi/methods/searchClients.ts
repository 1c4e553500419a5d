import type { IDataObject, ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { PAGE_SIZE } from '../../../crm/endpoint';
import { isPage } from '../run/answer';
import { judge, nodeError } from '../run/errors';
import { Sender } from '../run/send';

/** So that a search for somebody who is not there ends, and the user is told how far it went. */
const MAX_PAGES = 40;
const TIMEOUT = 20_000;

/**
 * Clients for a resource locator, found by name, email or id. The API has no search of its own, so
 * pages are read until one holds a match; the next ones are read when the user scrolls on.
 *
 * @param paginationToken rows of the CRM's list that were read before
 * @throws NodeApiError or NodeOperationError, so that a refusal does not look like an empty list
 */
export async function searchClients(
	this: ILoadOptionsFunctions,
	filter = '',
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const sender = await Sender.open(this, 1);
	const wanted = filter.trim().toLowerCase();
	let skip = Number(paginationToken ?? 0);
	for (let read = 0; read < MAX_PAGES; read++) {
		const request = {
			method: 'GET' as const,
			path: '/public/v1/users',
			query: [
				['skip', String(skip)],
				['limit', String(PAGE_SIZE)],
			] as Array<[string, string]>,
			effect: 'read' as const,
			timeout: TIMEOUT,
		};
		const verdict = judge(request, await sender.send(request), { evidence: 'vendor', fields: [] });
		if (!verdict.ok) throw nodeError(this.getNode(), verdict.failure, 0);
		if (!isPage(verdict.json)) return { results: [] };
		const { count, records } = verdict.json;
		skip += records.length;
		const more = records.length > 0 && skip < count ? String(skip) : undefined;
		const results = records.filter((client) => matches(client, wanted)).map(asChoice);
		if (results.length > 0 || !more) return { results, paginationToken: more };
	}
	return { results: [], paginationToken: String(skip) };
}

function matches({ id, name, email }: IDataObject, wanted: string): boolean {
	return [id, name, email].some((text) =>
		String(text ?? '')
			.toLowerCase()
			.includes(wanted),
	);
}

function asChoice({ id, name, email }: IDataObject) {
	const label = [name, email].filter(Boolean).join(', ');
	return { name: label || String(id), value: String(id) };
}
