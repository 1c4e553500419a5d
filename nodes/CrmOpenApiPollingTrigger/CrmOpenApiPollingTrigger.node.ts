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
		eventTriggerDescription: 'Asking the CRM for its newest record',
		activationMessage:
			'The workflow now asks the CRM at the times that you set. What is there already starts nothing.',
		triggerPanel: {
			header: 'Fetch the newest record of the CRM',
			executionsHelp: {
				inactive:
					'To test, fetch a test event: it shows the newest record that fits, also an old one, and remembers nothing.<br><br>Publish the workflow to ask the CRM at the times that you set. Each new record then starts it once.',
				active:
					'While you build, fetch a test event: it shows the newest record that fits, also an old one, and remembers nothing.<br><br>New records start this workflow by themselves; they show under Executions.',
			},
			activationHint:
				'Publish the workflow to ask the CRM at the times that you set, and to start it with each new record.',
		},
		builderHint: {
			searchHint:
				"Asks a forex broker's CRM (Broctagon) for new transactions such as deposits, new MT4 trades and new clients, each of which starts the workflow once. Set its conditions here, not in a Filter node behind it.",
		},
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
