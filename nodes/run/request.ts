import type { IDataObject, IExecuteFunctions, INode } from 'n8n-workflow';
import { isResourceLocatorValue, NodeOperationError, setSafeObjectProperty } from 'n8n-workflow';
import { METHODS, type Effect, type Method } from '../../crm/endpoint';
import { fillPath, isWellFormed, overridePath, pathSegment } from '../../crm/path';
import { accept, refuse, type Result } from '../../crm/result';
import { placeOf, targetOf, type Operation } from '../endpoints/operation';
import {
	isBlank,
	parameterName,
	readFlag,
	readObject,
	readWhole,
	type Field,
} from '../endpoints/fields/field';
import { HOW } from '../endpoints/fields/options';
import { parameterOf } from './parameters';

/** One request, ready but for host, key and signature. */
export interface CrmRequest {
	method: Method;
	/** From the host on, without query: `/public/v1/users/045dff8l`. */
	path: string;
	query: Array<[name: string, value: string]>;
	/** Text where it is the user's own JSON. */
	body?: IDataObject | string;
	effect: Effect;
	/** How long to wait for the answer to one try, in ms. */
	timeout: number;
}

/** A refusal that names the parameter as the user sees it, before anything is sent. */
export function refused(node: INode, index: number, label: string, reason: string) {
	return new NodeOperationError(node, `'${label}' ${reason}`, {
		itemIndex: index,
		description: `Nothing was sent for this item. Change the parameter '${label}', or the expression in it.`,
	});
}

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

/**
 * The values that were given, by field name, each as it is to be sent.
 * @throws NodeOperationError when one is refused or a needed one is missing
 */
export function readFields(
	context: IExecuteFunctions,
	operation: Operation,
	index: number,
): Map<string, unknown> {
	const raw = rawValues(context, operation, index);
	const values = new Map<string, unknown>();
	const zone = context.getTimezone();
	for (const [field, given] of raw) {
		const label = field.property.displayName;
		if (isBlank(given)) {
			if (field.required) throw refused(context.getNode(), index, label, 'is empty');
			continue;
		}
		values.set(field.name, valueOf(context, index, label, field.read(given, zone)));
	}
	for (const group of operation.needs ?? []) {
		if (group.some((name) => values.get(name) !== undefined)) continue;
		const labels = operation.fields
			.filter(({ name }) => group.includes(name))
			.map(({ property }) => `'${property.displayName}'`);
		throw new NodeOperationError(context.getNode(), `${labels.join(' or ')} must be given`, {
			itemIndex: index,
			description: `Nothing was sent for this item, since the CRM needs at least one of ${labels.join(', ')}.`,
		});
	}
	operation.derive?.(values);
	return values;
}

/** Each parameter is read once for the item, a collection as a whole. */
function rawValues(
	context: IExecuteFunctions,
	operation: Operation,
	index: number,
): Map<Field, unknown> {
	const read = new Map<string, unknown>();
	const parameter = (name: string, fallback: unknown) => {
		if (!read.has(name)) read.set(name, chosen(parameterOf(context, name, index, fallback)));
		return read.get(name);
	};
	const raw = new Map<Field, unknown>();
	for (const first of operation.fields) {
		const { when, alternative } = first;
		if (when && !when.is.includes(String(parameter(parameterName(when.field), '')))) continue;
		const second = alternative && parameter(alternative.choice.name, '') === alternative.value;
		const field = second ? alternative.field : first;
		const name = field.parameter ?? parameterName(field.name);
		const place = placeOf(operation, field);
		const value =
			place === 'top' ? parameter(name, '') : (parameter(place, {}) as IDataObject)?.[name];
		raw.set(field, chosen(value));
	}
	return raw;
}

/** What a resource locator holds, also inside a collection, where n8n does not unpack it. */
function chosen(value: unknown): unknown {
	return isResourceLocatorValue(value) ? value.value : value;
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
	const { name, displayName, default: fallback } = HOW.timeout;
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

/** A whole number about how the node works. @throws NodeOperationError for anything else */
export function wholeOf(
	context: IExecuteFunctions,
	index: number,
	name: string,
	label: string,
	fallback: number,
	min: number,
	max?: number,
): number {
	const given = parameterOf(context, name, index, fallback);
	return valueOf(context, index, label, readWhole(given, min, max));
}

/** Yes or no about how the node works. @throws NodeOperationError for anything else */
export function flagOf(
	context: IExecuteFunctions,
	index: number,
	name: string,
	label: string,
	fallback = false,
): boolean {
	const given = parameterOf(context, name, index, fallback);
	return valueOf(context, index, label, readFlag(given));
}

/** The value that a rule accepts. @throws NodeOperationError with the rule's refusal */
export function valueOf<T>(
	context: IExecuteFunctions,
	index: number,
	label: string,
	result: Result<T>,
): T {
	if (result.ok) return result.value;
	throw refused(context.getNode(), index, label, result.reason);
}

/** `phone.number` goes into an object `phone`; the names come from the registry, not from users. */
function putNested(body: IDataObject, name: string, value: unknown): void {
	const path = name.split('.');
	const last = path.pop() as string;
	let target = body;
	for (const step of path) target = (target[step] ??= {}) as IDataObject;
	setSafeObjectProperty(target, last, value);
}
