import { parseArgs } from 'node:util';
import { startSandbox, type RecordedRequest } from './index.cts';

const DEFAULT_PORT = '4010';

const USAGE = `npm run sandbox -- [options]
  --port <number>     default ${DEFAULT_PORT}
  --key <text>        API key; default sandbox-key
  --scheme <v2|v1>    signature scheme; default v2
  --clients <number>  seeded clients; default 120
  --latency <ms>      delay of every answer; default 0`;

function wholeNumber(name: string, text: string): number {
	if (!/^\d+$/.test(text)) throw new Error(`--${name} must be a whole number`);
	return Number(text);
}

function readOptions() {
	const { values } = parseArgs({
		options: {
			port: { type: 'string', default: DEFAULT_PORT },
			key: { type: 'string' },
			scheme: { type: 'string', default: 'v2' },
			clients: { type: 'string', default: '120' },
			latency: { type: 'string', default: '0' },
		},
	});
	const { key, scheme } = values;
	if (scheme !== 'v1' && scheme !== 'v2') throw new Error('--scheme must be v2 or v1');
	return {
		key,
		scheme,
		port: wholeNumber('port', values.port),
		clients: wholeNumber('clients', values.clients),
		latencyMs: wholeNumber('latency', values.latency),
	} as const;
}

function log({ at, method, path, operationId, verified, status }: RecordedRequest): void {
	const time = new Date(at).toISOString().slice(11, 23);
	const result = status || 'no answer';
	console.log(`${time} ${method} ${path} ${operationId ?? '-'} ${verified} → ${result}`);
}

async function main(): Promise<void> {
	const sandbox = await startSandbox({ ...readOptions(), onRequest: log });
	console.log(`CRM sandbox  ${sandbox.url}\nAPI key      ${sandbox.key}`);
	console.log(`Signature    ${sandbox.scheme.toUpperCase()}\nCtrl-C ends it.`);
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.once(signal, () => void sandbox.close());
	}
}

main().catch((error: Error) => {
	console.error(`${error.message}\n\n${USAGE}`);
	process.exitCode = 1;
});
