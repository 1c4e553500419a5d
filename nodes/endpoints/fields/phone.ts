import { accept, refuse } from '../../../crm/result';
import { asText, text, type Field } from './field';

/**
 * The two parts of a phone number.
 * @param prefix name of the object that holds them, with the path to it: `phone`, `register.phone`
 * @param about `top` for an operation where the phone is one of the main things to type
 */
export function phone(prefix = 'phone', about: { top?: boolean } = {}): Field[] {
	return [
		{
			...text(`${prefix}.country_code`, {
				label: 'Phone Country Code',
				placeholder: 'e.g. 65',
				description: 'Country calling code of the phone number, with or without the +',
				...about,
			}),
			read: (value) => {
				const given = asText(value);
				if (!given.ok) return given;
				const code = given.value.trim().replace(/^\+\s*/, '');
				return code === '' ? refuse('must be a country calling code, such as 65') : accept(code);
			},
		},
		text(`${prefix}.number`, {
			label: 'Phone Number',
			placeholder: 'e.g. 81234567',
			description: 'Phone number without the country code',
			...about,
		}),
	];
}
