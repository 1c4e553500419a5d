import { ok } from '../answer.cts';
import type { Operations } from '../crm.cts';
import type { CrmData } from '../data.cts';

function states(data: CrmData, country: unknown) {
	return data.countries.find(({ code }) => code === country)?.states ?? [];
}

/** Guessed endpoints: the shapes are the sandbox's invention; an unknown code has nothing below it. */
export const configuration: Operations = {
	'configuration.getCountries': (_request, { data }) =>
		ok(data.countries.map(({ code, name }) => ({ code, name }))),

	'configuration.getStates': ({ query }, { data }) =>
		ok(states(data, query.country).map(({ code, name }) => ({ code, name }))),

	'configuration.getCities': ({ query }, { data }) =>
		ok(
			states(data, query.country)
				.filter(({ code }) => query.state === undefined || code === query.state)
				.flatMap(({ cities }) => cities.map((name) => ({ name }))),
		),
};
