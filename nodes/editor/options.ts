import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';
import { OPTION, PUT_OUTPUT_IN_FILE } from '../endpoints/fields/options';
import { isListing, type Operation } from '../endpoints/operation';
import { byDisplayName } from '../endpoints/fields/alphabetical';

/** For what only the node's tool variant shows. */
export const ONLY_AS_TOOL = { '@tool': [true] };

/** For what the node does not show to AI agents. It also refuses it: an agent need not look. */
export const NOT_AS_TOOL: IDisplayOptions = { hide: { '@tool': [true] } };

/**
 * @param operation undefined for a Custom API Call
 * @param fields of the operation that stand among the options
 */
export function optionsProperty(
	operation: Operation | undefined,
	displayOptions: IDisplayOptions,
	fields: INodeProperties[] = [],
): INodeProperties {
	const options = operation?.money
		? [
				{ ...OPTION.inTestRuns, displayOptions: NOT_AS_TOOL },
				OPTION.maxRequestsPerSecond,
				OPTION.timeout,
			]
		: [OPTION.maxConcurrentRequests, OPTION.maxRequestsPerSecond, OPTION.timeout];
	if (operation?.money?.findFirst) options.push(OPTION.checkForDuplicateFirst);
	if (operation?.way === 'upload') options.push(OPTION.documentIdLength);
	if (!operation || operation.secrets) {
		options.push({ ...OPTION.includePasswords, displayOptions: NOT_AS_TOOL });
	}
	if (operation && isListing(operation)) {
		const inFile = { show: { [`/${PUT_OUTPUT_IN_FILE.name}`]: [true] } };
		for (const option of [OPTION.addBom, OPTION.fileName]) {
			options.push({ ...option, displayOptions: inFile });
		}
	}
	options.push(...fields);
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
