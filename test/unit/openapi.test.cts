import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

interface Operation {
	operationId: string;
	tags: string[];
	summary: string;
	description?: string;
	parameters?: unknown[];
	requestBody?: { content: Record<string, { schema: Schema }> };
	responses: Record<string, unknown>;
	security?: Array<Record<string, unknown>>;
	'x-evidence': string;
	'x-kind': string;
	'x-errors'?: string[];
}

interface Schema {
	$ref?: string;
	type?: string | string[];
	properties?: Record<string, Schema>;
	oneOf?: Schema[];
	additionalProperties?: boolean | Schema;
}

const ROOT = join(__dirname, '..', '..');
const FILE = join(ROOT, 'api', 'openapi.yaml');
const document = parse(readFileSync(FILE, 'utf8'));
const operations = Object.entries<Record<string, Operation>>(document.paths).flatMap(
	([path, item]) =>
		Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
);
const byId = operations.map(({ path, method, operation }) => ({
	path,
	method,
	operation,
	id: operation.operationId,
}));

function resolve<T>(node: T & { $ref?: string }): T {
	if (!node.$ref) return node;
	const path = node.$ref.slice('#/'.length).split('/');
	return path.reduce((at, name) => at[name], document) as T;
}

test('is a valid OpenAPI 3.1 document by a public validator', () => {
	// The validator is an ES module, so it is run as its own command
	const cli = join(
		ROOT,
		'node_modules/@seriousme/openapi-schema-validator/bin/validate-api-cli.js',
	);
	const result = JSON.parse(execFileSync(process.execPath, [cli, FILE], { encoding: 'utf8' }));
	expect(document.openapi).toMatch(/^3\.1\./);
	expect(result).toEqual({ valid: true });
});

test('has each endpoint once, and says how it is known', () => {
	expect(new Set(byId.map(({ id }) => id)).size).toBe(byId.length);
	const words = operations.map(({ operation }) => operation['x-evidence']);
	expect([...new Set(words)].sort()).toEqual(['inferred', 'third-party', 'vendor']);
});

test('lists the resources in the order of the menu', () => {
	const used = operations.map(({ operation }) => operation.tags[0]);
	expect([...new Set(used)].sort()).toEqual(
		document.tags.map(({ name }: { name: string }) => name).sort(),
	);
	expect(document.tags[0].name).toBe('client');
});

/** Nothing but the declared fields; beside `custom_fields`, the fields of the broker's form. */
function expectStrict({ properties = {}, additionalProperties }: Schema): void {
	const open = { $ref: '#/components/schemas/FormFieldValue' };
	expect(additionalProperties).toEqual('custom_fields' in properties ? open : false);
	for (const [name, property] of Object.entries(properties)) {
		const inner = resolve(property);
		if (inner.properties && name !== 'custom_fields') expectStrict(inner);
	}
}

test('fields of forms stand in four operations, of which one has two forms', () => {
	const within = (schema: Schema, at: string): string[] =>
		Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
			name === 'custom_fields' ? [at] : within(property, `${at}.${name}`),
		);
	const places = byId.flatMap(({ id, operation }) => {
		const schema = operation.requestBody?.content['application/json'].schema;
		return schema ? within(schema, id) : [];
	});
	expect(places).toEqual([
		'client.create',
		'client.submitKyc',
		'registration.sendOtp',
		'registration.submit.register',
		'registration.submit.kyc',
	]);
});

describe.each(byId)('$id', ({ path, method, operation }) => {
	test('is named by its resource, and described', () => {
		const [resource, name] = operation.operationId.split('.');
		expect(operation.tags).toEqual([resource]);
		expect(name).toMatch(/^[a-z][A-Za-z]+$/);
		expect(path).toMatch(/^\/public\/v1\//);
		expect(operation.summary).not.toBe('');
		expect(['read', 'read-page', 'read-page-dated', 'write', 'money']).toContain(
			operation['x-kind'],
		);
	});

	test('says when it is a guess', () => {
		const guess = operation.description?.startsWith('A guess:') ?? false;
		expect(guess).toBe(operation['x-evidence'] === 'inferred');
	});

	test('has a success answer and the documented errors', () => {
		const statuses = Object.keys(operation.responses);
		expect(statuses.filter((status) => status.startsWith('2'))).not.toHaveLength(0);
		const refusal = resolve(operation.responses['400'] as { description: string });
		for (const type of operation['x-errors'] ?? []) {
			expect(refusal.description).toContain(`\`${type}\``);
		}
	});

	test('declares each placeholder of its path', () => {
		const placeholders = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
		const declared = (operation.parameters ?? [])
			.map((parameter) => resolve(parameter as { in: string; name: string }))
			.filter((parameter) => parameter.in === 'path')
			.map(({ name }) => name);
		expect(declared).toEqual(placeholders);
	});

	test('has a strict body and a signature, or neither', () => {
		const signed = operation.security?.some((one) => 'signature' in one) ?? false;
		const schema = operation.requestBody?.content['application/json'].schema;
		expect(Boolean(schema)).toBe(method !== 'get');
		expect(signed).toBe(Boolean(schema));
		if (!schema) return;
		const bodies = resolve(schema).oneOf ?? [schema];
		for (const body of bodies) expectStrict(resolve(body));
	});

	test('pages when it is a list', () => {
		if (!operation['x-kind'].startsWith('read-page')) return;
		const body = operation.requestBody?.content['application/json'].schema.properties ?? {};
		const query = (operation.parameters ?? []).map((one) => resolve(one as { name: string }).name);
		const names = [...Object.keys(body), ...query];
		expect(names).toEqual(expect.arrayContaining(['skip', 'limit']));
		expect(names.includes('start') && names.includes('end')).toBe(
			operation['x-kind'] === 'read-page-dated',
		);
	});
});

test.each(['mt4.deposit', 'mt4.withdraw', 'mt5.withdraw'])(
	'%s tells booked from repeated',
	(id) => {
		const responses = byId.find((one) => one.id === id)?.operation.responses ?? {};
		expect(Object.keys(responses)).toEqual(['200', '204', '400', '403', '404']);
		expect(responses['200']).toEqual({ $ref: '#/components/responses/Repeat' });
	},
);
