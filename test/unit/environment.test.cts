/** The environment of all tests: what one leaves running fails its file. */
import { createServer } from 'node:http';
import WatchedEnvironment from '../environment.cts';

type Arguments = ConstructorParameters<typeof WatchedEnvironment>;

const config = { globalConfig: {}, projectConfig: { testEnvironmentOptions: {} } };
const environment = () =>
	new WatchedEnvironment(config as unknown as Arguments[0], {} as Arguments[1]);

test('a server that nobody closes fails the file', async () => {
	const watched = environment();
	const server = createServer();
	await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
	await expect(watched.teardown()).rejects.toThrow('leave something running: TCPServerWrap');
	await new Promise((closed) => server.close(closed));
});

test('a timer that nobody clears fails it, one that ends in time does not', async () => {
	const watched = environment();
	// More than Jest has of its own, which may end meanwhile.
	const timers = Array.from({ length: 20 }, () => setTimeout(() => {}, 60_000));
	await expect(watched.teardown()).rejects.toThrow('Timeout');
	timers.forEach(clearTimeout);

	const patient = environment();
	setTimeout(() => {}, 100);
	await expect(patient.teardown()).resolves.toBeUndefined();
});
