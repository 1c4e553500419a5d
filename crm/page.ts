import { isObject } from './json';

/** One page of a list as the CRM answers it; `count` is the size of the whole list at that moment. */
export interface Page<Row = Record<string, unknown>> {
	count: number;
	records: Row[];
}

/** Whether an answer is a page of a list. */
export function isPage<Row>(json: unknown): json is Page<Row> {
	return isObject(json) && typeof json.count === 'number' && Array.isArray(json.records);
}
