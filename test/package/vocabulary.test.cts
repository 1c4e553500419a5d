/** n8n's guidelines for what users read, as far as its linter does not check them. */
import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { pspApi, resources } from '../../nodes/endpoints/index.ts';
import { CHECK_ENDPOINTS } from '../../nodes/endpoints/wholeApi.ts';
import { listedCredentials, listedNodes } from './printed.cts';

const operations = [...resources, pspApi].flatMap(({ name: resource, operations: listed }) =>
	listed.map((operation) => ({ title: `${resource} → ${operation.name}`, ...operation })),
);
const choices = [...operations, { title: 'API → Check Endpoints', ...CHECK_ENDPOINTS }];

/** Parameters whose names say it all. */
const OBVIOUS = new Set([
	'Additional Fields',
	'Client ID',
	'Email',
	'Filters',
	'Name',
	'Operation',
	'Options',
	'Password',
	'Query Parameters',
	'Resource',
	'Value',
]);

/** Every parameter of every node and credential, also those within collections. */
const parameters = [
	...listedNodes().map(({ className, instance }) => ({ at: className, in: instance.description })),
	...listedCredentials().map(({ className, instance }) => ({ at: className, in: instance })),
].flatMap(({ at, in: { properties } }) => within(properties, at));

interface Parameter {
	at: string;
	property: INodeProperties;
}

function within(properties: INodeProperties[], above: string): Parameter[] {
	return properties.flatMap((property) => {
		const { show = {} } = property.displayOptions ?? {};
		const at = [above, show.resource, show.operation, property.displayName]
			.flat()
			.filter((part) => part !== undefined)
			.join(' › ');
		const inner = (property.options ?? []).flatMap((option) => {
			if ('values' in option) return option.values;
			return 'type' in option ? [option] : [];
		});
		return [{ at, property }, ...within(inner, at)];
	});
}

/** Those of a list for which a rule does not hold. */
function breaking(rule: (property: INodeProperties) => boolean | undefined): string[] {
	return parameters.filter(({ property }) => !rule(property)).map(({ at }) => at);
}

describe.each(choices)('$title', ({ name, value, action, description }) => {
	test('has name, action and description as n8n wants them', () => {
		expect(name).toMatch(/^[A-Z]/);
		expect(value).toMatch(/^[a-z][A-Za-z0-9]*$/);
		expect(action).toMatch(/^[A-Z][^A-Z]/);
		expect(action).not.toMatch(/\.$/);
		expect(description).toMatch(/^[A-Z].{10,}/);
		expect(description).not.toMatch(/^[^.]*\.$/);
		expect(description.toLowerCase()).not.toBe(action.toLowerCase());
	});
});

test('no two operations are found under the same words', () => {
	const actions = choices.map(({ action }) => action);
	expect(new Set(actions).size).toBe(actions.length);
	expect(actions.length).toBeGreaterThan(9);
});

test('reading lists is called Get Many', () => {
	for (const { name, value, answer } of operations) {
		if (value === 'getMany') expect([value, name]).toEqual([value, 'Get Many']);
		if (name === 'Get Many') expect([name, value]).toEqual([name, 'getMany']);
		expect([name, answer.shape === 'page' && /^(Get All|List)/.test(name)]).toEqual([name, false]);
	}
});

test('every parameter has a description, or a name that says it all', () => {
	const rule = ({ displayName, description, hint, type }: INodeProperties) =>
		Boolean(description ?? hint) || type === 'notice' || OBVIOUS.has(displayName);
	expect(breaking(rule)).toEqual([]);
	const used = new Set(parameters.map(({ property }) => property.displayName));
	expect([...OBVIOUS].filter((name) => !used.has(name))).toEqual([]);
});

test('yes-or-no parameters say "Whether", in collections too', () => {
	expect(
		breaking(({ type, description }) => type !== 'boolean' || /^Whether /.test(description ?? '')),
	).toEqual([]);
});

test('lists of five and more are in alphabetical order, Custom API Call last', () => {
	const rule = ({ options = [] }: INodeProperties) => {
		const names = options.map((option) =>
			'displayName' in option ? option.displayName : option.name,
		);
		// n8n adds a second one, which only points elsewhere, to a list that does not end with it.
		const at = names.indexOf('Custom API Call');
		if (at >= 0 && names.splice(at, 1) && at < names.length) return false;
		const sorted = [...names].sort((a, b) => a.localeCompare(b));
		return names.length < 5 || names.join('\n') === sorted.join('\n');
	};
	expect(breaking(rule)).toEqual([]);
});

test('examples begin with "e.g.", buttons with "Add", lists with "Choose"', () => {
	const isExample = (text?: string) => !text || /^(e\.g\. \S|Add \S|Choose an? )/.test(text);
	const rule = ({ placeholder, modes = [] }: INodeProperties) =>
		[placeholder, ...modes.map((mode) => mode.placeholder)].every(isExample);
	expect(breaking(rule)).toEqual([]);
});

test('the default of a list is one of the list', () => {
	const rule = ({ type, options = [], default: value }: INodeProperties) =>
		type !== 'options' ||
		(options as INodePropertyOptions[]).some((option) => option.value === value);
	expect(breaking(rule)).toEqual([]);
});

test('a thing is chosen from a list first, then by ID', () => {
	const locators = parameters.filter(({ property }) => property.type === 'resourceLocator');
	for (const { at, property } of locators) {
		expect([at, property.modes?.map(({ name }) => name)]).toEqual([at, ['list', 'id']]);
		expect([at, property.default]).toEqual([at, { mode: 'list', value: '' }]);
	}
	expect(locators.length).toBeGreaterThan(3);
});

test('passwords and keys are never shown', () => {
	const rule = ({ displayName, type, typeOptions }: INodeProperties) =>
		type !== 'string' ||
		!/password$|^api key$|secret|token/i.test(displayName) ||
		typeOptions?.password;
	expect(breaking(rule)).toEqual([]);
	const secret = parameters.filter(({ property }) => property.typeOptions?.password);
	expect(secret.length).toBeGreaterThan(2);
});

test('there are no emoji and no untidy spaces', () => {
	const rule = ({ displayName, description, placeholder, hint, options = [] }: INodeProperties) => {
		const listed = options.flatMap((option) => [
			option.name,
			'description' in option ? option.description : undefined,
		]);
		const texts = [displayName, description, placeholder, hint, ...listed];
		return !texts.some((text) => text && /\p{Extended_Pictographic}|\s{2}|^\s|\s$|…/u.test(text));
	};
	expect(breaking(rule)).toEqual([]);
});
