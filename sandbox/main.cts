import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CALLER_USAGE, callFrom, isCall } from './caller.cts';
import { selfSigned, startSandbox, type RecordedRequest } from './index.cts';

const DEFAULT_PORT = '4010';

const USAGE = `npm run sandbox -- [options]
  --port <number>     default ${DEFAULT_PORT}
  --key <text>        API key; default sandbox-key
  --scheme <v2|v1>    signature scheme; default v2
  --clients <number>  seeded clients; default 120
  --latency <ms>      delay of every answer; default 0
  --path <op>=<path>  another path of an operation, such as mt5.getAccounts; may be given again
  --hostile           records with texts that a stranger may have written to do harm
  --tls <file>        serve HTTPS; the file gets the certificate, for NODE_EXTRA_CA_CERTS
  --merchant <text>   merchant id of PSP Settings; default sandbox-merchant
  --token <text>      token of PSP Settings; default sandbox-token

While it runs, on its own paths (no key needed):
  POST /sandbox/faults     sets switches: strange answers, lists that lie, guards that are off (sandbox/faults.cts)
  GET  /sandbox/answers    names of the strange answers
  GET  /sandbox/bookings   how often each payment was booked
  GET  /sandbox/requests   what came in
  GET  /sandbox/state      all records
  POST /sandbox/reset      as at the start

${CALLER_USAGE}`;

function wholeNumber(name: string, text: string): number {
	if (!/^\d+$/.test(text)) throw new Error(`--${name} must be a whole number`);
	return Number(text);
}

function pathOf(text: string): [string, string] {
	const [, operation, path] = /^(\w+\.\w+)=(\/.+)$/.exec(text) ?? [];
	if (!path) throw new Error('--path must be like mt5.getAccounts=/public/v1/mt5/logins');
	return [operation, path];
}

function readOptions() {
	const { values } = parseArgs({
		options: {
			port: { type: 'string', default: DEFAULT_PORT },
			key: { type: 'string' },
			scheme: { type: 'string', default: 'v2' },
			clients: { type: 'string', default: '120' },
			latency: { type: 'string', default: '0' },
			tls: { type: 'string' },
			path: { type: 'string', multiple: true, default: [] },
			hostile: { type: 'boolean', default: false },
			merchant: { type: 'string' },
			token: { type: 'string' },
		},
	});
	const { key, scheme, merchant, token, tls } = values;
	if (scheme !== 'v1' && scheme !== 'v2') throw new Error('--scheme must be v2 or v1');
	return {
		key,
		scheme,
		psp: { ...(merchant && { merchant }), ...(token && { token }) },
		port: wholeNumber('port', values.port),
		clients: wholeNumber('clients', values.clients),
		latencyMs: wholeNumber('latency', values.latency),
		certificateFile: tls,
		paths: Object.fromEntries(values.path.map(pathOf)),
		hostile: values.hostile,
	} as const;
}

function log({ at, method, path, operationId, verified, status }: RecordedRequest): void {
	const time = new Date(at).toISOString().slice(11, 23);
	const result = status || 'no answer';
	console.log(`${time} ${method} ${path} ${operationId ?? '-'} ${verified} → ${result}`);
}

async function main(): Promise<void> {
	if (isCall(process.argv[2])) return await callFrom(process.argv.slice(2));
	const { certificateFile, ...options } = readOptions();
	const tls = certificateFile === undefined ? undefined : await selfSigned();
	if (tls && certificateFile) writeFileSync(certificateFile, tls.cert);
	const sandbox = await startSandbox({ ...options, tls, onRequest: log });
	console.log(`CRM sandbox  ${sandbox.url}\nAPI key      ${sandbox.key}`);
	console.log(`Signature    ${sandbox.scheme.toUpperCase()}`);
	const { merchant, token } = sandbox.psp;
	console.log(`PSP          ${sandbox.url} (callback URL), ${merchant}, ${token}`);
	console.log('Ctrl-C ends it.');
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.once(signal, () => void sandbox.close());
	}
}

main().catch((error: Error) => {
	console.error(`${error.message}\n\n${USAGE}`);
	process.exitCode = 1;
});
