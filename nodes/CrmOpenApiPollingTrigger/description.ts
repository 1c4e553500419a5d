import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';
import { parameterName, type Field } from '../endpoints/fields/field';
import { OPTION } from '../endpoints/fields/options';
import { byDisplayName } from '../endpoints/fields/alphabetical';
import { allFields, EVENTS, isDated, type PollEvent } from './events';

/** How long late records are waited for by default, in minutes. */
export const OVERLAP = 15;
export const MAX_OVERLAP = 90 * 24 * 60;

const ALSO_WHEN_CHANGED: INodeProperties = {
	displayName: 'Also When Changed',
	name: 'alsoWhenChanged',
	type: 'boolean',
	default: false,
};

function fieldProperty(field: Field, displayOptions?: IDisplayOptions): INodeProperties {
	return {
		...field.property,
		name: parameterName(field.name),
		...(field.required && { required: true }),
		...(displayOptions && { displayOptions }),
	};
}

function eventProperties(event: PollEvent): INodeProperties[] {
	const displayOptions = { show: { event: [event.value] } };
	const filters = allFields(event).filter(({ required }) => !required);
	return [
		...event.fields
			.filter(({ required }) => required)
			.map((field) => fieldProperty(field, displayOptions)),
		{
			...ALSO_WHEN_CHANGED,
			displayOptions,
			default: event.tellsChanges,
			description: `Whether a ${event.noun} starts the workflow again when its ${event.changes} changes. The field change then says "changed".`,
		},
		...(filters.length
			? [
					{
						displayName: 'Filters',
						name: 'filters',
						type: 'collection' as const,
						placeholder: 'Add Filter',
						default: {},
						displayOptions,
						options: filters.map((field) => fieldProperty(field)).sort(byDisplayName),
					},
				]
			: []),
	];
}

function options(): INodeProperties[] {
	const valuesOf = (fits: (event: PollEvent) => boolean) =>
		EVENTS.filter(fits).map(({ value }) => value);
	return [
		OPTION.maxConcurrentRequests,
		OPTION.maxRequestsPerSecond,
		{
			displayName: 'Overlap',
			name: 'overlap',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: MAX_OVERLAP },
			displayOptions: { show: { '/event': valuesOf(isDated) } },
			default: OVERLAP,
			description:
				'Time in minutes for which records may turn up late, with a time before that of the newest one. The CRM can only be asked for whole days, so at least the day before is read again. Raise it when records turn up days late.',
		},
		{
			displayName: 'Since',
			name: 'since',
			type: 'dateTime',
			default: '',
			description:
				"First day, by the CRM's calendar, from which the first poll includes older records. Leave empty to skip older records.",
		},
		OPTION.timeout,
	];
}

export function properties(): INodeProperties[] {
	return [
		{
			displayName: 'Event',
			name: 'event',
			type: 'options',
			noDataExpression: true,
			options: EVENTS.map(({ name, value, description }) => ({ name, value, description })),
			default: 'newTransaction',
			description: 'What starts the workflow',
		},
		{
			displayName: 'Platform',
			name: 'platform',
			type: 'hidden',
			displayOptions: { show: { event: ['newMt4Trade'] } },
			default: 'mt4',
			description: 'Platform of the connections in the list',
		},
		...EVENTS.flatMap(eventProperties),
		{
			displayName: 'Simplify',
			name: 'simplify',
			type: 'boolean',
			default: true,
			description: 'Whether to return a simplified version of the response instead of the raw data',
		},
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add option',
			default: {},
			options: options(),
		},
	];
}
