import { failure, largest, median, processorTimeOf, short, timeOf } from '../results.cts';
import type { CaseResult, Machine, Results, Row } from '../results.cts';

/** A rival that is not even this much faster is as fast: the machine's noise is larger. */
const FASTER = 0.95;

export function markdownOf({ machine, cases }: Results, plotted: Set<string>): string {
	const claims = cases.flatMap((one) => one.claims);
	return [
		'# Benchmarks',
		`Made by \`${machine.command}\`, all in one run of ${Math.round(machine.minutes)} minutes; the plots and this page come out of it. ${describe(machine)}`,
		'The CRM is the sandbox, in a process of its own over HTTPS (TLS 1.3, ECDSA), on the loopback interface; 0 ms and 50 ms are what it takes for an answer. It checks every signature and every request against the OpenAPI document, and no result counts unless all leads are in the CRM, or all rows came out. Each measurement has a fresh process; the ways are measured in turn, round by round. Times are medians, with the least and the most beside them. Processor time is of the measured process and of the CRM: where they share the time, no client could be much faster. Memory is how far the process\'s peak rose above that of a loaded n8n by the time the last item was there. "This node" is the package as it is packed.',
		...(claims.length ? ['## What is promised', claimTable(claims)] : []),
		'## Where a rival is faster',
		slower(cases),
		...cases.flatMap((one) => section(one, plotted.has(one.name))),
		'',
	].join('\n\n');
}

function describe(machine: Machine): string {
	const { cpu, cores, memoryGb, os, node, n8n, loadAtStart, loadAtEnd, date } = machine;
	return `Machine: ${cpu}, ${cores} cores for n8n, CRM and clients together, ${memoryGb} GB, ${os}; Node ${node}, n8n ${n8n} and its n8n-core; load ${loadAtStart.toFixed(1)} at the start and ${loadAtEnd.toFixed(1)} at the end; ${date}.`;
}

function claimTable(claims: CaseResult['claims']): string {
	const rows = claims.map(({ text, found, met }) => [text, found, met ? 'met' : '**missed**']);
	return table(['', 'found', ''], rows);
}

function section(one: CaseResult, plotted: boolean): string[] {
	const { name, title, about, rows, remarks } = one;
	return [
		`## ${title}`,
		about,
		...(plotted ? [`![${title}](benchmarks/${name}.svg)`] : []),
		...(rows.length ? [rowTable(rows)] : []),
		...remarks,
	];
}

/** Columns that no row has anything for are left out. */
function rowTable(rows: Row[]): string {
	const columns: Array<[title: string, cell: (row: Row) => string]> = [
		['', ({ way }) => way],
		['CRM takes', ({ latencyMs }) => (latencyMs === undefined ? '' : `${latencyMs} ms`)],
		['size', ({ size }) => size?.toLocaleString('en-US') ?? ''],
		['at a time', ({ width }) => width?.toString() ?? ''],
		['time', (row) => (failure(row) ? `fails: ${failure(row)}` : duration(timeOf(row)))],
		['from - to', spread],
		['per second', perSecond],
		['processor', (row) => processor(row, 'cpuMs')],
		["CRM's processor", (row) => processor(row, 'crmCpuMs')],
		['memory', (row) => withUnit(largest(row, 'peakMb'), 'MB')],
		['file', (row) => withUnit(largest(row, 'fileMb'), 'MB')],
		['most in a second', (row) => largest(row, 'mostInASecond')?.toString() ?? ''],
		['most in flight', (row) => largest(row, 'inFlight')?.toString() ?? ''],
		['connections', (row) => largest(row, 'connections')?.toLocaleString('en-US') ?? ''],
	];
	const used = columns.filter(([, cell]) => rows.some((row) => cell(row) !== ''));
	return table(
		used.map(([title]) => title),
		rows.map((row) => used.map(([, cell]) => cell(row))),
	);
}

function spread(row: Row): string {
	if (failure(row)) return '';
	const times = row.samples.map(({ ms }) => ms);
	return `${duration(Math.min(...times))} - ${duration(Math.max(...times))}`;
}

function perSecond(row: Row): string {
	if (failure(row) || row.size === undefined) return '';
	return short(median(row.samples.map(({ items, ms }) => items / (ms / 1000))));
}

function processor(row: Row, whose: 'cpuMs' | 'crmCpuMs'): string {
	const time = processorTimeOf(row, whose);
	return Number.isNaN(time) ? '' : duration(time);
}

const withUnit = (value: number | undefined, unit: string) =>
	value === undefined ? '' : `${short(value)} ${unit}`;

const duration = (ms: number) => (ms < 1000 ? `${short(ms)} ms` : `${short(ms / 1000)} s`);

/** Every duel that this node loses by more than noise. */
function slower(cases: CaseResult[]): string {
	const lost = cases.flatMap(({ title, rows, duels }) =>
		duels.flatMap(([ours, rival]) =>
			rows
				.filter(({ way }) => way === ours)
				.flatMap((own) => {
					const other = rows.find((row) => row.way === rival && sameConditions(row, own));
					const ratio = timeOf(other) / timeOf(own);
					if (!(ratio < FASTER)) return [];
					return `- ${title}${conditions(own)}: ${rival} takes ${short(ratio)} of the time of ${ours}.`;
				}),
		),
	);
	return lost.length ? lost.join('\n') : 'In this run nowhere.';
}

const sameConditions = (a: Row, b: Row) => a.latencyMs === b.latencyMs && a.size === b.size;

function conditions({ latencyMs, size }: Row): string {
	const said = [
		size !== undefined && `${size.toLocaleString('en-US')}`,
		latencyMs !== undefined && `${latencyMs} ms`,
	].filter(Boolean);
	return said.length ? ` (${said.join(', ')})` : '';
}

function table(titles: string[], rows: string[][]): string {
	const line = (cells: string[]) =>
		`| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
	return [line(titles), line(titles.map(() => '---')), ...rows.map(line)].join('\n');
}
