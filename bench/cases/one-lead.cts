import { compare, LATENCIES, sample, type Bench, type Case, type Variant } from '../bench.cts';
import { ENGINE_DUELS, leadStep, WAYS } from './steps.cts';

export const oneLead: Case = {
	name: 'one-lead',
	run: async (bench) => {
		const variants: Variant[] = [];
		for (const latencyMs of LATENCIES) variants.push(...(await waysOf(bench, latencyMs)));
		return {
			name: 'one-lead',
			title: 'Create one lead',
			about:
				'The time of an execution with a single item, mean of many in a warmed-up process. In the engine it is that of the node; in the whole n8n that of a webhook call up to its answer, with Code before the node, all of n8n around it, and a credential that is read from the database.',
			rows: await compare(bench, variants, 3),
			duels: [...ENGINE_DUELS, [WAYS.oursInN8n5, WAYS.httpRequest]],
			claims: [],
			remarks: [],
		};
	},
};

async function waysOf(bench: Bench, latencyMs: number): Promise<Variant[]> {
	const counted = bench.quick ? 5 : 20;
	const how = { latencyMs, runs: { warmUp: 5, counted } };
	const n8n = await bench.n8n();
	const [http, ours] = [await n8n.httpRequest(), await n8n.ours(5)];
	const engine = (way: string, step: ReturnType<typeof leadStep>): Variant => ({
		way,
		latencyMs,
		measure: async () => await sample(bench, step, { items: 1, leads: 1 }, how),
	});
	const whole = (way: string, workflow: typeof http): Variant => ({
		way,
		latencyMs,
		measure: async () => await n8n.createOne(workflow, counted, latencyMs),
	});
	return [
		engine(WAYS.ours5, leadStep('ours', 1)),
		engine(WAYS.loop, leadStep('loop', 1)),
		engine(WAYS.declarative, leadStep('declarative', 1)),
		engine(WAYS.limit, { kind: 'leadsByLimit', count: 1, width: 1 }),
		whole(WAYS.httpRequest, http),
		whole(WAYS.oursInN8n5, ours),
	];
}
