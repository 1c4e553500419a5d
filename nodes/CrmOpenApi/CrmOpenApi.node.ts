import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { BOOK_HINTS, nodeProperties, subtitle } from '../editor/description';
import * as lists from '../editor/listSearch';
import * as words from '../editor/searchWords';
import * as mapping from '../editor/resourceMapping';
import { testCredential } from '../editor/testCredential';
import { safeLists, safeMappings } from '../editor/strangersText';
import { resources } from '../endpoints';
import { secretsOf } from '../endpoints/operation';
import { execute } from '../run/execute';
import { OPEN_API_MENU } from '../run/menu';

/**
 * Programmatic rather than declarative, which n8n asks a reason for: n8n's declarative engine sends
 * all items at once, repeats nothing, links no output to its input and cannot tell a refused booking
 * from a booked one.
 */
export class CrmOpenApi implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'CRM Open API',
		name: 'crmOpenApi',
		icon: { light: 'file:../../icons/crm.svg', dark: 'file:../../icons/crm.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: subtitle(),
		description:
			'Work with clients, leads, trading accounts, wallets, withdrawals and reports of a forex CRM',
		defaults: { name: 'CRM Open API' },
		builderHint: {
			searchHint:
				"Forex broker's CRM (Broctagon): create leads, read clients, accounts, reports and requests, deposit and withdraw. CRM Open API Trigger starts a workflow on its webhooks, CRM Open API Polling Trigger on new transactions, MT4 trades and clients, which have none.",
		},
		usableAsTool: true,
		// No n8n heeds it yet (2.41.1). The output has passwords only with 'Include Passwords'.
		sensitiveOutputFields: secretsOf(resources),
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			// Without conditions, so that n8n shows it on top.
			{ name: 'crmOpenApi', required: true, testedBy: 'testCredential' },
		],
		hints: BOOK_HINTS,
		properties: nodeProperties(),
	};

	methods = {
		credentialTest: { testCredential },
		listSearch: safeLists({ ...lists, ...words }),
		resourceMapping: safeMappings({ ...mapping }),
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await execute.call(this, OPEN_API_MENU);
	}
}
