/** docs/threats.md promises nothing that no test holds. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const DOCS = join(__dirname, '../../docs');
const page = readFileSync(join(DOCS, 'threats.md'), 'utf8');
const rows = page
	.split('\n')
	.filter((line) => line.startsWith('| ') && !/^\| (-|what )/.test(line))
	.map((line) => line.split(' | ').map((cell) => cell.replace(/^\||\|$/g, '').trim()));

test.each(rows)('%s', (_threat, _answer, held) => {
	const [, title, file] = /^\[(.+)\]\((\.\.\/test\/.+\.test\.cts)\)$/.exec(held) ?? [];
	expect(file).toBeDefined();
	expect(readFileSync(join(DOCS, file), 'utf8')).toContain(title);
});

test('names every stranger', () => {
	expect(rows.length).toBeGreaterThan(20);
	expect(page.match(/^## /gm)?.length).toBeGreaterThanOrEqual(6);
});
