import type { IDataObject, INodePropertyOptions, ResourceMapperField } from 'n8n-workflow';
import { COUNTRIES } from '../../crm/country';
import { textOf } from '../../crm/json';
import { isNothing } from '../../crm/text';
import { firstLabel, labelOf } from '../../crm/label';

/** Types of form fields that are documented, and words that are likely for the others. */
const SEVERAL = new Set(['multiselect', 'multi_select', 'checkbox']);
const FLAGS = new Set(['boolean', 'checkbox', 'switch']);
const NUMBERS = new Set(['number', 'integer', 'decimal']);

const COUNTRY = new Set(['country', 'nationality']);

/** More choices than this are not spelled out in a label. */
const MAX_SPELLED = 12;

/**
 * The fields of a form for n8n's resource mapper, without those that nobody may fill in. The
 * vendor's table of types is unreliable, so everything is read as leniently as it can be.
 * @param taken keys of fields that have a parameter of their own
 * @returns undefined if the form was not found
 */
export function formFields(
	form: IDataObject,
	language: string,
	taken: ReadonlySet<string> = new Set(),
): ResourceMapperField[] | undefined {
	const groups = Array.isArray(form.groups) ? recordsIn(form.groups) : [form];
	const isForm = groups.length === 0 || groups.some(({ fields }) => Array.isArray(fields));
	if (!isForm) return undefined;
	const shown = new Map<string, { field: IDataObject; group: IDataObject; label: string }>();
	for (const group of groups) {
		for (const field of recordsIn(group.fields)) {
			const id = textOf(field.key ?? '');
			if (
				id === '' ||
				taken.has(id) ||
				shown.has(id) ||
				isOn(field.disabled) ||
				isOn(field.readonly)
			)
				continue;
			shown.set(id, { field, group, label: labelOf(field.label, language) || id });
		}
	}
	const labels = [...shown.values()].map(({ label }) => label);
	return [...shown].map(([id, { field, group, label }]) => {
		const twin = labels.indexOf(label) !== labels.lastIndexOf(label);
		const within = labelOf(group.label, language) || textOf(group.key ?? '');
		return mapperField(id, field, twin && within ? `${within}: ${label}` : label, language);
	});
}

function mapperField(
	id: string,
	field: IDataObject,
	label: string,
	language: string,
): ResourceMapperField {
	const { type, options, hint } = shownAs(field, language);
	return {
		id,
		displayName: hint ? `${label} (${hint})` : label,
		required: isOn(field.required),
		defaultMatch: false,
		display: true,
		type,
		...(options && { options }),
	};
}

/** How n8n shows a field; text with options takes several of them. */
function shownAs(
	field: IDataObject,
	language: string,
): Pick<ResourceMapperField, 'type' | 'options'> & { hint?: string } {
	const type = textOf(field.type ?? '').toLowerCase();
	const options = optionsOf(field.options, language);
	if (options.length && SEVERAL.has(type)) {
		const values = options.map(({ value }) => textOf(value));
		const spelled = values.slice(0, MAX_SPELLED).join(', ');
		const hint = `one or more of: ${spelled}${values.length > MAX_SPELLED ? ', …' : ''}`;
		return { type: 'string', options, hint };
	}
	if (options.length) return { type: 'options', options };
	if (COUNTRY.has(type)) return { type: 'options', options: countries() };
	// Not n8n's switch: that one says no before anybody has touched it.
	if (FLAGS.has(type)) {
		const answers = [
			{ name: 'No', value: false },
			{ name: 'Yes', value: true },
		];
		return { type: 'options', options: answers };
	}
	if (NUMBERS.has(type)) return { type: 'number' };
	if (type === 'date') return { type: 'dateTime' };
	return { type: 'string' };
}

const countries = () => COUNTRIES.map(({ name, code }) => ({ name, value: code }));

/** Options as a list of texts or of objects, or as a map from value to label. */
function optionsOf(given: unknown, language: string): INodePropertyOptions[] {
	if (typeof given !== 'object' || given === null) return [];
	if (!Array.isArray(given)) {
		return Object.entries(given).map(([value, label]) => ({
			name: labelOf(label, language) || value,
			value,
		}));
	}
	return given.flatMap((option: unknown) => {
		if (typeof option === 'string' || typeof option === 'number') {
			return [{ name: String(option), value: option }];
		}
		if (typeof option !== 'object' || option === null) return [];
		const record = option as IDataObject;
		const value = [record.value, record.key, record.id, record.code].find((one) => !isNothing(one));
		const name = firstLabel(record, ['label', 'name', 'text', 'title'], language);
		if (isNothing(value) && !name) return [];
		return [{ name: name || textOf(value), value: (value as string) ?? name }];
	});
}

/** Yes, in one of the ways that the CRM may say it. */
function isOn(given: unknown): boolean {
	return ['true', '1', 'yes'].includes(textOf(given).toLowerCase());
}

function recordsIn(given: unknown): IDataObject[] {
	if (!Array.isArray(given)) return [];
	return given.filter((one) => typeof one === 'object' && one !== null) as IDataObject[];
}
