import type { Tls } from '../sandbox/index.cts';
import type { Packed } from '../test/package/packed.cts';
import { carryOut, type Crm } from './processes/index.cts';
import type { Step } from './processes/task.cts';
import type { CaseResult, Row, Sample } from './results.cts';
import type { WholeN8n } from './whole-n8n.cts';

/** What the cases work with. */
export interface Bench {
	packed: Packed;
	/** Over HTTPS, and over plain HTTP. */
	crm: Crm;
	plainCrm: Crm;
	/** Small sizes and one round: to try the benchmark itself. */
	quick: boolean;
	/** Whether one case has all the time for itself. */
	alone: boolean;
	/** The certificate that all processes trust, for a CRM that a case has to itself. */
	tls: Tls;
	/** The whole n8n, started when it is first needed. */
	n8n: () => Promise<WholeN8n>;
	say: (line: string) => void;
}

export interface Case {
	name: string;
	run: (bench: Bench) => Promise<CaseResult>;
}

/** A row to be, and how one sample of it is taken. */
export interface Variant extends Omit<Row, 'samples'> {
	/** Samples enough where they hardly differ, since the way does little but wait. */
	enough?: number;
	measure: () => Promise<Sample>;
}

/** What the CRM takes for each answer, in ms. */
export const LATENCIES = [0, 50];

/**
 * Takes samples of all variants in turn, round by round, so that what else goes on in the machine
 * meets them alike; each round begins with another variant. A variant that failed is not tried again.
 */
export async function compare(
	{ quick, say }: Pick<Bench, 'quick' | 'say'>,
	variants: Variant[],
	rounds: number,
): Promise<Row[]> {
	const taken = variants.map((): Sample[] => []);
	for (let round = 0; round < (quick ? 1 : rounds); round++) {
		for (let turn = 0; turn < variants.length; turn++) {
			const at = (turn + round) % variants.length;
			const { measure, enough = rounds, way, latencyMs, size, width } = variants[at];
			if (taken[at].length >= enough || taken[at].some(({ error }) => error)) continue;
			const sample = await measure();
			taken[at].push(sample);
			const told = [way, latencyMs !== undefined && `${latencyMs} ms`, size, width];
			say(`${told.filter(Boolean).join(', ')}: ${sample.error ?? `${Math.round(sample.ms)} ms`}`);
		}
	}
	return variants.map(({ measure, enough, ...row }, at) => ({ ...row, samples: taken[at] }));
}

/** What one step must have led to, or its time means nothing. */
export interface Expected {
	items: number;
	/** Leads in the CRM, after each round. */
	leads?: number;
}

/** More about a sample than its step. */
export interface How {
	crm?: Crm;
	latencyMs?: number;
	/** Whether it counts how many requests came in a second. */
	paced?: boolean;
	/** The first runs warm the process up, and only the others count. Default: one run, which counts. */
	runs?: { warmUp: number; counted: number };
}

/** Takes one sample of a step in a fresh process, from a CRM that has forgotten all others. */
export async function sample(
	bench: Bench,
	step: Step,
	{ items, leads }: Expected,
	{ crm = bench.crm, latencyMs = 0, paced = false, runs = { warmUp: 0, counted: 1 } }: How = {},
): Promise<Sample> {
	await crm.ask({ do: 'latency', ms: latencyMs });
	await crm.ask({ do: 'clear' });
	const { url, key } = crm;
	const rounds = runs.warmUp + runs.counted;
	const task = { crm: { url, key }, packageFolder: bench.packed.folder, steps: [step], rounds };
	const done = await carryOut(task);
	const seen = await crm.ask({ do: 'tell' });
	const counted = done.times.slice(runs.warmUp).flat();
	const mean = (what: 'ms' | 'cpuMs') =>
		counted.reduce((sum, { [what]: ms }) => sum + ms, 0) / counted.length;
	const { items: made = 0, fileMb } = counted.at(-1) ?? {};
	const result = {
		ms: mean('ms'),
		cpuMs: mean('cpuMs'),
		items: made,
		peakMb: done.peakMb,
		connections: seen.connections,
		crmCpuMs: seen.cpuMs / rounds,
		...(fileMb !== undefined && { fileMb }),
		...(paced && { mostInASecond: seen.mostInASecond }),
		...(latencyMs > 0 && { inFlight: seen.peak }),
	};
	if (done.error) return { ...result, error: done.error };
	const wrong =
		(made !== items && `${made} items came out instead of ${items}`) ||
		(leads !== undefined &&
			seen.leads !== leads * rounds &&
			`${seen.leads} leads were made instead of ${leads * rounds}`) ||
		(seen.refused > 0 && `${seen.refused} requests were refused`);
	return wrong ? { ...result, error: wrong } : result;
}

/**
 * Takes samples of several steps within one process, in turn and warmed up: to tell differences that
 * are small against those between two processes.
 *
 * @returns the samples of each step
 */
export async function together(
	bench: Bench,
	steps: Step[],
	items: number,
	{ crm = bench.crm, rounds }: { crm?: Crm; rounds: number },
): Promise<Sample[][]> {
	await crm.ask({ do: 'latency', ms: 0 });
	await crm.ask({ do: 'clear' });
	const { url, key } = crm;
	const warmUp = 2;
	const task = { crm: { url, key }, packageFolder: bench.packed.folder, steps };
	const done = await carryOut({ ...task, rounds: rounds + warmUp });
	if (done.error) throw new Error(done.error);
	const { leads } = await crm.ask({ do: 'tell' });
	const wanted = items * steps.length * (rounds + warmUp);
	if (leads !== wanted) throw new Error(`${leads} leads were made instead of ${wanted}`);
	return steps.map((_, at) =>
		done.times.slice(warmUp).map(({ [at]: { ms, cpuMs } }) => ({ ms, cpuMs, items })),
	);
}
