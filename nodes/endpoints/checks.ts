import { isGuess, OPERATIONS } from './guesses';
import type { Operation } from './operation';

/** An endpoint of the CRM, as *Check Endpoints* lists it. */
export interface Checked {
	/** As the credential knows it: `mt5.getAccounts`. */
	name: string;
	/** Value of the resource that it belongs to. */
	resource: string;
	operation: Operation;
	/** Why it is not asked; undefined when it is. */
	skipped?: string;
}

/** Every endpoint of the CRM once, in the order of the registry. */
export const CHECKED: readonly Checked[] = [...OPERATIONS]
	// An upload begins with an endpoint that has an operation of its own.
	.filter(([, { way }]) => way === undefined)
	.map(([name, operation]) => {
		const { effect } = operation.endpoint;
		const skipped =
			effect === 'money'
				? 'It moves money'
				: effect === 'write'
					? 'It changes something in the CRM'
					: operation.check?.never;
		return { name, resource: name.split('.')[0], operation, ...(skipped && { skipped }) };
	});

/** A path that no CRM has: it shows how this one answers there. */
export const NOWHERE = '/public/v1/no-such-endpoint';

const asked = CHECKED.filter(({ skipped }) => skipped === undefined);

/** How many requests the check makes in any case: one for each endpoint, and one to nowhere. */
export const REQUESTS = asked.length + 1;

/** How many more it makes at most, where guessed paths, or those of the credential, are not found. */
export const MORE_REQUESTS = asked
	.filter(({ operation }) => isGuess(operation.endpoint))
	.reduce((sum, { operation }) => sum + 1 + (operation.check?.likely?.length ?? 0), 0);
