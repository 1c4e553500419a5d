import type { INodeParameters, INodeProperties } from 'n8n-workflow';
import { CrmOpenApi } from '../../nodes/CrmOpenApi/CrmOpenApi.node.ts';
import type { Documented } from '../documented.cts';
import type { Values } from '../samples.cts';
import { byId } from './fixture.cts';

/** The node as a user sets it up: every parameter there is, with an expression that looks into the item. */
export function parametersOf(endpoint: Documented, items: Values[]): INodeParameters {
	const { resource, operation, kind } = endpoint;
	const shown = properties.filter(
		({ displayOptions: { show } = {} }) =>
			show?.resource?.includes(resource) && show.operation?.includes(operation),
	);
	const options = shown.find(({ name }) => name === 'options');
	const parameters: INodeParameters = {
		resource,
		operation,
		options: {
			// One after the other, so that requests arrive in the order of the items.
			...(has(options, 'maxConcurrentRequests') && { maxConcurrentRequests: 1 }),
			...(has(options, 'includePasswords') && { includePasswords: true }),
		},
		...(shown.some(({ name }) => name === 'simplify') && { simplify: false }),
		...(shown.some(({ name }) => name === 'flatten') && { flatten: false }),
		...(kind.startsWith('read-page') && { returnAll: false }),
		...(kind === 'read-page-dated' && { period: 'custom' }),
	};
	for (const name of new Set(items.flatMap((item) => Object.keys(item)))) {
		const camelCase = name.replace(/[._](\w)/g, (_, letter: string) => letter.toUpperCase());
		// Custom fields can be given in two ways; here it is the whole object.
		const twoWays = shown.some((property) => property.name === `${camelCase}Mode`);
		if (twoWays) parameters[`${camelCase}Mode`] = 'json';
		const parameter = twoWays ? `${camelCase}Json` : camelCase;
		const at = shown.find((property) => property.name === parameter);
		const collection = shown.find((property) => has(property, parameter));
		const place = at
			? parameters
			: ((parameters[collection?.name ?? ''] ??= {}) as INodeParameters);
		const option = optionsOf(collection).find((one) => one.name === parameter);
		const { type } = (at ?? option) as INodeProperties;
		const expression = `={{ $json["${name}"] }}`;
		if (type === 'resourceLocator') place[parameter] = byId(expression);
		else if (type !== 'resourceMapper') place[parameter] = expression;
		else Object.assign(place, { [`${parameter}Mode`]: 'json', [`${parameter}Json`]: expression });
	}
	return parameters;
}

const { properties } = new CrmOpenApi().description;

const optionsOf = (property?: INodeProperties) => (property?.options ?? []) as INodeProperties[];

const has = (property: INodeProperties | undefined, name: string) =>
	property?.type === 'collection' && optionsOf(property).some((option) => option.name === name);
