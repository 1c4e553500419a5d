/** The rooms of the published code: what imports what. */
import { readFileSync } from 'node:fs';
import { arrowsAmong, importsOf, published, type Arrow } from '../../scripts/imports.cts';
import {
	circles,
	picture,
	rankOf,
	RANKS,
	roomOf,
	ROOMS_PAGE,
	roomsPage,
	upward,
} from '../../scripts/rooms.cts';

const arrows = arrowsAmong(published());
const said = ({ from, to }: Arrow) => `${from} imports ${to}`;

test('a room imports only from rooms of a lower rank', () => {
	expect(upward(arrows).map(said)).toEqual([]);
});

test('no file is on a circle of imports', () => {
	expect(circles(arrows)).toEqual([]);
});

test('every own import was followed to its file', () => {
	const lost = published().flatMap(({ file, imports }) => {
		const own = imports.filter((path) => /^(crm|credentials|nodes)\//.test(path));
		const found = arrows.filter(({ from }) => from === file);
		return own.length === found.length ? [] : [file];
	});
	expect(lost).toEqual([]);
	const rooms = new Set(arrows.map(({ to }) => roomOf(to)));
	expect(RANKS.flat().filter((room) => room !== 'credentials' && !rooms.has(room))).toEqual([]);
});

test('docs/contributing.md shows the rooms as they are: `npm run docs` writes them', () => {
	expect(readFileSync(ROOMS_PAGE, 'utf8')).toBe(roomsPage());
	expect(roomsPage()).toContain(picture(arrows));
});

describe('it would be seen', () => {
	const one = (file: string, code: string) => ({ file, imports: importsOf(code, file) });
	const among = (...files: Array<ReturnType<typeof one>>) => arrowsAmong(files);

	test.each([
		['an import of a higher room', 'crm/a.ts', 'nodes/run/b.ts'],
		['one that is a type only', 'nodes/transport/a.ts', 'nodes/run/b.ts'],
		['one between rooms of a rank', 'nodes/run/a.ts', 'nodes/editor/b.ts'],
		['one of a node by another', 'nodes/One/a.ts', 'nodes/Two/b.ts'],
		['one of a node by a room', 'nodes/editor/a.ts', 'nodes/One/b.ts'],
		['one of the credentials', 'nodes/transport/a.ts', 'credentials/b.ts'],
	])('%s', (_what, from, to) => {
		const up = '../'.repeat(from.split('/').length - 1);
		const code = `import type { b } from '${up}${to.replace('.ts', '')}';`;
		expect(upward(among(one(from, code), one(to, '')))).toEqual([{ from, to }]);
		expect(rankOf(roomOf(to))).toBeGreaterThanOrEqual(rankOf(roomOf(from)));
	});

	test('a circle, also over an index and an export', () => {
		const files = [
			one('crm/a.ts', `import { b } from './b';`),
			one('crm/b/index.ts', `export * from '../c';`),
			one('crm/c.ts', `import type { a } from './a';\nimport './d';`),
			one('crm/d.ts', ''),
		];
		expect(circles(among(...files))).toEqual([
			['crm/a.ts', 'crm/b/index.ts', 'crm/c.ts', 'crm/a.ts'],
		]);
	});
});
