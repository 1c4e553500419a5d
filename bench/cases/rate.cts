import { compare, sample, type Case } from '../bench.cts';
import { claim, find, largest, timeOf } from '../results.cts';
import { leadParameters } from './steps.cts';

const WAY = 'this node, 10 requests a second';
const RATE = 10;

export const rate: Case = {
	name: 'rate',
	run: async (bench) => {
		const size = bench.quick ? 20 : 100;
		const options = { maxRequestsPerSecond: RATE };
		const parameters = { ...leadParameters(), options };
		const step = { kind: 'node', node: 'ours', parameters, items: { leads: size } } as const;
		const expected = { items: size, leads: size };
		const measure = async () => await sample(bench, step, expected, { paced: true });
		const rows = await compare(bench, [{ way: WAY, size, measure }], 3);
		const row = find(rows, WAY);
		const seconds = timeOf(row) / 1000;
		const gaps = (size - 1) / RATE;
		return {
			name: 'rate',
			title: 'Max Requests per Second',
			about: `${size} leads with ${RATE} requests a second, as the CRM sees them arrive.`,
			rows,
			duels: [],
			claims: [
				claim(
					`at most ${RATE + 1} requests in any one second, its first and last moment included`,
					(row && largest(row, 'mostInASecond')) ?? Number.NaN,
					{ most: RATE + 1 },
					'at most',
				),
				claim(`${size} leads: at least ${gaps} s`, seconds, { least: gaps }, 's'),
				claim(`${size} leads: at most ${gaps + 1.1} s`, seconds, { most: gaps + 1.1 }, 's'),
			],
			remarks: [],
		};
	},
};
