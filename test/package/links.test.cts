/** Addresses in texts and code: one repository, said by package.json, and no link into nothing. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { filesIn, ROOT } from './packed.cts';

const { name, homepage, bugs, repository } = JSON.parse(
	readFileSync(join(ROOT, 'package.json'), 'utf8'),
) as { name: string; homepage: string; bugs: { url: string }; repository: { url: string } };

const REPOSITORY = repository.url.replace(/^git\+|\.git$/g, '');

const texts = ['.github', 'credentials', 'docs', 'examples', 'nodes', 'scripts', 'test']
	.flatMap((folder) => filesIn(join(ROOT, folder)).map((file) => `${folder}/${file}`))
	.concat('CHANGELOG.md', 'CONTRIBUTING.md', 'README.md', 'SECURITY.md')
	.filter((file) => /\.(md|ts|cts|json|yml)$/.test(file) && existsSync(join(ROOT, file)))
	.map((file) => ({ file, text: readFileSync(join(ROOT, file), 'utf8') }));

test('homepage and bugs are those of the repository', () => {
	expect([homepage, bugs.url]).toEqual([`${REPOSITORY}#readme`, `${REPOSITORY}/issues`]);
});

test('every address of this repository is that of package.json', () => {
	const addresses = texts.flatMap(({ file, text }) =>
		[...text.matchAll(/https?:\/\/github\.com\/[\w.-]+\/([\w.-]+)[^\s'"`)]*/g)]
			.filter(([, repo]) => repo.startsWith(name))
			.map(([address]) => ({ file, address })),
	);
	expect(addresses.filter(({ address }) => !leadsSomewhere(address))).toEqual([]);
	expect(addresses.length).toBeGreaterThan(0);
});

/** Whether it is the repository, and a file or a form for an issue that is there. */
function leadsSomewhere(address: string): boolean {
	if (!address.startsWith(REPOSITORY)) return false;
	const [page] = address.slice(REPOSITORY.length).split('#');
	const [, file] = /^\/blob\/main\/(.+)$/.exec(page) ?? [];
	if (file) return existsSync(join(ROOT, file));
	const [, template] = /^\/issues\/new\?template=(.+)$/.exec(page) ?? [];
	if (template) return existsSync(join(ROOT, '.github', 'ISSUE_TEMPLATE', template));
	return ['', '/issues', '/security/advisories/new'].includes(page);
}

const pages = texts.filter(({ file }) => file.endsWith('.md'));

test.each(pages)('$file links only to what is there', ({ file, text }) => {
	const links = [...text.matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].map(([, link]) => link);
	expect(links.filter((link) => !isThere(link, file))).toEqual([]);
});

function isThere(link: string, from: string): boolean {
	const [path, anchor] = link.split('#');
	const file = path ? normalize(join(dirname(from), path)) : from;
	if (!existsSync(join(ROOT, file))) return false;
	return !anchor || anchorsOf(readFileSync(join(ROOT, file), 'utf8')).includes(anchor);
}

/** The anchors that GitHub gives to headings. */
function anchorsOf(page: string): string[] {
	return [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
		heading
			.toLowerCase()
			.replace(/[^\p{L}\p{N}\s_-]/gu, '')
			.replace(/ /g, '-'),
	);
}
