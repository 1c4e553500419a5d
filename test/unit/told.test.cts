/** What has to be told of an endpoint besides its own file: what is missing is red by name, with the place to write it. */
import { readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { pspApi, resources } from '../../nodes/endpoints/index.ts';
import { OPERATIONS } from '../../sandbox/operations/index.cts';
import { DOCUMENTED } from '../documented.cts';
import { MONEY_CASES, MONEY_OPERATIONS } from '../engine/money.cases.cts';
import { SAMPLES } from '../samples.cts';

/** A way of its own is more than one request, and the first of them an endpoint with an operation of its own. */
const endpoints = resources.flatMap(({ value, operations }) =>
	operations.filter(({ way }) => !way).map((operation) => `${value}.${operation.value}`),
);
const FOLDER = join(__dirname, '..', '..', 'nodes', 'endpoints');
const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
	.filter((file) => file.endsWith('.operation.ts'))
	.map((file) => file.replace('.operation.ts', '').split(sep).join('.'));

const documented = DOCUMENTED.map(({ id }) => id);

const fileOf = (id: string) => `nodes/endpoints/${id.replace('.', '/')}.operation.ts`;

interface Place {
	/** Whose ids are here. */
	ids: string[];
	/** Which are to be. */
	wanted: string[];
	write: (id: string) => string;
}

const PLACES: Record<string, Place> = {
	'an operation of the node': {
		ids: endpoints,
		wanted: [...documented, ...Object.keys(SAMPLES), ...Object.keys(OPERATIONS)],
		write: (id) => `Write ${fileOf(id)}, and a line in the index.ts beside it`,
	},
	'a line in the index.ts of its folder': {
		ids: [...resources, pspApi].flatMap(({ value, operations }) =>
			operations.map((operation) => `${value}.${operation.value}`),
		),
		wanted: files,
		write: (id) => `Export it from nodes/endpoints/${id.split('.')[0]}/index.ts`,
	},
	'a description in api/openapi.yaml': {
		ids: documented,
		wanted: endpoints,
		write: (id) => `Write its path there, with operationId: ${id}`,
	},
	'a handler in the sandbox': {
		ids: Object.keys(OPERATIONS),
		wanted: documented,
		write: (id) => `Write '${id}' in a file of sandbox/operations/`,
	},
	'a sample in test/samples.cts': {
		ids: Object.keys(SAMPLES),
		wanted: documented,
		write: (id) => `Write '${id}' there: two items with all its fields, and one that fails`,
	},
	'a case in test/engine/money.cases.cts': {
		ids: MONEY_CASES.map(({ id }) => id),
		wanted: MONEY_OPERATIONS.map(({ id }) => id),
		write: (id) => `Write '${id}' there: items that book, and how often the sandbox booked them`,
	},
};

describe.each(Object.entries(PLACES))('%s', (_place, { ids, wanted, write }) => {
	test.each([...new Set(wanted)].sort())('%s', (id) => {
		if (!ids.includes(id)) throw new Error(`${write(id)}. docs/contributing.md shows how.`);
	});

	test('of each once', () => {
		expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
	});
});
