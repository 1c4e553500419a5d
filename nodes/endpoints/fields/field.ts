import type { INodeProperties } from 'n8n-workflow';
import { readEmail } from '../../../crm/email';
import { readNumber, readWhole } from '../../../crm/number';
import { accept, refuse, type Result } from '../../../crm/result';
import { severalOf } from '../../../crm/several';
import {
	clean,
	isNothing,
	isPlainObject,
	readFreeText,
	readShapedText,
	readText,
} from '../../../crm/text';
import { readYesNo } from '../../../crm/yesNo';

/** One value of an endpoint: how n8n asks for it and what the CRM may be sent. */
export interface Field {
	/** Kind of value; fields of one kind read values the same way. */
	kind: string;
	/** The API's own name; a dot is a level of nesting: `phone.country_code`. */
	name: string;
	/** Display name, description and the rest that n8n shows; name and position are derived. */
	property: Pick<INodeProperties, 'displayName' | 'type' | 'default'> & Partial<INodeProperties>;
	/** The CRM refuses the request without it. */
	required?: boolean;
	/** Stands with the required ones although the CRM can do without it. */
	top?: boolean;
	/** Only there while another field, which stands at the top, has one of these values. */
	when?: { field: string; is: readonly string[] };
	/** What of the CRM its value is an id of, where users choose it from a list: `client`, `connection`. */
	idOf?: string;
	/** What its words are, where the CRM documents no list of them: `type`. One that it does not know finds nothing. */
	wordFor?: string;
	/** Name of the parameter, where it is not the field's name in camelCase. */
	parameter?: string;
	/** A second way to give the value. */
	alternative?: Alternative;
	/** Stands among the options, since it says how to read other fields. */
	option?: boolean;
	/** Not sent by itself: `derive` of this or another field needs it. */
	local?: boolean;
	/** An object whose keys are sent one by one, unless the option of this name is `object`. */
	spread?: string;
	/** As a filter it names one record: one that gives nothing would list all of them, and is refused. */
	one?: boolean;
	/**
	 * From what the user gave to what is sent. Called only for values that are something.
	 * @param zone time zone of the workflow
	 * @returns a refusal such as "must be a whole number", which follows the display name
	 */
	read: (value: unknown, zone?: string) => Result<unknown>;
	/**
	 * Changes values that depend on each other, once all of the item are read.
	 * @param values by field name
	 */
	derive?: (values: Map<string, unknown>) => Derived;
	/** Names of the texts that `derive` adds for the output, such as the user's own key. */
	adds?: readonly string[];
}

/** How values that depend on each other went together; `of` is the name of the field to blame. */
export type Derived = { ok: true; note?: string } | { ok: false; reason: string; of: string };

/** Another parameter for a field's value; users choose between the two by one that stands before them. */
export interface Alternative {
	choice: INodeProperties;
	/** What `choice` has when the value is given by `field`, which goes by the same name. */
	value: string;
	field: Field;
}

/** Why a filter that names one record is refused when it gives nothing. */
export const EMPTY_FILTER =
	'is empty, so all records would be listed: give it a value, or remove the filter';

/** What an operation says of a field, beyond its kind. */
export interface About {
	label: string;
	description?: string;
	placeholder?: string;
	required?: boolean;
	top?: boolean;
	when?: Field['when'];
}

/** By the fields' names, which are asked for again with every item. */
const parameterNames = new Map<string, string>();

/** The name of a field's parameter: `phone.country_code` → `phoneCountryCode`. */
export function parameterName(field: string): string {
	const known = parameterNames.get(field);
	if (known !== undefined) return known;
	const name = field.replace(/[._]+(\w)/g, (_, letter: string) => letter.toUpperCase());
	parameterNames.set(field, name);
	return name;
}

/** A field of one kind: its parameter and its rule. */
export function build(
	kind: string,
	name: string,
	about: About,
	property: Field['property'],
	read: Field['read'],
): Field {
	const { label, description, placeholder, required, top, when } = about;
	return {
		kind,
		name,
		required,
		top,
		when,
		property: {
			...property,
			displayName: label,
			...(description !== undefined && { description }),
			...(placeholder !== undefined && { placeholder }),
		},
		read,
	};
}

/** Free text. Lengths are in characters. */
export function text(name: string, about: About & { maxLength?: number; rows?: number }): Field {
	const { maxLength, rows } = about;
	return build(
		'text',
		name,
		about,
		{
			displayName: about.label,
			type: 'string',
			default: '',
			...(rows && { typeOptions: { rows } }),
		},
		(value) => {
			const given = readFreeText(value);
			if (given.ok && maxLength && [...given.value].length > maxLength) {
				return refuse(`must have at most ${maxLength} characters`);
			}
			return given;
		},
	);
}

/** An identifier of the CRM: text without spaces around it, of a fixed length where one is known. */
export function id(name: string, about: About & { length?: number; one?: boolean }): Field {
	const property = { displayName: about.label, type: 'string', default: '' } as const;
	const field = build('id', name, about, property, (value) => readId(value, about.length));
	return { ...field, one: about.one };
}

/** @param length in characters; every id of a client, form, link or request has 8 */
export function readId(value: unknown, length?: number): Result<string> {
	const given = readShapedText(value);
	return given.ok && length && given.value.length !== length
		? refuse(`must have ${length} characters`)
		: given;
}

/** An email address; what is checked is its shape only. */
export function email(name: string, about: About): Field {
	return build(
		'email',
		name,
		{ placeholder: 'e.g. nathan@example.com', ...about },
		{ displayName: about.label, type: 'string', default: '' },
		readEmail,
	);
}

/** A secret that the user types; never shown in the editor, and never cleaned. */
export function password(name: string, about: About): Field {
	return build(
		'password',
		name,
		about,
		{ displayName: about.label, type: 'string', default: '', typeOptions: { password: true } },
		readText,
	);
}

/** Yes or no, also in the words that forms and expressions give. */
export function flag(name: string, about: About): Field {
	return build(
		'yes or no',
		name,
		about,
		{ displayName: about.label, type: 'boolean', default: false },
		readYesNo,
	);
}

/** One of a closed list that the vendor documents; also by its label, in any case. */
export function choice(
	name: string,
	about: About & {
		options: ReadonlyArray<{ name: string; value: string; description?: string }>;
		/** By default the first. */
		default?: string;
	},
): Field {
	const { options } = about;
	const values = options.map(({ value }) => value);
	return build(
		'choice',
		name,
		about,
		{
			displayName: about.label,
			type: 'options',
			options: options.map((option) => ({ ...option })),
			default: about.default ?? values[0],
		},
		(value) => {
			const given = readShapedText(value);
			if (!given.ok) return given;
			const word = clean(given.value).toLowerCase();
			const found =
				options.find((option) => option.value.toLowerCase() === word) ??
				options.find((option) => option.name.toLowerCase() === word);
			return found ? accept(found.value) : refuse(`must be one of: ${values.join(', ')}`);
		},
	);
}

/** A number within bounds, also as text. Left out, it is not sent; 0 is a value like any other. */
export function number(
	name: string,
	about: About & { min?: number; max?: number; whole?: boolean; default?: number },
): Field {
	const { min = Number.MIN_SAFE_INTEGER, max, whole = true } = about;
	return build(
		'number',
		name,
		about,
		{
			displayName: about.label,
			type: 'number',
			default: about.default ?? about.min ?? 0,
			...((about.min !== undefined || max !== undefined) && {
				typeOptions: { minValue: about.min, maxValue: max },
			}),
		},
		(value) => (whole ? readWhole(value, min, max) : readNumber(value, min, max)),
	);
}

/** The login of a trading account. */
export function login(name: string, about: About): Field {
	return digits(name, { placeholder: 'e.g. 200028', ...about });
}

/** A number that counts nothing, such as a login or an order: kept as text, so that nothing is rounded. */
export function digits(name: string, about: About & { one?: boolean }): Field {
	const property = { displayName: about.label, type: 'string', default: '' } as const;
	const field = build('digits', name, about, property, (value) => {
		const given = readShapedText(value);
		return given.ok && !/^\d+$/.test(given.value) ? refuse('must be digits only') : given;
	});
	return { ...field, one: about.one };
}

/** Words of which the CRM documents no list: typed with commas between, or an array. */
export function words(name: string, about: About): Field {
	const property = { displayName: about.label, type: 'string', default: '' } as const;
	return build('several words', name, about, property, (value) => {
		if (typeof value !== 'string' && !Array.isArray(value)) {
			return refuse('must be words with commas between, or a list');
		}
		const given: string[] = [];
		for (const word of severalOf(value)) {
			const read = readShapedText(word);
			if (!read.ok) return refuse(`must be a list of words: one ${read.reason}`);
			given.push(read.value);
		}
		return accept(given.length ? given : undefined);
	});
}

/** A JSON object; agents and expressions give the object itself, people its text. */
export function jsonObject(name: string, about: About): Field {
	const property = { displayName: about.label, type: 'json', default: '{}' } as const;
	return build('object', name, about, property, readObject);
}

/** @returns undefined as value for an object without keys: there is nothing to send */
export function readObject(value: unknown): Result<Record<string, unknown> | undefined> {
	const parsed = typeof value === 'string' ? parsedJson(value) : value;
	if (parsed === undefined) return refuse('must be valid JSON');
	if (isNothing(parsed) && parsed !== null) return accept(undefined);
	return isPlainObject(parsed)
		? accept(parsed)
		: refuse('must be a JSON object, such as {"name": "value"}');
}

function parsedJson(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}
