/** Rules of the house that no linter knows. */
import { importsOf, published as publishedSources, sourcesIn } from '../../scripts/imports.cts';

const published = publishedSources();

test('published code has no switched-off lint rules', () => {
	const off = published.filter(({ code }) =>
		/eslint-disable|@ts-(ignore|nocheck|expect-error)/.test(code),
	);
	expect(off.map(({ file }) => file)).toEqual([]);
	expect(published.length).toBeGreaterThan(30);
});

test('published code uses nothing that is not published', () => {
	const allowed = /^(nodes|credentials|crm)\/|^(n8n-workflow|crypto)$/;
	const others = published.flatMap(({ file, imports }) =>
		imports.filter((name) => !allowed.test(name)).map((name) => `${file} imports ${name}`),
	);
	expect(others).toEqual([]);
});

test("the CRM's rules know nothing of n8n", () => {
	const crm = published.filter(({ file }) => file.startsWith('crm/'));
	const others = crm.flatMap(({ file, imports }) =>
		imports
			.filter((name) => !/^crm\/|^crypto$/.test(name))
			.map((name) => `${file} imports ${name}`),
	);
	expect(others).toEqual([]);
	expect(crm.flatMap(({ imports }) => imports)).toContain('crypto');
});

test('the sandbox is not made from the code that is tested against it', () => {
	const others = sourcesIn('sandbox').flatMap(({ file, imports }) =>
		imports
			.filter((name) => /^(nodes|credentials|crm|test)\/|^n8n-/.test(name))
			.map((name) => `${file} imports ${name}`),
	);
	expect(others).toEqual([]);
});

test('imports are read from all kinds of import', () => {
	const code = `import a from 'a';\nimport './b.ts';\nexport type { c } from "../c";\nrequire('d');`;
	expect(importsOf(code, 'x/y.ts')).toEqual(['a', 'x/b.ts', 'c', 'd']);
});
