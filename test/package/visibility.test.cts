/** Which parameters n8n shows for which operation, by n8n's own rules. */
import {
	NodeHelpers,
	type INodeParameters,
	type INodeProperties,
	type INodePropertyOptions,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { pspApi, resources } from '../../nodes/endpoints/index.ts';
import { WHOLE_API } from '../../nodes/endpoints/wholeApi.ts';
import { placeOf, type Operation, type Resource } from '../../nodes/endpoints/operation.ts';
import { CrmOpenApi } from '../../nodes/CrmOpenApi/CrmOpenApi.node.ts';
import { CrmOpenApiPsp } from '../../nodes/CrmOpenApiPsp/CrmOpenApiPsp.node.ts';
import { parameterName, type Field } from '../../nodes/endpoints/fields/field.ts';
import { listedNodes } from './printed.cts';

const NODE = { typeVersion: 1 };

/** A node with its parameters, as n8n shows them. */
class Shown {
	/** Parameters on which it depends whether others are shown, but for resource and operation. */
	private readonly controls: Set<string>;

	constructor(readonly description: INodeTypeDescription) {
		const conditions = description.properties.flatMap(({ displayOptions: { show, hide } = {} }) =>
			Object.keys({ ...show, ...hide }),
		);
		const choices = ['resource', 'operation'];
		this.controls = new Set(conditions.filter((name) => !choices.includes(name)));
	}

	get properties(): INodeProperties[] {
		return this.description.properties;
	}

	/** All parameters as n8n fills them in when some are given. */
	filledIn(given: INodeParameters): INodeParameters {
		const { description, properties } = this;
		return NodeHelpers.getNodeParameters(properties, given, true, false, NODE, description) ?? {};
	}

	shown(values: INodeParameters): INodeProperties[] {
		return this.properties.filter((property) =>
			NodeHelpers.displayParameter(values, property, NODE, this.description),
		);
	}

	/** Every way to fill in the parameters on which the others depend. */
	states(chosen: INodeParameters): INodeParameters[] {
		const controlling = this.shown(this.filledIn(chosen)).filter(({ name }) =>
			this.controls.has(name),
		);
		let given = [chosen];
		for (const { name, type, options = [] } of controlling) {
			const values =
				type === 'boolean'
					? [false, true]
					: type === 'string'
						? ['', '+65 8123 4567']
						: (options as INodePropertyOptions[]).map(({ value }) => value);
			given = given.flatMap((state) => values.map((value) => ({ ...state, [name]: value })));
		}
		return given.map((one) => this.filledIn(one));
	}
}

const openApi = new Shown(new CrmOpenApi().description);
const psp = new Shown(new CrmOpenApiPsp().description);

/** The operations of a resource, each with what is chosen for it besides itself. */
function chosenIn(node: Shown, { name, operations: listed }: Resource, besides: INodeParameters) {
	return listed.map((operation) => ({
		title: `${name} → ${operation.name}`,
		node,
		operation,
		chosen: { ...besides, operation: operation.value } as INodeParameters,
	}));
}
const operations = [
	...resources.flatMap((resource) => chosenIn(openApi, resource, { resource: resource.value })),
	...chosenIn(psp, pspApi, {}),
];
const customApiCall: INodeParameters = { resource: 'customApiCall' };
const checkEndpoints: INodeParameters = { resource: 'api', operation: 'checkEndpoints' };

const namesOf = (list: INodeProperties[]) => list.map(({ name }) => name).sort();
const nameOf = (field: Field) => field.parameter ?? parameterName(field.name);

/** The parameters of a field, where the others have these values. */
function namesFor(field: Field, values: INodeParameters): string[] {
	const { when, alternative } = field;
	if (when && !when.is.includes(String(values[parameterName(when.field)]))) return [];
	if (!alternative) return [nameOf(field)];
	const { choice, value, field: other } = alternative;
	return [choice.name, values[choice.name] === value ? nameOf(other) : nameOf(field)];
}

/** What has to be there for an operation; a new kind of parameter gets its line here. */
function expected(node: Shown, operation: Operation, values: INodeParameters): string[] {
	const { answer, endpoint, fields, money, notice, simple, way } = operation;
	const at = (place: string) => fields.filter((field) => placeOf(operation, field) === place);
	const isPage = answer.shape === 'page';
	const hasPeriod = answer.shape === 'page' && answer.period !== undefined;
	const lists = node === openApi && endpoint.effect === 'read' && !way;
	const hasFile = lists && ['list', 'page', 'tree'].includes(answer.shape);
	const conditions: Array<[boolean | undefined, string[]]> = [
		[node === openApi, ['resource']],
		[true, ['operation']],
		[way !== 'answer', ['options']],
		[money !== undefined, ['moneyNotice']],
		[money?.decision !== undefined, ['onlyIf']],
		[endpoint.evidence === 'inferred', ['guessNotice']],
		[notice !== undefined, ['notice']],
		[isPage, ['returnAll']],
		[isPage && values.returnAll === false, ['limit']],
		[hasPeriod, ['period']],
		[hasPeriod && values.period === 'custom', ['start', 'end']],
		[simple !== undefined, ['simplify']],
		[answer.shape === 'tree', ['flatten']],
		[hasFile, ['putOutputInFile']],
		[hasFile && values.putOutputInFile === true, ['outputBinaryField']],
		[way === 'upload', ['binaryPropertyName']],
		[at('filters').length > 0, ['filters']],
		[at('additionalFields').length > 0, ['additionalFields']],
	];
	const common = conditions.flatMap(([there, names]) => (there ? names : []));
	return [...common, ...at('top').flatMap((field) => namesFor(field, values))].sort();
}

describe.each(operations)('$title', ({ node, operation, chosen }) => {
	const all = node.states(chosen);

	test('shows exactly its own parameters, each once', () => {
		for (const values of all) {
			expect(namesOf(node.shown(values))).toEqual(expected(node, operation, values));
		}
	});

	test('has each of its fields in one place, optional ones in a collection', () => {
		const collections = new Map(
			node
				.shown(node.filledIn(chosen))
				.filter(({ type }) => type === 'collection')
				.map(({ name, options }) => [name, namesOf(options as INodeProperties[])]),
		);
		for (const place of ['filters', 'additionalFields'] as const) {
			const fields = operation.fields.filter((field) => placeOf(operation, field) === place);
			expect(collections.get(place) ?? []).toEqual(fields.map(nameOf).sort());
		}
	});

	test('says that it is a guess only if it is one, and takes no path', () => {
		const guess = operation.endpoint.evidence === 'inferred';
		const visible = node.shown(node.filledIn(chosen));
		const found = visible.find(({ name }) => name === 'options')?.options;
		const options = (found ?? []) as INodeProperties[];
		expect(visible.some(({ name }) => name === 'guessNotice')).toBe(guess);
		expect(namesOf(options).filter((name) => /path/i.test(name))).toEqual([]);
		expect(new Set(namesOf(options)).size).toBe(options.length);
	});
});

describe('Custom API Call', () => {
	test.each(['DELETE', 'GET', 'PATCH', 'POST', 'PUT'])(
		'%s shows exactly its parameters',
		(method) => {
			const names = ['method', 'options', 'path', 'queryParameters', 'resource'];
			const hasBody = method !== 'GET' && method !== 'DELETE';
			const visible = openApi.shown(openApi.filledIn({ ...customApiCall, method }));
			expect(namesOf(visible)).toEqual([...names, ...(hasBody ? ['body'] : [])].sort());
		},
	);
});

test('Check Endpoints shows how many requests it makes, and nothing to fill in', () => {
	const visible = openApi.shown(openApi.filledIn(checkEndpoints));
	expect(namesOf(visible)).toEqual(['checkNotice', 'operation', 'resource']);
	expect(visible.at(-1)).toMatchObject({
		type: 'notice',
		displayName: expect.stringMatching(
			/^Makes \d+ requests .* one more for each other path that it tries, up to \d+\. Nothing is changed/,
		),
	});
});

test('no node takes a path for an endpoint, but Custom API Call', () => {
	const parameters = listedNodes().flatMap(({ className, instance }) =>
		[...JSON.stringify(instance.description.properties).matchAll(/"name":"(\w*path\w*)"/gi)].map(
			([, name]) => `${className} ${name}`,
		),
	);
	expect(parameters).toEqual(['CrmOpenApi path']);
});

test('no parameter is never shown', () => {
	const chosenOnes = [customApiCall, checkEndpoints].map((chosen) => ({ node: openApi, chosen }));
	const all = [...operations, ...chosenOnes];
	const seen = new Set(
		all.flatMap(({ node, chosen }) => node.states(chosen).flatMap((state) => node.shown(state))),
	);
	const properties = [openApi, psp].flatMap((node) => node.properties);
	// What only the tool variant shows is looked at in test/engine/tool.test.cts.
	const orphans = properties.filter(
		(property) => !seen.has(property) && !property.displayOptions?.show?.['@tool'],
	);
	expect(orphans.map(({ name, displayOptions }) => ({ name, displayOptions }))).toEqual([]);
});

test('the dropdowns offer what there is', () => {
	const valuesOf = (property: INodeProperties) =>
		(property.options as INodePropertyOptions[]).map(({ value }) => value);
	const [resource] = openApi.properties;
	expect(valuesOf(resource).sort()).toEqual(
		[...resources.map(({ value }) => value), 'api', 'customApiCall'].sort(),
	);
	for (const { value, operations: listed } of [WHOLE_API, ...resources]) {
		const dropdowns = openApi.shown({ resource: value }).filter(({ name }) => name === 'operation');
		expect(dropdowns).toHaveLength(1);
		expect(valuesOf(dropdowns[0]).sort()).toEqual(listed.map((one) => one.value).sort());
		expect(valuesOf(dropdowns[0])).toContain(dropdowns[0].default);
	}
	const [operation] = psp.properties;
	expect(valuesOf(operation).sort()).toEqual(pspApi.operations.map(({ value }) => value).sort());
	expect(valuesOf(operation)).toContain(operation.default);
	expect(openApi.shown(customApiCall).filter(({ name }) => name === 'operation')).toEqual([]);
});

test('a new node starts with an operation that is there', () => {
	const { resource, operation } = openApi.filledIn({});
	expect(operations.map(({ chosen }) => chosen)).toContainEqual({ resource, operation });
});
