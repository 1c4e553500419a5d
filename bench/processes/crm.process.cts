/** The sandbox CRM in a process of its own, told by messages what to do. */
import { subscribe } from 'node:diagnostics_channel';
import { seedTransactions, startSandbox, type Tls } from '../../sandbox/index.cts';

/** What the CRM is asked for; each is answered by a `Tally`. */
export type Command =
	| { do: 'start'; tls?: Tls; clients?: number }
	| { do: 'latency'; ms: number }
	/** Nothing but these transactions, evenly spread over a span. */
	| { do: 'seed'; count: number; from: string; to: string }
	/** Forgets what was asked and created. */
	| { do: 'clear' }
	| { do: 'tell' };

/** What the CRM has seen since it was cleared. */
export interface Tally {
	url: string;
	key: string;
	/** Answered with success. */
	requests: number;
	refused: number;
	leads: number;
	/** Most requests that came in within any one second, its first and last moment included. */
	mostInASecond: number;
	/** Most requests at once. */
	peak: number;
	/** TCP connections that were made. */
	connections: number;
	/** Processor time that the CRM itself used: what it takes is no merit of whoever asks. */
	cpuMs: number;
}

let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let requests = 0;
let refused = 0;
let connections = 0;
let arrivals: number[] = [];
let usedBefore = process.cpuUsage();
subscribe('net.server.socket', () => connections++);

async function start(tls?: Tls, clients?: number): Promise<void> {
	sandbox = await startSandbox({
		tls,
		clients,
		keepRequests: false,
		onRequest: ({ status, at }) => {
			arrivals.push(at);
			if (status >= 200 && status < 300) requests++;
			else refused++;
		},
	});
}

async function obey(command: Command): Promise<void> {
	if (command.do === 'start') await start(command.tls, command.clients);
	if (command.do === 'latency') sandbox.faults.latencyMs = command.ms;
	if (command.do === 'seed') {
		const { count, from, to } = command;
		sandbox.data.transactions.length = 0;
		seedTransactions(sandbox.data, count, { from, to });
	}
	if (command.do === 'clear') {
		sandbox.data.leads.length = 0;
		sandbox.inFlight.peak = sandbox.inFlight.now;
		arrivals = [];
		requests = refused = connections = 0;
		usedBefore = process.cpuUsage();
	}
}

function tally(): Tally {
	const { url, key, data, inFlight } = sandbox;
	const { peak } = inFlight;
	const { user, system } = process.cpuUsage(usedBefore);
	const cpuMs = (user + system) / 1000;
	const mostInASecond = mostWithin(1000);
	const leads = data.leads.length;
	return { url, key, requests, refused, connections, peak, cpuMs, leads, mostInASecond };
}

function mostWithin(ms: number): number {
	arrivals.sort((a, b) => a - b);
	let most = 0;
	for (let from = 0, to = 0; to < arrivals.length; to++) {
		while (arrivals[to] - arrivals[from] > ms) from++;
		most = Math.max(most, to - from + 1);
	}
	return most;
}

process.on('message', (command: Command) => {
	void obey(command).then(() => process.send?.(tally()));
});

// Not longer than the benchmark itself, however that ends.
process.once('disconnect', () => process.exit());
