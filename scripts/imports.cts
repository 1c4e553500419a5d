/** Who imports whom, read from the sources. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { filesIn, ROOT } from '../test/package/packed.cts';

export interface Source {
	file: string;
	code: string;
	/** What it imports: packages by name, own files by their path from the top. */
	imports: string[];
}

/** All TypeScript below these folders. */
export function sourcesIn(...folders: string[]): Source[] {
	return folders.flatMap((folder) =>
		filesIn(join(ROOT, folder))
			.filter((name) => /\.c?ts$/.test(name))
			.map((name) => {
				const file = `${folder}/${name}`;
				const code = readFileSync(join(ROOT, file), 'utf8');
				return { file, code, imports: importsOf(code, file) };
			}),
	);
}

export function importsOf(code: string, file: string): string[] {
	const names = ts.preProcessFile(code, true, true).importedFiles.map(({ fileName }) => fileName);
	return names.map((name) => (name.startsWith('.') ? join(dirname(file), name) : name));
}

/** What is published. */
export const published = (): Source[] => sourcesIn('crm', 'credentials', 'nodes');

/** An import of one own file by another. */
export interface Arrow {
	from: string;
	to: string;
}

/** The imports among these files; those of packages are none. */
export function arrowsAmong(sources: Array<Pick<Source, 'file' | 'imports'>>): Arrow[] {
	const files = new Set(sources.map(({ file }) => file));
	return sources.flatMap(({ file, imports }) =>
		imports.flatMap((path) => {
			const to = [path, `${path}.ts`, `${path}/index.ts`].find((name) => files.has(name));
			return to ? [{ from: file, to }] : [];
		}),
	);
}
