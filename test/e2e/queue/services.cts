/** PostgreSQL and Redis as Debian packages them, with data of their own that go away at the end. */
import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { until } from '../n8n/rest.cts';
import { freePort } from '../n8n/server.cts';

const MISSING = 'Redis or PostgreSQL is missing: apt-get install redis-server postgresql';

/** Where Debian puts the programs of its PostgreSQL versions. */
const DEBIAN = '/usr/lib/postgresql';

const run = promisify(execFile);

/** A PostgreSQL and a Redis on loopback. */
export interface Services {
	postgresPort: number;
	redisPort: number;
	/** The rows that a query gives. */
	query<Row>(sql: string): Promise<Row[]>;
	/** Executions in the queue: those that wait and those that workers have. */
	queued(): Promise<number>;
	stop(): Promise<void>;
}

/** @throws Error that says what to install */
export async function startServices(): Promise<Services> {
	const bin = programs();
	const folder = mkdtempSync(join(tmpdir(), 'n8n-queue-data-'));
	const [postgresPort, redisPort] = [await freePort(), await freePort()];
	const children: ChildProcess[] = [];
	const kill = () => children.forEach((child) => child.kill('SIGKILL'));
	process.once('exit', kill);
	const stop = async () => {
		await Promise.all(children.map(ended));
		process.off('exit', kill);
		rmSync(folder, { recursive: true, force: true });
	};
	try {
		children.push(startPostgres(bin, folder, postgresPort));
		children.push(startRedis(folder, redisPort));
		const psql = ['-h', '127.0.0.1', '-p', String(postgresPort), '-U', 'n8n', '-d', 'postgres'];
		const query = async <Row,>(sql: string): Promise<Row[]> => {
			const asJson = `SELECT coalesce(json_agg(row), '[]') FROM (${sql}) AS row`;
			const options = { maxBuffer: 256 * 1024 * 1024 };
			const { stdout } = await run('psql', [...psql, '-AtXq', '-c', asJson], options);
			return JSON.parse(stdout) as Row[];
		};
		const queued = async () => {
			const lengths = ['wait', 'active'].map(async (list) => {
				const command = ['-p', String(redisPort), 'LLEN', `bull:jobs:${list}`];
				return Number((await run('redis-cli', command)).stdout.trim());
			});
			return (await Promise.all(lengths)).reduce((sum, length) => sum + length, 0);
		};
		await until('PostgreSQL', async () => await query('SELECT 1').catch(() => undefined));
		await until('Redis', async () => await queued().catch(() => undefined));
		return { postgresPort, redisPort, query, queued, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}

/** The folder of PostgreSQL's programs. */
function programs(): string {
	const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).map(Number) : [];
	const bin = join(DEBIAN, String(Math.max(...versions)), 'bin');
	const redis = ['/usr/bin/redis-server', '/usr/bin/redis-cli'];
	if (![join(bin, 'postgres'), ...redis].every(existsSync)) throw new Error(MISSING);
	return bin;
}

function startPostgres(bin: string, folder: string, port: number): ChildProcess {
	// It refuses to run as root; Debian makes a user for it.
	const asRoot = process.getuid?.() === 0;
	const user = asRoot ? { uid: idOf('-u'), gid: idOf('-g') } : {};
	if (user.uid !== undefined) chownSync(folder, user.uid, user.gid);
	const data = join(folder, 'postgres');
	const options = { ...user, cwd: folder, stdio: 'ignore' } as const;
	execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'n8n', '-A', 'trust'], options);
	const args = ['-D', data, '-p', String(port), '-k', folder, '-c', 'listen_addresses=127.0.0.1'];
	return spawn(join(bin, 'postgres'), args, options);
}

const idOf = (what: '-u' | '-g') => Number(execFileSync('id', [what, 'postgres']));

function startRedis(folder: string, port: number): ChildProcess {
	const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
	return spawn('redis-server', args, { stdio: 'ignore' });
}

/** Both end at once on SIGINT, with what they have to write. */
async function ended(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null) return;
	const closed = new Promise((resolve) => child.once('close', resolve));
	child.kill('SIGINT');
	await closed;
}
