/**
 * A reverse proxy on the machine of n8n, as nginx or Caddy are: n8n reaches it over plain HTTP on
 * loopback, and it keeps its TLS connections to the CRM open.
 */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';

/** Headers that are about one connection, and so not handed on. */
const OF_ONE_CONNECTION = new Set(['connection', 'host', 'keep-alive', 'transfer-encoding']);

const handedOn = (headers: IncomingHttpHeaders) =>
	Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_ONE_CONNECTION.has(name)));

process.once('message', (target: string) => {
	const pool = new Pool(target, { connections: 50 });
	const server = createServer((request, response) => {
		const { method = 'GET', url: path = '/', headers } = request;
		const forward = { method: method as 'POST', path, headers: handedOn(headers), body: request };
		pool
			.stream(forward, ({ statusCode, headers: answered }) =>
				response.writeHead(statusCode, handedOn(answered)),
			)
			.catch(() => response.destroy());
	});
	server.listen(0, '127.0.0.1', () => {
		process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
	});
});

// Not longer than the benchmark itself, however that ends.
process.once('disconnect', () => process.exit());
