/** `npm run bench`: speed and memory beside what users would take instead. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { selfSigned } from '../sandbox/index.cts';
import { CURRENT } from '../test/e2e/n8n/versions.cts';
import { pack, ROOT } from '../test/package/packed.cts';
import type { Bench, Case } from './bench.cts';
import { CASES } from './cases/index.cts';
import { startCrm } from './processes/index.cts';
import { writeReport } from './report/index.cts';
import type { CaseResult, Machine, Results } from './results.cts';
import { WholeN8n } from './whole-n8n.cts';

const USAGE = `npm run bench -- [options] [case...]
  cases            ${CASES.map(({ name }) => name).join(', ')}; default: all
  --quick          small sizes and one round: to try the benchmark itself
  --out <folder>   where benchmarks.md and its plots go; default: docs for a whole run, else a
                   folder of its own`;

interface Options {
	cases: Case[];
	quick: boolean;
	out: string;
	command: string;
}

function readOptions(): Options {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: { quick: { type: 'boolean', default: false }, out: { type: 'string' } },
	});
	const cases = CASES.filter(({ name }) => !positionals.length || positionals.includes(name));
	const unknown = positionals.find((name) => !CASES.some((one) => one.name === name));
	if (unknown) throw new Error(`There is no case ${unknown}\n\n${USAGE}`);
	const { quick } = values;
	const whole = !quick && cases.length === CASES.length;
	const args = process.argv.slice(2);
	return {
		cases,
		quick,
		out: values.out ?? (whole ? join(ROOT, 'docs') : mkdtempSync(join(tmpdir(), 'crm-bench-'))),
		command: ['npm run bench', ...(args.length ? ['--', ...args] : [])].join(' '),
	};
}

async function main(): Promise<void> {
	const { cases, quick, out, command } = readOptions();
	const start = performance.now();
	const machine = describeMachine(command);
	const { bench, close } = await open(quick, cases.length === 1);
	const results: CaseResult[] = [];
	try {
		for (const { name, run } of cases) {
			bench.say(`\n${name}`);
			const began = performance.now();
			results.push(await run(bench));
			bench.say(`${name} took ${((performance.now() - began) / 60_000).toFixed(1)} minutes`);
		}
	} finally {
		await close();
	}
	machine.loadAtEnd = loadavg()[0];
	machine.minutes = (performance.now() - start) / 60_000;
	printClaims(results);
	mkdirSync(out, { recursive: true });
	await writeReport({ machine, cases: results }, out);
	console.log(`\n${join(out, 'benchmarks.md')}, after ${machine.minutes.toFixed(1)} minutes`);
}

/** Packs the package, and starts the CRMs that all cases share. */
async function open(
	quick: boolean,
	alone: boolean,
): Promise<{ bench: Bench; close: () => Promise<void> }> {
	const say = (line: string) => console.log(line);
	say('Building and packing the package');
	const folder = mkdtempSync(join(tmpdir(), 'crm-bench-'));
	const certificate = join(folder, 'crm.pem');
	const tls = await selfSigned();
	writeFileSync(certificate, tls.cert);
	// For all processes that are started from here.
	process.env.NODE_EXTRA_CA_CERTS = certificate;
	process.env.N8N_BINARY_DATA_STORAGE_PATH = join(folder, 'files');
	const packed = pack();
	const [crm, plainCrm] = [await startCrm(tls), await startCrm()];
	let n8n: Promise<WholeN8n> | undefined;
	const close = async () => {
		await (await n8n)?.stop();
		crm.stop();
		plainCrm.stop();
		packed.remove();
		rmSync(folder, { recursive: true, force: true });
	};
	const startN8n = async () => await WholeN8n.start(packed.folder, crm);
	return {
		bench: {
			packed,
			crm,
			plainCrm,
			quick,
			alone,
			tls,
			say,
			n8n: async () => await (n8n ??= startN8n()),
		},
		close,
	};
}

function describeMachine(command: string): Machine {
	const processors = cpus();
	return {
		cpu: processors[0]?.model ?? 'unknown',
		cores: processors.length,
		memoryGb: Math.round(totalmem() / 1024 ** 3),
		os: type(),
		node: process.version,
		n8n: CURRENT.n8n,
		loadAtStart: loadavg()[0],
		loadAtEnd: Number.NaN,
		date: new Date().toISOString().slice(0, 10),
		minutes: Number.NaN,
		command,
	};
}

function printClaims(cases: Results['cases']): void {
	console.log('');
	for (const { text, found, met } of cases.flatMap(({ claims }) => claims)) {
		console.log(`${met ? 'met   ' : 'MISSED'}  ${text}: ${found}`);
	}
}

main().catch((error: Error) => {
	console.error(error.stack ?? error.message);
	process.exitCode = 1;
});
