import { readId, type About, type Field } from './field';

/** One client, chosen from the CRM's list or given by its id of 8 characters. */
export function client(name: string, about: Partial<About> = {}): Field {
	return {
		name,
		required: about.required,
		top: about.top,
		property: {
			displayName: about.label ?? 'Client',
			type: 'resourceLocator',
			default: { mode: 'list', value: '' },
			description: about.description ?? 'The client to work with',
			modes: [
				{
					displayName: 'From List',
					name: 'list',
					type: 'list',
					placeholder: 'Choose a client...',
					typeOptions: { searchListMethod: 'searchClients', searchable: true },
				},
				{
					displayName: 'By ID',
					name: 'id',
					type: 'string',
					placeholder: 'e.g. 045dff8l',
					validation: [
						{
							type: 'regex',
							properties: {
								regex: '^\\s*\\S{8}\\s*$',
								errorMessage: 'A client ID has 8 characters',
							},
						},
					],
				},
			],
		},
		read: (value) => readId(value, 8),
	};
}
