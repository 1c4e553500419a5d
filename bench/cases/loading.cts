import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { compare, type Case } from '../bench.cts';
import type { Loaded } from '../processes/load.cts';
import { claim, find, timeOf, type Sample } from '../results.cts';

const AT_START = 'at the start of n8n';
const IN_USE = 'at the start and when all nodes are used for the first time';

export const loading: Case = {
	name: 'loading',
	run: async (bench) => {
		const variants = [
			{
				way: AT_START,
				measure: async () => await Promise.resolve(load(bench.packed.folder, 'ms')),
			},
			{
				way: IN_USE,
				measure: async () => await Promise.resolve(load(bench.packed.folder, 'usedMs')),
			},
		];
		const rows = await compare(bench, variants, 7);
		return {
			name: 'loading',
			title: 'Load the package',
			about:
				"What n8n does with a community package when it starts, by n8n's own loader, in a fresh process that has n8n-core and n8n-workflow already.",
			rows,
			duels: [],
			claims: [
				claim(
					"loading the package adds less than 50 ms to n8n's start",
					timeOf(find(rows, AT_START)),
					{ most: 50 },
					'ms',
				),
			],
			remarks: [],
		};
	},
};

function load(folder: string, which: 'ms' | 'usedMs'): Sample {
	// By Node itself: a tool that compiles TypeScript would take part in every require.
	const script = join(__dirname, '..', 'processes', 'load.cts');
	const output = execFileSync(process.execPath, [script, folder], {
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	const { [which]: ms, nodes, peakMb } = JSON.parse(output) as Loaded;
	if (nodes >= 4) return { ms, items: nodes, peakMb };
	return { ms, items: nodes, error: `only ${nodes} nodes were loaded` };
}
