/** A declarative node for all endpoints of the CRM, as a vendor would write it. */
import { join } from 'node:path';
import type {
	IDisplayOptions,
	INodeProperties,
	INodePropertyOptions,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import type { sentIn, Operation, Resource } from '../../nodes/endpoints/operation.ts';
import type { nodeProperties } from '../../nodes/editor/description.ts';
import type { parameterName } from '../../nodes/endpoints/fields/field.ts';
import type { NodeClass } from '../../test/engine/harness/index.cts';

/** What is read of the package: its registry of endpoints, and the parameters made from it. */
interface Registry {
	resources: readonly Resource[];
	nodeProperties: typeof nodeProperties;
	parameterName: typeof parameterName;
	sentIn: typeof sentIn;
}

const OURS_ONLY = new Set([
	'options',
	'simplify',
	'period',
	'putOutputInFile',
	'outputBinaryField',
]);
const LISTS_PAGE = 500;

/**
 * The same endpoints and fields as our node, without what only ours has: options, notices, Simplify,
 * files, presets of periods, payment services, Custom API Call.
 */
export function declarativeNode(packageFolder: string): NodeClass {
	const registry = registryOf(packageFolder);
	const description: INodeTypeDescription = {
		displayName: 'Declarative',
		name: 'declarative',
		group: ['transform'],
		version: 1,
		description: 'The same endpoints, declaratively',
		defaults: { name: 'Declarative' },
		inputs: ['main'],
		outputs: ['main'],
		credentials: [{ name: 'crmOpenApi', required: true }],
		requestDefaults: {
			baseURL: '={{ $credentials.host }}',
			headers: { Accept: 'application/json' },
		},
		properties: propertiesOf(registry),
	};
	return class implements INodeType {
		description = description;
	};
}

function registryOf(packageFolder: string): Registry {
	const nodes = join(packageFolder, 'dist', 'nodes');
	const of = <T,>(file: string): T => require(join(nodes, file)) as T;
	const { resources } = of<{ resources: Resource[] }>('endpoints/index.js');
	return {
		...of<Pick<Registry, 'nodeProperties'>>('editor/description.js'),
		...of<Pick<Registry, 'parameterName'>>('endpoints/fields/field.js'),
		...of<Pick<Registry, 'sentIn'>>('endpoints/operation.js'),
		resources,
	};
}

function propertiesOf(registry: Registry): INodeProperties[] {
	return registry.nodeProperties().flatMap((property): INodeProperties[] => {
		const { show } = property.displayOptions ?? {};
		if (property.name === 'resource') return [property];
		const resource = registry.resources.find(({ value }) => value === show?.resource?.[0]);
		if (!resource || property.type === 'notice' || OURS_ONLY.has(property.name)) return [];
		if (property.name === 'operation') return [withRequests(property, resource, registry)];
		const operation = resource.operations.find(({ value }) => value === show?.operation?.[0]);
		return operation ? [withSending(withoutPeriod(property), operation, registry)] : [];
	});
}

/** Each operation with its method and path: `/users/{id}` takes the parameter `id`. */
function withRequests(
	property: INodeProperties,
	resource: Resource,
	{ parameterName }: Registry,
): INodeProperties {
	const options = property.options as INodePropertyOptions[];
	return {
		...property,
		options: options.map((option) => {
			const operation = resource.operations.find(({ value }) => value === option.value);
			const { method, path = '' } = operation?.endpoint ?? {};
			const url = path.replace(
				/\{(\w+)\}/g,
				(_, name: string) => `{{ $parameter["${parameterName(name)}"] }}`,
			);
			return { ...option, routing: { request: { method, url: `=${url}` } } };
		}),
	};
}

/** Each parameter with where its value goes. */
function withSending(
	property: INodeProperties,
	operation: Operation,
	registry: Registry,
): INodeProperties {
	const { name, type, options } = property;
	if (type === 'collection') {
		const inside = options as INodeProperties[];
		return { ...property, options: inside.map((one) => withSending(one, operation, registry)) };
	}
	if (name === 'returnAll') return { ...property, routing: paging(operation) };
	const { endpoint, fields } = operation;
	const field = fields.find((one) => (one.parameter ?? registry.parameterName(one.name)) === name);
	const target = field
		? registry.sentIn(operation, field)
		: endpoint.method === 'GET'
			? 'query'
			: 'body';
	if (target === 'path') return property;
	return { ...property, routing: { send: { type: target, property: field?.name ?? name } } };
}

/** n8n's own pagination. */
function paging({ endpoint }: Operation): INodeProperties['routing'] {
	return {
		send: { paginate: '={{ $value }}' },
		operations: {
			pagination: {
				type: 'offset',
				properties: {
					limitParameter: 'limit',
					offsetParameter: 'skip',
					pageSize: LISTS_PAGE,
					rootProperty: 'records',
					type: endpoint.method === 'GET' ? 'query' : 'body',
				},
			},
		},
	};
}

/** The dates of a report are there without a preset. */
function withoutPeriod(property: INodeProperties): INodeProperties {
	const { show: { period, ...show } = {}, ...rest } = property.displayOptions ?? {};
	if (!period) return property;
	return { ...property, displayOptions: { ...rest, show } as IDisplayOptions };
}
