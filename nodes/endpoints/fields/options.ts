import type { INodeProperties } from 'n8n-workflow';

/** Which file of an item is meant; n8n's own nodes call this parameter the same. */
export const BINARY: INodeProperties = {
	displayName: 'Input Binary Field',
	name: 'binaryPropertyName',
	type: 'string',
	required: true,
	default: 'data',
	hint: 'The name of the input binary field containing the file to be uploaded',
};

/** Whether the records come as a file, and where in the item that goes; named as n8n's own nodes do. */
export const PUT_OUTPUT_IN_FILE: INodeProperties = {
	displayName: 'Put Output in File',
	name: 'putOutputInFile',
	type: 'boolean',
	default: false,
	description:
		'Whether to return one item with all records in a CSV file, instead of one item per record. Long lists take far less memory this way.',
};
export const OUTPUT_FIELD: INodeProperties = {
	displayName: 'Put Output File in Field',
	name: 'outputBinaryField',
	type: 'string',
	required: true,
	default: 'data',
	hint: 'The name of the output binary field to put the file in',
};

/** What a tool gives its agent, who pays for each word of it; people have *Simplify*. */
export const OUTPUT: INodeProperties = {
	displayName: 'Output',
	name: 'output',
	type: 'options',
	options: [
		{ name: 'Raw', value: 'raw', description: 'Everything that the CRM answers' },
		{ name: 'Selected Fields', value: 'selectedFields', description: 'Only the fields you name' },
		{
			name: 'Simplified',
			value: 'simplified',
			description: 'The fields that are needed most, flat',
		},
	],
	default: 'simplified',
	description: 'How much of each record to return',
};
export const OUTPUT_FIELDS: INodeProperties = {
	displayName: 'Fields',
	name: 'outputFields',
	type: 'string',
	default: '',
	placeholder: 'e.g. status, amount, user.name',
	description:
		'Fields to return, with commas between them: names of the simplified output, or of the raw one with a dot for each level',
};

/** Parameters about how the node works, which no endpoint knows of. */
export const OPTION = named({
	addBom: {
		displayName: 'Add Byte Order Mark',
		name: 'addBom',
		type: 'boolean',
		default: false,
		description:
			'Whether the file begins with the mark by which Excel knows that it is UTF-8. Turn it on when names look garbled there.',
	},
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
	flatten: {
		displayName: 'Flatten',
		name: 'flatten',
		type: 'boolean',
		default: true,
		description:
			'Whether to return one item per client, with level and parentId, instead of the tree as it comes',
	},
	fileName: {
		displayName: 'File Name',
		name: 'fileName',
		type: 'string',
		default: '',
		placeholder: 'e.g. deposits.csv',
		description: 'Name of the file. Leave empty to name it after what is listed.',
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
		// Chosen once for all items: by an expression one item could book what others preview.
		noDataExpression: true,
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
	checkForDuplicateFirst: {
		displayName: 'Check for Duplicate First',
		name: 'checkForDuplicateFirst',
		type: 'boolean',
		default: false,
		description:
			'Whether to search the transactions of the last two days for this payment before sending it. If found, nothing is sent and the outcome is duplicate; if something similar is found, or the report cannot be read, the item is refused. Give each payment a comment of its own.',
	},
	maxConcurrentRequests: {
		displayName: 'Max Concurrent Requests',
		name: 'maxConcurrentRequests',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 50 },
		default: 5,
		description: 'How many requests may be under way at once, between 1 and 50',
	},
	maxRequestsPerSecond: {
		displayName: 'Max Requests per Second',
		name: 'maxRequestsPerSecond',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 1000, numberPrecision: 2 },
		default: 0,
		description:
			'How many requests may be sent in a second, retries included, spaced evenly over all items. 0 for no limit. It holds for this node in one execution: executions and nodes that run at the same time add up.',
	},
	timeout: {
		displayName: 'Timeout',
		name: 'timeout',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 60000,
		description: 'Time in ms to wait for the answer to one request',
	},
});

/** Keeps the names, so that a misspelt one does not compile. */
function named<Name extends string>(options: Record<Name, INodeProperties>) {
	return options as Readonly<Record<Name, INodeProperties>>;
}
