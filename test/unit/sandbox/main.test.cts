import { appears, run } from './command.cts';

test('starts, says how to reach it, logs requests and ends on Ctrl-C', async () => {
	const args = ['--port', '0', '--scheme', 'v1', '--clients', '2', '--key', 'k1'];
	const { code, output } = await run(args, async (shown, interrupt) => {
		const [, url] = await appears(shown, /(http:\/\/127\.0\.0\.1:\d+)/);
		const response = await fetch(`${url}/public/v1/users?skip=0&limit=500`, {
			headers: { key: 'k1' },
		});
		expect(await response.json()).toMatchObject({ count: 2 });
		await appears(shown, /client\.getMany key-only → 200/);
		interrupt();
	});
	expect(output).toMatch(/k1/);
	expect(output).toMatch(/V1/);
	expect(code).toBe(0);
});

test.each([
	['--port', 'x'],
	['--scheme', 'v3'],
	['--colour', 'red'],
	['--path', 'mt5.getAccounts'],
	['--path', 'mt5.getNothing=/public/v1/x'],
])('%s %s is refused with the usage', async (...args) => {
	const { code, output } = await run(args, async () => undefined);
	expect(code).toBe(1);
	expect(output).toMatch(/--latency <ms>/);
});
