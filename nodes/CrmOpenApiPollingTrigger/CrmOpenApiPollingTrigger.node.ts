import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';
import { searchClients, searchConnections } from '../editor/listSearch';
import * as words from '../editor/searchWords';
import { safeLists } from '../editor/strangersText';
import { testCredential } from '../editor/testCredential';
import { properties } from './description';
import { poll } from './poll';

export class CrmOpenApiPollingTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'CRM Open API Polling Trigger',
		name: 'crmOpenApiPollingTrigger',
		icon: { light: 'file:../../icons/crm.svg', dark: 'file:../../icons/crm.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ { newClient: "new client", newMt4Trade: "new MT4 trade", newTransaction: "new transaction" }[$parameter["event"]] }}',
		description: 'Starts a workflow when the CRM has a new client, MT4 trade or transaction',
		defaults: { name: 'CRM Open API Polling Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'crmOpenApi', required: true, testedBy: 'testCredential' }],
		properties: properties(),
	};

	methods = {
		credentialTest: { testCredential },
		listSearch: safeLists({ searchClients, searchConnections, ...words }),
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll.call(this);
	}
}
