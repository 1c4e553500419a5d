/**
 * Gives n8n-core a home of its own, which has to happen before anything of it is built: at first
 * use it writes an encryption key into the user's home folder.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InstanceSettings } from 'n8n-core';

const home = mkdtempSync(join(tmpdir(), 'n8n-engine-'));
process.env.N8N_USER_FOLDER = home;
// n8n reports every failed node on the console; say N8N_LOG_LEVEL=debug to see it.
process.env.N8N_LOG_LEVEL ??= 'silent';

// n8n-core's container, not another copy that npm may have put beside it.
const { Container } = createRequire(require.resolve('n8n-core'))('@n8n/di') as {
	Container: { get(service: typeof InstanceSettings): InstanceSettings };
};
Container.get(InstanceSettings);

// The key is in memory now and nothing else goes there (binary data stays in memory too).
rmSync(home, { recursive: true, force: true });
