import { UserError } from 'n8n-workflow';
import { couldReach } from '../crm/lenientPath';
import { resources } from '../nodes/endpoints';

/** Every operation of the Open API that moves money, as people know it, with the path that is for it alone. */
const MONEY_PATHS = resources.flatMap(({ name: resource, operations }) =>
	operations
		.filter(({ endpoint }) => endpoint.effect === 'money')
		.map(({ name, endpoint }) => ({ title: `${resource} → ${name}`, path: endpoint.path })),
);

/**
 * Keeps a request that does not come from its operation away from a path that moves money: nothing
 * would keep it from booking twice, or in a test run.
 *
 * @throws UserError which names the operation
 */
export function refuseMoneyPath({ pathname }: URL): void {
	const found = MONEY_PATHS.filter(({ path }) => couldReach(pathname, path));
	if (found.length === 0) return;
	const titles = found.map(({ title }) => `'${title}'`).join(' or ');
	throw new UserError(`This path moves money, so only the operation ${titles} may send to it`, {
		description: `Use the operation ${titles} instead: it keeps a payment from being booked twice, and from being booked in a test run.`,
	});
}
