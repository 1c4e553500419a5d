import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Installed } from '../n8n/install.cts';
import { until } from '../n8n/rest.cts';
import {
	freePort,
	putPackage,
	startProcess,
	startServer,
	type Process,
	type Server,
} from '../n8n/server.cts';
import type { Services } from './services.cts';

/** What a worker takes on at once. */
const CONCURRENCY = 10;

const LONGEST_START_MS = 180_000;

/** One main and some workers of n8n in queue mode, each with a user folder of its own. */
export class Cluster {
	private server: Server | undefined;
	private readonly workers = new Map<number, Process>();
	private readonly folder = mkdtempSync(join(tmpdir(), 'n8n-queue-'));
	private readonly env: NodeJS.ProcessEnv;
	private port = 0;

	constructor(
		private readonly installed: Installed,
		private readonly packageFolder: string,
		{ postgresPort, redisPort }: Services,
	) {
		this.env = {
			EXECUTIONS_MODE: 'queue',
			QUEUE_BULL_REDIS_HOST: '127.0.0.1',
			QUEUE_BULL_REDIS_PORT: String(redisPort),
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: '127.0.0.1',
			DB_POSTGRESDB_PORT: String(postgresPort),
			DB_POSTGRESDB_USER: 'n8n',
			DB_POSTGRESDB_DATABASE: 'postgres',
			DB_POSTGRESDB_POOL_SIZE: '10',
			N8N_ENCRYPTION_KEY: 'the same in every process',
			// What a crash left behind is looked for every minute, not every three hours.
			N8N_EXECUTIONS_QUEUE_RECOVERY_INTERVAL: '1',
			// Every row is counted at the end.
			EXECUTIONS_DATA_PRUNE: 'false',
		};
	}

	get url(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	async startMain(): Promise<void> {
		this.port ||= await freePort();
		this.server = await startServer({
			installed: this.installed,
			packageFolder: this.packageFolder,
			port: this.port,
			userFolder: this.userFolder('main'),
			// As docs/operations.md advises: no sandbox for expressions where there are none.
			env: { ...this.env, N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' },
		});
	}

	/** As a power cut would. */
	async killMain(): Promise<void> {
		await this.server?.stop('SIGKILL');
		this.server = undefined;
	}

	async startWorker(number: number): Promise<void> {
		const userFolder = this.userFolder(`worker-${number}`);
		const healthPort = String(await freePort());
		putPackage(this.packageFolder, userFolder);
		const worker = startProcess(this.installed, ['worker', `--concurrency=${CONCURRENCY}`], {
			...this.env,
			N8N_USER_FOLDER: userFolder,
			N8N_RUNNERS_BROKER_PORT: String(await freePort()),
			N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
			QUEUE_HEALTH_CHECK_ACTIVE: 'true',
			QUEUE_HEALTH_CHECK_PORT: healthPort,
		});
		this.workers.set(number, worker);
		const ready = async () => {
			if (worker.child.exitCode !== null) throw new Error(`A worker ended:\n${worker.log()}`);
			const url = `http://127.0.0.1:${healthPort}/healthz/readiness`;
			const answer = await fetch(url).catch(() => undefined);
			return answer?.ok || undefined;
		};
		await until(`worker ${number}`, ready, LONGEST_START_MS);
	}

	/** As a power cut would. */
	async killWorker(number: number): Promise<void> {
		await this.workers.get(number)?.stop('SIGKILL');
		this.workers.delete(number);
	}

	async stop(): Promise<void> {
		const all = [...this.workers.values(), this.server];
		await Promise.all(all.map(async (each) => await each?.stop()));
		rmSync(this.folder, { recursive: true, force: true });
	}

	private userFolder(name: string): string {
		const folder = join(this.folder, name);
		mkdirSync(folder, { recursive: true });
		return folder;
	}
}
