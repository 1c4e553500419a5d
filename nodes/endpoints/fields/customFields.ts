import type { INodeProperties, ResourceMapperField } from 'n8n-workflow';
import { readDay } from '../../../crm/period';
import { accept, refuse, type Result } from '../../../crm/result';
import { isBlank, parameterName, readObject, type Field } from './field';

/** What users choose between, and what stands in saved workflows. */
const AS_FIELDS = { name: 'Form Fields', value: 'fields' };
export const AS_JSON = { name: 'JSON', value: 'json' };

/** The forms that brokers add fields to, and how they are read for n8n's resource mapper. */
const FORMS = {
	registration: { method: 'getRegistrationFields', of: 'the registration form' },
	kyc: { method: 'getKycFields', of: 'the KYC form', pathOption: 'kycFormPath' },
} as const;

export interface AboutCustomFields {
	/** Tells two of them apart: `KYC` → "KYC Custom Fields". */
	prefix?: string;
	/** The way that is chosen at first; unless told, the form's fields. */
	first?: 'fields' | 'json';
}

/**
 * The fields that a broker has added to a form, sent as one object keyed by field key. Users fill in
 * the fields that the CRM shows for the form, or give the object as JSON.
 * @param name with a sibling `form_id` that tells the form: `custom_fields`, `kyc.custom_fields`
 */
export function customFields(
	name: string,
	form: keyof typeof FORMS,
	about: AboutCustomFields = {},
): Field {
	const { method, of, ...more } = FORMS[form];
	const label = [about.prefix, 'Custom Fields'].filter(Boolean).join(' ');
	const formParameter = parameterName(name.replace(/custom_fields$/, 'form_id'));
	return {
		name,
		top: true,
		...more,
		property: {
			displayName: label,
			type: 'resourceMapper',
			noDataExpression: true,
			default: { mappingMode: 'defineBelow', value: null },
			description: `Further fields of ${of}`,
			typeOptions: {
				loadOptionsDependsOn: [`${formParameter}.value`],
				resourceMapper: {
					resourceMapperMethod: method,
					mode: 'add',
					valuesLabel: label,
					fieldWords: { singular: 'field', plural: 'fields' },
					addAllFields: true,
					supportAutoMap: false,
				},
			},
		},
		read: readMapped,
		alternative: {
			choice: choiceOf(name, label, of, about.first ?? 'fields'),
			value: AS_JSON.value,
			field: {
				name,
				parameter: `${parameterName(name)}Json`,
				top: true,
				property: {
					displayName: `${label} (JSON)`,
					type: 'json',
					default: '{}',
					description: `Further fields of ${of}: one JSON object, keyed by field key`,
				},
				read: readObject,
			},
		},
	};
}

function choiceOf(name: string, label: string, of: string, first: string) {
	return {
		displayName: `Specify ${label}`,
		name: `${parameterName(name)}Mode`,
		type: 'options',
		noDataExpression: true,
		options: [
			{ ...AS_FIELDS, description: `Fill in the fields that the CRM shows for ${of}` },
			{ ...AS_JSON, description: 'Give one object, keyed by field key' },
		],
		default: first,
		description: `How to give the further fields of ${of}`,
	} satisfies INodeProperties;
}

/** What n8n's resource mapper holds; the schema is missing in workflows that nobody clicked together. */
interface Mapped {
	mappingMode: string;
	value?: Record<string, unknown> | null;
	schema?: ResourceMapperField[];
}

/**
 * The fields that have a value, each as its kind wants it. n8n checks only what is typed, not what
 * expressions give, so this does.
 */
function readMapped(mapped: unknown, zone = 'UTC'): Result<Record<string, unknown> | undefined> {
	if (typeof mapped !== 'object' || mapped === null || !('mappingMode' in mapped)) {
		return readObject(mapped);
	}
	const { value, schema = [] } = mapped as Mapped;
	const values = new Map(Object.entries(value ?? {}).filter(([, given]) => !isBlank(given)));
	for (const field of schema) {
		if (field.removed) continue;
		const given = values.get(field.id);
		const result = given === undefined ? accept(undefined) : readValue(field, given, zone);
		if (!result.ok) return refuse(`${result.reason} for '${field.displayName}'`);
		if (result.value !== undefined) values.set(field.id, result.value);
		else if (field.required) return refuse(`has no value for '${field.displayName}'`);
		else values.delete(field.id);
	}
	return accept(values.size ? Object.fromEntries(values) : undefined);
}

function readValue(
	{ type, options }: ResourceMapperField,
	given: unknown,
	zone: string,
): Result<unknown> {
	if (type === 'options') return accept(valueIn(options, given) ?? given);
	if (type === 'string' && options) {
		const one = valueIn(options, given);
		const list = one === undefined ? severalOf(given) : [one];
		return accept(list.length ? list.map((each) => valueIn(options, each) ?? each) : undefined);
	}
	if (type === 'number') {
		const number = typeof given === 'string' ? Number(given) : given;
		const isNumber = typeof number === 'number' && Number.isFinite(number);
		return isNumber ? accept(number) : refuse('must have a number');
	}
	if (type === 'dateTime') {
		const day = readDay(given, zone);
		return day.ok ? day : refuse('must have a date, such as 2026-01-31,');
	}
	return accept(given);
}

/** A list, or text with commas between; expressions and forms give both. */
function severalOf(given: unknown): unknown[] {
	const list = typeof given === 'string' ? given.split(',').map((one) => one.trim()) : given;
	return (Array.isArray(list) ? list : [list]).filter((one) => !isBlank(one));
}

/**
 * The option that is meant: by its value or else, since expressions often give what people saw, by
 * its label. Options that came up since the fields were read are not known here.
 */
function valueIn(options: ResourceMapperField['options'] = [], given: unknown) {
	const word = (text: unknown) => String(text).trim().toLowerCase();
	const found =
		options.find(({ value }) => String(value) === String(given)) ??
		options.find(({ value }) => word(value) === word(given)) ??
		options.find(({ name }) => word(name) === word(given));
	return found?.value;
}
