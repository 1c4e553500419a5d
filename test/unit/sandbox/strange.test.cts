import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { STRANGE_ANSWERS, type FaultAction } from '../../../sandbox/index.cts';
import { useSandbox } from '../../started.cts';
import { call } from './call.cts';
import { rawCall } from './raw.cts';

const sandbox = useSandbox({ clients: 5 });

const LEAD = { name: 'Zoë 李', email: 'a@b.co' };
const lead = (signal?: AbortSignal) =>
	rawCall(sandbox, 'POST', '/public/v1/leads/create', LEAD, signal);
const client = (signal?: AbortSignal) =>
	rawCall(sandbox, 'GET', `/public/v1/users/${sandbox.data.clients[1].id}`, undefined, signal);
/** Sends, and gives up once it has `arrived`, however slow the machine is. */
async function giveUp(
	send: (signal: AbortSignal) => Promise<unknown>,
	arrived: () => boolean,
): Promise<void> {
	const caller = new AbortController();
	const sent = send(caller.signal).then(
		() => 'answered',
		({ name }: Error) => name,
	);
	await until(arrived);
	caller.abort();
	expect(await sent).toBe('AbortError');
}
async function until(condition: () => boolean): Promise<void> {
	for (let i = 0; i < 500 && !condition(); i++) {
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
	expect(condition()).toBe(true);
}
const leads = () => sandbox.data.leads.length;
const rule = (action: FaultAction, more: object = {}) =>
	sandbox.faults.rules.push({ action, ...more });

const NAMES = Object.keys(STRANGE_ANSWERS) as Array<keyof typeof STRANGE_ANSWERS>;
const WITH_STATUS = NAMES.filter((name) => 'status' in STRANGE_ANSWERS[name]);

describe.each([
	['before: not carried out', 'before', 0],
	['after: carried out', 'after', 1],
] as const)('%s, and answered with', (_what, when, made) => {
	test.each(WITH_STATUS)('%s', async (action) => {
		const before = leads();
		const { status, body, headers } = STRANGE_ANSWERS[action] as {
			status: number;
			body?: string;
			headers?: object;
		};
		rule(action, { when });
		const answer = await lead();
		expect(answer.status).toBe(status);
		expect(answer.headers).toMatchObject(headers ?? {});
		expect(answer.bytes.toString()).toBe(body ?? '');
		expect(leads()).toBe(before + made);
		expect((await lead()).status).toBe(201);
	});

	test.each(['cut', 'cut-mid-body', 'reset'] as const)('no answer: %s', async (action) => {
		const before = leads();
		rule(action, { when });
		await expect(lead()).rejects.toThrow();
		expect(leads()).toBe(before + made);
		expect(sandbox.requests.at(-1)?.status).toBe(0);
	});

	test('no answer: hang', async () => {
		const before = leads();
		rule('hang', { when });
		await giveUp(lead, () => sandbox.requests.length === 1);
		expect(leads()).toBe(before + made);
	});

	test.each([
		['a JSON value', { name: 'x' }, '{"name":"x"}'],
		['null', null, 'null'],
		['text as it is', '"error"', '"error"'],
		['nothing', undefined, ''],
	])('a body of your own: %s', async (_kind, body, text) => {
		const before = leads();
		rule({ status: 202, body }, { when });
		expect(await lead()).toMatchObject({ status: 202, bytes: Buffer.from(text) });
		expect(leads()).toBe(before + made);
	});
});

test('reset is an RST, cut is not', async () => {
	rule('reset');
	await expect(lead()).rejects.toMatchObject({ code: 'ECONNRESET', syscall: 'read' });
	rule('cut');
	await expect(lead()).rejects.toThrow(/hang up/);
});

test('a time-out before: it is carried out when the caller has gone; after: at once', async () => {
	const before = leads();
	rule({ delayMs: 2_000 });
	await giveUp(lead, () => sandbox.requests.length === 1);
	expect(leads()).toBe(before);
	await until(() => leads() === before + 1);
	rule({ delayMs: 60_000 }, { when: 'after' });
	await giveUp(lead, () => leads() === before + 2);
});

test('a late answer of your own is not carried out', async () => {
	const before = leads();
	rule({ status: 504, delayMs: 100 });
	const start = performance.now();
	expect((await lead()).status).toBe(504);
	expect(performance.now() - start).toBeGreaterThan(90);
	expect(leads()).toBe(before);
});

test.each(['2', '1.5', '0', '-1', 'soon', '9'.repeat(400), 'Wed, 21 Oct 2015 07:28:00 GMT', ''])(
	'429 with Retry-After %j, as often as said',
	async (text) => {
		rule({ status: 429, headers: { 'Retry-After': text } }, { times: 3 });
		for (let i = 0; i < 3; i++) {
			const { status, headers } = await lead();
			expect([status, headers['retry-after']]).toEqual([429, text]);
		}
		expect((await lead()).status).toBe(201);
	},
);

test('a usual header can be taken away', async () => {
	rule({ status: 200, body: {}, headers: { 'Content-Type': null } });
	expect((await lead()).headers).not.toHaveProperty('content-type');
});

describe('the CRM’s own answer', () => {
	const own = async () => JSON.parse((await client()).bytes.toString()) as { name: string };

	test.each([
		['gzip', 'gzip', (bytes: Buffer) => gunzipSync(bytes)],
		['br', 'br', (bytes: Buffer) => brotliDecompressSync(bytes)],
		['deflate', 'deflate', (bytes: Buffer) => inflateSync(bytes)],
	] as const)('packed with %s', async (encoding, header, unpack) => {
		const expected = await own();
		expect(expected.name).toBe('Zoë 李');
		rule({ encoding });
		const { headers, bytes } = await client();
		expect(headers['content-encoding']).toBe(header);
		expect(JSON.parse(unpack(bytes).toString())).toEqual(expected);
	});

	test('that says gzip and is not', async () => {
		rule('broken-gzip');
		const { headers, bytes } = await client();
		expect(headers['content-encoding']).toBe('gzip');
		expect(() => gunzipSync(bytes)).toThrow();
	});

	test('with a byte order mark', async () => {
		const expected = await own();
		rule('bom');
		const { bytes } = await client();
		expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
		expect(JSON.parse(bytes.subarray(3).toString())).toEqual(expected);
	});

	test('in UTF-16 and in Latin-1, told by the content type', async () => {
		const expected = await own();
		rule('utf-16');
		rule('latin-1');
		const wide = await client();
		expect(wide.headers['content-type']).toBe('application/json; charset=utf-16le');
		expect(JSON.parse(wide.bytes.toString('utf16le').slice(1))).toEqual(expected);
		const narrow = await client();
		expect(narrow.headers['content-type']).toBe('application/json; charset=iso-8859-1');
		expect(JSON.parse(narrow.bytes.toString('latin1')).name).toBe('Zoë ?');
	});

	test.each(['gzip', 'br', 'broken-gzip', 'bom', 'utf-16', 'latin-1', 'trickle'] as const)(
		'without a body stays without one: %s',
		async (action) => {
			const account = sandbox.data.accounts.find(({ platform }) => platform === 'mt4')!;
			const { login, connection_id, currency } = account;
			const path = `/public/v1/mt4/accounts/${login}/deposit`;
			rule(action === 'trickle' ? { trickle: { everyMs: 1 } } : action);
			const body = { connection_id, currency, amount: '1', comment: 'D-1' };
			const { status, headers, bytes } = await rawCall(sandbox, 'POST', path, body);
			expect([status, bytes.length]).toEqual([204, 0]);
			expect(headers).not.toHaveProperty('content-encoding');
			expect(headers).not.toHaveProperty('content-length');
			expect(sandbox.data.bookings).toHaveLength(1);
		},
	);

	test('byte after byte', async () => {
		const expected = await own();
		rule({ trickle: { everyMs: 1, bytes: 16 } });
		const start = performance.now();
		const { bytes } = await client();
		expect(JSON.parse(bytes.toString())).toEqual(expected);
		expect(performance.now() - start).toBeGreaterThan(bytes.length / 16 - 1);
	});

	test.each([
		['a body', client],
		[
			'no body',
			(signal: AbortSignal) => rawCall(sandbox, 'PUT', '/public/v1/nothing', undefined, signal),
		],
	])(
		'byte after byte without end, of an answer with %s',
		async (what, send) => {
			rule({
				...(what === 'no body' && { status: 204 }),
				trickle: { everyMs: 1, bytes: 64, endless: true },
			});
			const started = performance.now();
			// Many times as long as the answer itself takes
			await giveUp(send, () => sandbox.inFlight.now === 1 && performance.now() - started > 400);
			await until(() => sandbox.inFlight.now === 0);
		},
		10_000,
	);

	test('a trickle is carried out or not, like any answer', async () => {
		const before = leads();
		rule({ status: 200, body: 'OK', trickle: { everyMs: 1 } });
		expect(await lead()).toMatchObject({ status: 200, bytes: Buffer.from('OK') });
		expect(leads()).toBe(before);
		rule({ trickle: { everyMs: 1, head: true } });
		expect((await lead()).status).toBe(201);
		expect(leads()).toBe(before + 1);
	});
});

test('another process sets them by name, and learns the names', async () => {
	const names = await (await fetch(`${sandbox.url}/sandbox/answers`)).json();
	expect(names).toEqual(NAMES);
	const huge = { status: 400, body: { type: 'x'.repeat(3_000_000) } };
	const rules = [{ when: 'after', action: 'success-false' }, { action: huge }];
	const body = JSON.stringify({ rules });
	await (await fetch(`${sandbox.url}/sandbox/faults`, { method: 'POST', body })).text();
	const before = leads();
	const path = '/public/v1/leads/create';
	expect(await call(sandbox, 'POST', path, LEAD)).toMatchObject({ json: { success: false } });
	expect(leads()).toBe(before + 1);
	expect((await call(sandbox, 'POST', path, LEAD)).json.type).toHaveLength(3_000_000);
});
