import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { BOOK_HINTS, pspProperties } from '../editor/description';
import { testPspCredential } from '../editor/testPspCredential';
import { execute } from '../run/execute';
import { PSP_MENU } from '../run/menu';

/** The two operations of the PSP Open API. No tool for AI agents: both of them move money. */
export class CrmOpenApiPsp implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'CRM PSP',
		name: 'crmOpenApiPsp',
		icon: { light: 'file:../../icons/crm.svg', dark: 'file:../../icons/crm.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle:
			'={{ $parameter["operation"] === "sendPaymentCallback" ? "Send Payment Callback" : "Answer Payment Request" }}',
		description: "Answer a forex CRM's payment requests, and tell it how payments ended",
		defaults: { name: 'CRM PSP' },
		usableAsTool: undefined,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'crmOpenApiPspApi',
				required: true,
				testedBy: 'testPspCredential',
				displayOptions: { show: { operation: ['sendPaymentCallback'] } },
			},
		],
		hints: BOOK_HINTS,
		properties: pspProperties(),
	};

	methods = {
		credentialTest: { testPspCredential },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await execute.call(this, PSP_MENU);
	}
}
