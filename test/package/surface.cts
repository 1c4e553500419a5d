/**
 * Everything that a saved workflow can hold of this package: names, places, types, defaults and values of every node
 * and credential. n8n saves no value that equals its default and drops what it does not know, both without a word:
 * a change here changes what runs in workflows that nobody touched.
 */
import type {
	ICredentialType,
	IDisplayOptions,
	INodeProperties,
	INodeTypeDescription,
} from 'n8n-workflow';

/** One thing by its place: `crmOpenApi lead.create: additionalFields.gender`. */
export type Surface = Record<string, Entry>;

/** What it is: `type`, `default`, `values` of a parameter, and the like. */
export type Entry = Record<string, unknown>;

export function surfaceOf(nodes: INodeTypeDescription[], credentials: ICredentialType[]): Surface {
	const placed = [...nodes.flatMap(nodeEntries), ...credentials.flatMap(credentialEntries)];
	const surface: Surface = {};
	for (const [place, entry] of placed.sort(byPlace)) {
		const before = Object.keys(surface).filter((name) => name.startsWith(`${place} #`)).length;
		const first = !(place in surface);
		surface[first ? place : `${place} #${before + 2}`] = entry;
	}
	return surface;
}

function byPlace(one: Placed, other: Placed): number {
	return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
}

type Placed = [place: string, entry: Entry];

function nodeEntries(node: INodeTypeDescription): Placed[] {
	const { name, version, inputs, outputs, usableAsTool, credentials = [], webhooks = [] } = node;
	return [
		[
			name,
			{
				versions: [version].flat(),
				inputs,
				outputs,
				tool: Boolean(usableAsTool),
				polling: node.polling,
			},
		],
		...credentials.map(({ name: credential, required, displayOptions }): Placed => [
			`${name} credential ${credential}`,
			{ required, ...displayOptions },
		]),
		...webhooks.map(({ name: webhook, httpMethod, path, isFullPath }): Placed => [
			`${name} webhook ${webhook}`,
			{ httpMethod, path, isFullPath },
		]),
		...placedIn(node.properties).map(([place, entry]): Placed => [`${name} ${place}`, entry]),
	];
}

function credentialEntries({ name, properties, genericAuth }: ICredentialType): Placed[] {
	return [
		[`credential ${name}`, { genericAuth }],
		...placedIn(properties).map(([place, entry]): Placed => [`credential ${name} ${place}`, entry]),
	];
}

/** All parameters by operation and place; where several stand at one place, they are told apart by when they are shown. */
function placedIn(properties: INodeProperties[]): Placed[] {
	return properties
		.filter(({ type }) => type !== 'notice')
		.flatMap((property) => {
			const { resource, operation, ...show } = property.displayOptions?.show ?? {};
			const conditions = conditionsOf({ ...property.displayOptions, show });
			return operationsOf(resource, operation).flatMap((where) => [
				[where + property.name, { ...entryOf(property), ...conditions }] as Placed,
				...insideOf(property).map(([path, it]): Placed => [where + path, entryOf(it)]),
			]);
		});
}

/** `lead.create: ` for each operation that a parameter is shown for. */
function operationsOf(resources: unknown[] = [''], operations: unknown[] = ['']): string[] {
	return resources.flatMap((resource) =>
		operations.map((operation) => {
			const where = [resource, operation].filter(Boolean).join('.');
			return where && `${where}: `;
		}),
	);
}

/** When it is shown, as flat lists: `{ 'shown.returnAll': [false] }`. */
function conditionsOf({ show = {}, hide = {} }: IDisplayOptions = {}): Entry {
	return Object.fromEntries([
		...Object.entries(show).map(([name, values]) => [`shown.${name}`, values]),
		...Object.entries(hide).map(([name, values]) => [`hidden.${name}`, values]),
	]) as Entry;
}

/** The parameters within a collection, by their paths. */
function insideOf({
	name,
	options = [],
}: INodeProperties): Array<readonly [string, INodeProperties]> {
	return options.flatMap((option) => {
		const inner = 'values' in option ? option.values : 'type' in option ? [option] : [];
		const path = 'values' in option ? `${name}.${option.name}` : name;
		return inner.flatMap((one) =>
			[[one.name, one] as const, ...insideOf(one)].map(
				([below, it]) => [`${path}.${below}`, it] as const,
			),
		);
	});
}

function entryOf({
	type,
	default: byDefault,
	options = [],
	modes,
	typeOptions,
}: INodeProperties): Entry {
	const values = options.flatMap((option) =>
		'values' in option || 'type' in option ? [] : [(option as { value: unknown }).value],
	);
	return {
		type,
		default: byDefault,
		values: values.length > 0 ? values : undefined,
		modes: modes?.map(({ name }) => name),
		multipleValues: typeOptions?.multipleValues,
	};
}

/** What moved, in words; `added` is true where nothing that was there is another now. */
export interface Change {
	says: string;
	added: boolean;
}

export function changesOf(before: Surface, now: Surface): Change[] {
	const places = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
	return places.flatMap((place): Change[] => {
		if (!now[place]) return [{ says: `${place} is gone, renamed or moved`, added: false }];
		if (!before[place]) return [{ says: `${place} is new`, added: true }];
		return changesAt(place, before[place], now[place]);
	});
}

function changesAt(place: string, before: Entry, now: Entry): Change[] {
	const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
	return names.flatMap((name): Change[] => {
		const [was, is] = [before[name], now[name]];
		if (JSON.stringify(was) === JSON.stringify(is)) return [];
		if (!isList(was) || !isList(is)) {
			const says = `${place}: ${name} was ${JSON.stringify(was)}, is ${JSON.stringify(is)}`;
			return [{ says, added: false }];
		}
		const gone = was.filter((one) => !is.includes(one));
		const added = is.filter((one) => !was.includes(one));
		return [
			...gone.map((one) => ({ says: `${place}: ${name} lost ${one}`, added: false })),
			...added.map((one) => ({
				says: `${place}: ${name} got ${one}`,
				added: !name.startsWith('hidden.'),
			})),
		];
	});
}

/** Lists whose order means nothing. */
function isList(value: unknown): value is Array<string | number | boolean> {
	return Array.isArray(value) && value.every((one) => typeof one !== 'object');
}
