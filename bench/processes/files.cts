/** Files of nodes on disk, as n8n keeps them by default. */
import { createRequire } from 'node:module';
import { BinaryDataService } from 'n8n-core';

let isReady: Promise<void> | undefined;

/** Into the folder that `N8N_BINARY_DATA_STORAGE_PATH` names; whoever set it removes it. */
export async function keepFilesOnDisk(): Promise<void> {
	if (!process.env.N8N_BINARY_DATA_STORAGE_PATH) throw new Error('There is no place for files');
	// n8n-core's container, not another copy that npm may have put beside it.
	const { Container } = createRequire(require.resolve('n8n-core'))('@n8n/di') as {
		Container: { get(service: typeof BinaryDataService): BinaryDataService };
	};
	await (isReady ??= Container.get(BinaryDataService).init());
}
