import { execFileSync } from 'node:child_process';
import {
	cpSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	realpathSync,
	rmSync,
	statSync,
	symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';

export const ROOT = join(__dirname, '..', '..');

const NOT_IN_A_CLONE = ['node_modules', 'dist', '.git', 'coverage'];

/** The package as users get it: built and packed as from a fresh clone, then unpacked. */
export interface Packed {
	/** The clone that it was built in. */
	clone: string;
	/** Where it is unpacked, with nothing beside it but n8n-workflow. */
	folder: string;
	/** Bytes of the tarball. */
	size: number;
	/** Takes everything away again. */
	remove(): void;
}

export function pack(): Packed {
	const home = realpathSync(mkdtempSync(join(tmpdir(), 'crm-package-')));
	const clone = join(home, 'clone');
	cpSync(ROOT, clone, {
		recursive: true,
		filter: (from) => !NOT_IN_A_CLONE.includes(relative(ROOT, from)),
	});
	symlinkSync(join(ROOT, 'node_modules'), join(clone, 'node_modules'));
	npm(clone, 'run', 'build');
	npm(clone, 'pack', '--pack-destination', home);
	const [name] = readdirSync(home).filter((file) => file.endsWith('.tgz'));

	const modules = join(home, 'n8n', 'node_modules');
	const folder = join(modules, 'n8n-nodes-crm-open-api');
	mkdirSync(folder, { recursive: true });
	symlinkSync(join(ROOT, 'node_modules', 'n8n-workflow'), join(modules, 'n8n-workflow'));
	execFileSync('tar', ['-xzf', join(home, name), '-C', folder, '--strip-components=1']);
	return {
		clone,
		folder,
		size: statSync(join(home, name)).size,
		remove: () => rmSync(home, { recursive: true, force: true }),
	};
}

/** All files below a folder, as paths with slashes, sorted. */
export function filesIn(folder: string): string[] {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
		.sort();
}

/** Without the settings of the npm that runs the tests, which are for another folder. */
function npm(cwd: string, ...args: string[]): void {
	const env = Object.fromEntries(
		Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)),
	);
	execFileSync('npm', args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
}
