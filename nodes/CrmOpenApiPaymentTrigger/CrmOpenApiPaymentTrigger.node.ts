import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { testPspCredential } from '../editor/testPspCredential';
import { properties } from './description';
import { receive } from './receive';

export class CrmOpenApiPaymentTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'CRM Open API Payment Trigger',
		name: 'crmOpenApiPaymentTrigger',
		icon: { light: 'file:../../icons/crm.svg', dark: 'file:../../icons/crm.dark.svg' },
		group: ['trigger'],
		// Not 1: for triggers of version 1 n8n (2.41.1) evaluates an expression of its own per request.
		version: 2,
		subtitle: 'payment request',
		description: 'Starts a workflow when the CRM asks for a payment page, and waits for the answer',
		defaults: { name: 'CRM Open API Payment Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'crmOpenApiPspApi', required: true, testedBy: 'testPspCredential' }],
		// The path ends with what the CRM adds to the address that it was given.
		webhooks: [
			{ name: 'default', httpMethod: 'POST', responseMode: 'responseNode', path: 'pay/url' },
		],
		eventTriggerDescription: 'Waiting for the CRM to ask for a payment page',
		activationMessage:
			"The workflow now answers the CRM's payment requests. Clients wait for it, so keep it published.",
		triggerPanel: {
			header: 'Wait for a payment request of the CRM',
			executionsHelp: {
				inactive:
					'To test, put the Test URL without its ending /pay/url into CRM Admin - PSP Settings of a test payment service, listen here, then start a deposit as a client.<br><br>Publish the workflow to answer payment requests by itself.',
				active:
					'While you build, put the Test URL without its ending /pay/url into CRM Admin - PSP Settings of a test payment service, listen here, then start a deposit as a client.<br><br>Requests to the Production URL start this workflow; they show under Executions.',
			},
			activationHint:
				'Publish the workflow to answer every payment request that the CRM sends to the Production URL.',
		},
		builderHint: {
			searchHint:
				"Starts when a forex broker's CRM (Broctagon) asks a payment service for a payment page. The workflow must answer with CRM PSP - Answer Payment Request on every branch.",
		},
		properties,
	};

	methods = { credentialTest: { testPspCredential } };

	/** The CRM has no API for its PSP Settings: users put the address there by hand. */
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
