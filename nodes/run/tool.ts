/** The node as a tool of an AI agent: it reads and creates leads, and refuses everything else. */
import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { CrmRequest } from '../../crm/request';
import { isForAgents, type Choice, type Operation } from '../endpoints/operation';
import { OPTION } from '../endpoints/fields/options';

/** An agent's call is not always marked as one; then the node's type tells (n8n-core 2.41.1). */
export function isTool(context: IExecuteFunctions): boolean {
	return context.isToolExecution?.() || context.getNode().type.endsWith('Tool');
}

/** @throws NodeOperationError for an operation that agents may not run, before anything is read */
export function refuseAsTool(
	context: IExecuteFunctions,
	operation: Choice | Operation | undefined,
): void {
	if (!operation || isForAgents(operation) || !isTool(context)) return;
	throw notForAgents(context, `The operation '${operation.name}' is not for AI agents`);
}

/**
 * What can differ from item to item, and what a model can be talked into.
 * @throws NodeOperationError for a request that agents may not send
 */
export function refuseRequestAsTool(
	context: IExecuteFunctions,
	operation: Operation | undefined,
	request: CrmRequest,
	index: number,
): void {
	if (!isTool(context)) return;
	if (!operation && request.method !== 'GET') {
		throw notForAgents(context, 'As a tool, a Custom API Call only takes GET', index);
	}
	if (request.passwords === 'shown') {
		const { displayName } = OPTION.includePasswords;
		throw notForAgents(context, `'${displayName}' is not for AI agents`, index);
	}
}

function notForAgents(context: IExecuteFunctions, message: string, itemIndex?: number) {
	return new NodeOperationError(context.getNode(), message, {
		itemIndex,
		description: 'Nothing was sent. Put the node into the workflow itself instead.',
	});
}
