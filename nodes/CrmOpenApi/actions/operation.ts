import type { IDataObject } from 'n8n-workflow';
import type { Endpoint } from '../../../crm/endpoint';
import { placeholders } from '../../../crm/path';
import type { Field } from '../fields/field';

/**
 * What an endpoint answers and so how its answer becomes items.
 * - `object`: one JSON object → one item.
 * - `list`: a bare array → one item per element.
 * - `page`: `{count, records}`, read with skip and limit → one item per record; `key` is the field
 *   that tells two records apart, for lists that change while they are read.
 * - `tree`: an object that holds others of its kind under `children` → one item, or by the option
 *   Flatten one item per object.
 * - `done`: nothing that is documented → one item with `says`, and whatever object came back.
 */
export type Answer =
	| { shape: 'object' }
	| { shape: 'list' }
	| { shape: 'page'; key: string }
	| { shape: 'tree'; children: string }
	| { shape: 'done'; says: IDataObject };

/** One endpoint as users meet it. Everything that n8n shows and sends is made from this. */
export interface Operation {
	/** Stands in saved workflows: it never changes. */
	value: string;
	name: string;
	/** The line in n8n's list of actions: "Create a lead". */
	action: string;
	description: string;
	endpoint: Endpoint;
	/** In the order in which they are shown. */
	fields: readonly Field[];
	/** Groups of field names; of each group at least one must be given. */
	needs?: ReadonlyArray<readonly string[]>;
	/** Fields that are sent as copies of another: `{ repeat_password: 'password' }`. */
	copies?: Readonly<Record<string, string>>;
	answer: Answer;
	/** Not for AI agents: it refuses to run as a tool. */
	peopleOnly?: boolean;
}

/** A thing of the CRM with its operations: one entry of the Resource dropdown. */
export interface Resource {
	value: string;
	name: string;
	operations: readonly Operation[];
}

/** Where a field's parameter stands in the node: at the top, or in a collection by this name. */
export type Place = 'top' | 'filters' | 'additionalFields';

/** Required fields and the chosen main ones stand at the top, the others in a collection. */
export function placeOf(operation: Operation, field: Field): Place {
	if (field.required || field.top) return 'top';
	return targetOf(operation, field) === 'body' ? 'additionalFields' : 'filters';
}

/** Which part of the request carries a field; only the method and the path decide it. */
export function targetOf({ endpoint }: Operation, field: Field): 'path' | 'query' | 'body' {
	if (placeholders(endpoint.path).includes(field.name)) return 'path';
	return endpoint.method === 'GET' || endpoint.method === 'DELETE' ? 'query' : 'body';
}
