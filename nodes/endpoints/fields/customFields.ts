import type { INodeProperties, ResourceMapperField } from 'n8n-workflow';
import { accept, refuse, type Result } from '../../../crm/result';
import { isNothing } from '../../../crm/text';
import { choice, parameterName, readObject, type Field } from './field';
import { readFormValue } from './formValue';

/** What users choose between, and what stands in saved workflows. */
const AS_FIELDS = { name: 'Form Fields', value: 'fields' };
export const AS_JSON = { name: 'JSON', value: 'json' };

/** The forms that brokers add fields to, and how they are read for n8n's resource mapper. */
const FORMS = {
	registration: { method: 'getRegistrationFields', of: 'the registration form' },
	kyc: { method: 'getKycFields', of: 'the KYC form' },
} as const;

export interface AboutCustomFields {
	/** Tells two of them apart: `KYC` → "KYC Custom Fields". */
	prefix?: string;
	/** The way that is chosen at first; by default the form's fields. */
	first?: 'fields' | 'json';
}

/** Value of the option for custom fields as one object. */
export const AS_OBJECT = 'object';

/** How custom fields are sent; one option for all of an operation. */
export function customFieldsAs(): Field {
	return {
		...choice('custom_fields_as', {
			label: 'Send Custom Fields As',
			options: [
				{
					name: 'Separate Fields',
					value: 'fields',
					description: 'Next to email, phone and form, as the CRM is known to accept them',
				},
				{
					name: 'One Object',
					value: AS_OBJECT,
					description: "All in one object 'custom_fields', for a CRM that expects it",
				},
			],
			description: 'How to send the custom fields',
		}),
		option: true,
		local: true,
	};
}

/**
 * The fields that a broker has added to a form, sent by their keys beside the form's id. Users fill
 * in the fields that the CRM shows for the form, or give an object as JSON.
 * @param name with a sibling `form_id` that tells the form: `custom_fields`, `kyc.custom_fields`
 */
export function customFields(
	name: string,
	form: keyof typeof FORMS,
	about: AboutCustomFields = {},
): Field {
	const { method, of } = FORMS[form];
	const label = [about.prefix, 'Custom Fields'].filter(Boolean).join(' ');
	const formParameter = parameterName(name.replace(/custom_fields$/, 'form_id'));
	return {
		kind: 'custom fields',
		name,
		top: true,
		spread: 'custom_fields_as',
		property: {
			displayName: label,
			type: 'resourceMapper',
			noDataExpression: true,
			default: { mappingMode: 'defineBelow', value: null },
			description: `Other fields of ${of}`,
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
				kind: 'custom fields',
				name,
				spread: 'custom_fields_as',
				parameter: `${parameterName(name)}Json`,
				top: true,
				property: {
					displayName: `${label} (JSON)`,
					type: 'json',
					default: '{}',
					description: `Other fields of ${of}, as one JSON object with the field keys as names`,
				},
				read: readGiven,
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
			{ ...AS_JSON, description: 'Enter one object with the field keys as names' },
		],
		default: first,
		description: `How to enter the other fields of ${of}`,
	} satisfies INodeProperties;
}

/** What n8n's resource mapper holds; the schema is missing in workflows that nobody clicked together. */
interface Mapped {
	mappingMode: string;
	value?: Record<string, unknown> | null;
	schema?: ResourceMapperField[];
}

/** The fields that have a value, each as its kind wants it. */
function readMapped(mapped: unknown, zone = 'UTC'): Result<Record<string, unknown> | undefined> {
	if (typeof mapped !== 'object' || mapped === null || !('mappingMode' in mapped)) {
		return readGiven(mapped);
	}
	const { value, schema = [] } = mapped as Mapped;
	const values = somethingIn(value ?? {});
	for (const field of schema) {
		if (field.removed) continue;
		const result = readFormValue(field, values.get(field.id), zone);
		if (!result.ok) return refuse(result.reason, field.displayName);
		if (result.value !== undefined) values.set(field.id, result.value);
		else if (field.required) return refuse('is empty', field.displayName);
		else values.delete(field.id);
	}
	return accept(values.size ? Object.fromEntries(values) : undefined);
}

/** The fields as one object, without empty ones. */
function readGiven(value: unknown): Result<Record<string, unknown> | undefined> {
	const object = readObject(value);
	if (!object.ok) return object;
	const values = somethingIn(object.value ?? {});
	return accept(values.size ? Object.fromEntries(values) : undefined);
}

function somethingIn(values: Record<string, unknown>): Map<string, unknown> {
	return new Map(Object.entries(values).filter(([, given]) => !isNothing(given)));
}

/** The steps to the object in which a field stands: `kyc.form_id` → `['kyc']`. */
export const parentOf = (name: string): string[] => name.split('.').slice(0, -1);
