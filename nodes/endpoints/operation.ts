import type { IDataObject } from 'n8n-workflow';
import { hasBody, type Endpoint } from '../../crm/endpoint';
import type { Period } from '../../crm/period';
import type { CrmRequest } from '../../crm/request';
import type { Field } from './fields/field';

/**
 * What an endpoint answers and so how its answer becomes items.
 * - `object`: one JSON object → one item.
 * - `list`: a bare array → one item per element.
 * - `map`: an object whose names are data → one item per name, with the name under `nameAs` and what
 *   stands there under `valueAs`.
 * - `page`: `{count, records}`, read with skip and limit → one item per record; `key` is the field
 *   that tells two records apart, for lists that change while they are read. A list that wants a
 *   period says so in `period`.
 * - `tree`: an object that holds others of its kind under `children` → one item, or by the option
 *   Flatten one item per object.
 * - `done`: nothing that is documented → one item with `says`, and whatever object came back.
 */
export type Answer =
	| { shape: 'object' }
	| { shape: 'list' }
	| { shape: 'map'; nameAs: string; valueAs: string }
	| { shape: 'page'; key: string; period?: PeriodRule }
	| { shape: 'tree'; children: string }
	| { shape: 'done'; says: IDataObject };

/** How a list is narrowed to a period, by its fields `start` and `end`. */
export interface PeriodRule {
	/**
	 * Field of a record with the time that the period refers to, where that is known. The CRM is then
	 * asked for a day more, since it may not count the last one in, and later records are left out.
	 */
	time?: string;
}

/** What keeps an operation from moving money twice. @see run/ways/money.ts for the way of such an item */
export interface MoneyRules {
	/**
	 * Fields that together are the identity of a payment: no two items may share them, and a payment
	 * whose outcome is not known blocks all that do.
	 */
	unique: readonly string[];
	/**
	 * Whether what `unique` names is done in steps, so that the same again may be the next one. Which
	 * step is meant, users say with *Only If - Approval Step*.
	 */
	inSteps?: boolean;
	/** Whether an item settles anything; what does not may be sent again. By default all do. */
	settles?: (sent: IDataObject) => boolean;
	/** What an answer under HTTP 2xx means; `repeat` is the CRM's documented "not booked again". */
	booked: (status: number, json: unknown) => 'yes' | 'repeat' | 'unknown';
	/**
	 * Looks in the CRM for this very payment.
	 * @param sent the fields as they were sent, by their names
	 * @param since when the execution was first started, as ms since 1970: what is older is another
	 * payment. Undefined to find older ones, too.
	 */
	find?: (sent: IDataObject, look: LookUp, since?: number) => Promise<Finding>;
	/**
	 * `find` can meet an older payment that looks the same, so it proves something only when it
	 * found nothing before the request was sent. Users choose it with *Check for Duplicate First*.
	 */
	findFirst?: boolean;
	/** Whether the request decides on a withdrawal, of which *Only If* can ask first. */
	decision?: 'approved' | 'rejected';
}

/** What a look in the CRM found of a payment. */
export type Finding =
	/** It is there. @property by what it was found, for people; at and id as the CRM gives them */
	| { found: 'certain'; by: string; at?: string; id?: string }
	/** Something is there that may be it. @property why a sentence */
	| { found: 'possible'; why: string }
	| { found: 'nothing' }
	/** The CRM did not tell. @property why a sentence, with what to do where that is known */
	| { found: 'unreadable'; why: string };

/** What a look-up asks; everything else is that of the request which it is made for. */
export type Question = Pick<CrmRequest, 'method' | 'path' | 'query' | 'body'>;

/** What the CRM said to a question. */
export type Reading<T> =
	| { read: 'answer'; value: T }
	/** The CRM itself says that there is no such thing, as against a server that has no such path. */
	| { read: 'absent' }
	/** @property why a sentence */
	| { read: 'failed'; why: string };

/** How money rules read from the CRM. */
export interface LookUp {
	ask: (request: Question) => Promise<Reading<unknown>>;
	/**
	 * All records of a list that is read in pages and by period. Read once for all items of a run.
	 * @param key field that tells two records apart
	 */
	list: (request: Question, key: string, period: Period) => Promise<Reading<IDataObject[]>>;
	/** The path of another operation: the user's own, where it was guessed. */
	path: (operation: Operation) => string;
}

/**
 * A column of a simplified record: a path into the record (`phone.number`), which becomes its name
 * (`phone_number`), or a code that gets a word beside it.
 */
export type Column =
	| string
	| {
			path: string;
			name: string;
			/** By the code as text; a code without one stays as it is. */
			words: Readonly<Record<string, string>>;
	  };

/**
 * Ways of an item that are no single request.
 * - `upload`: takes a file of the item; its endpoint only gives leave to upload it.
 * - `answer`: sends nothing, but answers the payment request that started the workflow.
 * - `find`: looks through a whole list, which is read once for all items.
 */
export type Way = 'upload' | 'answer' | 'find';

/** How *Check Endpoints* asks an endpoint that reads, where that does not follow from its fields. */
export interface CheckRules {
	/** Why it is never asked. */
	never?: string;
	/** Values of fields that no list tells; no record has such ids. */
	values?: Readonly<Record<string, string>>;
	/** A required field that is omitted on purpose, so that the CRM refuses: its answer is not needed. */
	without?: string;
	/** There may be no such record, although all ids are those of records. */
	mayBeMissing?: boolean;
	/** Of a guessed endpoint: other paths that it may have, the likeliest first. */
	likely?: readonly string[];
}

/** One entry of an Operation dropdown. */
export interface Choice {
	/** Stands in saved workflows: it never changes. */
	value: string;
	name: string;
	/** The line in n8n's list of actions, without articles: "Create lead". */
	action: string;
	description: string;
}

/** One endpoint as users meet it. Everything that n8n shows and sends is made from this. */
export interface Operation extends Choice {
	/** What users must know before they run it; shown above the parameters. */
	notice?: string;
	endpoint: Endpoint;
	/** In the order in which they are shown. */
	fields: readonly Field[];
	/** Groups of field names; of each group at least one must be given. */
	needs?: ReadonlyArray<readonly string[]>;
	/** Fields that are sent as copies of another: `{ repeat_password: 'password' }`. */
	copies?: Readonly<Record<string, string>>;
	/** Fields that have only one value, which nobody needs to type: `{ type: 'trader' }`. */
	constants?: Readonly<Record<string, string>>;
	answer: Answer;
	/** Simplify: the few fields that are worth a column. */
	simple?: readonly Column[];
	/** Fields of the answer that are returned only when the user asks for them. */
	secrets?: readonly string[];
	/** Of an operation that moves or releases money: the rules against booking twice. */
	money?: MoneyRules;
	check?: CheckRules;
	/** How an item goes its way, where that does not follow from what the request does. */
	way?: Way;
	/**
	 * Whether AI agents may run it. By default they may run what only reads.
	 * @see isForAgents
	 */
	agents?: 'never' | 'allowed';
}

/** Whether an operation may run as a tool of an AI agent. Money is never for them. */
export function isForAgents(choice: Choice | Operation): boolean {
	if (!('endpoint' in choice)) return false;
	const { agents, endpoint, money, way } = choice;
	if (agents === 'never' || money || way === 'upload' || way === 'answer') return false;
	return endpoint.effect === 'read' || (agents === 'allowed' && endpoint.effect === 'write');
}

/** One entry of the Resource dropdown: a thing of the CRM with its operations. */
export interface Resource<Entry extends Choice = Operation> {
	value: string;
	name: string;
	/** What it is about; stands below its name in the list. */
	description: string;
	operations: readonly Entry[];
	/**
	 * Its operation that is chosen at first. n8n does not save a value that equals the default, so to
	 * change it changes saved workflows.
	 */
	default: string;
}

/** Every field of an answer that holds a secret. */
export function secretsOf(resources: readonly Resource[]): string[] {
	const operations = resources.flatMap((resource) => resource.operations);
	return [...new Set(operations.flatMap(({ secrets = [] }) => secrets))].sort();
}

/** Whether an operation lists records, of which there can be any number. */
export function isListing({ endpoint, answer, way, money }: Operation): boolean {
	const lists: ReadonlyArray<Answer['shape']> = ['list', 'page', 'tree'];
	return endpoint.effect === 'read' && !way && !money && lists.includes(answer.shape);
}

/** Labels of the fields whose values name the one record that an operation is about. */
export function namedBy(operation: Operation): string[] {
	return operation.fields
		.filter(({ kind }) => kind !== 'choice')
		.filter(
			(field) =>
				sentIn(operation, field) === 'path' || (field.kind === 'id' && field.required === true),
		)
		.map(({ property }) => property.displayName);
}

/** What it lists, within a sentence: `Get many MT4 trades` → `MT4 trades`. */
export function listedBy({ action }: Operation): string {
	return action.replace(/^get (?:many |all )?/i, '');
}

/** Where a field's parameter stands in the node: at the top, or in a collection by this name. */
export type Place = 'top' | 'filters' | 'additionalFields' | 'options';

/** Required fields and the chosen main ones stand at the top, the others in a collection. */
export function placeOf(operation: Operation, field: Field): Place {
	if (field.option) return 'options';
	if (field.required || field.top) return 'top';
	return sentIn(operation, field) === 'body' ? 'additionalFields' : 'filters';
}

/** Which part of the request carries a field; only the method and the path decide it. */
export function sentIn({ endpoint }: Operation, field: Field): 'path' | 'query' | 'body' {
	if (endpoint.path.includes(`{${field.name}}`)) return 'path';
	return hasBody(endpoint.method) ? 'body' : 'query';
}

/**
 * The names that an operation uses itself in one object of the body, beside its custom fields.
 * @param parent steps to the object: `[]` for the body itself, `['kyc']`
 */
export function ownNames({ fields, constants, copies }: Operation, parent: string[]): Set<string> {
	const names = [
		...fields.filter(({ option }) => !option).map(({ name }) => name),
		...Object.keys(constants ?? {}),
		...Object.keys(copies ?? {}),
	];
	const within = names
		.map((name) => name.split('.'))
		.filter((steps) => parent.every((step, index) => steps[index] === step));
	return new Set(within.flatMap((steps) => steps[parent.length] ?? []));
}
