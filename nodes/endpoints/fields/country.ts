import { readCountry } from '../../../crm/country';
import type { About, Field } from './field';

/**
 * A country, from a list of all of them or by name or code. It is sent as the code that the CRM
 * uses.
 */
export function country(name: string, about: Partial<About> = {}): Field {
	return {
		kind: 'country',
		name,
		required: about.required,
		top: about.top,
		when: about.when,
		property: {
			displayName: about.label ?? 'Country',
			type: 'resourceLocator',
			default: { mode: 'list', value: '' },
			description:
				about.description ?? 'The country; it is sent as its two-letter code, such as sg',
			modes: [
				{
					displayName: 'From List',
					name: 'list',
					type: 'list',
					placeholder: 'Choose a country...',
					typeOptions: { searchListMethod: 'searchCountries', searchable: true },
				},
				{
					displayName: 'By Name or Code',
					name: 'id',
					type: 'string',
					placeholder: 'e.g. Singapore, SG or SGP',
				},
			],
		},
		read: readCountry,
	};
}
