import type { IExecuteFunctions } from 'n8n-workflow';
import { ranges } from './ranges';

/** What is odd about values that were used all the same: items by text. */
const notesOf = new WeakMap<IExecuteFunctions, Map<string, Set<number>>>();

/** Notes something about a value of an item, to be told once the run is over. */
export function addNote(
	context: IExecuteFunctions,
	index: number,
	label: string,
	note: string,
): void {
	addText(context, index, `'${label}' ${note}`);
}

/** Notes a text of an item, to be told once the run is over. */
export function addText(context: IExecuteFunctions, index: number, text: string): void {
	const notes = notesOf.get(context) ?? new Map<string, Set<number>>();
	notesOf.set(context, notes);
	notes.set(text, (notes.get(text) ?? new Set()).add(index));
}

/** Tells in the output what was noted, each thing once, with the items that it holds for where there are several. */
export function tellNotes(context: IExecuteFunctions): void {
	const isOne = context.getInputData().length === 1;
	for (const [text, items] of notesOf.get(context) ?? []) {
		const which = items.size > 1 ? 'items' : 'item';
		const where = isOne ? '' : ` (${which} ${ranges([...items].sort((a, b) => a - b))})`;
		context.addExecutionHints({ message: `${text}${where}.`, location: 'outputPane' });
	}
}
