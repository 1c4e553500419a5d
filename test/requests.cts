/** The request that the document wants for the values of a sample. */
import type { IDataObject } from 'n8n-workflow';
import type { Documented, DocumentedField } from './documented.cts';
import type { Values } from './samples.cts';

export interface DocumentedRequest {
	method: string;
	path: string;
	query: IDataObject;
	body: IDataObject | undefined;
}

/** The documented fields that hold for an item. */
export function fieldsOf({ variants }: Documented, item: Values): DocumentedField[] {
	const [only, ...others] = variants;
	if (others.length === 0) return only;
	const found = variants.find((fields) =>
		fields.some(({ name, schema }) => name === 'platform' && schema.enum?.includes(item[name])),
	);
	if (!found) throw new Error(`Nothing is documented for ${item.platform}`);
	return found;
}

/** What has one value only, or is the password again. */
export function isMadeByTheNode({ name, schema }: DocumentedField): boolean {
	return schema.const !== undefined || name.endsWith('repeat_password');
}

/** All fields of an item, each in its place and type. */
export function requestOf(endpoint: Documented, item: Values): DocumentedRequest {
	const { method } = endpoint;
	const query: IDataObject = {};
	const body: IDataObject = {};
	let { path } = endpoint;
	for (const { name, in: place, schema } of fieldsOf(endpoint, item)) {
		const value =
			name === 'skip'
				? 0
				: (schema.const ?? (item[name.replace('repeat_password', 'password')] as unknown));
		if (place === 'path') path = path.replace(`{${name}}`, String(value));
		else if (place === 'query') query[name] = String(value);
		else if (name.endsWith('custom_fields')) {
			// The fields of a form are keys of the object in which they stand.
			const parent = name.split('.').slice(0, -1);
			for (const [key, one] of Object.entries(value as IDataObject)) {
				put(body, [...parent, key], one);
			}
		} else put(body, name.split('.'), value);
	}
	return { method, path, query, body: method === 'GET' ? undefined : body };
}

function put(target: IDataObject, [step, ...rest]: string[], value: unknown): void {
	if (rest.length === 0) target[step] = value as IDataObject;
	else put((target[step] ??= {}) as IDataObject, rest, value);
}
