import { readId, type About, type Field, type text, type words } from './field';

/** A list that users choose from, and how the CRM's ids in it look. */
interface Source {
	label: string;
	description: string;
	placeholder: string;
	/** Name of the node's list search method. */
	search: string;
	/** Characters of an id, where that is known. */
	length?: number;
	/** What the way to type it is called, where that is no ID. */
	typed?: string;
	/** Why its list is slow; by default that the CRM has no search. */
	slow?: string;
}

const SOURCES = {
	client: {
		label: 'Client',
		description: 'The client to work with',
		placeholder: 'e.g. 045dff8l',
		search: 'searchClients',
		length: 8,
	},
	connection: {
		label: 'Connection',
		description: 'The trading server, as the CRM names it',
		placeholder: 'e.g. struk0gc',
		search: 'searchConnections',
	},
	accountType: {
		label: 'Account Type',
		description: 'The CRM account type',
		placeholder: 'e.g. 3k9f0s7d',
		search: 'searchAccountTypes',
		length: 8,
	},
	group: {
		label: 'Group',
		description: 'The group on the trading server',
		placeholder: 'e.g. live\\USD',
		search: 'searchGroups',
		typed: 'By Name',
	},
	registrationForm: {
		label: 'Registration Form',
		description: 'The registration form that the client belongs to',
		placeholder: 'e.g. 4f8k2m1q',
		search: 'searchRegistrationForms',
		length: 8,
	},
	kycForm: {
		label: 'KYC Form',
		description: 'The KYC form to use',
		placeholder: 'e.g. 7h3k9s2d',
		search: 'searchKycForms',
		length: 8,
	},
	state: {
		label: 'State',
		description: 'The state, by its code in the CRM',
		placeholder: 'e.g. ny',
		search: 'searchStates',
	},
	tradeType: {
		label: 'Type',
		description:
			'Type of trades wanted. The CRM documents no list of types: the list tries likely ones on the last 30 days.',
		placeholder: 'e.g. close',
		search: 'searchTradeTypes',
		typed: 'By Name',
		slow: 'The CRM is asked for the trades of the last 30 days.',
	},
	transactionTypes: {
		label: 'Types',
		description:
			'List only transactions of these types, with commas between them. The CRM documents no list of types: the list shows those of the last 30 days.',
		placeholder: 'e.g. deposit, withdrawal',
		search: 'searchTransactionTypes',
		typed: 'By Name',
		slow: 'The transactions of the last 30 days are read.',
	},
} as const satisfies Record<string, Source>;

/** `KYC Form` → `a KYC form`, `Account Type` → `an account type` */
function inText(label: string): string {
	const words = label.replace(/\b[A-Z](?=[a-z])/g, (letter) => letter.toLowerCase());
	return `${/^[aeiou]/.test(words) ? 'an' : 'a'} ${words}`;
}

/** One thing of the CRM, chosen from its list or given by id. */
export function choose(
	what: keyof typeof SOURCES,
	name: string,
	about: Partial<About> = {},
): Field {
	const source: Source = SOURCES[what];
	const label = about.label ?? source.label;
	const { length } = source;
	return {
		kind: 'chosen',
		name,
		required: about.required,
		top: about.top,
		when: about.when,
		idOf: what,
		property: {
			displayName: label,
			type: 'resourceLocator',
			default: { mode: 'list', value: '' },
			description: about.description ?? source.description,
			modes: [
				{
					displayName: 'From List',
					name: 'list',
					type: 'list',
					placeholder: `Choose ${inText(source.label)}...`,
					typeOptions: {
						searchListMethod: source.search,
						searchable: true,
						slowLoadNotice: {
							message: `${source.slow ?? 'The CRM has no search, so its pages are read one after the other.'} If that takes too long, choose ${source.typed ?? 'By ID'}.`,
							timeout: 3000,
						},
					},
				},
				{
					// Without a regex: n8n (2.41.1) runs it before each execution, which it ends if a busy
					// machine makes that take 250 ms. `read` checks the same.
					displayName: source.typed ?? 'By ID',
					name: 'id',
					type: 'string',
					placeholder: about.placeholder ?? source.placeholder,
				},
			],
		},
		read: (value) => readId(value, length),
	};
}

/**
 * A word of which the CRM documents no list, chosen from those that it answered with or typed.
 * @param kind reads what is given: one word, or several with commas between
 */
export function chooseWord(
	what: 'tradeType' | 'transactionTypes',
	name: string,
	kind: typeof text | typeof words,
	about: Partial<About> = {},
): Field {
	const { label, description } = SOURCES[what];
	const { property } = choose(what, name, about);
	return { ...kind(name, { label, description, ...about }), property, wordFor: 'type' };
}
