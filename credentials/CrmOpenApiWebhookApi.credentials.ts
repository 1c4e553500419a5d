import type { ICredentialType, INodeProperties, Icon } from 'n8n-workflow';

export class CrmOpenApiWebhookApi implements ICredentialType {
	name = 'crmOpenApiWebhookApi';

	displayName = 'CRM Webhook API';

	icon: Icon = { light: 'file:../icons/crm.svg', dark: 'file:../icons/crm.dark.svg' };

	documentationUrl =
		'https://github.com/n8n-nodes-crm-open-api/n8n-nodes-crm-open-api/blob/main/docs/triggers.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Secret',
			name: 'secret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'The Secret Key that the webhook has in Back Office under Settings - Dev Space - Webhooks. Make it long and random: whoever knows it can start your workflows.',
		},
		{
			displayName: 'Previous Secret',
			name: 'previousSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'The old Secret Key, while you are changing it: deliveries signed with either are taken. Empty it when the change is done.',
		},
	];
}
