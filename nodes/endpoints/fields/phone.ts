import { readPhone, type GivenPhone } from '../../../crm/phone';
import { accept } from '../../../crm/result';
import { choice, text, type Derived, type Field } from './field';

/**
 * A phone number: in one field, or in two as the CRM has it. All that is given is split and compared
 * once the whole item is read.
 * @param prefix name of the object that holds it, with the path to it: `phone`, `register.phone`
 * @param place `top` for an operation where people often give a phone, `main` for one where it is
 *   one of the main things: there the two fields stand at the top, too, until the one is filled in
 */
export function phone(prefix = 'phone', place?: 'top' | 'main'): Field[] {
	const names = {
		phone: prefix,
		code: `${prefix}.country_code`,
		number: `${prefix}.number`,
		defaultCode: 'default_country_code',
	};
	// Anything is taken here: what it is worth only shows with the other parts.
	const read: Field['read'] = (value) => accept(value);
	const inParts =
		place === 'main' ? { top: true, when: { field: names.phone, is: [''] } } : { top: false };
	return [
		{
			...text(names.phone, {
				label: 'Phone',
				placeholder: 'e.g. +65 8123 4567',
				description: 'With country code. Spaces, dashes and brackets are removed.',
				top: place !== undefined,
			}),
			kind: 'phone',
			local: true,
			read,
			derive: (values) => settle(values, names),
		},
		{
			...text(names.code, {
				label: 'Phone Country Code',
				placeholder: 'e.g. 65',
				description: "Country calling code, if 'Phone Number' has none",
				...inParts,
			}),
			kind: 'phone',
			read,
		},
		{
			...text(names.number, {
				label: 'Phone Number',
				placeholder: 'e.g. 81234567',
				description: "Number without the country code, as the other way to give 'Phone'",
				...inParts,
			}),
			kind: 'phone',
			read,
		},
		{
			...text(names.defaultCode, {
				label: 'Default Country Code',
				placeholder: 'e.g. 65',
				description:
					'Country calling code of phone numbers that begin with neither + nor 00. They are taken as typed at home.',
			}),
			kind: 'phone',
			option: true,
			local: true,
			read,
		},
		{
			...choice(IF_NOT_VALID, {
				label: 'If the Phone Is Not Valid',
				options: [
					{ name: 'Refuse the Item', value: 'refuse' },
					{ name: 'Leave the Phone Out', value: 'leaveOut' },
				],
				description: 'What to do with a phone that cannot be split into country code and number',
			}),
			option: true,
			local: true,
		},
	];
}

const IF_NOT_VALID = 'if_phone_not_valid';

/** Puts country code and number in the place of what was given. */
function settle(values: Map<string, unknown>, names: Record<keyof GivenPhone, string>): Derived {
	const given = Object.fromEntries(
		Object.entries(names).map(([part, name]) => [part, values.get(name)]),
	);
	const result = readPhone(given);
	for (const name of Object.values(names)) values.delete(name);
	if (result.ok) {
		if (result.value) {
			values.set(names.code, result.value.country_code);
			values.set(names.number, result.value.number);
		}
		return { ok: true };
	}
	const part = 'part' in result ? result.part : 'phone';
	if (values.get(IF_NOT_VALID) === 'leaveOut' && part !== 'defaultCode') {
		return { ok: true, note: 'was not valid and was left out' };
	}
	return { ok: false, reason: result.reason, of: names[part] };
}
