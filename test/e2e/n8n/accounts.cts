import type { INode } from 'n8n-workflow';
import type { Sandbox } from '../../../sandbox/index.cts';
import type { WorkflowJson } from '../../engine/harness/index.cts';
import type { N8nRest } from './rest.cts';

/** Credentials that are saved in an n8n, by their type. */
export type Accounts = Record<string, { id: string; name: string }>;

/** The secret key of the webhooks that the sandbox's caller signs with. */
export const WEBHOOK_SECRET = 'a long and random secret';

/** Saves the credentials of a sandbox CRM, under the names that the examples use. */
export async function accountsOf(
	rest: N8nRest,
	{ url, key, scheme, psp }: Pick<Sandbox, 'url' | 'key' | 'scheme' | 'psp'>,
): Promise<Accounts> {
	const all = {
		crmOpenApi: {
			name: 'CRM Open account',
			data: { host: url, apiKey: key, signatureScheme: scheme },
		},
		crmOpenApiWebhookApi: { name: 'CRM Webhook account', data: { secret: WEBHOOK_SECRET } },
		crmOpenApiPspApi: {
			name: 'CRM PSP account',
			data: { merchantId: psp.merchant, token: psp.token, callbackUrl: url },
		},
	};
	const accounts: Accounts = {};
	for (const [type, { name, data }] of Object.entries(all)) {
		accounts[type] = { id: await rest.credential(type, name, data), name };
	}
	return accounts;
}

/** A copy of a workflow whose nodes use these accounts, as after choosing them in the editor. */
export function withAccounts<W extends Pick<WorkflowJson, 'nodes'>>(
	workflow: W,
	accounts: Accounts,
): W {
	const chosen = (node: INode): INode['credentials'] =>
		node.credentials &&
		Object.fromEntries(
			Object.entries(node.credentials).map(([type, told]) => [type, accounts[type] ?? told]),
		);
	const nodes = workflow.nodes.map((node) => ({ ...node, credentials: chosen(node) }));
	return { ...workflow, nodes };
}
