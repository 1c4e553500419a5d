import type { Evidence } from '../../crm/endpoint';
import type { Field } from '../endpoints/fields/field';
import type { Access } from './access';

/** What an operation knows that makes a text more helpful. */
export interface Knowledge {
	/** By default that of the Open API. */
	access?: Access;
	evidence: Evidence;
	fields: readonly Field[];
	/** Labels of the ids without which there is no such record; a 404 may mean them. */
	named?: readonly string[];
	/** The word for what the operation does: `rejected` does not refuse a rejection. */
	ownWord?: string;
	/** Of a Custom API Call: what the answer says is for the user to read. */
	raw?: boolean;
}

/** Why an item failed. Texts never hold values of the request. */
export interface Failure {
	/** What happened, in plain words. */
	message: string;
	/** What to look at and what to do next. */
	description: string;
	/** HTTP status, where there was an answer. */
	status?: number;
	/** The CRM's own word for it, where it gave one. */
	type?: string;
	/** Whether the CRM surely did not carry the request out. */
	certain: boolean;
	/** Whether the CRM itself has denied access: not a firewall or a proxy before it. */
	denied?: boolean;
}
