import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selfSigned, startSandbox, type Sandbox } from '../../../sandbox/index.cts';
import { appears, run } from './command.cts';

/** Asks for one client over HTTPS and gives the status. */
async function ask(url: string, key: string, ca?: string): Promise<number | undefined> {
	return await new Promise((resolve, reject) => {
		const options = { ca, headers: { key } };
		get(`${url}/public/v1/users?skip=0&limit=1`, options, (response) => {
			response.resume();
			resolve(response.statusCode);
		}).on('error', reject);
	});
}

describe('with a certificate', () => {
	let sandbox: Sandbox;
	let cert: string;
	beforeAll(async () => {
		const tls = await selfSigned();
		cert = tls.cert;
		sandbox = await startSandbox({ clients: 2, tls });
	});
	afterAll(() => sandbox.close());

	test('serves HTTPS to whoever trusts the certificate', async () => {
		expect(sandbox.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
		expect(await ask(sandbox.url, sandbox.key, cert)).toBe(200);
		expect(await ask(sandbox.url.replace('127.0.0.1', 'localhost'), sandbox.key, cert)).toBe(200);
	});

	test('plays faults of the connection, too', async () => {
		sandbox.faults.rules = [
			{ action: { trickle: { everyMs: 1, bytes: 64 } } },
			{ action: { status: 204, trickle: { everyMs: 1 } } },
			{ action: 'reset' },
		];
		expect(await ask(sandbox.url, sandbox.key, cert)).toBe(200);
		expect(await ask(sandbox.url, sandbox.key, cert)).toBe(204);
		await expect(ask(sandbox.url, sandbox.key, cert)).rejects.toThrow(/socket/);
	});

	test('and to nobody else', async () => {
		await expect(ask(sandbox.url, sandbox.key)).rejects.toThrow(/self-signed certificate/);
		const { cert: another } = await selfSigned();
		await expect(ask(sandbox.url, sandbox.key, another)).rejects.toThrow(/certificate/);
	});
});

test('requests are kept, unless told not to', async () => {
	const kept: number[] = [];
	for (const keepRequests of [undefined, false]) {
		const sandbox = await startSandbox({ clients: 2, keepRequests });
		await fetch(`${sandbox.url}/public/v1/users?skip=0&limit=1`);
		kept.push(sandbox.requests.length);
		expect(sandbox.inFlight.peak).toBe(1);
		await sandbox.close();
	}
	expect(kept).toEqual([1, 0]);
});

test('--tls writes the certificate where it is told', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'sandbox-tls-'));
	const file = join(folder, 'crm.pem');
	const args = ['--port', '0', '--clients', '2', '--key', 'k1', '--tls', file];
	const { code } = await run(args, async (shown, interrupt) => {
		const [, url] = await appears(shown, /(https:\/\/127\.0\.0\.1:\d+)/);
		expect(await ask(url, 'k1', readFileSync(file, 'utf8'))).toBe(200);
		interrupt();
	});
	expect(code).toBe(0);
	rmSync(folder, { recursive: true });
});
