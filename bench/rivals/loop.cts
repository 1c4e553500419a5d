/** The style of n8n's CRM nodes (HubSpot, Salesforce, Zoho): one item after the other, page by page. */
import { NodeApiError, NodeConnectionTypes } from 'n8n-workflow';
import type {
	IDataObject,
	IExecuteFunctions,
	IHttpRequestMethods,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	JsonObject,
} from 'n8n-workflow';

const PAGE = 500;

async function apiRequest(
	this: IExecuteFunctions,
	method: IHttpRequestMethods,
	path: string,
	body: IDataObject,
): Promise<IDataObject> {
	const { host } = await this.getCredentials('crmOpenApi');
	const url = `${host as string}${path}`;
	try {
		const options = { method, url, body, json: true };
		const { httpRequestWithAuthentication } = this.helpers;
		return (await httpRequestWithAuthentication.call(this, 'crmOpenApi', options)) as IDataObject;
	} catch (error) {
		throw new NodeApiError(this.getNode(), error as JsonObject);
	}
}

async function apiRequestAllItems(
	this: IExecuteFunctions,
	path: string,
	body: IDataObject,
): Promise<IDataObject[]> {
	const returnData: IDataObject[] = [];
	let records: IDataObject[];
	do {
		const page = { ...body, skip: returnData.length, limit: PAGE };
		({ records } = (await apiRequest.call(this, 'POST', path, page)) as {
			records: IDataObject[];
		});
		returnData.push(...records);
	} while (records.length === PAGE);
	return returnData;
}

const shownFor = (resource: string) => ({ displayOptions: { show: { resource: [resource] } } });

export class Loop implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Loop',
		name: 'loop',
		group: ['transform'],
		version: 1,
		description: 'One item after the other',
		defaults: { name: 'Loop' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'crmOpenApi', required: true }],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				options: [
					{ name: 'Lead', value: 'lead' },
					{ name: 'Report', value: 'report' },
				],
				default: 'lead',
			},
			{ displayName: 'Name', name: 'name', type: 'string', default: '', ...shownFor('lead') },
			{ displayName: 'Email', name: 'email', type: 'string', default: '', ...shownFor('lead') },
			{ displayName: 'Start', name: 'start', type: 'dateTime', default: '', ...shownFor('report') },
			{ displayName: 'End', name: 'end', type: 'dateTime', default: '', ...shownFor('report') },
		],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const items = this.getInputData();
		const returnData: INodeExecutionData[] = [];
		const resource = this.getNodeParameter('resource', 0);
		for (let i = 0; i < items.length; i++) {
			let responseData: IDataObject | IDataObject[];
			if (resource === 'lead') {
				const name = this.getNodeParameter('name', i) as string;
				const email = this.getNodeParameter('email', i) as string;
				const body = { name, email };
				responseData = await apiRequest.call(this, 'POST', '/public/v1/leads/create', body);
			} else {
				const start = this.getNodeParameter('start', i) as string;
				const end = this.getNodeParameter('end', i) as string;
				const path = '/public/v1/report/transactions';
				responseData = await apiRequestAllItems.call(this, path, { start, end });
			}
			const executionData = this.helpers.constructExecutionMetaData(
				this.helpers.returnJsonArray(responseData),
				{ itemData: { item: i } },
			);
			returnData.push(...executionData);
		}
		return [returnData];
	}
}
