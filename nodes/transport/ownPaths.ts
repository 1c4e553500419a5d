import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { readOwnPaths } from '../../crm/guessedPaths';
import { accept, type Result } from '../../crm/result';
import { isGuess, OPERATIONS } from '../endpoints/guesses';
import { moneyOperationsAt } from '../endpoints/moneyPaths';
import type { Operation } from '../endpoints/operation';

/** The paths that a credential puts in the place of guessed ones. */
export type OwnPaths = ReadonlyMap<Operation, string>;

const named = [...OPERATIONS].map(([name, { endpoint }]) => ({ name, endpoint }));
const pathsOf = (list: typeof named) =>
	new Map(list.map(({ name, endpoint }) => [name, endpoint.path]));
const guesses = pathsOf(named.filter(({ endpoint }) => isGuess(endpoint)));
const documented = pathsOf(named.filter(({ endpoint }) => !isGuess(endpoint)));

/** Reads them from the credential CRM API. */
export function ownPathsIn({
	otherEndpointPaths,
}: ICredentialDataDecryptedObject): Result<OwnPaths> {
	const movesMoney = (path: string) => moneyOperationsAt(path, true).length > 0;
	const read = readOwnPaths(otherEndpointPaths, guesses, documented, movesMoney);
	if (!read.ok) return read;
	const paths = new Map<Operation, string>();
	for (const [name, path] of read.value) {
		const operation = OPERATIONS.get(name);
		if (operation) paths.set(operation, path);
	}
	return accept(paths);
}
