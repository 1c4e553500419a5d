import { compare, LATENCIES, sample, type Case, type Variant } from '../bench.cts';
import { claim, find, largest, short, timeOf } from '../results.cts';
import { leadStep } from './steps.cts';

const WIDTHS = [1, 5, 10, 20, 50];
const WAY = 'this node';

export const concurrency: Case = {
	name: 'concurrency',
	run: async (bench) => {
		const size = bench.quick ? 50 : 200;
		const variants = LATENCIES.flatMap((latencyMs) =>
			WIDTHS.map((width): Variant => {
				const expected = { items: size, leads: size };
				const step = leadStep('ours', size, width);
				const measure = async () => await sample(bench, step, expected, { latencyMs });
				return { way: WAY, latencyMs, size, width, measure };
			}),
		);
		const rows = await compare(bench, variants, 2);
		const gain = (latencyMs: number, from: number, to: number) => {
			const time = (width: number) => timeOf(find(rows, WAY, { latencyMs, width }));
			return `${short(time(from) / time(to))} times`;
		};
		const over = rows.map((row) => (largest(row, 'inFlight') ?? 0) - (row.width ?? 0));
		return {
			name: 'concurrency',
			title: 'Max Concurrent Requests',
			about: `${size} leads with 1, 5, 10, 20 and 50 requests at a time.`,
			rows,
			duels: [],
			claims: [
				claim(
					'never more requests in flight than set',
					Math.max(...over),
					{ most: 0 },
					'more than set, at most',
				),
			],
			remarks: [
				`At 50 ms, from 1 to 5: ${gain(50, 1, 5)} as fast; from 5 to 10: ${gain(50, 5, 10)}; from 10 to 20: ${gain(50, 10, 20)}; from 20 to 50: ${gain(50, 20, 50)}. Without latency, from 1 to 5: ${gain(0, 1, 5)}.`,
			],
		};
	},
};
