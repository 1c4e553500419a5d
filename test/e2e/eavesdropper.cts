import { createServer, type AddressInfo, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { selfSigned } from '../../sandbox/tls.cts';

/** Somebody's proxy, which looks into what goes through it. */
export interface Eavesdropper {
	url: string;
	/** All that it was told, decrypted where the other side took its certificate. */
	heard(): string;
	close(): Promise<void>;
}

/** A proxy for http and https that answers every request itself, and shows a certificate of its own. */
export async function startEavesdropper(): Promise<Eavesdropper> {
	const certificate = await selfSigned();
	const sockets: Socket[] = [];
	let heard = '';
	const listen = (socket: Socket, isInside = false) => {
		socket.on('error', () => undefined);
		socket.on('data', (bytes: Buffer) => {
			const text = bytes.toString('latin1');
			heard += text;
			if (!isInside && text.startsWith('CONNECT ')) {
				socket.removeAllListeners('data');
				socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
				listen(new TLSSocket(socket, { isServer: true, ...certificate }), true);
			} else {
				socket.write(
					'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}',
				);
			}
		});
	};
	const server = createServer((socket) => {
		sockets.push(socket);
		listen(socket);
	});
	await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		heard: () => heard,
		async close() {
			for (const socket of sockets) socket.destroy();
			await new Promise((closed) => server.close(closed));
		},
	};
}
