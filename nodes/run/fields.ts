import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { isResourceLocatorValue, NodeOperationError } from 'n8n-workflow';
import { isNothing } from '../../crm/text';
import { EMPTY_FILTER, parameterName, type Field } from '../endpoints/fields/field';
import { placeOf, type Operation } from '../endpoints/operation';
import { noteFindable } from './findable';
import { addNote } from './notes';
import { parameterOf, refused, valueOf } from './parameters';

/**
 * The values that were given, by field name, each as it is to be sent.
 * @throws NodeOperationError when one is refused or a needed one is missing
 */
export function readFields(
	context: IExecuteFunctions,
	operation: Operation,
	index: number,
): Map<string, unknown> {
	return checkedFields(context, operation, rawValues(context, operation, index), index);
}

/** The same, of what `rawValues` gave. */
export function checkedFields(
	context: IExecuteFunctions,
	operation: Operation,
	raw: ReadonlyMap<Field, unknown>,
	index: number,
): Map<string, unknown> {
	const values = new Map<string, unknown>();
	const zone = context.getTimezone();
	for (const [field, given] of raw) {
		const label = field.property.displayName;
		if (isNothing(given)) {
			if (field.required) throw refused(context.getNode(), index, label, 'is empty');
			// Undefined where nobody has added it.
			if (field.one && given !== undefined) {
				throw refused(context.getNode(), index, label, EMPTY_FILTER);
			}
			continue;
		}
		values.set(field.name, valueOf(context, index, label, field.read(given, zone)));
	}
	for (const field of raw.keys()) {
		const { displayName } = field.property;
		const derived = field.derive?.(values) ?? { ok: true };
		if (!derived.ok) {
			const blamed = operation.fields.find(({ name }) => name === derived.of) ?? field;
			throw refused(context.getNode(), index, blamed.property.displayName, derived.reason);
		}
		if (derived.note) addNote(context, index, displayName, derived.note);
	}
	noteFindable(context, operation, values);
	for (const group of operation.needs ?? []) {
		if (group.some((name) => values.get(name) !== undefined)) continue;
		const labels = operation.fields
			.filter(({ name }) => group.includes(name))
			.map(({ property }) => `'${property.displayName}'`);
		throw new NodeOperationError(context.getNode(), `${labels.join(' or ')} must be given`, {
			itemIndex: index,
			description: `Nothing was sent for this item, since the CRM needs at least one of ${labels.join(', ')}.`,
		});
	}
	return values;
}

/**
 * What the item's parameters hold, by field, before any rule. Each is read once, a collection as a
 * whole.
 * @throws n8n's error for an expression that fails
 */
export function rawValues(
	context: IExecuteFunctions,
	operation: Operation,
	index: number,
): Map<Field, unknown> {
	const read = new Map<string, unknown>();
	const parameter = (name: string, fallback: unknown) => {
		if (!read.has(name)) read.set(name, chosen(parameterOf(context, name, index, fallback)));
		return read.get(name);
	};
	const raw = new Map<Field, unknown>();
	for (const first of operation.fields) {
		const { when, alternative } = first;
		if (when && !when.is.includes(String(parameter(parameterName(when.field), '')))) continue;
		const second = alternative && parameter(alternative.choice.name, '') === alternative.value;
		const field = second ? alternative.field : first;
		const name = field.parameter ?? parameterName(field.name);
		const place = placeOf(operation, field);
		const value =
			place === 'top' ? parameter(name, '') : within(parameter(place, {}) as IDataObject, name);
		raw.set(field, chosen(value));
	}
	return raw;
}

/** A value of a collection. @returns undefined only where nobody has added it */
function within(collection: IDataObject | undefined, name: string): unknown {
	return collection && name in collection ? (collection[name] ?? null) : undefined;
}

/** What a resource locator holds, also inside a collection, where n8n does not unpack it. */
function chosen(value: unknown): unknown {
	return isResourceLocatorValue(value) ? value.value : value;
}
