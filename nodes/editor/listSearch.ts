/** The list searches of the node, by the names that fields/choose.ts gives them. */
import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { COUNTRIES, countryNamed } from '../../crm/country';
import { isObject, textOf } from '../../crm/json';
import { CODES, CONNECTION_IDS, firstOf, IDS, platformIn, platformOf } from '../../crm/records';
import { isNothing } from '../../crm/text';
import { getMany as getClients } from '../endpoints/client';
import { getStates } from '../endpoints/configuration';
import { getMany as getConnections } from '../endpoints/connection';
import { getKycFormCollections, getRegistrationForm } from '../endpoints/form';
import { getTypes } from '../endpoints/tradingAccount';
import { given, languageOf, needed } from './asking';
import { firstLabel } from '../../crm/label';
import { searchList, type List } from './searchList';

/** What a name may be called in answers that are not documented. */
const NAMES = ['name', 'label', 'title'];

/** Clients, found by name, email or id. */
export const searchClients = search(() => ({
	operation: getClients,
	query: [],
	paged: true,
	choiceOf: ({ id, name, email }) =>
		choice(id, [name, email].filter((text) => !isNothing(text)).join(', ')),
}));

/** Trading servers: those of one platform, where the operation is for one and the answer tells it. */
export const searchConnections = search((context) => {
	const wanted = platformIn(given(context, 'resource')) ?? platformIn(given(context, 'platform'));
	const choiceOf = choicesBy(CONNECTION_IDS, languageOf(context));
	return {
		operation: getConnections,
		query: [],
		fits: (record) => !wanted || (platformOf(record) ?? wanted) === wanted,
		choiceOf: (record) => {
			const found = choiceOf(record);
			const platform = platformOf(record);
			return found && platform ? { ...found, name: `${found.name} (${platform})` } : found;
		},
	};
});

export const searchAccountTypes = search((context) => ({
	operation: getTypes,
	query: [],
	choiceOf: choicesBy(['account_type_id', ...IDS], languageOf(context)),
}));

/** The one registration form that the API names. */
export const searchRegistrationForms = search((context) => {
	const language = languageOf(context);
	return {
		operation: getRegistrationForm,
		query: [],
		choiceOf: (form) => {
			const name = firstLabel(form, NAMES, language) || 'Registration form';
			return choice(form.id, isNothing(form.type) ? name : `${name} (${textOf(form.type)})`);
		},
	};
});

/** The KYC forms of the client that the node is set to; they may come in collections. */
export const searchKycForms = search((context) => ({
	operation: getKycFormCollections,
	query: [['user_id', needed(context, 'userId', 'Client', 'The CRM lists KYC forms by client')]],
	within: (record) => (Array.isArray(record.forms) ? (record.forms as IDataObject[]) : [record]),
	choiceOf: choicesBy(['form_id', ...IDS], languageOf(context)),
}));

/** All countries; the CRM is not asked. */
export async function searchCountries(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const wanted = filter.trim().toLowerCase();
	const meant = countryNamed(filter);
	const fitting = COUNTRIES.filter(
		(country) => country === meant || country.name.toLowerCase().includes(wanted),
	);
	return {
		results: fitting.map(({ name, code }) => ({ name: `${name} (${code})`, value: code })),
	};
}

/** The groups of the trading server that the node is set to, where the CRM's list tells them. */
export const searchGroups = search((context) => {
	const connection = needed(context, 'connectionId', 'Connection', 'Groups belong to a server');
	const language = languageOf(context);
	return {
		operation: getConnections,
		query: [],
		instead: 'choose By Name',
		within: (record) =>
			textOf(record.connection_id ?? record.id) === connection ? groupsOf(context, record) : [],
		choiceOf: (group) => {
			const name = [...NAMES, ...IDS].map((key) => group[key]).find((one) => !isNothing(one));
			return choice(name, firstLabel(group, NAMES, language));
		},
	};
});

/** The groups of a server, which may be listed by their names alone. */
function groupsOf(
	context: ILoadOptionsFunctions,
	{ groups, trading_groups: tradingGroups }: IDataObject,
): IDataObject[] {
	const list: unknown[] = [groups, tradingGroups].find(Array.isArray) ?? [];
	if (list.length) {
		return list.map((group) =>
			isObject(group) ? (group as IDataObject) : { name: textOf(group) },
		);
	}
	throw new NodeOperationError(context.getNode(), 'The CRM lists no groups of this server', {
		description: 'Ask your CRM vendor for the name of the group, and choose By Name.',
	});
}

/** The states of the country that the node is set to. */
export const searchStates = search((context) => ({
	operation: getStates,
	query: [['country', countryOf(context)]],
	choiceOf: choicesBy(CODES, languageOf(context)),
}));

/** The chosen country, as the CRM's code. */
function countryOf(context: ILoadOptionsFunctions): string {
	const written = needed(context, 'country', 'Country', 'The CRM lists states by country');
	return countryNamed(written)?.code ?? written;
}

/** A list search as n8n calls it. */
function search(listOf: (context: ILoadOptionsFunctions) => List) {
	return async function (this: ILoadOptionsFunctions, filter?: string, paginationToken?: string) {
		return await searchList(this, listOf(this), filter, paginationToken);
	};
}

/** Choices from records whose id has the first of these names that a record has. */
function choicesBy(ids: readonly string[], language: string): List['choiceOf'] {
	return (record) => {
		return choice(firstOf(record, ids), firstLabel(record, NAMES, language));
	};
}

function choice(id: unknown, name: string): INodeListSearchItems | undefined {
	if ((typeof id !== 'string' && typeof id !== 'number') || isNothing(id)) return undefined;
	return { name: name || String(id), value: String(id) };
}
