import type { Endpoint } from '../../crm/endpoint';
import { resources } from './index';
import type { Operation } from './operation';

/** Whether users may put the path of an endpoint right: nobody has read it in the vendor's reference. */
export function isGuess({ evidence, effect }: Endpoint): boolean {
	return evidence !== 'vendor' && effect === 'read';
}

/** All operations of the Open API by the names that the credential knows them by: `mt5.getAccounts`. */
export const OPERATIONS: ReadonlyMap<string, Operation> = new Map(
	resources.flatMap(({ value, operations }) =>
		operations.map((operation): [string, Operation] => [`${value}.${operation.value}`, operation]),
	),
);
