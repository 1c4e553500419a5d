/** n8n ends in the middle of deposits, by a power cut or by a stop, and is started again. */
import { crm, Scene } from './fixture.cts';
import { booked, DEPOSIT, depositItems, orders, outcomes, shown, withoutGuards } from './money.cts';
import { installed } from './n8n/install.cts';
import { N8nRest, until } from './n8n/rest.cts';
import { LastingServer } from './n8n/server.cts';
import { CURRENT } from './n8n/versions.cts';
import { shared } from './shared.cts';

const ITEMS = 50;

/** How many are booked when n8n ends. */
const REACHED = 20;

/** The CRM takes so long for each answer: the stop waits for less than what is left. */
const LATENCY_MS = 200;
const SHUTDOWN_S = '2';

const LONGEST_START_MS = 240_000;

let n8n: LastingServer;
let scene: Scene;
beforeAll(async () => {
	n8n = new LastingServer({
		installed: await installed(CURRENT),
		packageFolder: shared().packageFolder,
		env: { N8N_GRACEFUL_SHUTDOWN_TIMEOUT: SHUTDOWN_S },
	});
	scene = await Scene.open(await N8nRest.of(await n8n.start()));
}, LONGEST_START_MS);
beforeEach(() => {
	scene.sandbox.reset();
	withoutGuards(scene.sandbox);
});
afterAll(async () => {
	await scene?.close();
	await n8n?.close();
});

test.each([
	['is killed', 'SIGKILL'],
	['is stopped with more work than it waits for', 'SIGTERM'],
] as const)(
	'n8n %s: Retry of the crashed row books the rest, and nothing twice',
	async (_how, signal) => {
		const { faults, data } = scene.sandbox;
		faults.latencyMs = LATENCY_MS;
		const items = depositItems(scene.sandbox, ITEMS);
		const id = await scene.begin(items, [crm('Deposit', { parameters: DEPOSIT })]);
		await until(
			'deposits',
			async () => await Promise.resolve(data.bookings.length >= REACHED || undefined),
		);
		await n8n.stop(signal);
		await n8n.start();
		const crashed = await until('the crashed row', async () =>
			(await scene.rest.executions(id)).find(({ status }) => status === 'crashed'),
		);
		const before = booked(scene.sandbox);
		expect(before.length).toBeGreaterThanOrEqual(REACHED);
		expect(before.length).toBeLessThan(ITEMS);

		faults.latencyMs = 0;
		const retried = await scene.retry(crashed);
		expect(shown(retried)).toBe('');
		expect(booked(scene.sandbox)).toEqual(orders(ITEMS));
		expect(outcomes(retried, 'Deposit')).toEqual([
			...before.map(() => 'duplicate'),
			...Array(ITEMS - before.length).fill('done'),
		]);
	},
	LONGEST_START_MS,
);
