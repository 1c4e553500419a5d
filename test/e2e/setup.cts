import { pack } from '../package/packed.cts';
import { share, type Shared } from './shared.cts';
import { installed } from './n8n/install.cts';
import { N8nRest } from './n8n/rest.cts';
import { startServer } from './n8n/server.cts';
import { CURRENT, OLDER } from './n8n/versions.cts';

/** Installs n8n if need be, packs the package, and starts an n8n that has it. */
export default async function setup(): Promise<void> {
	const current = await installed(CURRENT);
	for (const version of OLDER) await installed(version);
	const packed = pack();
	const server = await startServer({ installed: current, packageFolder: packed.folder });
	const { url, cookie, key } = await N8nRest.of(server.url);
	const { userFolder, logFile } = server;
	const shared: Shared = { url, cookie, key, packageFolder: packed.folder, userFolder, logFile };
	share(shared, async () => {
		await server.stop();
		packed.remove();
	});
}
