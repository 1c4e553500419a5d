import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** A JSON schema of the API's document, its references followed. */
export interface Schema {
	type?: string | string[];
	properties?: Record<string, Schema>;
	/** Of an object whose names are free: true for anything. */
	additionalProperties?: Schema | boolean;
	/** Of a list: `true` for anything. */
	items?: Schema;
	/** The parameter that asks for this part of an answer, which does not come otherwise. */
	'x-with'?: string;
	required?: string[];
	oneOf?: Schema[];
	const?: unknown;
	enum?: unknown[];
	minimum?: number;
	maximum?: number;
	minLength?: number;
	maxLength?: number;
	pattern?: string;
	format?: string;
}

/** One value that a request can carry. */
export interface DocumentedField {
	/** A dot is a level of nesting: `phone.country_code`. */
	name: string;
	in: 'path' | 'query' | 'body';
	required: boolean;
	schema: Schema;
}

/** An endpoint as api/openapi.yaml has it. */
export interface Documented {
	id: string;
	resource: string;
	operation: string;
	method: string;
	path: string;
	evidence: string;
	kind: 'read' | 'read-page' | 'read-page-dated' | 'write' | 'money';
	/** The documented values of `type` in a refusal. */
	errors: string[];
	/** The fields of a request; several lists where the request depends on one of its values. */
	variants: DocumentedField[][];
	/** What it answers when all is well; undefined where that is nothing, or not documented. */
	answer?: Schema;
}

const FILE = join(__dirname, '..', 'api', 'openapi.yaml');
const document = parse(readFileSync(FILE, 'utf8'));

/** Every endpoint of api/openapi.yaml, in its order. */
export const DOCUMENTED: Documented[] = Object.entries<Record<string, any>>(document.paths).flatMap(
	([path, item]) =>
		Object.entries(item).map(([method, operation]): Documented => {
			const [resource, name] = operation.operationId.split('.');
			return {
				id: operation.operationId,
				resource,
				operation: name,
				method: method.toUpperCase(),
				path,
				evidence: operation['x-evidence'],
				kind: operation['x-kind'],
				errors: operation['x-errors'] ?? [],
				variants: variantsOf(operation),
				answer: answerOf(operation),
			};
		}),
);

/** What pages a list and narrows it to a period: not for users to fill in one by one. */
export function isPaging({ kind }: Documented, { name }: DocumentedField): boolean {
	return (
		(kind.startsWith('read-page') && ['skip', 'limit'].includes(name)) ||
		(kind === 'read-page-dated' && ['start', 'end'].includes(name))
	);
}

function answerOf({ responses }: any): Schema | undefined {
	const status = Object.keys(responses).find((code) => code.startsWith('2')) as string;
	const schema = followed(responses[status]).content?.['application/json']?.schema;
	return schema && resolved(schema);
}

/** A schema with all references within it followed; a tree of its own kind ends at its second level. */
function resolved(schema: any, above: readonly unknown[] = []): any {
	const whole = followed(schema);
	const { properties, items } = whole;
	if (typeof whole !== 'object' || above.includes(properties ?? items)) return whole;
	const within = [...above, properties ?? items];
	return {
		...whole,
		...(properties && {
			properties: Object.fromEntries(
				Object.entries(properties).map(([name, inner]) => [name, resolved(inner, within)]),
			),
		}),
		...(items && items !== true && { items: resolved(items, within) }),
	};
}

function variantsOf(operation: any): DocumentedField[][] {
	const parameters = (operation.parameters ?? [])
		.map(followed)
		.map((parameter: any): DocumentedField => ({
			name: parameter.name,
			in: parameter.in,
			required: parameter.required === true,
			schema: followed(parameter.schema),
		}));
	const body = operation.requestBody?.content['application/json'].schema;
	if (!body) return [parameters];
	const { oneOf = [followed(body)] }: Schema = followed(body);
	return oneOf.map((variant) => [...parameters, ...bodyFields(followed(variant))]);
}

/** The leaves of an object; an object whose names are free is a leaf itself. */
function bodyFields(schema: Schema, prefix = '', required = true): DocumentedField[] {
	return Object.entries(schema.properties ?? {}).flatMap(([key, reference]) => {
		const property = followed(reference);
		const name = prefix + key;
		const needed = required && schema.required?.includes(key) === true;
		return property.properties
			? bodyFields(property, `${name}.`, needed)
			: [{ name, in: 'body' as const, required: needed, schema: property }];
	});
}

function followed(node: any): any {
	if (!node.$ref) return node;
	const names: string[] = node.$ref.slice('#/'.length).split('/');
	return { ...followed(names.reduce((at, name) => at[name], document)), ...node, $ref: undefined };
}
