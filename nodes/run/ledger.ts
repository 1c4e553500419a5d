import { createHash } from 'crypto';
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { CrmRequest } from '../../crm/request';

/** What is known of one write: it went out, or it went out and the CRM answered. */
interface Entry {
	/** Of the request, to notice an item whose values changed since. */
	hash: string;
	state: 'sent' | 'done';
	/** Whether the CRM was searched for it before it went out, and did not have it. */
	searched?: boolean;
	/** What the item came out as, to be given again. */
	json?: IDataObject[];
}

/** An earlier try of this execution with the same item. */
export type Earlier =
	| { state: 'none' }
	/** It may have been carried out; nobody knows. @property searched it was not there before */
	| { state: 'sent'; searched: boolean }
	/** @property changed its values are others now; what was done stays as it was */
	| { state: 'done'; json: IDataObject[]; changed: boolean };

/**
 * Remembers which items of a run were sent, so that no write is sent twice.
 *
 * It lives in the node's context, which n8n keeps with the execution: it outlasts the tries of
 * Retry On Fail and the Retry button of the executions list (tried on n8n-core 2.41.1). A new
 * execution starts with an empty one; there only a key of the user's own can protect.
 */
export class Ledger {
	private readonly entries: Record<string, Entry>;

	private constructor(entries: Record<string, Entry>) {
		this.entries = entries;
	}

	static of(context: IExecuteFunctions): Ledger {
		const run = context.getWorkflowDataProxy(0).$runIndex as number;
		const runs = (context.getContext('node').crmLedger ??= {}) as IDataObject;
		return new Ledger((runs[String(run)] ??= {}) as unknown as Record<string, Entry>);
	}

	earlier(index: number, request: CrmRequest): Earlier {
		const entry = this.entries[index];
		if (!entry) return { state: 'none' };
		if (entry.state === 'sent') return { state: 'sent', searched: entry.searched === true };
		return { state: 'done', json: entry.json ?? [], changed: entry.hash !== hashOf(request) };
	}

	/** To be called before the request leaves: a crash in between must not look like "never sent". */
	sending(index: number, request: CrmRequest, searched = false): void {
		this.entries[index] = { hash: hashOf(request), state: 'sent', ...(searched && { searched }) };
	}

	done(index: number, request: CrmRequest, json: IDataObject[]): void {
		this.entries[index] = { hash: hashOf(request), state: 'done', json };
	}

	/** The CRM surely did not carry it out, so a later try may send it. */
	refused(index: number): void {
		delete this.entries[index];
	}
}

function hashOf({ method, path, query, body }: CrmRequest): string {
	return createHash('sha256')
		.update(JSON.stringify([method, path, query, body]))
		.digest('base64');
}
