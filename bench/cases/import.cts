import { compare, type Bench, type Case, type Variant } from '../bench.cts';
import { claim, find, largest, short, timeOf, type Row } from '../results.cts';
import { WholeN8n } from '../whole-n8n.cts';

const BATCH = 1000;
const OURS = 'whole n8n: Loop Over Items + this node, 20 at a time';
const ALONE = 'whole n8n: Loop Over Items alone';

/** n8n itself keeps each item of each round, and this node a note that it was sent. */
const FLAT_MB = 2;

/** A whole run has less time for it. */
const sizeOf = ({ quick, alone }: Bench) => (quick ? 2000 : alone ? 100_000 : 20_000);

export const largeImport: Case = {
	name: 'import',
	run: async (bench) => {
		const size = sizeOf(bench);
		const variants = [true, false].map((withNode): Variant => ({
			way: withNode ? OURS : ALONE,
			size,
			measure: async () => {
				// A fresh n8n for each: what one has taken, the other must not find.
				const n8n = await WholeN8n.start(bench.packed.folder, bench.plainCrm);
				try {
					return await n8n.import(await n8n.importer(BATCH, withNode), size, withNode ? size : 0);
				} finally {
					await n8n.stop();
				}
			},
		}));
		const rows = await compare(bench, variants, 1);
		return {
			name: 'import',
			title: `Import ${size.toLocaleString('en-US')} leads in the whole n8n`,
			about: `Code that makes them, Loop Over Items with ${BATCH.toLocaleString('en-US')} at once, this node and back, until the execution is saved, over plain HTTP. Beside it the same workflow with a node that does nothing: n8n keeps all items of all rounds of a loop with the execution, and writes them into its database at the end.`,
			rows,
			duels: [],
			claims: [
				claim(
					`memory stays flat: for 1,000 leads more it grows by at most ${FLAT_MB} MB`,
					growthOf(find(rows, OURS)),
					{ most: FLAT_MB },
					'MB',
				),
			],
			remarks: [OURS, ALONE].map((way) => courseOf(rows, way)),
		};
	},
};

/** In MB for 1,000 leads, from the second tenth of the time, when n8n is warm, to the last. */
function growthOf(row: Row | undefined): number {
	const course = row?.samples[0]?.course ?? [];
	const [, warm = Number.NaN] = course;
	const last = course[course.length - 1] ?? Number.NaN;
	return Math.max(0, last - warm) / (((row?.size ?? Number.NaN) * 0.8) / 1000);
}

function courseOf(rows: Row[], way: string): string {
	const row = find(rows, way);
	const course = row?.samples[0]?.course ?? [];
	const told = course.map((mb) => `${Math.round(mb)}`).join(', ');
	const most = (row && largest(row, 'peakMb')) ?? Number.NaN;
	return `Memory above that of an idle n8n, ${way}: in each tenth of the time ${told} MB, at most ${short(most)} MB, in ${short(timeOf(row) / 1000)} s.`;
}
