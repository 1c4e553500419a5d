import { statSync } from 'node:fs';
import { join } from 'node:path';
import { filesIn } from '../../test/package/packed.cts';
import type { Case } from '../bench.cts';
import { short } from '../results.cts';

const KB = 1024;

export const tarball: Case = {
	name: 'tarball',
	run: async ({ packed }) => {
		const files = filesIn(packed.folder);
		const bytes = files.reduce((sum, file) => sum + statSync(join(packed.folder, file)).size, 0);
		return await Promise.resolve({
			name: 'tarball',
			title: 'Size of the package',
			about:
				'What `npm pack` makes. It has no runtime dependencies, so this is all that is installed.',
			rows: [],
			duels: [],
			claims: [],
			remarks: [
				`${short(packed.size / KB)} KB packed, ${short(bytes / KB)} KB unpacked, ${files.length} files.`,
			],
		});
	},
};
