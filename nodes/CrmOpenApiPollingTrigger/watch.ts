import type { IDataObject, IPollFunctions } from 'n8n-workflow';
import { isResourceLocatorValue, NodeOperationError } from 'n8n-workflow';
import { digest } from './memory';
import { readDay } from '../../crm/period';
import { readRate, readWhole } from '../../crm/number';
import type { Result } from '../../crm/result';
import { isNothing } from '../../crm/text';
import { EMPTY_FILTER, parameterName } from '../endpoints/fields/field';
import { OPTION } from '../endpoints/fields/options';
import type { Reader } from '../transport/ask';
import { sourceOf } from '../transport/lists';
import type { ListSource } from '../transport/pages';
import type { CrmRequest } from '../../crm/request';
import { PacedGate } from '../transport/pace';
import { Sender } from '../transport/send';
import { MAX_OVERLAP, OVERLAP } from './description';
import { allFields, EVENTS, isDated, type PollEvent } from './events';

/** What a node watches, as its parameters say. */
export interface Watch {
	event: PollEvent;
	/** Asks for a list, but for period and page. */
	request: CrmRequest;
	source: (request: CrmRequest) => ListSource;
	/** Whether a record fits the filters that the CRM does not know. */
	isWanted: (row: IDataObject) => boolean;
	/** Stands for what is watched: event, filters and CRM, but not the API key. */
	fingerprint: string;
	/** Tells records of one source from those of another, where their ids don't. */
	scope: string;
	tellsChanges: boolean;
	/** In minutes. */
	overlap: number;
	/** First day of which old records are wanted at first. */
	since?: string;
}

/** @throws NodeOperationError when a parameter or the credential can't be used */
export async function openWatch(context: IPollFunctions): Promise<Watch> {
	const event = eventOf(context);
	const values = valuesOf(context, event);
	const number = (name: string, label: string, fallback: number, min: number, max?: number) =>
		valueOf(context, label, readWhole(given(context, `options.${name}`, fallback), min, max));
	const { maxConcurrentRequests, maxRequestsPerSecond, timeout } = OPTION;
	const width = number(
		maxConcurrentRequests.name,
		maxConcurrentRequests.displayName,
		maxConcurrentRequests.default as number,
		1,
		50,
	);
	const { name, displayName, default: off } = maxRequestsPerSecond;
	const rate = valueOf(context, displayName, readRate(given(context, `options.${name}`, off)));
	const patience = number(timeout.name, timeout.displayName, timeout.default as number, 1);
	const overlap = isDated(event) ? number('overlap', 'Overlap', OVERLAP, 0, MAX_OVERLAP) : 0;
	const since = given(context, 'options.since', '');

	const asked = new Map(
		event.fields.filter(({ name }) => values.has(name)).map(({ name }) => [name, values.get(name)]),
	);
	const sender = await Sender.open(context, new PacedGate(width, rate));
	const reader: Reader = {
		context,
		knowledge: { evidence: event.operation.endpoint.evidence, fields: event.fields },
		sender,
	};
	return {
		event,
		request: listRequest(sender.pathOf(event.operation), event, asked, patience),
		isWanted: (row) =>
			event.conditions.every(
				({ field: { name }, fits }) => !values.has(name) || fits(row, values.get(name)),
			),
		source: sourceOf(reader, event, undefined, (what) =>
			context.logger.warn(`The list that is watched is odd: ${what}`),
		),
		fingerprint: digest([event.value, sender.origin, Object.fromEntries(values)], 12),
		scope: String(values.get('connection_id') ?? ''),
		tellsChanges: context.getNodeParameter('alsoWhenChanged', event.tellsChanges) === true,
		overlap,
		...(!isNothing(since) && {
			since: valueOf(context, 'Since', readDay(since, context.getTimezone())),
		}),
	};
}

function eventOf(context: IPollFunctions): PollEvent {
	const chosen = context.getNodeParameter('event') as string;
	const event = EVENTS.find(({ value }) => value === chosen);
	if (event) return event;
	throw parameterError(context, 'Event', 'is not known to this node');
}

/** The values that were given, by field name, each as it is to be sent. */
function valuesOf(context: IPollFunctions, event: PollEvent): Map<string, unknown> {
	const filters = context.getNodeParameter('filters', {}) as IDataObject;
	const values = new Map<string, unknown>();
	for (const field of allFields(event)) {
		const { displayName: label } = field.property;
		const name = parameterName(field.name);
		const raw = field.required ? context.getNodeParameter(name, '') : filters[name];
		const value = isResourceLocatorValue(raw) ? raw.value : raw;
		if (!isNothing(value)) {
			const read = valueOf(context, label, field.read(value, context.getTimezone()));
			if (read !== undefined) values.set(field.name, read);
		} else if (field.required) {
			throw parameterError(context, label, 'is empty');
		} else if (field.one && name in filters) {
			throw parameterError(context, label, EMPTY_FILTER);
		}
	}
	return values;
}

function listRequest(
	path: string,
	{ operation: { endpoint } }: PollEvent,
	values: Map<string, unknown>,
	timeout: number,
): CrmRequest {
	const { method, effect } = endpoint;
	const request = { method, path, effect, timeout };
	if (method !== 'GET') {
		return { ...request, query: [], body: Object.fromEntries(values) as IDataObject };
	}
	return { ...request, query: [...values].map(([name, value]) => [name, String(value)]) };
}

function given(context: IPollFunctions, name: string, fallback: unknown): unknown {
	return context.getNodeParameter(name, fallback);
}

function valueOf<T>(context: IPollFunctions, label: string, result: Result<T>): T {
	if (result.ok) return result.value;
	throw parameterError(context, label, result.reason);
}

function parameterError(
	context: IPollFunctions,
	label: string,
	reason: string,
): NodeOperationError {
	return new NodeOperationError(context.getNode(), `'${label}' ${reason}`, {
		description: `The CRM was not asked. Change the parameter '${label}', or the expression in it.`,
	});
}
