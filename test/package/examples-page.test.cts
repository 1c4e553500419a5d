/** docs/examples.md has a section for each file of examples/. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { example, exampleFiles, pictureOf } from '../examples.cts';
import { ROOT } from './packed.cts';

const page = readFileSync(join(ROOT, 'docs', 'examples.md'), 'utf8');
const [, ...sections] = page.split(/^## /m);

const REQUESTS = /^\*\*Requests to the CRM:\*\* .+$/m;

test('every section is that of an example, and there is one for each', () => {
	const files = sections.map((section) => /\]\(\.\.\/examples\/([^)]+)\)/.exec(section)?.[1]);
	expect(files.sort()).toEqual(exampleFiles);
});

test('README lists them all, and the changelog counts them', () => {
	const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
	expect(exampleFiles.filter((file) => !readme.includes(`](examples/${file}) |`))).toEqual([]);
	const changelog = readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8');
	expect(changelog).toContain(`- ${exampleFiles.length} example workflows`);
});

test.each(exampleFiles)('%s: heading, picture, what to fill in, what it costs', (file) => {
	const section = sections.find((each) => each.includes(`(../examples/${file})`)) ?? '';
	const { name, nodes } = example(file) as ReturnType<typeof example> & { name: string };
	expect(section.split('\n')[0]).toBe(name);
	expect(section).toMatch(
		new RegExp(`^!\\[[^\\]]{10,}\\]\\(images/${pictureOf(file).replace('.', '\\.')}\\)$`, 'm'),
	);
	expect(section).toMatch(/^\*\*Fill in:\*\* \S/m);
	const [costs] = REQUESTS.exec(section) ?? [];
	const notes = nodes.map(({ parameters }) => REQUESTS.exec(String(parameters.content))?.[0]);
	expect(costs).toBeDefined();
	expect(notes).toContain(costs);
});
