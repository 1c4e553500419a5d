import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';
import type { Operation } from '../actions/operation';

export const byDisplayName = (a: INodeProperties, b: INodeProperties) =>
	a.displayName < b.displayName ? -1 : 1;

/** Parameters about how the node works, which no endpoint knows of. */
export const HOW: Readonly<Record<string, INodeProperties>> = {
	endpointPath: {
		displayName: 'Endpoint Path',
		name: 'endpointPath',
		type: 'string',
		default: '',
		description: 'The right path of this endpoint, where the guessed one is not',
	},
	flatten: {
		displayName: 'Flatten',
		name: 'flatten',
		type: 'boolean',
		default: false,
		description:
			'Whether to return one item per client, with level and parentId, instead of the tree as it comes',
	},
	maxConcurrentRequests: {
		displayName: 'Max Concurrent Requests',
		name: 'maxConcurrentRequests',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 50 },
		default: 5,
		description: 'How many requests may be under way at once, between 1 and 50',
	},
	timeout: {
		displayName: 'Timeout',
		name: 'timeout',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 60000,
		description: 'Time in ms to wait for the answer to one request',
	},
};

/** @param operation undefined for a Custom API Call */
export function optionsProperty(
	operation: Pick<Operation, 'endpoint' | 'answer'> | undefined,
	displayOptions: IDisplayOptions,
): INodeProperties {
	const options = [HOW.maxConcurrentRequests, HOW.timeout];
	if (operation?.answer.shape === 'tree') options.push(HOW.flatten);
	if (operation?.endpoint.evidence === 'inferred') {
		options.push({ ...HOW.endpointPath, placeholder: `e.g. ${operation.endpoint.path}` });
	}
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		displayOptions,
		options: options.sort(byDisplayName),
	};
}
