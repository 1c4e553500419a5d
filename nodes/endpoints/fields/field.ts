import type { INodeProperties } from 'n8n-workflow';
import type { PathOption } from '../../../crm/guessedPaths';
import { accept, refuse, type Result } from '../../../crm/result';

/** One value of an endpoint: how n8n asks for it and what the CRM may be sent. */
export interface Field {
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
	/** Option with the right path of the guessed endpoint that the field's list comes from. */
	pathOption?: PathOption;
	/** Name of the parameter, where it is not the field's name in camelCase. */
	parameter?: string;
	/** A second way to give the value. */
	alternative?: Alternative;
	/**
	 * From what the user gave to what is sent. Called for non-blank values only.
	 * @param zone time zone of the workflow
	 * @returns a refusal such as "must be a whole number", which follows the display name
	 */
	read: (value: unknown, zone?: string) => Result<unknown>;
}

/** Another parameter for a field's value; users choose between the two by one that stands before them. */
export interface Alternative {
	choice: INodeProperties;
	/** What `choice` has when the value is given by `field`, which goes by the same name. */
	value: string;
	field: Field;
}

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

/** Nothing that can be sent: the CRM's rules for empty fields contradict each other. */
export function isBlank(value: unknown): boolean {
	return (
		value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
	);
}

/** Text from a parameter. Expressions often give numbers, for ids above all. */
export function asText(value: unknown): Result<string> {
	if (typeof value === 'string') return accept(value);
	if (typeof value === 'boolean') return accept(String(value));
	if (typeof value !== 'number') return refuse('must be text, not an object or a list');
	if (!Number.isFinite(value)) return refuse('is not a number that can be sent');
	if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
		return refuse('is a number too large to be exact: pass it as text');
	}
	return accept(String(value));
}

/** A field of one kind: its parameter and its rule. */
export function build(
	name: string,
	about: About,
	property: Field['property'],
	read: Field['read'],
): Field {
	const { label, description, placeholder, required, top, when } = about;
	return {
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
		name,
		about,
		{
			displayName: about.label,
			type: 'string',
			default: '',
			...(rows && { typeOptions: { rows } }),
		},
		(value) => {
			const given = asText(value);
			if (given.ok && maxLength && [...given.value].length > maxLength) {
				return refuse(`must have at most ${maxLength} characters`);
			}
			return given;
		},
	);
}

/** An identifier of the CRM: text without spaces around it, of a fixed length where one is known. */
export function id(name: string, about: About & { length?: number }): Field {
	return build(name, about, { displayName: about.label, type: 'string', default: '' }, (value) =>
		readId(value, about.length),
	);
}

/** @param length in characters; every id of a client, form, link or request has 8 */
export function readId(value: unknown, length?: number): Result<string> {
	const given = asText(value);
	if (!given.ok) return given;
	const trimmed = given.value.trim();
	if (length && trimmed.length !== length) return refuse(`must have ${length} characters`);
	return accept(trimmed);
}

/** An email address; what is checked is its shape only. */
export function email(name: string, about: About): Field {
	return build(
		name,
		{ placeholder: 'e.g. nathan@example.com', ...about },
		{ displayName: about.label, type: 'string', default: '' },
		(value) => {
			const given = readId(value);
			if (given.ok && !/^[^\s@]+@[^\s@]+$/.test(given.value)) {
				return refuse('must be an email address');
			}
			return given;
		},
	);
}

/** A secret that the user types; never shown in the editor. */
export function password(name: string, about: About): Field {
	return build(
		name,
		about,
		{ displayName: about.label, type: 'string', default: '', typeOptions: { password: true } },
		asText,
	);
}

/** Yes or no. The texts `true` and `false`, which expressions give, are taken too. */
export function flag(name: string, about: About): Field {
	return build(
		name,
		about,
		{ displayName: about.label, type: 'boolean', default: false },
		readFlag,
	);
}

/** Yes or no, also as the texts that expressions give. */
export function readFlag(value: unknown): Result<boolean> {
	if (typeof value === 'boolean') return accept(value);
	const word = typeof value === 'string' ? value.trim().toLowerCase() : value;
	if (word === 'true' || word === 'false') return accept(word === 'true');
	return refuse('must be true or false');
}

/** One of a closed list that the vendor documents. */
export function choice(
	name: string,
	about: About & {
		options: ReadonlyArray<{ name: string; value: string }>;
		/** Unless told, the first. */
		default?: string;
	},
): Field {
	const { options } = about;
	const values = options.map(({ value }) => value);
	return build(
		name,
		about,
		{
			displayName: about.label,
			type: 'options',
			options: options.map((option) => ({ ...option })),
			default: about.default ?? values[0],
		},
		(value) => {
			const given = readId(value);
			if (given.ok && !values.includes(given.value)) {
				return refuse(`must be one of: ${values.join(', ')}`);
			}
			return given;
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
export function digits(name: string, about: About): Field {
	return build(name, about, { displayName: about.label, type: 'string', default: '' }, (value) => {
		const given = readId(value);
		return given.ok && !/^\d+$/.test(given.value) ? refuse('must be digits only') : given;
	});
}

/** Words of which the CRM documents no list: typed with commas between, or an array. */
export function words(name: string, about: About): Field {
	return build(name, about, { displayName: about.label, type: 'string', default: '' }, (value) => {
		const list = typeof value === 'string' ? value.split(',') : value;
		if (!Array.isArray(list)) return refuse('must be words with commas between, or a list');
		const given: string[] = [];
		for (const word of list) {
			const read = readId(word ?? '');
			if (!read.ok) return refuse('must be a list of words');
			if (read.value) given.push(read.value);
		}
		return accept(given.length ? given : undefined);
	});
}

/** A JSON object; agents and expressions give the object itself, people its text. */
export function jsonObject(name: string, about: About): Field {
	return build(name, about, { displayName: about.label, type: 'json', default: '{}' }, readObject);
}

/** @returns undefined as value for an object without keys: there is nothing to send */
export function readObject(value: unknown): Result<Record<string, unknown> | undefined> {
	let parsed = value;
	if (typeof value === 'string') {
		try {
			parsed = JSON.parse(value);
		} catch {
			return refuse('must be valid JSON');
		}
	}
	if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
		return refuse('must be a JSON object, such as {"name": "value"}');
	}
	const record = parsed as Record<string, unknown>;
	return accept(Object.keys(record).length ? record : undefined);
}

/** A whole number, also as text such as an expression gives. */
export function readWhole(value: unknown, min: number, max?: number): Result<number> {
	const given = readNumber(value, min, max);
	return given.ok && !Number.isInteger(given.value) ? refuse('must be a whole number') : given;
}

function readNumber(value: unknown, min: number, max = Number.MAX_SAFE_INTEGER): Result<number> {
	const given = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	if (typeof given !== 'number' || !Number.isFinite(given)) return refuse('must be a number');
	if (given < min) return refuse(`must be at least ${min}`);
	return given > max ? refuse(`must be at most ${max}`) : accept(given);
}
