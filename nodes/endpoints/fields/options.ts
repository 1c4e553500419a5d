import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';
import { byDisplayName } from '../../editor/alphabetical';
import type { Operation } from '../operation';
import { LIST_PATHS } from './choose';

/** Which file of an item is meant; n8n's own nodes call this parameter the same. */
export const BINARY: INodeProperties = {
	displayName: 'Input Binary Field',
	name: 'binaryPropertyName',
	type: 'string',
	required: true,
	default: 'data',
	hint: 'The name of the input binary field containing the file to be uploaded',
};

/** Parameters about how the node works, which no endpoint knows of. */
export const HOW: Readonly<Record<string, INodeProperties>> = {
	documentIdLength: {
		displayName: 'Document ID Length',
		name: 'documentIdLength',
		type: 'options',
		options: [
			{ name: '4 Characters', value: 4, description: 'As the newer documentation says' },
			{ name: '8 Characters', value: 8, description: 'As the older documentation says' },
		],
		default: 4,
		description: 'How long the random ID of the document is',
	},
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
	includePasswords: {
		displayName: 'Include Passwords',
		name: 'includePasswords',
		type: 'boolean',
		default: false,
		description:
			'Whether to put the passwords into the output, where they stay readable in the execution log',
	},
	inTestRuns: {
		displayName: 'In Test Runs',
		name: 'inTestRuns',
		type: 'options',
		options: [
			{
				name: 'Book',
				value: 'book',
				description: 'Send the request: money moves each time the step is run in the editor',
			},
			{
				name: 'Preview',
				value: 'preview',
				description: 'Check the values and show the request, but send nothing',
			},
		],
		default: 'preview',
		description: 'What to do when the workflow is run by hand in the editor',
	},
	lookForItFirst: {
		displayName: 'Look for It First',
		name: 'lookForItFirst',
		type: 'boolean',
		default: false,
		description:
			'Whether to search the transactions of the last two days for the same login, currency, amount and comment before sending. When found, nothing is sent and the outcome is duplicate. Not finding it proves nothing, so give each payment a comment of its own.',
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

/** Options for the paths of guessed endpoints that an operation asks beside its own. */
function listPathOptions({ fields }: Pick<Operation, 'fields'>): INodeProperties[] {
	const names = new Set(fields.flatMap(({ pathOption }) => (pathOption ? [pathOption] : [])));
	return [...names].map((name) => {
		const { label, path } = LIST_PATHS[name];
		return {
			displayName: label,
			name,
			type: 'string',
			default: '',
			placeholder: `e.g. ${path}`,
			description: 'The right path of this endpoint, where the guessed one is not',
		};
	});
}

/** What must be true of a withdrawal request, read just before it is decided on. */
function onlyIf(): INodeProperties {
	return {
		displayName: 'Only If',
		name: 'onlyIf',
		type: 'collection',
		placeholder: 'Add Condition',
		default: {},
		description: 'Read the request first, and go on only when it is what you think it is',
		options: [
			{
				displayName: 'Amount',
				name: 'amount',
				type: 'string',
				default: '',
				placeholder: 'e.g. 250.00',
				description: 'Amount that is taken from the account or wallet',
			},
			{
				displayName: 'Approval Step',
				name: 'approvalStep',
				type: 'number',
				default: 0,
				description:
					'Index of the current step of the request (flow.current), as the CRM counts it',
			},
			{
				displayName: 'Client ID',
				name: 'clientId',
				type: 'string',
				default: '',
				placeholder: 'e.g. 045dff8l',
			},
			{
				displayName: 'Currency',
				name: 'currency',
				type: 'string',
				default: '',
				placeholder: 'e.g. USD',
				description: 'Currency of the account or wallet',
			},
		],
	};
}

/** @param operation undefined for a Custom API Call */
export function optionsProperty(
	operation: Operation | undefined,
	displayOptions: IDisplayOptions,
): INodeProperties {
	const options = operation?.money
		? [HOW.inTestRuns, HOW.timeout]
		: [HOW.maxConcurrentRequests, HOW.timeout];
	if (operation?.money?.findFirst) options.push(HOW.lookForItFirst);
	if (operation?.money?.decision) options.push(onlyIf());
	if (operation?.answer.shape === 'tree') options.push(HOW.flatten);
	if (operation?.endpoint.evidence === 'inferred') {
		const { path } = operation.endpoint;
		// n8n's linter takes {id} in a placeholder for a misspelt ID.
		options.push({
			...HOW.endpointPath,
			...(!path.includes('{id}') && { placeholder: `e.g. ${path}` }),
		});
	}
	if (operation?.upload) options.push(HOW.documentIdLength);
	if (operation?.secrets) options.push(HOW.includePasswords);
	if (operation) options.push(...listPathOptions(operation));
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
