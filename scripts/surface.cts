/** `npm run surface`: accepts what changed in what a saved workflow can hold. After a release only what is new. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listedCredentials, listedNodes } from '../test/package/printed.cts';
import { changesOf, surfaceOf, type Change, type Surface } from '../test/package/surface.cts';

const FILE = join(__dirname, '..', 'test', 'package', 'surface.json');

export interface Accepted {
	/** Whether a version with this surface is published: from then on it only grows. */
	released: boolean;
	surface: Surface;
}

export function accepted(): Accepted {
	return JSON.parse(readFileSync(FILE, 'utf8')) as Accepted;
}

/** The surface as it is now, as JSON has it. */
export function surfaceNow(): Surface {
	const nodes = listedNodes().map(({ instance }) => instance.description);
	const credentials = listedCredentials().map(({ instance }) => instance);
	return JSON.parse(JSON.stringify(surfaceOf(nodes, credentials))) as Surface;
}

/** Changes that break saved workflows of those who have the package. */
export function forbidden({ released }: Accepted, changes: Change[]): Change[] {
	return released ? changes.filter(({ added }) => !added) : [];
}

/** The file, with one line to each place. */
export function written({ released, surface }: Accepted): string {
	const lines = Object.entries(surface).map(
		([place, entry]) => `\t\t${JSON.stringify(place)}: ${JSON.stringify(entry)}`,
	);
	return `{\n\t"released": ${released},\n\t"surface": {\n${lines.join(',\n')}\n\t}\n}\n`;
}

function accept(): void {
	const before = accepted();
	const surface = surfaceNow();
	const changes = changesOf(before.surface, surface);
	const breaking = forbidden(before, changes);
	for (const { says } of changes) console.log(says);
	if (breaking.length > 0) {
		console.error(`\nNot accepted: ${breaking.length} of these break workflows that are saved.`);
		process.exitCode = 1;
		return;
	}
	writeFileSync(FILE, written({ ...before, surface }));
	console.log(`${changes.length} changes accepted.`);
}

if (require.main === module) accept();
