import { compare, LATENCIES, sample, type Case, type Variant } from '../bench.cts';
import type { Step } from '../processes/task.cts';
import { ENGINE_DUELS, QUARTERS, rowsStep, seedOf, WAYS, YEARS } from './steps.cts';

export const twoYears: Case = {
	name: 'two-years',
	run: async (bench) => {
		const size = bench.quick ? 1000 : 20_000;
		await bench.crm.ask(seedOf(size, YEARS));
		const ways: Array<[string, Step]> = [
			[WAYS.ours5, rowsStep('ours', [YEARS])],
			[WAYS.loop, rowsStep('loop', QUARTERS)],
			[WAYS.declarative, rowsStep('declarative', QUARTERS)],
		];
		const variants = LATENCIES.flatMap((latencyMs) =>
			ways.map(([way, step]): Variant => {
				const how = { latencyMs, runs: { warmUp: 1, counted: 2 } };
				const measure = async () => await sample(bench, step, { items: size }, how);
				return { way, latencyMs, size, measure };
			}),
		);
		return {
			name: 'two-years',
			title: 'A report of two years',
			about:
				'Transactions of two years, of which the CRM gives 3 months at once. This node gets one item and splits the period itself; the others get eight items, cut by hand.',
			rows: await compare(bench, variants, 3),
			duels: ENGINE_DUELS,
			claims: [],
			remarks: [],
		};
	},
};
