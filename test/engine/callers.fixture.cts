/** The triggers that the CRM calls, or whoever knows their address, and their credentials. */
import type { INodeParameters } from 'n8n-workflow';
import { CrmOpenApiPspApi } from '../../credentials/CrmOpenApiPspApi.credentials.ts';
import { CrmOpenApiWebhookApi } from '../../credentials/CrmOpenApiWebhookApi.credentials.ts';
import { Engine, workflowOf, type NodeClass, type WorkflowJson } from './harness/index.cts';

export const SECRET = "It's a Secret to Everybody";
export const TOKEN = 'a-token-of-the-psp';

/** @param nodeTypes the webhook trigger, the payment trigger, or what a test made of them */
export const calledEngine = (nodeTypes: NodeClass[]): Engine =>
	new Engine({
		nodeTypes,
		credentialTypes: [CrmOpenApiWebhookApi, CrmOpenApiPspApi],
		credentials: {
			hook: { type: 'crmOpenApiWebhookApi', data: { secret: SECRET } },
			psp: {
				type: 'crmOpenApiPspApi',
				data: { merchantId: '4020', token: TOKEN, callbackUrl: 'https://crm.example/psp' },
			},
		},
	});

export const webhookWorkflow = (parameters: INodeParameters = {}): WorkflowJson =>
	workflowOf([
		{
			name: 'CRM',
			type: 'n8n-nodes-crm-open-api.crmOpenApiTrigger',
			typeVersion: 2,
			parameters: { events: ['any'], ...parameters },
			credentials: { crmOpenApiWebhookApi: { id: 'hook', name: 'hook' } },
		},
	]);

export const paymentWorkflow = (): WorkflowJson =>
	workflowOf([
		{
			name: 'CRM',
			type: 'n8n-nodes-crm-open-api.crmOpenApiPaymentTrigger',
			typeVersion: 2,
			parameters: {},
			credentials: { crmOpenApiPspApi: { id: 'psp', name: 'psp' } },
		},
	]);
