import * as client from './client';
import * as lead from './lead';
import type { Operation, Resource } from './operation';

/** Every endpoint that the node knows, by resource. The folder of a resource lists its operations. */
export const resources: readonly Resource[] = [
	{ value: 'client', name: 'Client', operations: Object.values(client) },
	{ value: 'lead', name: 'Lead', operations: Object.values(lead) },
];

/**
 * The operation chosen in the node.
 * @param operation asked for only when the resource has operations
 * @returns undefined for a Custom API Call
 */
export function operationOf(resource: string, operation: () => string): Operation | undefined {
	const found = resources.find(({ value }) => value === resource);
	if (!found) return undefined;
	const chosen = operation();
	return found.operations.find(({ value }) => value === chosen);
}
