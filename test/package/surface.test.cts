/** What a saved workflow holds of this package does not move by accident. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeProperties, INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';
import { pspApi, resources } from '../../nodes/endpoints/index.ts';
import { accepted, forbidden, surfaceNow, written } from '../../scripts/surface.cts';
import { listedNodes } from './printed.cts';
import { changesOf, surfaceOf } from './surface.cts';

const now = surfaceNow();

test('nothing has moved since it was accepted', () => {
	const file = accepted();
	const changes = changesOf(file.surface, now);
	if (changes.length === 0) return;
	const breaking = forbidden(file, changes).map(({ says }) => says);
	const way = breaking.length
		? `Workflows that are saved hold what was there before: give it back, under its old name. Only what is new can be accepted. Not acceptable:\n  ${breaking.join('\n  ')}`
		: 'If it is meant, `npm run surface` accepts it: say in the commit why.';
	throw new Error(
		`Saved workflows can hold this, and n8n neither saves defaults nor keeps what it does not know:\n  ${changes
			.map(({ says }) => says)
			.join('\n  ')}\n${way}`,
	);
});

test('surface.json is as `npm run surface` writes it', () => {
	const text = readFileSync(join(__dirname, 'surface.json'), 'utf8');
	expect(text).toBe(written(accepted()));
});

test.each([...resources, pspApi])(
	'$name starts with an operation of its own that moves no money in the CRM',
	({ default: first, operations }) => {
		const operation = operations.find(({ value }) => value === first);
		expect(operation).toBeDefined();
		expect(operation?.money).toBeUndefined();
	},
);

describe('it would be seen', () => {
	type Spoil = (node: INodeTypeDescription) => void;

	const nodes = () => listedNodes().map(({ instance }) => structuredClone(instance.description));
	const before = surfaceOf(nodes(), []);

	/** What is said when a node is spoilt, and which of it breaks what is saved once there is a release. */
	function seen(name: string, spoil: Spoil) {
		const spoilt = nodes();
		spoil(spoilt.find((node) => node.name === name) as INodeTypeDescription);
		const changes = changesOf(before, surfaceOf(spoilt, []));
		const said = (list: typeof changes) => list.map(({ says }) => says);
		expect(forbidden({ released: false, surface: before }, changes)).toEqual([]);
		return {
			all: said(changes),
			breaking: said(forbidden({ released: true, surface: before }, changes)),
		};
	}

	/** The parameter of an operation, or of a node that has none. */
	function at({ properties }: INodeTypeDescription, name: string, ...shown: string[]) {
		const found = properties.find(({ name: own, displayOptions: { show = {} } = {} }) => {
			const values = [...(show.resource ?? []), ...(show.operation ?? [])];
			return own === name && shown.every((value) => values.includes(value));
		});
		return found as INodeProperties;
	}

	const valuesOf = (property: INodeProperties) => property.options as INodePropertyOptions[];

	test.each<[string, string, Spoil, string]>([
		[
			'a changed default',
			'crmOpenApi',
			(node) => (at(node, 'limit', 'getMany').default = 100),
			'crmOpenApi client.getMany: limit: default was 50, is 100',
		],
		[
			'another default operation',
			'crmOpenApi',
			(node) => (at(node, 'operation', 'lead').default = 'assign'),
			'crmOpenApi lead: operation: default was "create", is "assign"',
		],
		[
			'another type',
			'crmOpenApi',
			(node) => (at(node, 'name', 'lead').type = 'json'),
			'crmOpenApi lead.create: name: type was "string", is "json"',
		],
		[
			'another condition',
			'crmOpenApi',
			(node) => (at(node, 'simplify', 'getMany').displayOptions!.hide = { returnAll: [true] }),
			'crmOpenApi client.getMany: simplify: hidden.returnAll was undefined, is [true]',
		],
		[
			'another version',
			'crmOpenApiTrigger',
			(node) => (node.version = 3),
			'crmOpenApiTrigger: versions lost 2',
		],
		[
			'another webhook path',
			'crmOpenApiTrigger',
			(node) => (node.webhooks![0].path = 'hook'),
			'crmOpenApiTrigger webhook default: path was "webhook", is "hook"',
		],
		[
			'a second output',
			'crmOpenApi',
			(node) => (node.outputs = []),
			'crmOpenApi: outputs lost main',
		],
		[
			'a credential of another name',
			'crmOpenApi',
			(node) => (node.credentials![0].name = 'crm'),
			'crmOpenApi credential crmOpenApi is gone, renamed or moved',
		],
		[
			'no tool any more',
			'crmOpenApi',
			(node) => delete node.usableAsTool,
			'crmOpenApi: tool was true, is false',
		],
		[
			'another name of the node',
			'crmOpenApiTrigger',
			(node) => (node.name = 'crmTrigger'),
			'crmOpenApiTrigger is gone, renamed or moved',
		],
	])('%s', (_what, name, spoil, says) => {
		expect(seen(name, spoil).breaking).toContain(says);
	});

	test('a renamed value', () => {
		const { all, breaking } = seen('crmOpenApi', (node) => {
			valuesOf(at(node, 'resource')).find(({ value }) => value === 'lead')!.value = 'leads';
		});
		const says = 'crmOpenApi resource: values lost lead';
		expect(all).toEqual([says, 'crmOpenApi resource: values got leads']);
		expect(breaking).toEqual([says]);
	});

	test('a parameter that moved into a collection', () => {
		const { all, breaking } = seen('crmOpenApi', (node) => {
			const name = at(node, 'name', 'lead', 'create');
			node.properties.splice(node.properties.indexOf(name), 1);
			at(node, 'additionalFields', 'lead', 'create').options!.push(name);
		});
		const says = 'crmOpenApi lead.create: name is gone, renamed or moved';
		expect(all).toEqual(['crmOpenApi lead.create: additionalFields.name is new', says]);
		expect(breaking).toEqual([says]);
	});

	test('what is only new, and that it breaks nothing', () => {
		const { all, breaking } = seen('crmOpenApi', (node) => {
			valuesOf(at(node, 'operation', 'lead')).push({ name: 'Assign', value: 'assign' });
			const more = { displayName: 'Color', name: 'color', type: 'string', default: '' } as const;
			at(node, 'additionalFields', 'lead', 'create').options!.push(more);
			node.version = [1, 2];
		});
		expect(all).toEqual([
			'crmOpenApi: versions got 2',
			'crmOpenApi lead.create: additionalFields.color is new',
			'crmOpenApi lead: operation: values got assign',
		]);
		expect(breaking).toEqual([]);
	});

	test('nothing where values only change their order, or words for people change', () => {
		const { all } = seen('crmOpenApi', (node) => {
			valuesOf(at(node, 'resource')).reverse();
			node.properties.reverse();
			node.displayName = 'CRM';
			for (const property of node.properties) property.displayName += '!';
		});
		expect(all).toEqual([]);
	});
});
