import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { Operation } from '../endpoints/operation';
import type { Reader } from '../transport/ask';
import type { Ledger } from './ledger';

/** What is the same for all items of one execution of the node. */
export interface Job extends Reader {
	context: IExecuteFunctions;
	/** Undefined for a Custom API Call, whose endpoint each item tells itself. */
	operation?: Operation;
	ledger: Ledger;
	/** The address of the item's CRM, where another item can have another one. */
	crm?: string;
	/** Counts items that an earlier try carried out, with values which have changed since. */
	tally: { changed: number };
}

/** The error for an item that is not sent because the execution was stopped. */
export function stopped({ context }: Job, index: number): NodeOperationError {
	return new NodeOperationError(context.getNode(), 'The execution was canceled', {
		itemIndex: index,
		description: 'Nothing was sent for this item.',
	});
}
