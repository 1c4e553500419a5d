import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { isSafeObjectProperty, setSafeObjectProperty } from 'n8n-workflow';
import { hasBody, METHODS, type Method } from '../../crm/endpoint';
import { fillPath, pathSegment, plainPath } from '../../crm/path';
import type { CrmRequest } from '../../crm/request';
import { accept, refuse, type Result } from '../../crm/result';
import { isNothing, readText } from '../../crm/text';
import { readObject } from '../endpoints/fields/field';
import { OPTION } from '../endpoints/fields/options';
import { AS_OBJECT, parentOf } from '../endpoints/fields/customFields';
import { ownNames, sentIn, type Operation } from '../endpoints/operation';
import { checkedFields, rawValues } from './fields';
import type { Job } from './job';
import { flagOf, parameterOf, refused, valueOf, wholeOf } from './parameters';

/** The request of one item. @throws NodeOperationError when a value is refused */
export type Draft = (job: Job) => CrmRequest;

/**
 * Reads the parameters of one item. What they hold is looked at, and remarked upon, only when the
 * request is made of it.
 * @throws n8n's error for an expression that fails
 */
export function draftOf(
	context: IExecuteFunctions,
	operation: Operation | undefined,
	index: number,
): Draft {
	if (!operation) return customDraftOf(context, index);
	const raw = rawValues(context, operation, index);
	return (job) => requestWith(job, operation, checkedFields(context, operation, raw, index), index);
}

/** The request of an operation with values that `readFields` gave. */
export function requestWith(
	{ context, sender }: Job,
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
		if (value === undefined || field.local) continue;
		const target = sentIn(operation, field);
		const label = field.property.displayName;
		if (field.spread && values.get(field.spread) !== AS_OBJECT) {
			const parent = parentOf(field.name);
			const taken = ownNames(operation, parent);
			for (const [key, one] of Object.entries(value as IDataObject)) {
				const reason = taken.has(key) ? OWN : isSafeObjectProperty(key) ? undefined : UNSAFE;
				if (reason)
					throw refused(context.getNode(), index, label, `must not have '${key}', ${reason}`);
				putNested(body, [...parent, key], one);
			}
		} else if (target === 'body') putNested(body, field.name.split('.'), value);
		else if (target === 'query') query.push([field.name, queryValue(context, index, label, value)]);
		else {
			segments.set(field.name, valueOf(context, index, label, pathSegment(String(value))));
		}
	}
	for (const [name, value] of Object.entries(operation.constants ?? {}))
		putNested(body, name.split('.'), value);
	for (const [copy, original] of Object.entries(operation.copies ?? {})) {
		putNested(body, copy.split('.'), values.get(original));
	}

	return {
		method: endpoint.method,
		path: fillPath(sender.pathOf(operation), segments),
		query,
		...(hasBody(endpoint.method) && { body }),
		effect: endpoint.effect,
		...(operation.money?.decision && { once: true }),
		timeout: timeoutOf(context, index),
		...(operation.secrets && passwordsOf(context, index)),
	};
}

function customDraftOf(context: IExecuteFunctions, index: number): Draft {
	const get = (name: string, fallback?: unknown) => parameterOf(context, name, index, fallback);
	const [givenMethod, givenPath] = [get('method'), get('path')];
	const pairs = (get('queryParameters.parameter', []) ?? []) as Pair[];
	const givenBody = hasBody(givenMethod) ? get('body', '') : '';
	return () => {
		const method = valueOf(context, index, 'Method', readMethod(givenMethod));
		const path = valueOf(context, index, 'Path', plainPath(String(givenPath)));
		const body = hasBody(method)
			? valueOf(context, index, 'Body (JSON)', readBody(givenBody))
			: undefined;
		return {
			method,
			path,
			query: pairs
				.filter(({ name, value }) => !isNothing(name) && !isNothing(value))
				.map(({ name, value }) => {
					const label = 'Query Parameters';
					const key = queryValue(context, index, label, name);
					return [key, queryValue(context, index, `${label} - ${key}`, value)];
				}),
			...(body !== undefined && { body }),
			effect: method === 'GET' ? 'read' : 'write',
			timeout: timeoutOf(context, index),
			...passwordsOf(context, index),
		};
	};
}

/** A query parameter of a Custom API Call. */
interface Pair {
	name: string;
	value: unknown;
}

function readMethod(value: unknown): Result<Method> {
	const method = METHODS.find((known) => known === value);
	return method ? accept(method) : refuse(`must be one of: ${METHODS.join(', ')}`);
}

/** A text stays as it was typed: to parse it and write it again could round its numbers. */
function readBody(value: unknown): Result<IDataObject | string> {
	if (isNothing(value)) return accept({});
	const object = readObject(value);
	if (!object.ok) return object;
	return accept(typeof value === 'string' ? value.trim() : ((object.value ?? {}) as IDataObject));
}

/** Text for a query; a Date or an object would arrive as something that nobody meant. */
function queryValue(
	context: IExecuteFunctions,
	index: number,
	label: string,
	value: unknown,
): string {
	return valueOf(context, index, label, readText(value));
}

/** Whether the user wants to see the passwords of the answer. */
function passwordsOf(context: IExecuteFunctions, index: number): Pick<CrmRequest, 'passwords'> {
	const { name, displayName } = OPTION.includePasswords;
	const shown = flagOf(context, index, `options.${name}`, displayName);
	return shown ? { passwords: 'shown' } : {};
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

const OWN = 'which this operation sends itself: use its own parameter';
const UNSAFE = 'which cannot be sent as a field of its own';

/** `phone.number` goes into an object `phone`. */
function putNested(body: IDataObject, path: string[], value: unknown): void {
	let target = body;
	for (const step of path.slice(0, -1)) target = (target[step] ??= {}) as IDataObject;
	setSafeObjectProperty(target, path[path.length - 1], value);
}
