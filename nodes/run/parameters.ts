import type { IExecuteFunctions, INode } from 'n8n-workflow';
import { isExpression, NodeOperationError } from 'n8n-workflow';
import { readWhole } from '../../crm/number';
import type { Result } from '../../crm/result';
import { readYesNo } from '../../crm/yesNo';
import { addNote } from './notes';

/** What is known of a parameter of an execution: the value for all items, or that each has its own. */
type Known = { value: unknown } | 'an expression';

const knownOf = new WeakMap<IExecuteFunctions, Map<string, Known>>();

/**
 * The value of a parameter for one item. n8n searches the description of the whole node at each
 * look-up (n8n-core 2.41.1), so a parameter that holds no expression, and thus is the same for all
 * items, is looked up once in an execution.
 *
 * @param name may lead into a collection: `options.timeout`
 * @param fallback for a parameter that is not there: one and the same for a name
 * @returns a value that other items may be given too, so it is not to be changed
 * @throws n8n's error for an expression that fails, or a parameter that has no fallback
 */
export function parameterOf(
	context: IExecuteFunctions,
	name: string,
	index: number,
	fallback?: unknown,
): unknown {
	const parameters = knownOf.get(context) ?? new Map<string, Known>();
	knownOf.set(context, parameters);
	const known = parameters.get(name);
	if (typeof known === 'object') return known.value;
	const value = context.getNodeParameter(name, index, fallback) as unknown;
	if (known) return value;
	const written = context.getNodeParameter(name, index, fallback, { rawExpressions: true });
	parameters.set(name, holdsExpression(written) ? 'an expression' : { value });
	return value;
}

function holdsExpression(written: unknown): boolean {
	if (typeof written !== 'object' || written === null) return isExpression(written);
	return Object.values(written).some(holdsExpression);
}

/** A whole number about how the node works. @throws NodeOperationError for anything else */
export function wholeOf(
	context: IExecuteFunctions,
	index: number,
	name: string,
	label: string,
	fallback: number,
	min: number,
	max?: number,
): number {
	const given = parameterOf(context, name, index, fallback);
	return valueOf(context, index, label, readWhole(given, min, max));
}

/** Yes or no about how the node works. @throws NodeOperationError for anything else */
export function flagOf(
	context: IExecuteFunctions,
	index: number,
	name: string,
	label: string,
	fallback = false,
): boolean {
	const given = parameterOf(context, name, index, fallback);
	return valueOf(context, index, label, readYesNo(given));
}

/** The value that a rule accepts. @throws NodeOperationError with the rule's refusal */
export function valueOf<T>(
	context: IExecuteFunctions,
	index: number,
	label: string,
	result: Result<T>,
): T {
	if (result.ok) {
		if (result.note) addNote(context, index, label, result.note);
		return result.value;
	}
	throw refused(context.getNode(), index, result.label ?? label, result.reason);
}

/** A refusal that names the parameter as the user sees it, before anything is sent. */
export function refused(node: INode, index: number, label: string, reason: string) {
	return new NodeOperationError(node, `'${label}' ${reason}`, {
		itemIndex: index,
		description: `Nothing was sent for this item. Change the parameter '${label}', or the expression in it.`,
	});
}
