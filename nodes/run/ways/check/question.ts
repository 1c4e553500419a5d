import { fillPath, pathSegment } from '../../../../crm/path';
import { withValues, type CrmRequest } from '../../../../crm/request';
import type { Checked } from '../../../endpoints/checks';
import type { Field } from '../../../endpoints/fields/field';
import { sentIn, type Operation } from '../../../endpoints/operation';
import type { Known } from './known';

/** A request that shows whether an endpoint is there, and what it is asked with. */
export interface Question {
	request: CrmRequest;
	/** It names a record, which may be missing where the endpoint is not. */
	namesRecord: boolean;
	/** There may be no such record. */
	mayBeMissing: boolean;
}

/** How long one answer is waited for, in ms. */
export const TIMEOUT = 20_000;
/** In the form of an id, but that of no record. */
const NOBODY = '00000000';

/**
 * The smallest question that an endpoint answers.
 * @param path its path, with placeholders
 * @param day as YYYY-MM-DD, for lists that want a period
 */
export function questionFor(
	{ operation, resource }: Checked,
	path: string,
	known: Known,
	day: string,
): Question {
	const { endpoint, check = {}, answer } = operation;
	const segments = new Map<string, string>();
	const query: CrmRequest['query'] = [];
	const body: Record<string, unknown> = {};
	let mayBeMissing = check.mayBeMissing === true;
	const fields = neededFields(operation);
	for (const field of fields) {
		const { name } = field;
		const told = known.valueFor(field, resource);
		mayBeMissing ||= told === undefined;
		const value = told ?? check.values?.[name] ?? NOBODY;
		const target = sentIn(operation, field);
		if (target === 'path') segments.set(name, segmentOf(value));
		else if (target === 'query') query.push([name, value]);
		else body[name] = value;
	}
	const request: CrmRequest = {
		method: endpoint.method,
		path: fillPath(path, segments),
		query,
		...(endpoint.method !== 'GET' && { body }),
		effect: 'read',
		timeout: TIMEOUT,
	};
	return {
		request:
			answer.shape === 'page'
				? withValues(request, {
						skip: 0,
						limit: 1,
						...(answer.period && { start: day, end: day }),
					})
				: request,
		namesRecord: fields.length > 0,
		mayBeMissing,
	};
}

/** Those without which the CRM refuses, but for the one that is left out on purpose. */
function neededFields({ fields, needs = [], check }: Operation): Field[] {
	const chosen = needs.map(([first]) => first);
	return fields.filter(
		({ name, required }) => (required || chosen.includes(name)) && name !== check?.without,
	);
}

/** What the CRM calls an id may not be fit for a path: then another one has to do. */
function segmentOf(value: string): string {
	const segment = pathSegment(value);
	return segment.ok ? segment.value : NOBODY;
}
