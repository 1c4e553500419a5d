import type { INodeProperties } from 'n8n-workflow';
import { REQUEST_PARAMETERS } from '../../crm/psp';

/** `merchant_id` → `Merchant ID` */
function labelOf(parameter: string): string {
	const words = parameter.split('_').map((word) => `${word[0].toUpperCase()}${word.slice(1)}`);
	return words.join(' ').replace(/\bId\b/, 'ID');
}

export const properties: INodeProperties[] = [
	{
		displayName:
			'In CRM Admin - PSP Settings, enter the Production URL from above as the URL of your payment service, without its ending /pay/url: the CRM adds that itself. The workflow must answer with the operation Answer Payment Request of the node CRM PSP. Connect error branches to it too; otherwise the client sees an error.',
		name: 'setupNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Verify Signature',
		name: 'checkSign',
		type: 'boolean',
		default: true,
		description:
			"Whether the request's signature must be valid. It is made with the token that every request shows, so it does not stop somebody who knows the token. The token is always checked. Turn this off only if your CRM's signatures are never valid.",
	},
	{
		displayName: 'Renamed Parameters',
		name: 'renamedParameters',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Parameter',
		default: {},
		description:
			'Parameters that have other names in PSP Settings. The output has their usual names; your own parameters are under custom.',
		options: [
			{
				displayName: 'Parameter',
				name: 'parameter',
				values: [
					{
						displayName: 'Usual Name',
						name: 'name',
						type: 'options',
						options: REQUEST_PARAMETERS.map((value) => ({ name: labelOf(value), value })),
						default: 'order_no',
						description: 'The parameter in the documentation of the PSP Open API',
					},
					{
						displayName: 'Sent As',
						name: 'sentAs',
						type: 'string',
						default: '',
						placeholder: 'e.g. reference',
						description: 'Name of the parameter in PSP Settings',
					},
				],
			},
		],
	},
];
