import type { INode } from 'n8n-workflow';
import type { WorkflowJson } from '../../engine/harness/index.cts';
import { sandboxCredentials } from '../../examples.cts';
import type { N8nRest } from './rest.cts';

/** Credentials that are saved in an n8n, by their type. */
export type Accounts = Record<string, { id: string; name: string }>;

/** Saves the credentials of a sandbox CRM, under the names that the examples use. */
export async function accountsOf(
	rest: N8nRest,
	sandbox: Parameters<typeof sandboxCredentials>[0],
): Promise<Accounts> {
	const accounts: Accounts = {};
	for (const [type, { name, data }] of Object.entries(sandboxCredentials(sandbox))) {
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
