/** Lists: Return All is true, Limit is kept, and what is not whole is an error. */
import type { INodeParameters } from 'n8n-workflow';
import {
	byId,
	CONTINUE,
	CRM,
	errorText,
	failedTexts,
	useFixture,
	startServer,
	type LocalServer,
} from './fixture.cts';

const CLIENTS = 1499;

const fixture = useFixture({ clients: CLIENTS, onRequest: () => afterRequest?.() });
/** What happens after each request, beside the sandbox's own faults. */
let afterRequest: (() => void) | undefined;
beforeEach(() => {
	afterRequest = undefined;
});

const clients = (more: INodeParameters): INodeParameters => ({
	resource: 'client',
	operation: 'getMany',
	simplify: false,
	...more,
});
const ALL = clients({ returnAll: true });

/** Ids of the clients that Get Many lists, in the CRM's order. */
const listed = () =>
	fixture.sandbox.data.clients.filter(({ suspended }) => !suspended).map(({ id }) => id);
/** skip and limit of the requests. */
const pages = () => fixture.sandbox.requests.map(({ query }) => `${query.skip}+${query.limit}`);

async function readAll(more: INodeParameters = {}): Promise<string[]> {
	const result = await fixture.run({ ...ALL, ...more });
	expect(result.error).toBeUndefined();
	return result.json('Done').map(({ id }) => String(id));
}

describe('Return All', () => {
	test(`gives ${CLIENTS} clients in order`, async () => {
		const ids = await readAll();
		expect(new Set(ids).size).toBe(CLIENTS);
		expect(ids).toEqual(listed());
	});

	test.each([0, 1, 499, 500, 501, 999, 1000, 1001])('gives %d clients', async (count) => {
		const { data } = fixture.sandbox;
		data.clients = data.clients.slice(0, count);
		const result = await fixture.run(ALL);
		expect(result.error).toBeUndefined();
		expect(result.json(CRM).map(({ id }) => id)).toEqual(listed());
		expect(fixture.sandbox.requests.length).toBeLessThanOrEqual(Math.floor(count / 499) + 1);
	});

	test('keeps filters on every page', async () => {
		const ids = await readAll({ filters: { type: 'trader' } });
		const traders = fixture.sandbox.data.clients.filter(
			({ type, suspended }) => type === 'trader' && !suspended,
		);
		expect(ids).toEqual(traders.map(({ id }) => id));
		expect(ids.length).toBeGreaterThan(1000);
	});

	test('keeps the order when pages come back in another', async () => {
		fixture.sandbox.faults.rules = [
			{ match: { path: 'skip=499' }, action: { delayMs: 120 } },
			{ match: { path: 'skip=998' }, action: { delayMs: 60 } },
		];
		expect(await readAll()).toEqual(listed());
	});

	test('asks no more pages at once than the option allows', async () => {
		fixture.sandbox.faults.latencyMs = 20;
		await readAll({ options: { maxConcurrentRequests: 2 } });
		expect(fixture.sandbox.inFlight.peak).toBe(2);
	});
});

describe('a list that changes while it is read', () => {
	/** No client who was there from first to last is missing, none doubled, and the order is the CRM's. */
	function expectWhole(ids: string[], before: string[], order = listed()): void {
		expect(new Set(ids).size).toBe(ids.length);
		const staying = before.filter((id) => order.includes(id));
		const read = new Set(ids);
		expect(staying.filter((id) => !read.has(id))).toEqual([]);
		const places = ids.map((id) => order.indexOf(id)).filter((place) => place >= 0);
		expect(places).toEqual([...places].sort((a, b) => a - b));
	}

	test.each([
		['end', 1, 1],
		['end', 2, 40],
		['start', 1, 1],
		['start', 1, 30],
		['start', 2, 240],
	] as const)('grows at the %s, after each %d pages by %d', async (at, every, rows) => {
		const before = listed();
		fixture.sandbox.faults.grow = { list: 'clients', at, every, rows, times: 6 };
		const ids = await readAll();
		expect(listed().length).toBeGreaterThan(before.length);
		expectWhole(ids, before);
	});

	test('grows behind the planned end by more than a page', async () => {
		const before = listed();
		fixture.sandbox.faults.grow = { list: 'clients', rows: 700, times: 1 };
		expect(await readAll()).toEqual(listed());
		expect(listed()).toHaveLength(before.length + 700);
	});

	test.each([1, 60])('comes newest first and grows by %d', async (rows) => {
		const before = listed().reverse();
		fixture.sandbox.faults.newestFirst = true;
		fixture.sandbox.faults.grow = { list: 'clients', rows, times: 6 };
		expectWhole(await readAll(), before, listed().reverse());
	});

	test('grows at the start while a page is late', async () => {
		const before = listed();
		const { faults } = fixture.sandbox;
		faults.rules = [{ match: { path: 'skip=499' }, action: { delayMs: 100 } }];
		faults.grow = { list: 'clients', at: 'start', rows: 5, times: 3 };
		expectWhole(await readAll(), before);
	});

	test.each([1, 30])('loses %d of its first rows', async (rows) => {
		const before = listed();
		let times = 2;
		afterRequest = () => {
			if (times-- > 0) fixture.sandbox.data.clients.splice(10, rows);
		};
		expectWhole(await readAll(), before);
	});
});

describe('Limit', () => {
	test.each([
		[1, ['0+1']],
		[50, ['0+50']],
		[500, ['0+500']],
	])('%d is one request', async (limit, requests) => {
		const result = await fixture.run(clients({ limit }));
		expect(pages()).toEqual(requests);
		expect(result.json('Done').map(({ id }) => id)).toEqual(listed().slice(0, limit));
	});

	test('501 is two requests', async () => {
		const result = await fixture.run(clients({ limit: 501 }));
		expect(pages()).toHaveLength(2);
		expect(result.json('Done').map(({ id }) => id)).toEqual(listed().slice(0, 501));
	});

	test('above what there is gives what there is', async () => {
		const result = await fixture.run(clients({ limit: 5000 }));
		expect(result.json('Done').map(({ id }) => id)).toEqual(listed());
	});

	test('is kept while the list grows at the start', async () => {
		fixture.sandbox.faults.grow = { list: 'clients', at: 'start', rows: 3 };
		const result = await fixture.run(clients({ limit: 1200 }));
		const ids = result.json('Done').map(({ id }) => id);
		expect(ids).toHaveLength(1200);
		expect(new Set(ids).size).toBe(1200);
	});

	test('is a whole number of at least 1 for each item, also as text', async () => {
		const limits = [0, -1, 'abc', 1.5, '', null, true, '7', 3, '7 rows', 1e21];
		const result = await fixture.run(
			clients({ limit: '={{ $json.limit }}' }),
			limits.map((limit) => ({ limit })),
			CONTINUE,
		);
		const texts = failedTexts(result.json(CRM));
		for (const text of texts) expect(text).toMatch(/^'Limit' must be/);
		expect(pages().sort()).toEqual(['0+3', '0+7']);
		expect(result.json(CRM)).toHaveLength(texts.length + 3 + 7);
	});
});

test.each([
	['Return All', clients({ returnAll: '={{ $json.no }}', limit: 2 }), 2],
	[
		'Flatten',
		{
			resource: 'client',
			operation: 'getDownlines',
			userId: byId('={{ $json.id }}'),
			flatten: '={{ $json.no }}',
		},
		1,
	],
] as Array<[string, INodeParameters, number]>)(
	'%s as the text "false", which expressions give, means no or is refused',
	async (name, parameters, items) => {
		const [{ id }] = fixture.sandbox.data.clients;
		const result = await fixture.run(parameters, [{ no: 'false', id }]);
		if (result.error) expect(errorText(result)).toContain(`'${name}'`);
		else expect(result.json('Done')).toHaveLength(items);
	},
);

test('Simplify as the text "false" means no or is refused, too', async () => {
	const result = await fixture.run(clients({ simplify: '={{ $json.no }}', limit: 1 }), [
		{ no: 'false' },
	]);
	if (result.error) expect(errorText(result)).toContain("'Simplify'");
	else expect(result.json('Done')[0]).toHaveProperty('phone.number');
});

describe('a list that cannot be read whole', () => {
	/** More than this for three pages is a node that does not know when to stop. */
	const PATIENCE = 60;
	let server: LocalServer;
	/** The test says how the server answers. */
	let answer: (skip: number, limit: number) => unknown;
	beforeAll(async () => {
		server = await startServer(({ url }, response) => {
			const { searchParams: query } = new URL(String(url), 'http://localhost');
			const page = answer(Number(query.get('skip')), Number(query.get('limit')));
			response.statusCode = server.requests > PATIENCE ? 418 : 200;
			response.end(JSON.stringify(page));
		});
	});
	afterAll(async () => await server.close());
	beforeEach(() => (server.requests = 0));

	const ids = (from: number, to: number) =>
		Array.from({ length: Math.max(0, to - from) }, (_, i) => ({ id: `id-${from + i}` }));
	const rows = (count: number) => (skip: number, limit: number) => ({
		count,
		records: ids(skip, Math.min(count, skip + limit)),
	});
	const run = async (more: INodeParameters = { returnAll: true }) =>
		await fixture.run(clients(more), [{}], {}, { host: server.url });

	test.each([
		['ignores skip', (_skip: number, limit: number) => ids(0, limit)],
		[
			'leaves rows out',
			(skip: number, limit: number) =>
				rows(1200)(skip, limit).records.filter(({ id }) => !/-(600|601)$/.test(id)),
		],
		['gives nothing', () => []],
	])('because the server %s is an error, not a short list', async (_how, records) => {
		answer = (skip, limit) => ({ count: 1200, records: records(skip, limit) });
		const result = await run();
		expect(errorText(result)).toContain('The list could not be read completely');
		expect(result.runs('Done')).toEqual([]);
	});

	test.each<[string, number, INodeParameters]>([
		['1 more', 901, { returnAll: true }],
		['300 more', 1200, { returnAll: true }],
		['10^15', 1e15, { returnAll: true }],
		['2 more, with a Limit', 902, { limit: 1000 }],
	])(
		'is read as far as it goes, with a hint, when the CRM counts %s',
		async (_what, count, more) => {
			answer = (skip, limit) => ({ count, records: rows(900)(skip, limit).records });
			const result = await run(more);
			expect(result.error).toBeUndefined();
			expect(result.json('Done')).toHaveLength(900);
			expect(JSON.stringify(result.data)).toContain(
				`The CRM counts ${count} rows, but its pages hold 900 different ones.`,
			);
			expect(server.requests).toBeLessThan(25);
		},
	);

	test.each([1, 200, 899, 900])(
		'is there as a whole when the CRM counts %d too few',
		async (less) => {
			answer = (skip, limit) => ({ ...rows(1499)(skip, limit), count: 1499 - less });
			const result = await run();
			expect(result.error).toBeUndefined();
			expect(result.json('Done')).toEqual(ids(0, 1499));
			expect(JSON.stringify(result.data)).not.toContain('The CRM counts');
		},
	);

	test('with two rows of one id gives both, with a hint', async () => {
		const list = [{ id: 'a', name: 'one' }, { id: 'a', name: 'two' }, { id: 'b' }];
		answer = (skip, limit) => ({ count: 3, records: list.slice(skip, skip + limit) });
		const result = await run();
		expect(result.json('Done').map(({ id, name }) => [id, name])).toMatchObject([
			['a', 'one'],
			['a', 'two'],
			['b', undefined],
		]);
		expect(JSON.stringify(result.data)).toContain('1 of the rows share their id');
	});

	test('because rows repeat is an error for a Limit, too', async () => {
		answer = (_skip, limit) => ({ count: 1200, records: ids(0, limit) });
		expect(errorText(await run({ limit: 700 }))).toContain('The list could not be read completely');
	});

	test.each([
		['a list', ids(0, 3)],
		['an object', { records: ids(0, 3) }],
	])('because %s came instead of a page says so', async (_what, body) => {
		answer = () => body;
		const text = errorText(await run());
		expect(text).toContain('something else than a page of records');
		expect(text).toContain('Custom API Call');
	});

	test('is another thing than a server with smaller pages', async () => {
		answer = (skip, limit) => rows(450)(skip, Math.min(limit, 100));
		const result = await run();
		expect(result.error).toBeUndefined();
		expect(result.json('Done')).toEqual(ids(0, 450));
	});

	test('is another thing than a long one: 150,000 rows', async () => {
		server.requests = -1000;
		answer = rows(150_000);
		const result = await run();
		expect(result.error).toBeUndefined();
		expect(result.json(CRM)).toHaveLength(150_000);
		expect(result.json(CRM).at(-1)).toEqual({ id: 'id-149999' });
	});
});

describe('a page that fails', () => {
	const secondPage = { path: 'skip=499' };
	const refusal = { status: 403, body: { error: true, code: 403, type: 'access_denied' } };

	test('stops the node: no row comes out', async () => {
		fixture.sandbox.faults.rules = [{ match: secondPage, times: Infinity, action: refusal }];
		const result = await fixture.run(ALL);
		expect(errorText(result)).toContain('refused the API key');
		expect(result.runs('Done')).toEqual([]);
	});

	test('is one error for its item, without the rows of the other pages', async () => {
		fixture.sandbox.faults.rules = [{ match: secondPage, action: refusal }];
		const result = await fixture.run(
			clients({ returnAll: '={{ $json.all }}', limit: 2 }),
			[{ all: true }, { all: false }],
			CONTINUE,
		);
		expect(result.json(CRM)).toEqual([
			{ error: expect.any(String), message: expect.stringContaining('API key') },
			...listed()
				.slice(0, 2)
				.map((id) => expect.objectContaining({ id })),
		]);
	});
});
