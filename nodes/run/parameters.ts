import type { IExecuteFunctions } from 'n8n-workflow';
import { isExpression } from 'n8n-workflow';

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
