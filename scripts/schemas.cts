/**
 * What comes out of each operation with its default parameters, as the JSON schemas that n8n's editor
 * shows before anything ran: made from api/openapi.yaml when the package is built.
 *
 * An operation whose answer is not documented has none. n8n takes one type per field (2.41.1), so a
 * union is given as its first type.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pspApi, resources } from '../nodes/endpoints/index.ts';
import { WHOLE_API } from '../nodes/endpoints/wholeApi.ts';
import type { Operation } from '../nodes/endpoints/operation.ts';
import { DOCUMENTED, type Documented, type Schema } from '../test/documented.cts';

/** One item, or a part of one, in the words that n8n knows. */
export interface ItemSchema {
	type: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean' | 'null';
	properties?: Record<string, ItemSchema>;
	items?: ItemSchema;
}

const TEXT: ItemSchema = { type: 'string' };

/** What *Check Endpoints* says of an endpoint. */
const CHECKED: ItemSchema = {
	type: 'object',
	properties: {
		operation: TEXT,
		evidence: TEXT,
		method: TEXT,
		path: TEXT,
		answer: TEXT,
		status: { type: 'integer' },
		foundAt: TEXT,
		note: TEXT,
		otherEndpointPaths: TEXT,
		requests: { type: 'integer' },
	},
};

const documented = new Map(DOCUMENTED.map((endpoint) => [endpoint.id, endpoint]));

/** The schemas by the file that n8n looks for: `CrmOpenApi/__schema__/v1.0.0/client/getMany.json`. */
export function outputSchemas(): Map<string, ItemSchema> {
	const schemas = new Map<string, ItemSchema>();
	const add = (folder: string, resource: string, operation: Operation) => {
		const endpoint = documented.get(`${resource}.${operation.value}`) ?? sameEndpoint(operation);
		const schema = schemaOf(operation, endpoint);
		if (schema) schemas.set(join(folder, `${operation.value}.json`), schema);
	};
	for (const { value, operations } of resources) {
		const folder = join('CrmOpenApi', '__schema__', 'v1.0.0', value);
		for (const operation of operations) add(folder, value, operation);
	}
	const { value: api, default: check } = WHOLE_API;
	schemas.set(join('CrmOpenApi', '__schema__', 'v1.0.0', api, `${check}.json`), CHECKED);
	for (const operation of pspApi.operations) {
		add(join('CrmOpenApiPsp', '__schema__', 'v1.0.0'), pspApi.value, operation);
	}
	return schemas;
}

/** The endpoint of an operation that is more than the endpoint. */
const sameEndpoint = ({ endpoint: { method, path } }: Operation) =>
	DOCUMENTED.find((one) => one.method === method && one.path === path);

function schemaOf(operation: Operation, endpoint?: Documented): ItemSchema | undefined {
	const { answer, money } = operation;
	if (money) return objectOf({ outcome: TEXT, ...sentBy(operation, endpoint) });
	const given = endpoint?.answer;
	switch (answer.shape) {
		case 'done':
			if (operation.way === 'upload') return undefined;
			return Object.keys(answer.says).length || given?.properties
				? objectOf({ ...typesOf(answer.says), ...propertiesOf(given) })
				: undefined;
		case 'map':
			return objectOf({
				[answer.nameAs]: TEXT,
				[answer.valueAs]: itemSchema(given?.additionalProperties as Schema) ?? TEXT,
			});
		case 'page':
			return rowOf(operation, given?.properties?.records?.items);
		case 'list':
			return rowOf(operation, given?.items ?? given?.properties?.records?.items);
		case 'tree':
			return flat(answer.children, itemSchema(given));
		default:
			return rowOf(operation, given);
	}
}

/** A record, with Simplify on where the operation has it. */
function rowOf({ simple, secrets = [] }: Operation, row?: Schema): ItemSchema | undefined {
	const full = itemSchema(row);
	if (full?.type !== 'object' || !full.properties) return undefined;
	if (!simple) {
		const shown = Object.entries(full.properties).filter(([name]) => !secrets.includes(name));
		return objectOf(Object.fromEntries(shown));
	}
	const columns = simple.flatMap((column): Array<[string, ItemSchema]> => {
		if (typeof column !== 'string') return [[column.name, TEXT]];
		const leaf = column
			.split('.')
			.reduce<ItemSchema | undefined>((at, name) => at?.properties?.[name], full);
		if (!leaf) return [];
		// Lists and labels become text.
		const isText = leaf.type === 'array' || (leaf.type === 'object' && !leaf.properties);
		return [[column.replace(/\./g, '_'), isText ? TEXT : leaf]];
	});
	return objectOf(Object.fromEntries(columns));
}

/** With Flatten on: one item per client, with its place in the tree. */
function flat(children: string, tree?: ItemSchema): ItemSchema | undefined {
	if (!tree?.properties) return undefined;
	const { [children]: _, ...own } = tree.properties;
	return objectOf({ ...own, level: { type: 'number' }, parentId: TEXT });
}

/** What a money operation repeats of the request: its required fields, by the API's names. */
function sentBy({ fields }: Operation, endpoint?: Documented): Record<string, ItemSchema> {
	const known = endpoint?.variants[0] ?? [];
	const required = fields.filter((field) => field.required);
	return Object.fromEntries(
		required.flatMap(({ name, adds = [] }) => {
			const inBody = known.find((field) => field.name === name && field.in === 'body');
			return [
				[name, itemSchema(inBody?.schema) ?? TEXT],
				...adds.map((added) => [added, TEXT] as const),
			];
		}),
	);
}

function propertiesOf(schema?: Schema): Record<string, ItemSchema> {
	return itemSchema(schema)?.properties ?? {};
}

const typesOf = (says: object): Record<string, ItemSchema> =>
	Object.fromEntries(
		Object.entries(says).map(([name, value]) => [
			name,
			{ type: typeof value as ItemSchema['type'] },
		]),
	);

const objectOf = (properties: Record<string, ItemSchema>): ItemSchema => ({
	type: 'object',
	properties,
});

/** A schema of the document in n8n's words; undefined where it does not tell a type. */
function itemSchema(schema?: Schema): ItemSchema | undefined {
	const [type] = [schema?.type].flat();
	if (!schema || !type) return undefined;
	if (type === 'object') {
		const properties = Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
			const inner = itemSchema(property);
			return inner && !property['x-with'] ? [[name, inner] as const] : [];
		});
		return schema.properties ? objectOf(Object.fromEntries(properties)) : { type };
	}
	if (type === 'array') {
		const items = itemSchema(schema.items);
		return { type, ...(items && { items }) };
	}
	return { type: type as ItemSchema['type'] };
}

if (require.main === module) {
	const nodes = join(__dirname, '..', 'dist', 'nodes');
	for (const [file, schema] of outputSchemas()) {
		const path = join(nodes, file);
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, JSON.stringify(schema));
	}
}
