/** What a run of the benchmark has found out. */

/** One measurement. */
export interface Sample {
	/** Time for all `items`. */
	ms: number;
	items: number;
	/** Processor time of the measured process. */
	cpuMs?: number;
	/** The CRM's own, for all that it was asked in this measurement. */
	crmCpuMs?: number;
	/** Memory above that of a loaded n8n. */
	peakMb?: number;
	/** Memory above that at the start, in each tenth of the time. */
	course?: number[];
	/** Size of the file that was made. */
	fileMb?: number;
	/** Most requests that the CRM saw within any one second. */
	mostInASecond?: number;
	/** Most requests that the CRM had at once; only told where it takes its time to answer. */
	inFlight?: number;
	/** TCP connections that the CRM was asked for. */
	connections?: number;
	/** Why there is no result. */
	error?: string;
}

/** What is compared within a case: one way to do it, under one set of conditions. */
export interface Row {
	way: string;
	/** What the CRM takes for each answer. */
	latencyMs?: number;
	/** Items or rows of one measurement. */
	size?: number;
	/** *Max Concurrent Requests*, where the case is about it. */
	width?: number;
	samples: Sample[];
}

/** A bar, and whether it was met in this run. */
export interface Claim {
	text: string;
	/** With numbers. */
	found: string;
	met: boolean;
}

/** Two ways of a case: ours, and a rival's. */
export type Duel = [ours: string, rival: string];

export interface CaseResult {
	name: string;
	title: string;
	/** What was measured, and how. */
	about: string;
	rows: Row[];
	/** Which of our ways stands against which of the others. */
	duels: Duel[];
	claims: Claim[];
	/** What the numbers mean; made from them. */
	remarks: string[];
}

export interface Machine {
	cpu: string;
	cores: number;
	memoryGb: number;
	os: string;
	node: string;
	n8n: string;
	loadAtStart: number;
	loadAtEnd: number;
	date: string;
	minutes: number;
	command: string;
}

export interface Results {
	machine: Machine;
	cases: CaseResult[];
}

export function median(values: number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The median time of a row in ms; NaN where it failed. */
export function timeOf(row: Row | undefined): number {
	return row && !failure(row) ? median(row.samples.map(({ ms }) => ms)) : Number.NaN;
}

/** The median processor time of a row in ms, of the measured process or of the CRM; NaN where it is not known. */
export function processorTimeOf(
	row: Row | undefined,
	whose: 'cpuMs' | 'crmCpuMs' = 'cpuMs',
): number {
	if (!row || failure(row)) return Number.NaN;
	return median(row.samples.map(({ [whose]: ms = Number.NaN }) => ms));
}

/** The largest of a number that samples tell; undefined where none does. */
export function largest(
	{ samples }: Row,
	what: 'peakMb' | 'fileMb' | 'inFlight' | 'mostInASecond' | 'connections',
): number | undefined {
	const told = samples.flatMap(({ [what]: value }) => (value === undefined ? [] : [value]));
	return told.length ? Math.max(...told) : undefined;
}

export const failure = ({ samples }: Row): string | undefined =>
	samples.find(({ error }) => error)?.error;

/** The row of a way, under the conditions given. */
export function find(rows: Row[], way: string, where: Partial<Row> = {}): Row | undefined {
	return rows.find(
		(row) =>
			row.way === way &&
			Object.entries(where).every(([name, value]) => row[name as keyof Row] === value),
	);
}

/** A claim that holds when `value` is at least, or at most, `bar`. NaN never meets one. */
export function claim(
	text: string,
	value: number,
	{ least, most }: { least?: number; most?: number },
	unit = 'times',
): Claim {
	const met = least !== undefined ? value >= least : value <= (most ?? Number.NaN);
	return { text, found: Number.isNaN(value) ? 'no result' : `${short(value)} ${unit}`, met };
}

/** Three digits are more than such measurements can tell. */
export function short(value: number): string {
	if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US');
	return Number(value.toPrecision(3)).toString();
}
