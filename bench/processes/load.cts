/** Loads the package as n8n does when it starts. Node runs this file as it is: types only, no imports. */
const { mkdtempSync, rmSync } = require('node:fs') as typeof import('node:fs');
const { tmpdir } = require('node:os') as typeof import('node:os');
const { join } = require('node:path') as typeof import('node:path');

/** What is printed, as JSON. */
export type Loaded = {
	/** Until n8n knows all nodes and credentials. */
	ms: number;
	/** Until their code is there, too, which n8n may put off until a node runs. */
	usedMs: number;
	nodes: number;
	peakMb: number;
};

const home = mkdtempSync(join(tmpdir(), 'crm-bench-load-'));
process.env.N8N_USER_FOLDER = home;
process.env.N8N_LOG_LEVEL = 'silent';

const { LazyPackageDirectoryLoader } = require('n8n-core') as typeof import('n8n-core');
require('n8n-workflow');

const memory = () => process.resourceUsage().maxRSS / 1024;

async function main(): Promise<void> {
	const before = memory();
	const start = performance.now();
	const loader = new LazyPackageDirectoryLoader(process.argv[2]);
	await loader.loadAll();
	await loader.ensureTypesLoaded();
	const ms = performance.now() - start;
	const names = loader.types.nodes.map(({ name }) => name.split('.').at(-1) ?? name);
	for (const name of names) loader.getNode(name);
	for (const { name } of loader.types.credentials) loader.getCredential(name);
	const usedMs = performance.now() - start;
	const peakMb = memory() - before;
	console.log(JSON.stringify({ ms, usedMs, nodes: names.length, peakMb } satisfies Loaded));
	rmSync(home, { recursive: true, force: true });
}

void main();
