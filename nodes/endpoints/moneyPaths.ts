import { reachOf, templateOf } from '../../crm/lenientPath';
import { resources } from './index';

/** Every operation of the Open API that moves money, as people know it, with the path that is for it alone. */
const MONEY_PATHS = resources.flatMap(({ name: resource, operations }) =>
	operations
		.filter(({ endpoint }) => endpoint.effect === 'money')
		.map(({ name, endpoint }) => ({
			title: `${resource} → ${name}`,
			template: templateOf(endpoint.path),
		})),
);

/**
 * The operations that a path is for alone, because they move money there.
 * @param path without host and query
 * @param open whether it has placeholders, which may stand for anything
 */
export function moneyOperationsAt(path: string, open = false): string[] {
	const reaches = reachOf(path, open);
	return MONEY_PATHS.filter(({ template }) => reaches(template)).map(({ title }) => title);
}
