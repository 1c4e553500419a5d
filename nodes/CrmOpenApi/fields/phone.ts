import { accept } from '../../../crm/result';
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
				return given.ok ? accept(given.value.trim().replace(/^\+/, '')) : given;
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
