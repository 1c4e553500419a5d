import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { N8nVersion } from './versions.cts';

/** A whole n8n on this machine. */
export interface Installed {
	version: string;
	/** Its own Node. */
	node: string;
	/** What that Node runs. */
	n8n: string;
	/** Where n8n's packages are. */
	modules: string;
	/** Settings without which it does not start. */
	env?: NodeJS.ProcessEnv;
}

/** Outside the checkout, so that a new clone finds it: N8N_E2E_CACHE, or n8n-e2e in the user's cache folder. */
const CACHE =
	process.env.N8N_E2E_CACHE ??
	join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'n8n-e2e');

/**
 * The whole n8n of a version, installed on first use: 3 GB and several minutes. An install that broke off is
 * continued the next time.
 * @param say gets a line per step
 */
export async function installed(
	version: N8nVersion,
	say: (line: string) => void = console.log,
): Promise<Installed> {
	const folder = join(CACHE, version.n8n);
	if (!existsSync(folder)) {
		const unfinished = `${folder}.unfinished`;
		await install(version, unfinished, say);
		renameSync(unfinished, folder);
	}
	return at(folder, version);
}

function at(folder: string, { n8n, env }: N8nVersion): Installed {
	const modules = join(folder, 'node_modules');
	return {
		version: n8n,
		env,
		modules,
		node: join(modules, 'node', 'bin', 'node'),
		n8n: join(modules, 'n8n', 'bin', 'n8n'),
	};
}

async function install(
	version: N8nVersion,
	folder: string,
	say: (line: string) => void,
): Promise<void> {
	const { n8n, node, native, overrides } = version;
	const dependencies = { n8n, node };
	const allowScripts = Object.fromEntries(['node', ...native].map((name) => [name, true]));
	mkdirSync(folder, { recursive: true });
	const manifest = { private: true, dependencies, overrides, allowScripts };
	writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, null, '\t'));

	say(`n8n ${n8n} is not in ${CACHE}: installing it there, once.`);
	say(`1 of 3: download (3 GB on disk, some minutes)`);
	await npm(folder, ['install', '--ignore-scripts', '--no-audit', '--no-fund']);
	say(`2 of 3: Node ${node}`);
	await npm(folder, ['rebuild', 'node']);
	say(`3 of 3: build ${native.join(' and ')}`);
	await npm(folder, ['rebuild', ...native], {
		PATH: [join(folder, 'node_modules', 'node', 'bin'), process.env.PATH].join(delimiter),
		npm_config_nodedir: headers(folder),
	});
}

/** The header files of the Node that was installed: they come with it, and must be of its version. */
function headers(folder: string): string | undefined {
	const parent = join(folder, 'node_modules', 'node', 'node_modules');
	const names = existsSync(parent) ? readdirSync(parent) : [];
	const name = names.find((each) => existsSync(join(parent, each, 'include', 'node')));
	return name && join(parent, name);
}

async function npm(cwd: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<void> {
	// npm of a script hands its own settings down as npm_config_*; they belong to the project, not to this folder.
	const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('npm_'));
	const child = spawn('npm', ['--loglevel=error', ...args], {
		cwd,
		env: { ...Object.fromEntries(inherited), ...env },
		stdio: ['ignore', 'inherit', 'inherit'],
	});
	const code = await new Promise((resolve, reject) =>
		child.on('close', resolve).on('error', reject),
	);
	if (code !== 0) throw new Error(`npm ${args.join(' ')} in ${cwd} ended with ${String(code)}`);
}
