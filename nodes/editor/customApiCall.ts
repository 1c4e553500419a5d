import type { INodeProperties } from 'n8n-workflow';
import { METHODS } from '../../crm/endpoint';
import { CUSTOM_API_CALL } from '../endpoints/customApiCall';
import { NOT_AS_TOOL, optionsProperty } from './options';

const show = { resource: [CUSTOM_API_CALL.value] };

/** The parameters of a Custom API Call. */
export const customApiCallProperties: INodeProperties[] = [
	{
		displayName: 'Method',
		name: 'method',
		type: 'options',
		displayOptions: { show },
		options: METHODS.map((name) => ({
			name,
			value: name,
			...(name !== 'GET' && { displayOptions: NOT_AS_TOOL }),
		})),
		default: 'GET',
		description:
			'GET is a read and is repeated when the CRM is busy. The others are writes and are never sent twice.',
	},
	{
		displayName: 'Path',
		name: 'path',
		type: 'string',
		displayOptions: { show },
		required: true,
		default: '',
		placeholder: 'e.g. /public/v1/users',
		description: 'Path on the Host of the credential, without the query',
	},
	{
		displayName: 'Query Parameters',
		name: 'queryParameters',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		displayOptions: { show },
		placeholder: 'Add Parameter',
		default: {},
		options: [
			{
				displayName: 'Parameter',
				name: 'parameter',
				values: [
					{ displayName: 'Name', name: 'name', type: 'string', default: '' },
					{ displayName: 'Value', name: 'value', type: 'string', default: '' },
				],
			},
		],
	},
	{
		displayName: 'Body (JSON)',
		name: 'body',
		type: 'json',
		displayOptions: { show: { ...show, method: ['PATCH', 'POST', 'PUT'] } },
		default: '{}',
		description: 'JSON object to send; it is signed with the scheme of the credential',
	},
	optionsProperty(undefined, { show }),
];
