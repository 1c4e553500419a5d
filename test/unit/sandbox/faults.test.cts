import { startSandbox, type FaultAction, type Sandbox } from '../../../sandbox/index.cts';
import { useSandbox } from '../../started.cts';
import { call } from './call.cts';

const USERS = '/public/v1/users?skip=0&limit=1';
const sandbox = useSandbox({ clients: 5 });

const get = (path = USERS) => call(sandbox, 'GET', path);
const lead = (name = 'A') =>
	call(sandbox, 'POST', '/public/v1/leads/create', { name, email: 'a@b.co' });
const rule = (action: FaultAction, more: object = {}) =>
	sandbox.faults.rules.push({ action, ...more });
const statuses = async (times: number, send: () => Promise<{ status: number }>) => {
	const all: number[] = [];
	for (let i = 0; i < times; i++) all.push((await send()).status);
	return all;
};

describe('which requests', () => {
	test('one by default, the rest is answered', async () => {
		rule({ status: 503 });
		expect(await statuses(3, get)).toEqual([503, 200, 200]);
	});

	test('as many as said, after as many as said', async () => {
		rule({ status: 503 }, { after: 2, times: 2 });
		expect(await statuses(6, get)).toEqual([200, 200, 503, 503, 200, 200]);
	});

	test('all, with Infinity', async () => {
		rule({ status: 503 }, { times: Infinity });
		expect(await statuses(4, get)).toEqual([503, 503, 503, 503]);
	});

	test.each([
		['operationId', { operationId: 'lead.create' }],
		['method', { method: 'post' }],
		['path', { path: '/leads/' }],
		['body', { body: '"B"' }],
	])('those that match the %s', async (_what, match) => {
		rule({ status: 503 }, { match, times: Infinity });
		expect((await get()).status).toBe(200);
		expect((await lead('B')).status).toBe(503);
	});

	test('the query is part of the path', async () => {
		rule({ status: 503 }, { match: { path: 'skip=0' } });
		expect((await get()).status).toBe(503);
	});

	test('every part of the match must fit', async () => {
		rule({ status: 503 }, { match: { method: 'POST', body: '"B"' } });
		expect((await lead('A')).status).toBe(201);
		expect((await lead('B')).status).toBe(503);
	});

	test('the first rule that is not spent', async () => {
		rule({ status: 502 });
		rule({ status: 504 });
		expect(await statuses(3, get)).toEqual([502, 504, 200]);
	});
});

describe('before and after', () => {
	const leads = () => sandbox.data.leads.length;

	test('before: nothing is carried out', async () => {
		const before = leads();
		rule({ status: 503 });
		expect((await lead()).status).toBe(503);
		expect(leads()).toBe(before);
	});

	test('after: it is carried out, and the client does not know', async () => {
		const before = leads();
		rule({ status: 503 }, { when: 'after' });
		expect((await lead()).status).toBe(503);
		expect(leads()).toBe(before + 1);
	});

	test.each(['cut', 'cut-mid-body'] as const)(
		'%s after: carried out, no answer',
		async (action) => {
			const before = leads();
			rule(action, { when: 'after' });
			await expect(lead()).rejects.toThrow();
			expect(leads()).toBe(before + 1);
			expect(sandbox.requests.at(-1)).toMatchObject({ status: 0, verified: 'v2' });
		},
	);

	test.each(['cut', 'cut-mid-body'] as const)(
		'%s before: nothing is carried out',
		async (action) => {
			const before = leads();
			rule(action);
			await expect(lead()).rejects.toThrow();
			expect(leads()).toBe(before);
			expect((await get()).status).toBe(200);
		},
	);
});

describe('what comes back', () => {
	test.each([['2'], ['Wed, 21 Oct 2026 07:28:00 GMT'], [undefined]])(
		'429 with Retry-After %s',
		async (after) => {
			rule({ status: 429, headers: after === undefined ? {} : { 'retry-after': after } });
			const { status, headers } = await get();
			expect(status).toBe(429);
			expect(headers.get('retry-after')).toBe(after ?? null);
		},
	);

	test("a body of one's own, as JSON or as text", async () => {
		rule({ status: 400, body: { error: true, code: 400, type: 'x' } });
		rule({ status: 500, body: 'oops', headers: { 'content-type': 'text/plain' } });
		expect((await get()).json).toEqual({ error: true, code: 400, type: 'x' });
		expect((await get()).text).toBe('oops');
	});

	test('html', async () => {
		rule('html');
		const { status, headers, text } = await get();
		expect(status).toBe(200);
		expect(headers.get('content-type')).toMatch(/^text\/html/);
		expect(text).toMatch(/^<!DOCTYPE html>/);
	});

	test('empty and bad-json', async () => {
		rule('empty');
		rule('bad-json');
		expect(await get()).toMatchObject({ status: 200, text: '' });
		const broken = await get();
		expect(broken.headers.get('content-type')).toMatch(/^application\/json/);
		expect(() => JSON.parse(broken.text)).toThrow();
	});

	test('redirect', async () => {
		rule({ redirect: 'http://127.0.0.1:9/elsewhere' });
		rule({ redirect: '/public/v1/connections', status: 307 });
		const { status, headers } = await get();
		expect([status, headers.get('location')]).toEqual([302, 'http://127.0.0.1:9/elsewhere']);
		expect((await get()).status).toBe(307);
	});

	test('delayMs: the real answer, late', async () => {
		rule({ delayMs: 150 });
		const start = performance.now();
		expect((await get()).status).toBe(200);
		expect(performance.now() - start).toBeGreaterThan(140);
	});
});

describe('in flight', () => {
	test('peak is how many were there at once', async () => {
		sandbox.faults.latencyMs = 100;
		await Promise.all(Array.from({ length: 5 }, () => get()));
		expect(sandbox.inFlight).toEqual({ now: 0, peak: 5 });
	});

	test('one after the other is one', async () => {
		await statuses(5, get);
		expect(sandbox.inFlight.peak).toBe(1);
	});

	test('a broken connection is no longer in flight', async () => {
		rule('cut', { times: 3 });
		for (let i = 0; i < 3; i++) await expect(get()).rejects.toThrow();
		expect((await get()).status).toBe(200);
		expect(sandbox.inFlight.now).toBe(0);
	});
});

test('close ends hanging and slow requests at once', async () => {
	const own = await startSandbox({ clients: 1 });
	own.faults.rules.push({ action: 'hang' }, { action: { delayMs: 60_000 } });
	const hanging = [call(own, 'GET', USERS), call(own, 'GET', USERS)].map((one) =>
		one.then(
			() => 'answered',
			() => 'broken',
		),
	);
	while (own.requests.length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
	const start = performance.now();
	await own.close();
	expect(performance.now() - start).toBeLessThan(1_000);
	expect(await Promise.all(hanging)).toEqual(['broken', 'broken']);
});

test('reset puts everything back, in the same objects', async () => {
	const { data, faults, requests } = sandbox;
	const before = structuredClone(data);
	await lead();
	faults.newestFirst = true;
	rule({ status: 503 });
	sandbox.reset();
	expect(sandbox.data).toBe(data);
	expect(data.leads.map(({ id }) => id)).toEqual(before.leads.map(({ id }) => id));
	expect(faults).toMatchObject({ rules: [], newestFirst: false });
	expect(requests).toEqual([]);
});

describe('over HTTP', () => {
	/** The answer is read to its end: what nobody reads keeps its connection open. */
	const control = async (path: string, body?: unknown) => {
		const answer = await fetch(`${sandbox.url}/sandbox/${path}`, {
			method: body === undefined ? 'GET' : 'POST',
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		const text = await answer.text();
		return { status: answer.status, json: text && (JSON.parse(text) as unknown) };
	};

	test('switches are set, null meaning without end', async () => {
		const rules = [{ times: null, action: { status: 503 } }];
		const answer = await control('faults', { rules, newestFirst: true });
		expect(answer.json).toMatchObject({ rules, newestFirst: true, latencyMs: 0 });
		expect(await statuses(3, get)).toEqual([503, 503, 503]);
		await control('faults', { rules: [] });
		expect((await get()).status).toBe(200);
		expect(sandbox.faults.newestFirst).toBe(true);
	});

	test.each([[{ newestLast: true }], [null], ['x']])('%j is no switch', async (body) => {
		expect((await control('faults', body)).status).toBe(400);
	});

	test('requests and state can be read, and are reset', async () => {
		await lead('Seen');
		const { json: requests } = await control('requests');
		expect(requests).toMatchObject([{ operationId: 'lead.create', verified: 'v2', status: 201 }]);
		const state = await control('state');
		expect((state.json as Pick<Sandbox, 'data'>).data.leads.at(-1)).toMatchObject({ name: 'Seen' });
		expect((await control('reset', {})).status).toBe(204);
		expect((await control('requests')).json).toEqual([]);
	});

	test('what is not of the API is not recorded', async () => {
		await control('state');
		expect(sandbox.requests).toEqual([]);
	});
});
