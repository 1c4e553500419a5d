import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Installed } from './install.cts';

export interface ServerOptions {
	installed: Installed;
	/** The unpacked package, put where n8n keeps community packages. */
	packageFolder: string;
	/** Default: any free one. */
	port?: number;
	/** Default: a fresh one, removed at the end. n8n keeps its settings, key and SQLite database there. */
	userFolder?: string;
	/** More environment variables of n8n. */
	env?: NodeJS.ProcessEnv;
}

/** A process of n8n. */
export interface Process {
	/** What n8n printed. */
	log(): string;
	/** Where n8n prints it. */
	logFile: string;
	/** Ends it; with SIGKILL as a crash does, else as n8n wishes to be ended. */
	stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
	child: ChildProcess;
}

/** A running n8n server. */
export interface Server extends Process {
	/** http://127.0.0.1:<port> */
	url: string;
	userFolder: string;
}

const LONGEST_START_MS = 180_000;

/** Ends what does not end by itself. */
const LONGEST_STOP_MS = 20_000;

/** Starts an n8n server on loopback and waits until it answers. */
export async function startServer(options: ServerOptions): Promise<Server> {
	const { installed, packageFolder, env } = options;
	const port = options.port ?? (await freePort());
	const url = `http://127.0.0.1:${port}`;
	const userFolder = options.userFolder ?? mkdtempSync(join(tmpdir(), 'n8n-e2e-'));
	putPackage(packageFolder, userFolder);
	const started = startProcess(installed, ['start'], {
		N8N_USER_FOLDER: userFolder,
		N8N_PORT: String(port),
		N8N_RUNNERS_BROKER_PORT: String(await freePort()),
		WEBHOOK_URL: url,
		...installed.env,
		...env,
	});
	const stop = async (signal?: 'SIGTERM' | 'SIGKILL') => {
		await started.stop(signal);
		if (!options.userFolder) rmSync(userFolder, { recursive: true, force: true });
	};
	const server = { ...started, stop, url, userFolder };
	try {
		await untilReady(server);
	} catch (error) {
		await stop('SIGKILL');
		throw error;
	}
	return server;
}

/** An n8n server that is ended and started again on the same data and the same port. */
export class LastingServer {
	private server: Server | undefined;
	private readonly userFolder = mkdtempSync(join(tmpdir(), 'n8n-e2e-'));
	private port = 0;

	constructor(private readonly options: Omit<ServerOptions, 'port' | 'userFolder'>) {}

	/** @returns its URL, which stays the same */
	async start(): Promise<string> {
		const { options, userFolder } = this;
		this.port ||= await freePort();
		this.server = await startServer({ ...options, userFolder, port: this.port });
		return this.server.url;
	}

	/** What it printed since its last start. */
	log(): string {
		return this.server?.log() ?? '';
	}

	/** See `Process.stop`. */
	async stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void> {
		await this.server?.stop(signal);
		this.server = undefined;
	}

	/** Ends it for good. */
	async close(): Promise<void> {
		await this.stop();
		rmSync(this.userFolder, { recursive: true, force: true });
	}
}

/** Puts an unpacked package where n8n finds the community packages of a user folder. */
export function putPackage(packageFolder: string, userFolder: string): void {
	const modules = join(userFolder, '.n8n', 'nodes', 'node_modules');
	const folder = join(modules, 'n8n-nodes-crm-open-api');
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	cpSync(packageFolder, folder, { recursive: true });
}

/** Starts n8n with a command (`start`, `worker`), on loopback and without calls to n8n's makers. */
export function startProcess(
	{ node, n8n }: Installed,
	command: string[],
	env: NodeJS.ProcessEnv,
): Process {
	const folder = mkdtempSync(join(tmpdir(), 'n8n-log-'));
	const file = join(folder, 'n8n.log');
	const out = openSync(file, 'w');
	const child = spawn(node, [n8n, ...command], {
		stdio: ['ignore', out, out],
		env: {
			PATH: [dirname(node), process.env.PATH].join(delimiter),
			HOME: process.env.HOME,
			N8N_LISTEN_ADDRESS: '127.0.0.1',
			N8N_SECURE_COOKIE: 'false',
			N8N_DIAGNOSTICS_ENABLED: 'false',
			N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
			N8N_TEMPLATES_ENABLED: 'false',
			N8N_PERSONALIZATION_ENABLED: 'false',
			N8N_DYNAMIC_BANNERS_ENABLED: 'false',
			...env,
		},
	});
	const kill = () => child.kill('SIGKILL');
	process.once('exit', kill);
	const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
	return {
		child,
		logFile: file,
		log: () => readFileSync(file, 'utf8'),
		async stop(signal = 'SIGTERM') {
			child.kill(signal);
			const late = setTimeout(kill, LONGEST_STOP_MS);
			await ended;
			clearTimeout(late);
			process.off('exit', kill);
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

/** Runs a command of n8n to its end, on the data of a user folder. @returns what it printed */
export async function runCommand(
	installed: Installed,
	command: string[],
	userFolder: string,
): Promise<string> {
	const started = startProcess(installed, command, {
		N8N_USER_FOLDER: userFolder,
		N8N_RUNNERS_BROKER_PORT: String(await freePort()),
		...installed.env,
	});
	await new Promise((resolve) => started.child.once('close', resolve));
	const printed = started.log();
	await started.stop();
	return printed;
}

async function untilReady({ url, child, log }: Server): Promise<void> {
	const until = Date.now() + LONGEST_START_MS;
	while (child.exitCode === null && Date.now() < until) {
		// While it starts, n8n answers every address with 200 and a page of HTML, then with 503; its
		// settings it tells before it knows how to log in.
		const answer = await fetch(`${url}/rest/login`).catch(() => undefined);
		const isJson = answer?.headers.get('content-type')?.includes('json');
		if (isJson && answer && answer.status < 500) return;
		await sleep(250);
	}
	throw new Error(`n8n did not start:\n${log()}`);
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	await new Promise((resolve) => server.close(resolve));
	return port;
}
