import {
	NodeConnectionTypes,
	type IHookFunctions,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { properties } from './description';
import { needUsableSecret } from './needUsableSecret';
import { needCredential, receive } from './receive';
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
			// Without conditions, so that n8n shows it on top; without it nothing signed is taken.
			{ name: 'crmOpenApiWebhookApi', required: false, testedBy: 'testWebhookCredential' },
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
		eventTriggerDescription: 'Waiting for the CRM to send an event',
		activationMessage: 'The workflow now starts with each event that the CRM sends to it.',
		triggerPanel: {
			header: 'Wait for an event of the CRM',
			executionsHelp: {
				inactive:
					'The CRM sends events only to the URL that its webhook has. To test, add a second webhook in Back Office (Settings - Dev Space - Webhooks) with the Test URL, listen here, then press Resend in its history.<br><br>Publish the workflow to take events by themselves.',
				active:
					'While you build, add a second webhook in Back Office (Settings - Dev Space - Webhooks) with the Test URL, listen here, then press Resend in its history.<br><br>Events to the Production URL start this workflow; they show under Executions.',
			},
			activationHint:
				'Publish the workflow to start it with every event that the CRM sends to the Production URL.',
		},
		builderHint: {
			searchHint:
				"Starts on webhooks of a forex broker's CRM (Broctagon): approvals and rejections of withdrawals, transfers and KYC, new users. There is no webhook for new deposits: use CRM Open API Polling Trigger for these.",
		},
		properties,
	};

	methods = { credentialTest: { testWebhookCredential } };

	/** The CRM has no API for webhooks: users make and remove theirs by hand. */
	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				needCredential(this);
				await needUsableSecret(this);
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
