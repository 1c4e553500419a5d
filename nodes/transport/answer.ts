import type { IDataObject } from 'n8n-workflow';
import { isObject as isRecord, textOf } from '../../crm/json';
import { isLabel, labelOf } from '../../crm/label';
import { isPage } from '../../crm/page';
import type { Answer, Column } from '../endpoints/operation';

/** An answer whose shape is not the documented one; the text says what came instead. */
export interface Unexpected {
	unexpected: string;
}

/**
 * The items that an answer becomes, as their json.
 * @param json undefined for an empty body
 * @param flatten of a tree: one item per node, with `level` (the root has 0) and `parentId`
 */
export function rowsOf(
	answer: Answer | undefined,
	json: unknown,
	flatten: boolean,
): IDataObject[] | Unexpected {
	switch (answer?.shape) {
		case undefined:
			return Array.isArray(json)
				? json.map(asRow)
				: [json === undefined ? { success: true } : asRow(json)];
		case 'done':
			return [{ ...answer.says, ...(isObject(json) && json) }];
		case 'object':
			return isObject(json) ? [json] : { unexpected: `${nameOf(json)} instead of an object` };
		case 'list':
			// Guessed lists may turn out to come with their count, or to be a single thing.
			if (isObject(json)) return Array.isArray(json.records) ? json.records.map(asRow) : [json];
			return Array.isArray(json)
				? json.map(asRow)
				: { unexpected: `${nameOf(json)} instead of a list` };
		case 'map':
			if (!isObject(json)) return { unexpected: `${nameOf(json)} instead of an object` };
			return Object.entries(json).map(([name, value]) => ({
				[answer.nameAs]: name,
				[answer.valueAs]: value,
			}));
		case 'page':
			return isPage<IDataObject>(json)
				? json.records
				: { unexpected: `${nameOf(json)} instead of a page of records` };
		case 'tree': {
			if (!isObject(json)) return { unexpected: `${nameOf(json)} instead of an object` };
			return flatten ? flattened(json, answer.children) : [json];
		}
	}
}

/**
 * Leaves of a record the few fields that are worth a column, flat: `phone.number` becomes
 * `phone_number`, a list of trading accounts becomes text, a label in several languages its English
 * one. What the record does not have stays away.
 *
 * @returns what does so to one record; to be made once for a list
 */
export function simplifier(columns: readonly Column[]): (row: IDataObject) => IDataObject {
	const read = columns.map((column) => {
		const { path, name, words } = typeof column === 'string' ? named(column) : column;
		return { steps: path.split('.'), name, words };
	});
	return (row) => {
		const flat: IDataObject = {};
		for (const { steps, name, words } of read) {
			let value: unknown = row;
			for (const step of steps) value = isObject(value) ? value[step] : undefined;
			if (value === undefined) continue;
			flat[name] = (words ? (words[String(value)] ?? value) : plain(value)) as IDataObject[string];
		}
		return flat;
	};
}

/** The names of the fields that `simplifier` leaves, in their order. */
export function columnNames(columns: readonly Column[]): string[] {
	return columns.map((column) => (typeof column === 'string' ? named(column) : column).name);
}

const named = (path: string) => ({ path, name: path.replace(/\./g, '_'), words: undefined });

function plain(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(inWords).join(', ');
	return isLabel(value) ? labelOf(value) : value;
}

/** A trading account reads as `mt4 100023`, a person by name; anything else as it prints. */
function inWords(value: unknown): string {
	if (!isObject(value)) return textOf(value);
	const { platform, trading_id: login, name } = value;
	if (platform && login) return `${textOf(platform)} ${textOf(login)}`;
	return typeof name === 'string' ? name : textOf(value);
}

function flattened(root: IDataObject, children: string): IDataObject[] {
	const rows: IDataObject[] = [];
	const stack = [{ node: root, level: 0, parentId: null as unknown }];
	for (let next = stack.pop(); next; next = stack.pop()) {
		const { [children]: below, ...own } = next.node;
		rows.push({ ...own, level: next.level, parentId: next.parentId as string | null });
		const id = own.id ?? own.email ?? null;
		const nodes = Array.isArray(below) ? (below as IDataObject[]) : [];
		// Pushed backwards, so that siblings come out in their order.
		for (let index = nodes.length - 1; index >= 0; index--) {
			stack.push({ node: nodes[index], level: next.level + 1, parentId: id });
		}
	}
	return rows;
}

/** `isObject` of the CRM's rules, in n8n's type. */
export const isObject = (value: unknown): value is IDataObject => isRecord(value);

/** n8n's items are objects; anything else is put under `value`. */
const asRow = (value: unknown): IDataObject =>
	isObject(value) ? value : { value: value as IDataObject['value'] };

function nameOf(json: unknown): string {
	if (json === undefined) return 'an empty answer';
	if (Array.isArray(json)) return 'a list';
	return isObject(json) ? 'an object' : `a single ${json === null ? 'null' : typeof json}`;
}
