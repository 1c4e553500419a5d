import type {
	IDisplayOptions,
	INodeProperties,
	INodePropertyOptions,
	NodeHint,
} from 'n8n-workflow';
import { byDisplayName, byName } from '../endpoints/fields/alphabetical';
import { customApiCallProperties } from './customApiCall';
import { NOT_AS_TOOL, ONLY_AS_TOOL, optionsProperty } from './options';
import { wholeApiProperties } from './wholeApi';
import { pspApi, resources } from '../endpoints';
import { WHOLE_API } from '../endpoints/wholeApi';
import { CUSTOM_API_CALL } from '../endpoints/customApiCall';
import {
	isForAgents,
	isListing,
	placeOf,
	type Choice,
	type Operation,
	type Place,
	type Resource,
} from '../endpoints/operation';
import { parameterName, type Field } from '../endpoints/fields/field';
import {
	BINARY,
	OPTION,
	OUTPUT,
	OUTPUT_FIELD,
	OUTPUT_FIELDS,
	PUT_OUTPUT_IN_FILE,
} from '../endpoints/fields/options';
import { periodProperties } from '../endpoints/fields/period';
import { ONLY_IF } from '../endpoints/request/onlyIf';

/**
 * Alphabetical, as n8n's linter wants it, but for Custom API Call, which stands last: n8n adds an
 * entry of this name, which only points to another node, to every list that does not end with it
 * (n8n 2.41).
 */
function resourceProperty(): INodeProperties {
	const listed = [WHOLE_API, ...resources];
	const options: INodePropertyOptions[] = listed.map((resource) => ({
		name: resource.name,
		value: resource.value,
		description: resource.description,
		...(!resource.operations.some(isForAgents) && { displayOptions: NOT_AS_TOOL }),
	}));
	options.sort(byName);
	options.push({ ...CUSTOM_API_CALL });
	return {
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		options,
		default: 'lead',
	};
}

/** For n8n's AI builder, on each operation that moves money. */
const MONEY_HINT = {
	propertyHint:
		'Moves money: a run by hand only previews, a published workflow sends. Identify a payment by a comment or order ID that belongs to it, such as the ID in the data that started the workflow: never by $execution.id, a time or a random value. Set a decision on a withdrawal to continue Only If amount and currency match.',
};

const movesMoney = (choice: Choice | Operation) => 'money' in choice && choice.money !== undefined;

/** @param show when it is shown; by default always */
function operationProperty(
	resource: Resource<Choice>,
	show?: IDisplayOptions['show'],
): INodeProperties {
	const { default: chosenAtFirst, operations } = resource;
	const options = operations.map((operation) => {
		const { name, value, action, description } = operation;
		return {
			name,
			value,
			action,
			description,
			...(movesMoney(operation) && { builderHint: MONEY_HINT }),
			...(!isForAgents(operation) && { displayOptions: NOT_AS_TOOL }),
		};
	});
	options.sort(byName);
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		...(show && { displayOptions: { show } }),
		options,
		default: chosenAtFirst,
	};
}

function operationProperties(
	operation: Operation,
	ofResource: Record<string, string[]> = {},
): INodeProperties[] {
	const displayOptions = { show: { ...ofResource, operation: [operation.value] } };
	const placed = (place: Place) =>
		operation.fields.filter((field) => placeOf(operation, field) === place);
	return [
		...(operation.money ? [moneyNotice(displayOptions)] : []),
		...(operation.endpoint.evidence === 'inferred' ? [guessNotice(displayOptions)] : []),
		...(operation.notice ? [noticeOf(operation.notice, displayOptions)] : []),
		...(operation.way === 'upload' ? [{ ...BINARY, displayOptions }] : []),
		...placed('top').flatMap((field) =>
			fieldProperties(field, shownWith(field, displayOptions.show)),
		),
		...(operation.money?.decision ? [{ ...ONLY_IF, displayOptions }] : []),
		...(operation.answer.shape === 'page' && operation.answer.period
			? periodProperties(displayOptions.show)
			: []),
		...(operation.answer.shape === 'page' ? pageProperties(displayOptions) : []),
		...(operation.answer.shape === 'tree' ? [{ ...OPTION.flatten, displayOptions }] : []),
		...(operation.simple ? simplifyProperties(displayOptions.show) : []),
		...(isListing(operation) ? fileProperties(displayOptions.show) : []),
		...collection('Filters', 'filters', 'Add Filter', placed('filters'), displayOptions),
		...collection(
			'Additional Fields',
			'additionalFields',
			'Add Field',
			placed('additionalFields'),
			displayOptions,
		),
		...(operation.way === 'answer'
			? []
			: [
					optionsProperty(
						operation,
						displayOptions,
						placed('options').map((field) => fieldProperty(field)),
					),
				]),
	];
}

/** The parameters of a field that stands at the top: three, where there are two ways to give it. */
function fieldProperties(field: Field, displayOptions: IDisplayOptions): INodeProperties[] {
	const { alternative } = field;
	if (!alternative) return [fieldProperty(field, displayOptions)];
	const { choice, value } = alternative;
	const chosen = { [choice.name]: [value] };
	return [
		{ ...choice, displayOptions },
		fieldProperty(field, { ...displayOptions, hide: chosen }),
		fieldProperty(alternative.field, { show: { ...displayOptions.show, ...chosen } }),
	];
}

function fieldProperty(field: Field, displayOptions?: IDisplayOptions): INodeProperties {
	return {
		...field.property,
		name: field.parameter ?? parameterName(field.name),
		...(field.required && field.property.type !== 'boolean' && { required: true }),
		...(displayOptions && { displayOptions }),
	};
}

/** A field that is there only with certain values of another is shown only with them, too. */
function shownWith({ when }: Field, show: Record<string, string[]>): IDisplayOptions {
	return { show: { ...show, ...(when && { [parameterName(when.field)]: [...when.is] }) } };
}

function collection(
	displayName: string,
	name: string,
	placeholder: string,
	fields: Field[],
	displayOptions: IDisplayOptions,
): INodeProperties[] {
	if (fields.length === 0) return [];
	return [
		{
			displayName,
			name,
			type: 'collection',
			placeholder,
			default: {},
			displayOptions,
			options: fields.map((field) => fieldProperty(field)).sort(byDisplayName),
		},
	];
}

function noticeOf(displayName: string, displayOptions: IDisplayOptions): INodeProperties {
	return { displayName, name: 'notice', type: 'notice', default: '', displayOptions };
}

function moneyNotice(displayOptions: IDisplayOptions): INodeProperties {
	return {
		displayName:
			'This operation moves money. A test run in the editor only shows what would be sent; a published workflow sends it.',
		name: 'moneyNotice',
		type: 'notice',
		default: '',
		displayOptions,
	};
}

function guessNotice(displayOptions: IDisplayOptions): INodeProperties {
	return {
		displayName:
			"Path and fields of this endpoint are a guess. If the CRM answers 'not found', run 'API - Check Endpoints' and paste its last item into the credential's 'Other Endpoint Paths'.",
		name: 'guessNotice',
		type: 'notice',
		default: '',
		displayOptions,
	};
}

function pageProperties(displayOptions: { show: IDisplayOptions['show'] }): INodeProperties[] {
	return [
		{
			displayName: 'Return All',
			name: 'returnAll',
			type: 'boolean',
			displayOptions,
			default: false,
			description: 'Whether to return all results or only up to a given limit',
		},
		{
			displayName: 'Limit',
			name: 'limit',
			type: 'number',
			displayOptions: { show: { ...displayOptions.show, returnAll: [false] } },
			typeOptions: { minValue: 1 },
			default: 50,
			description: 'Max number of results to return',
		},
	];
}

/** Not for agents, which can read no file. */
function fileProperties(show: NonNullable<IDisplayOptions['show']>): INodeProperties[] {
	return [
		{ ...PUT_OUTPUT_IN_FILE, displayOptions: { show, ...NOT_AS_TOOL } },
		{
			...OUTPUT_FIELD,
			displayOptions: { show: { ...show, [PUT_OUTPUT_IN_FILE.name]: [true] }, ...NOT_AS_TOOL },
		},
	];
}

/** People switch *Simplify* on or off; agents choose what comes out. */
function simplifyProperties(show: NonNullable<IDisplayOptions['show']>): INodeProperties[] {
	const asTool = { ...show, ...ONLY_AS_TOOL };
	return [
		{
			displayName: 'Simplify',
			name: 'simplify',
			type: 'boolean',
			displayOptions: { show, ...NOT_AS_TOOL },
			default: true,
			description: 'Whether to return a simplified version of the response instead of the raw data',
		},
		{ ...OUTPUT, displayOptions: { show: asTool } },
		{ ...OUTPUT_FIELDS, displayOptions: { show: { ...asTool, output: ['selectedFields'] } } },
	];
}

/**
 * What stands below the node's name: "Create Lead". An expression that n8n evaluates in the editor,
 * from the names in the two lists.
 */
export function subtitle(): string {
	const names = [WHOLE_API, ...resources].flatMap((resource) =>
		resource.operations.map(({ value, action }): [string, string] => [
			`${resource.value}.${value}`,
			inTitleCase(action),
		]),
	);
	const chosen = '$parameter["resource"] + "." + $parameter["operation"]';
	return `={{ (${JSON.stringify(Object.fromEntries(names))})[${chosen}] || "${CUSTOM_API_CALL.name}" }}`;
}

const inTitleCase = (action: string) =>
	action
		.split(' ')
		.map((word) => (/^(for|from|into|of|to)$|[A-Z]/.test(word) ? word : capital(word)))
		.join(' ');

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** All parameters of the node CRM Open API, made from the registry. */
export function nodeProperties(): INodeProperties[] {
	const show = ({ value }: Resource<Choice>) => ({ resource: [value] });
	return [
		resourceProperty(),
		...[WHOLE_API, ...resources].map((resource) => operationProperty(resource, show(resource))),
		...resources.flatMap((resource) =>
			resource.operations.flatMap((operation) => operationProperties(operation, show(resource))),
		),
		...wholeApiProperties,
		...customApiCallProperties,
	];
}

/** While test runs book, the editor says so. */
export const BOOK_HINTS: NodeHint[] = [
	{
		message: `'Options - ${OPTION.inTestRuns.displayName}' is 'Book': each test run in the editor moves money.`,
		type: 'warning',
		location: 'ndv',
		whenToDisplay: 'always',
		displayCondition: `={{ $parameter["options"]?.["${OPTION.inTestRuns.name}"] === "book" }}`,
	},
];

/** All parameters of the node CRM PSP. */
export function pspProperties(): INodeProperties[] {
	return [
		operationProperty(pspApi),
		...pspApi.operations.flatMap((operation) => operationProperties(operation)),
	];
}
