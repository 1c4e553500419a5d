import { UserError } from 'n8n-workflow';
import { moneyOperationsAt } from '../nodes/endpoints/moneyPaths';

/**
 * Keeps a request that does not come from its operation away from a path that moves money: nothing
 * would keep it from booking twice, or in a test run.
 *
 * @throws UserError which names the operation
 */
export function refuseMoneyPath({ pathname }: URL): void {
	const found = moneyOperationsAt(pathname);
	if (found.length === 0) return;
	const titles = found.map((title) => `'${title}'`).join(' or ');
	throw new UserError(`This path moves money, so only the operation ${titles} may send to it`, {
		description: `Use the operation ${titles} instead: it keeps a payment from being booked twice, and from being booked in a test run.`,
	});
}
