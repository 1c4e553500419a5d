/**
 * The one gate for what the CRM says and n8n stores in a workflow: names and ids of lists; keys,
 * labels, options and defaults of forms. Clients and form builders write these texts, and n8n runs a
 * stored text that begins with `=` as code.
 *
 * Texts for people become harmless and stay readable. What is sent back to the CRM as it is, such as
 * an id, a key or an option's value, can't be changed, so it is dropped.
 */
import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
	INodePropertyOptions,
	ResourceMapperField,
	ResourceMapperFields,
} from 'n8n-workflow';
import { isExpression } from 'n8n-workflow';

/** Longer texts are cut: they would be stored with the workflow. In characters. */
const MAX_TEXT = 250;
/** Longer ids, keys and values are dropped. */
const MAX_EXACT = 1000;

type ListSearch = (
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
) => Promise<INodeListSearchResult>;

type ResourceMapping = (this: ILoadOptionsFunctions) => Promise<ResourceMapperFields>;

/** The list searches of a node, whose choices n8n can store. */
export function safeLists<Name extends string>(
	searches: Record<Name, ListSearch>,
): Record<Name, ListSearch> {
	return mapped(
		searches,
		(search) =>
			async function (filter, paginationToken) {
				const found = await search.call(this, filter, paginationToken);
				return { ...found, results: found.results.filter(hasSafeValue).map(safeChoice) };
			},
	);
}

/** The resource mapping methods of a node, whose fields n8n can store. */
export function safeMappings<Name extends string>(
	mappings: Record<Name, ResourceMapping>,
): Record<Name, ResourceMapping> {
	return mapped(
		mappings,
		(mapping) =>
			async function () {
				const found = await mapping.call(this);
				const kept = found.fields.filter(({ id }) => isSafe(id));
				const left = found.fields.length - kept.length;
				const fields = kept.map(safeField);
				if (left > 0 && fields.length > 0) fields[0].displayName += leftOut(left, 'other field');
				const notice = fields.length > 0 || left === 0 ? found.emptyFieldsNotice : NOTHING_LEFT;
				return { ...found, fields, ...(notice && { emptyFieldsNotice: safeText(notice) }) };
			},
	);
}

/**
 * A text for people that n8n cannot run as an expression: on one line, of a length that can be read, with an
 * apostrophe before a first `=`.
 */
export function safeText(text: string): string {
	const line = text.replace(/[\p{Cc}\s]+/gu, ' ').trim();
	const characters = [...line.slice(0, 2 * MAX_TEXT + 1)];
	const short =
		characters.length > MAX_TEXT ? `${characters.slice(0, MAX_TEXT - 1).join('')}…` : line;
	return isExpression(short) ? `'${short}` : short;
}

const NOTHING_LEFT = 'n8n cannot store the keys of this form: they begin with "=" or are too long';

function safeChoice({ name, value, description, url }: INodeListSearchItems): INodeListSearchItems {
	return {
		name: safeText(name),
		value,
		...(description !== undefined && { description: safeText(description) }),
		...(url !== undefined && isSafe(url) && { url }),
	};
}

function safeField({
	id,
	displayName,
	options,
	defaultValue,
	...rest
}: ResourceMapperField): ResourceMapperField {
	const kept = options?.filter(hasSafeValue).map(safeOption);
	const left = (options?.length ?? 0) - (kept?.length ?? 0);
	return {
		...rest,
		id,
		displayName: `${safeText(displayName)}${left > 0 ? leftOut(left, 'option') : ''}`,
		...(kept && { options: kept }),
		...(defaultValue !== undefined && isSafe(defaultValue) && { defaultValue }),
	};
}

function safeOption({ name, value, description }: INodePropertyOptions): INodePropertyOptions {
	return {
		name: safeText(name),
		value,
		...(description !== undefined && { description: safeText(description) }),
	};
}

const leftOut = (count: number, what: string) =>
	` (${count} ${what}${count > 1 ? 's' : ''} left out: ${count > 1 ? 'they begin' : 'it begins'} with "=" or ${count > 1 ? 'are' : 'is'} too long)`;

const hasSafeValue = ({ value }: { value: unknown }) => isSafe(value);

/** Whether a value can be stored as it is: not run by n8n, no megabyte, and nothing with insides. */
function isSafe(value: unknown): boolean {
	if (typeof value === 'string')
		return !isExpression(value.trimStart()) && value.length <= MAX_EXACT;
	return ['number', 'boolean'].includes(typeof value) || value === null;
}

function mapped<Name extends string, Method>(
	methods: Record<Name, Method>,
	change: (method: Method) => Method,
): Record<Name, Method> {
	const changed = { ...methods };
	for (const name of Object.keys(methods) as Name[]) changed[name] = change(methods[name]);
	return changed;
}
