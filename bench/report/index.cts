/** Writes benchmarks.md with its plots and numbers. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Results } from '../results.cts';
import { markdownOf } from './markdown.cts';
import { plotOf, toSvg } from './plots.cts';

/** @param folder gets benchmarks.md, and benchmarks/ with the plots and all samples */
export async function writeReport(results: Results, folder: string): Promise<void> {
	const figures = join(folder, 'benchmarks');
	rmSync(figures, { recursive: true, force: true });
	mkdirSync(figures, { recursive: true });
	const plotted = new Set<string>();
	for (const one of results.cases) {
		const plot = plotOf(one);
		if (!plot) continue;
		writeFileSync(join(figures, `${one.name}.svg`), await toSvg(plot));
		plotted.add(one.name);
	}
	writeFileSync(join(figures, 'results.json'), `${JSON.stringify(results, null, '\t')}\n`);
	writeFileSync(join(folder, 'benchmarks.md'), markdownOf(results, plotted));
}
