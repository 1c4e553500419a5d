import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { setSafeObjectProperty } from 'n8n-workflow';
import { METHODS, type Method } from '../../crm/endpoint';
import { fillPath, isWellFormed, overridePath, pathSegment } from '../../crm/path';
import type { CrmRequest } from '../../crm/request';
import { accept, refuse, type Result } from '../../crm/result';
import { isBlank, readObject } from '../endpoints/fields/field';
import { OPTION } from '../endpoints/fields/options';
import { targetOf, type Operation } from '../endpoints/operation';
import { readFields } from './fields';
import { parameterOf, valueOf, wholeOf } from './parameters';

/** The request of an operation for one item. @throws NodeOperationError when a value is refused */
export function requestOf(
	context: IExecuteFunctions,
	operation: Operation,
	index: number,
): CrmRequest {
	return requestWith(context, operation, readFields(context, operation, index), index);
}

/** The request of an operation with values that `readFields` gave. */
export function requestWith(
	context: IExecuteFunctions,
	operation: Operation,
	values: ReadonlyMap<string, unknown>,
	index: number,
): CrmRequest {
	const { endpoint } = operation;
	const segments = new Map<string, string>();
	const query: CrmRequest['query'] = [];
	const body: IDataObject = {};

	for (const field of operation.fields) {
		const value = values.get(field.name);
		if (value === undefined) continue;
		const target = targetOf(operation, field);
		if (target === 'body') putNested(body, field.name, value);
		else if (target === 'query')
			query.push([field.name, queryValue(context, index, field.property.displayName, value)]);
		else {
			const label = field.property.displayName;
			segments.set(field.name, valueOf(context, index, label, pathSegment(String(value))));
		}
	}
	for (const [name, value] of Object.entries(operation.constants ?? {}))
		putNested(body, name, value);
	for (const [copy, original] of Object.entries(operation.copies ?? {})) {
		putNested(body, copy, values.get(original));
	}

	const hasBody = endpoint.method !== 'GET' && endpoint.method !== 'DELETE';
	return {
		method: endpoint.method,
		path: fillPath(pathTemplate(context, operation, index), segments),
		query,
		...(hasBody && { body }),
		effect: endpoint.effect,
		timeout: timeoutOf(context, index),
	};
}

/** The request of a Custom API Call for one item. */
export function customRequestOf(context: IExecuteFunctions, index: number): CrmRequest {
	const get = (name: string, fallback?: unknown) => parameterOf(context, name, index, fallback);
	const method = valueOf(context, index, 'Method', readMethod(get('method')));
	const path = valueOf(context, index, 'Path', overridePath('', String(get('path'))));
	const pairs = (get('queryParameters.parameter', []) ?? []) as Array<{
		name: string;
		value: unknown;
	}>;
	const hasBody = method !== 'GET' && method !== 'DELETE';
	const body = hasBody
		? valueOf(context, index, 'Body (JSON)', readBody(get('body', '')))
		: undefined;
	return {
		method,
		path,
		query: pairs
			.filter(({ name, value }) => !isBlank(name) && !isBlank(value))
			.map(({ name, value }) => [
				queryValue(context, index, 'Query Parameters', name),
				queryValue(context, index, 'Query Parameters', value),
			]),
		...(body !== undefined && { body }),
		effect: method === 'GET' ? 'read' : 'write',
		timeout: timeoutOf(context, index),
	};
}

function readMethod(value: unknown): Result<Method> {
	const method = METHODS.find((known) => known === value);
	return method ? accept(method) : refuse(`must be one of: ${METHODS.join(', ')}`);
}

/** A text stays as it was typed: to parse it and write it again could round its numbers. */
function readBody(value: unknown): Result<IDataObject | string> {
	if (isBlank(value)) return accept({});
	const object = readObject(value);
	if (!object.ok) return object;
	return accept(typeof value === 'string' ? value.trim() : ((object.value ?? {}) as IDataObject));
}

function queryValue(
	context: IExecuteFunctions,
	index: number,
	label: string,
	value: unknown,
): string {
	const text = String(value);
	return valueOf(
		context,
		index,
		label,
		isWellFormed(text) ? accept(text) : refuse('holds half of a character'),
	);
}

function pathTemplate(context: IExecuteFunctions, { endpoint }: Operation, index: number): string {
	if (endpoint.evidence !== 'inferred') return endpoint.path;
	const own = parameterOf(context, 'options.endpointPath', index, '');
	if (isBlank(own)) return endpoint.path;
	return valueOf(context, index, 'Endpoint Path', overridePath(endpoint.path, String(own)));
}

/** The longest that a timer can wait, in ms; more than that would be over at once. */
const MAX_TIMEOUT = 2 ** 31 - 1;

function timeoutOf(context: IExecuteFunctions, index: number): number {
	const { name, displayName, default: fallback } = OPTION.timeout;
	return wholeOf(
		context,
		index,
		`options.${name}`,
		displayName,
		fallback as number,
		1,
		MAX_TIMEOUT,
	);
}

/** `phone.number` goes into an object `phone`; the names come from the registry, not from users. */
function putNested(body: IDataObject, name: string, value: unknown): void {
	const path = name.split('.');
	const last = path.pop() as string;
	let target = body;
	for (const step of path) target = (target[step] ??= {}) as IDataObject;
	setSafeObjectProperty(target, last, value);
}
