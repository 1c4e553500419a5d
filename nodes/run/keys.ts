import { createHash } from 'crypto';
import type { CrmRequest } from '../../crm/request';
import { clean } from '../../crm/text';
import type { Operation } from '../endpoints/operation';
import type { Job } from './job';
import type { Remembered } from './ledger';

/**
 * What a write is to the ledger: all that it sends. The same one may be sent again once it was
 * carried out (two leads with the same values are two leads), but not while that is not known.
 */
export function writeKeys(
	{ operation, crm }: Pick<Job, 'operation' | 'crm'>,
	request: CrmRequest,
	index: number,
): Remembered {
	const id = operationId(operation);
	const hash = requestHash(request);
	return { index, operation: id, request: hash, identity: hashOf([id, crm, hash]) };
}

/** What the ledger knows an operation by: its endpoint as it is documented. */
export function operationId(operation: Operation | undefined): string {
	return operation ? `${operation.endpoint.method} ${operation.endpoint.path}` : 'customApiCall';
}

export function requestHash({ method, path, query, body }: CrmRequest): string {
	const named = query.map(([name, value]) => ({ [name]: value }));
	return hashOf([method, path, named, typeof body === 'string' ? JSON.parse(body) : body]);
}

/** A hash that is the same for values that look the same: without invisible characters, and without secrets. */
export function hashOf(values: unknown): string {
	const text = JSON.stringify(values, (name, value: unknown) => {
		if (SECRET.test(name)) return undefined;
		return typeof value === 'string' ? clean(value) : value;
	});
	return createHash('sha256').update(text).digest('base64');
}

/**
 * Names of values that are short enough to be found by trying: passwords and codes. The hash goes
 * into the execution's data, which more people may read than may know them.
 */
const SECRET =
	/pass(word|wd|code|phrase)|pwd|secret|token|\bpin\b|otp(_?code)?$|(email|phone)_?code$/i;
