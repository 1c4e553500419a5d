/**
 * A network between n8n and the CRM: what comes in goes out half a round trip later, in both
 * directions, and a connection takes a round trip of its own to be made, before anything is said.
 * TLS passes through it, so that its handshakes take their round trips too.
 */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

function delayed(from: Socket, to: Socket, ms: number, notBefore = 0): void {
	const late = (act: () => void) =>
		setTimeout(act, Math.max(ms, notBefore + ms - performance.now()));
	from.on('data', (bytes) => late(() => to.write(bytes)));
	from.on('end', () => late(() => to.end()));
	from.on('error', () => to.destroy());
	from.on('close', () => late(() => to.destroy()));
}

process.once('message', ({ url, roundTripMs }: { url: string; roundTripMs: number }) => {
	const { protocol, port } = new URL(url);
	const server = createServer({ noDelay: true, allowHalfOpen: true }, (near) => {
		const far = connect({ host: '127.0.0.1', port: Number(port), noDelay: true });
		const made = performance.now() + roundTripMs;
		delayed(near, far, roundTripMs / 2, made);
		delayed(far, near, roundTripMs / 2, made);
	});
	server.listen(0, '127.0.0.1', () => {
		process.send?.(`${protocol}//127.0.0.1:${(server.address() as AddressInfo).port}`);
	});
});

// Not longer than the benchmark itself, however that ends.
process.once('disconnect', () => process.exit());
