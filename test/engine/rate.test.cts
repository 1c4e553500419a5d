/** Max Requests per Second, and a CRM that asks for a pause: for all items of a run. */
import type { INodeParameters } from 'n8n-workflow';
import {
	CONTINUE,
	crmWorkflow,
	errorText,
	formItems,
	LEAD_FROM_FORM,
	useFixture,
} from './fixture.cts';
import { usePolling } from './polling.fixture.cts';

const fixture = useFixture();
const polling = usePolling();

const leads = (options: INodeParameters): INodeParameters => ({ ...LEAD_FROM_FORM, options });

/** Timers fire a millisecond early, and a late one is made up for by a quarter of a gap. */
const EARLY = 0.25;

/** How long something takes, in ms. */
async function timed(work: () => Promise<unknown>): Promise<number> {
	const began = performance.now();
	await work();
	return performance.now() - began;
}

/** The items whose leads came in, in their order, tries included. */
const arrived = () => fixture.sandbox.requests.map(({ body }) => (body as { name: string }).name);

describe('Max Requests per Second', () => {
	test('spaces the requests of all items, however many may be under way', async () => {
		const took = await timed(async () => {
			const options = { maxRequestsPerSecond: 10, maxConcurrentRequests: 50 };
			const result = await fixture.run(leads(options), formItems(6));
			expect(result.error).toBeUndefined();
		});
		expect(fixture.sandbox.requests).toHaveLength(6);
		expect(took).toBeGreaterThanOrEqual((5 - EARLY) * 100);
	});

	test('counts tries', async () => {
		fixture.sandbox.faults.rules = [{ times: 3, action: { status: 429 } }];
		const took = await timed(async () => {
			const result = await fixture.run(leads({ maxRequestsPerSecond: '4' }), formItems(3));
			expect(result.error).toBeUndefined();
		});
		expect(fixture.sandbox.requests).toHaveLength(6);
		expect(took).toBeGreaterThanOrEqual((5 - EARLY) * 250);
	});

	test('spaces the pages of a list', async () => {
		const took = await timed(async () => {
			const options = { maxRequestsPerSecond: 10, maxConcurrentRequests: 50 };
			const more = { simplify: false, returnAll: true, options };
			await fixture.run({ resource: 'client', operation: 'getMany', ...more });
		});
		const { length } = fixture.sandbox.requests;
		expect(took).toBeGreaterThanOrEqual((length - 1 - EARLY) * 100);
	});

	test('the wait for a turn is no part of Timeout', async () => {
		const options = { maxRequestsPerSecond: 2, maxConcurrentRequests: 50, timeout: 1000 };
		const result = await fixture.run(leads(options), formItems(5), CONTINUE);
		expect(result.json('Done').filter(({ error }) => error)).toEqual([]);
	});

	test.each([-1, 1001, 0.001, 'many', '', null])('%p is refused by name', async (given) => {
		const option = `={{ ${JSON.stringify(given)} }}`;
		const result = await fixture.run(leads({ maxRequestsPerSecond: option }), formItems(2));
		expect(errorText(result)).toMatch(/^'Max Requests per Second' must be/);
		expect(fixture.sandbox.requests).toEqual([]);
	});

	test('an execution that is stopped does not sit out its turns', async () => {
		const took = await timed(async () => {
			await fixture.engine().run({
				workflow: crmWorkflow(leads({ maxRequestsPerSecond: 0.05 })),
				items: formItems(5),
				cancelAfter: 300,
			});
		});
		expect(fixture.sandbox.requests).toHaveLength(1);
		expect(took).toBeLessThan(20_000);
	});

	test('holds for polls too', async () => {
		const poller = polling.poller({
			event: 'newClient',
			options: { maxRequestsPerSecond: 5, maxConcurrentRequests: 50 },
		});
		const took = await timed(async () => await poller.poll());
		const asked = polling.asked();
		expect(asked).toBeGreaterThan(1);
		expect(took).toBeGreaterThanOrEqual((asked - 1 - EARLY) * 200);
	});
});

describe('a 429 with Retry-After', () => {
	test('holds back all items of the run, not only the one that heard it', async () => {
		fixture.sandbox.faults.latencyMs = 50;
		fixture.sandbox.faults.rules = [{ action: { status: 429, headers: { 'retry-after': '1' } } }];
		const options = { maxConcurrentRequests: 2 };
		const result = await fixture.run(leads(options), formItems(8));
		expect(result.error).toBeUndefined();
		// Lead 2 was under way. Without the pause all others are through before lead 1 comes again.
		const names = arrived();
		expect(names.slice(0, 2).sort()).toEqual(['Lead 1', 'Lead 2']);
		expect(names.slice(2, 4)).toContain('Lead 1');
		expect(names).toHaveLength(9);
	});

	test('that is longer than anybody waits holds nobody back', async () => {
		fixture.sandbox.faults.rules = [
			{ action: { status: 429, headers: { 'retry-after': '3600' } } },
		];
		const result = await fixture.run(leads({}), formItems(3), CONTINUE);
		expect(result.json('Done').filter(({ error }) => error)).toHaveLength(1);
		expect(arrived()).toHaveLength(3);
	});
});
