/** The registry says of each endpoint what api/openapi.yaml says, and docs/endpoints.md what the registry says. */
import { readFileSync } from 'node:fs';
import { resources } from '../../nodes/endpoints/index.ts';
import type { Operation } from '../../nodes/endpoints/operation.ts';
import { sentIn } from '../../nodes/endpoints/operation.ts';
import type { Field } from '../../nodes/endpoints/fields/field.ts';
import { endpointsPage, PAGE } from '../../scripts/endpoints.cts';
import {
	DOCUMENTED,
	isPaging,
	type Documented,
	type DocumentedField,
	type Schema,
} from '../documented.cts';

/** Fields that are turned into what the endpoint takes, and so need not be of its form. */
const DERIVED = /^wallet.updateBalance order_id$| (?:\w+\.)*phone\.(?:country_code|number)$/;

const registry = new Map<string, Operation>(
	resources.flatMap(({ value, operations }) =>
		operations.map((operation) => [`${value}.${operation.value}`, operation] as const),
	),
);

test('an operation of more than one request begins with an endpoint of its own', () => {
	const documented = new Set(DOCUMENTED.map(({ method, path }) => `${method} ${path}`));
	for (const { way, endpoint } of registry.values()) {
		if (way) expect(documented).toContain(`${endpoint.method} ${endpoint.path}`);
	}
});

/** Endpoints with an operation; those without are told in told.test.cts. */
const KNOWN = DOCUMENTED.filter(({ id }) => registry.has(id));

test('docs/endpoints.md is what `npm run docs` writes, with a row for each endpoint', () => {
	const page = readFileSync(PAGE, 'utf8');
	expect(page).toBe(endpointsPage());
	const rows = page
		.split('\n')
		.filter((line) => line.startsWith('| ') && line.includes('`/public/'));
	for (const { method, path, evidence } of KNOWN) {
		const row = rows.filter((line) => line.includes(`\`${path}\``) && line.includes(` ${method} `));
		expect(row).toHaveLength(1);
		expect(row[0]).toContain(` ${evidence} `);
	}
});

describe.each(KNOWN)('$id', (documented) => {
	const { id, method, path, evidence, kind, variants } = documented;
	const operation = registry.get(id) as Operation;

	test('has method, path, evidence and effect', () => {
		const effect = kind.startsWith('read') ? 'read' : kind;
		expect(operation.endpoint).toEqual({ method, path, evidence, effect });
	});

	test('is read in pages, and by period, where it is a list', () => {
		const { answer } = operation;
		expect(answer.shape === 'page').toBe(kind.startsWith('read-page'));
		if (answer.shape !== 'page') return;
		expect(answer.period !== undefined).toBe(kind === 'read-page-dated');
	});

	test.each(variants.map((fields) => ({ when: conditionOf(fields), fields })))(
		'sends the documented fields, each where it belongs: $when',
		({ when, fields }) => {
			const expected = fields
				.filter((field) => !isPaging(documented, field))
				.map(({ name, in: place, required }) => ({ name, place, required }));
			expect(sorted(sentFields(operation, when, fields))).toEqual(sorted(expected));
		},
	);

	test('fills in itself only what has one value, or is another field again', () => {
		for (const [name, value] of Object.entries(operation.constants ?? {})) {
			expect(fieldOf(documented, name).schema.const).toBe(value);
		}
		for (const [copy, original] of Object.entries(operation.copies ?? {})) {
			const { required, schema } = fieldOf(documented, original);
			expect(fieldOf(documented, copy)).toMatchObject({ required, schema: { type: schema.type } });
		}
	});

	test('refuses values that break a documented rule', () => {
		const tried = variants.flatMap((fields) =>
			fields
				.filter((field) => !isPaging(documented, field))
				.filter(({ name }) => !DERIVED.test(`${id} ${name}`))
				.flatMap(({ name, schema }) => {
					const read = readerOf(operation, conditionOf(fields), name);
					return read
						? against(schema).map((value) => ({ name, value, taken: read(value).ok }))
						: [];
				}),
		);
		expect(tried.filter(({ taken }) => taken)).toEqual([]);
	});

	test('offers the documented choices, and no others', () => {
		for (const { name, property } of operation.fields.filter(({ local }) => !local)) {
			const same = variants.flat().filter((field) => field.name === name);
			const choices = unique(same.flatMap(({ schema }) => schema.enum ?? []));
			const offered = (property.options ?? []).map((option) => (option as { value: string }).value);
			expect({ name, offered: offered.sort() }).toEqual({ name, offered: choices.sort() });
		}
	});
});

/** In which case a variant holds: `{platform: ['mt4', 'mt5']}`; nothing where there is only one. */
function conditionOf(fields: DocumentedField[]): Record<string, unknown[]> {
	const platform = fields.find(({ name, in: place }) => name === 'platform' && place === 'body');
	return platform?.schema.enum ? { platform: platform.schema.enum } : {};
}

function isThere({ when }: Field, condition: Record<string, unknown[]>): boolean {
	// What is there until another field is filled in can always be sent.
	if (!when || when.is.includes('')) return true;
	const values = condition[when.field] ?? [];
	const matching = values.filter((value) => when.is.includes(value as string));
	if (matching.length > 0 && matching.length < values.length) {
		throw new Error(`${when.field} decides otherwise than documented`);
	}
	return matching.length > 0;
}

function sentFields(
	operation: Operation,
	condition: Record<string, unknown[]>,
	documented: DocumentedField[],
) {
	const byUser = operation.fields
		.filter((field) => !field.local && isThere(field, condition))
		.map((field) => ({
			name: field.name,
			place: sentIn(operation, field),
			required: field.required === true,
		}));
	const byNode = [
		...Object.keys(operation.constants ?? {}),
		...Object.keys(operation.copies ?? {}),
	].map((name) => ({
		name,
		place: 'body',
		required: documented.find((field) => field.name === name)?.required,
	}));
	return [...byUser, ...byNode];
}

function readerOf(operation: Operation, condition: Record<string, unknown[]>, name: string) {
	return operation.fields.find((field) => field.name === name && isThere(field, condition))?.read;
}

function fieldOf({ variants }: Documented, name: string): DocumentedField {
	const found = variants.flat().find((field) => field.name === name);
	if (!found) throw new Error(`${name} is not documented`);
	return found;
}

/** Values that break a rule of the schema, one for each. */
function against({
	type,
	enum: choices,
	minimum,
	maximum,
	minLength,
	maxLength,
	pattern,
	format,
}: Schema): unknown[] {
	// Long enough for every rule about length, and of all kinds of characters.
	const good = 'aA1#'.repeat(250);
	return [
		...(choices ? ['no-such-choice'] : []),
		...(minimum === undefined ? [] : [minimum - 1]),
		...(maximum === undefined ? [] : [maximum + 1]),
		...(minLength === undefined ? [] : [good.slice(0, minLength - 1)]),
		...(maxLength === undefined ? [] : [good.slice(0, maxLength + 1)]),
		...(pattern === undefined ? [] : ['#'.repeat(minLength ?? 1)]),
		...(format === 'email' ? ['nobody'] : []),
		...(type === 'number' ? ['many'] : []),
		...(type === 'boolean' ? ['perhaps'] : []),
		...(type === 'string' ? [{ not: 'text' }] : []),
	];
}

const unique = <T,>(values: T[]): T[] => [...new Set(values)];

const sorted = <T extends { name: string }>(fields: T[]): T[] =>
	[...fields].sort((a, b) => (a.name < b.name ? -1 : 1));

describe.each(['mt4', 'mt5'])('a password on %s', (platform) => {
	const operation = registry.get(`${platform}.createAccount`) as Operation;
	const documented = DOCUMENTED.find(({ id }) => id === `${platform}.createAccount`) as Documented;
	const {
		minLength = 0,
		maxLength = 0,
		pattern = '',
	} = fieldOf(documented, 'master_password').schema;
	const candidates = [
		...['abcde', 'ABCDE', '12345', '#####', 'abcdE', 'abcd1', 'ABCD1', 'abc#e', 'aB1', 'äöü12'],
		...['abcdefg1', 'Abcdefgh', 'Abcdefg1', 'Abcdef1#', 'abcdef1#', 'ABCDEF1#', 'Abcdefg#'],
		...['1234567#', 'Abcdef1 ', 'Aä1bcdef', 'Abcdefghijkl1#x', 'Abcdefghijkl1#xy'],
		'Abc1#😀😀😀😀😀😀😀😀😀😀',
	];

	test.each(['master_password', 'investor_password'])('%s follows the documented rule', (name) => {
		const read = readerOf(operation, {}, name);
		for (const given of candidates) {
			const { length } = [...given];
			const good =
				length >= minLength && length <= maxLength && new RegExp(pattern, 'u').test(given);
			expect({ given, ok: read?.(given).ok }).toEqual({ given, ok: good });
		}
	});

	test('is not quoted when it is refused', () => {
		const refusal = readerOf(operation, {}, 'master_password')?.('pW#9');
		expect(refusal?.ok).toBe(false);
		expect(JSON.stringify(refusal)).not.toContain('pW#9');
	});
});
