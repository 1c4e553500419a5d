import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { properties } from './description';
import { receive } from './receive';
import { testWebhookCredential } from './testCredential';

export class CrmOpenApiTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'CRM Open API Trigger',
		name: 'crmOpenApiTrigger',
		icon: { light: 'file:../../icons/crm.svg', dark: 'file:../../icons/crm.dark.svg' },
		group: ['trigger'],
		// Not 1: for triggers of version 1 n8n (2.41.1) evaluates an expression of its own per request.
		version: 2,
		subtitle: '={{ $parameter["events"].join(", ") }}',
		description: 'Starts a workflow when the CRM sends a webhook event, such as an approval',
		defaults: { name: 'CRM Open API Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'crmOpenApiWebhookApi',
				required: true,
				testedBy: 'testWebhookCredential',
				displayOptions: { show: { acceptUnsigned: [false] } },
			},
		],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				responseData: 'Taken: the workflow was started',
				path: 'webhook',
			},
		],
		properties,
	};

	methods = { credentialTest: { testWebhookCredential } };

	/** The CRM has no API for webhooks: users make and remove theirs by hand. */
	webhookMethods = {
		default: {
			async checkExists(): Promise<boolean> {
				return true;
			},
			async create(): Promise<boolean> {
				return true;
			},
			async delete(): Promise<boolean> {
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive.call(this);
	}
}
