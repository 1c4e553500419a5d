/** What goes wrong between n8n and the CRM: what the user reads, and what nobody may read. */
import { createPrivateKey } from 'node:crypto';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { inspect } from 'node:util';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { FaultAction } from '../../sandbox/index.cts';
import {
	byId,
	CONTINUE,
	CRM,
	errorText,
	failedTexts,
	formItems,
	LEAD_FROM_FORM,
	useFixture,
	startServer,
	type Fixture,
} from './fixture.cts';
import type { RunResult } from './harness/index.cts';

/** Nothing else looks like it, so that it is found wherever it leaks. */
const KEY = 'K3y-0f-the-CRM-9f8e7d';

const fixture = useFixture({ key: KEY, clients: 5 });
const v1 = useFixture({ key: KEY, scheme: 'v1', clients: 5 });

const PERSON = {
	name: 'Priya Raman-Okoye',
	email: 'priya@private.example',
	phone: '+6591234567',
	note: 'owes us a call',
};
const lead = (options: INodeParameters = {}): INodeParameters => ({
	...LEAD_FROM_FORM,
	phoneNumber: '={{ $json.phone }}',
	additionalFields: { comment: '={{ $json.note }}' },
	options,
});
const client = (options: INodeParameters = {}): INodeParameters => ({
	resource: 'client',
	operation: 'get',
	id: byId('045dff8l'),
	options,
});
const play = (action: FaultAction) => {
	fixture.sandbox.faults.rules = [{ times: Infinity, action }];
};

/** Neither the error nor anything that n8n stores or shows holds the key or a signature. */
function expectNothingLeaked(result: RunResult, key = KEY): void {
	const signatures = [...fixture.sandbox.requests, ...v1.sandbox.requests].map(({ headers }) =>
		String(headers.signature ?? ''),
	);
	const stored = result.saved.execution + inspect(result.data, { depth: 20 });
	const shown = JSON.stringify(result.error) + inspect(result.error, { depth: 20 });
	for (const secret of [key, ...signatures]) {
		if (secret) expect((stored + shown).includes(secret)).toBe(false);
	}
	for (const personal of Object.values(PERSON)) expect(shown).not.toContain(personal);
}

/** Runs a create and gives what the user reads of its failure. */
async function failedWrite(credential: IDataObject = {}, options: INodeParameters = {}) {
	const result = await fixture.run(lead(options), [PERSON], {}, credential);
	expectNothingLeaked(result, String(credential.apiKey ?? KEY));
	expect(result.runs('Done')).toEqual([]);
	return errorText(result);
}

/** Runs a read and gives what the user reads of its failure. */
async function failedRead(credential: IDataObject = {}, options: INodeParameters = {}) {
	const result = await fixture.run(client(options), [PERSON], {}, credential);
	expectNothingLeaked(result, String(credential.apiKey ?? KEY));
	expect(result.runs('Done')).toEqual([]);
	return errorText(result);
}

describe('a wrong credential', () => {
	const probes = ({ sandbox }: Fixture) =>
		sandbox.requests.filter(({ method }) => method === 'GET').length;

	test('a wrong key is one clear error per item, which names the credential', async () => {
		const credential = { apiKey: 'wr0ng-key' };
		const result = await fixture.run(lead(), formItems(4), CONTINUE, credential);
		const texts = failedTexts(result.json(CRM));
		expect(texts).toHaveLength(4);
		for (const text of texts) {
			expect(text).toContain('The CRM refused the API key');
			expect(text).toContain("this node's credential");
			expect(text).toContain('Nothing was changed');
		}
		expectNothingLeaked(result, 'wr0ng-key');
		// One more request finds out whether it is the key or the signature, for all items.
		expect(probes(fixture)).toBe(1);
		expect(fixture.sandbox.requests).toHaveLength(4 + 1);

		expect(await failedRead(credential)).toContain('The CRM refused the API key');
		expect(await failedWrite(credential)).toContain("this node's credential");
	});

	test.each([
		['V1 for a CRM that wants V2', 'v1', () => fixture],
		['V2 for a CRM that wants V1', 'v2', () => v1],
	])('%s says that it is the signature scheme', async (_name, signatureScheme, of) => {
		const result = await of().run(lead(), formItems(4), CONTINUE, { signatureScheme });
		const texts = failedTexts(result.json(CRM));
		expect(texts).toHaveLength(4);
		for (const text of texts) {
			expect(text).toContain('accepts the API key but refused the signature');
			expect(text).toContain("choose the other 'Signature Scheme'");
		}
		expect(probes(of())).toBe(1);
		expectNothingLeaked(result);

		const stopped = await of().run(lead(), [PERSON], {}, { signatureScheme });
		expect(errorText(stopped)).toContain("choose the other 'Signature Scheme'");
		expectNothingLeaked(stopped);
	});

	test('the right scheme works with a CRM that wants V1, also with a nested, unicode body', async () => {
		const item = { ...PERSON, name: 'Zoë 李' };
		const result = await v1.run(lead(), [item]);
		expect(result.error).toBeUndefined();
		expect(v1.sandbox.requests).toMatchObject([{ verified: 'v1', status: 201 }]);
		expect(v1.sandbox.data.leads.at(-1)).toMatchObject({ name: 'Zoë 李' });
	});

	test('spaces around the key do no harm', async () => {
		const result = await fixture.run(lead(), [PERSON], {}, { apiKey: ` ${KEY}\n` });
		expect(result.error).toBeUndefined();
	});
});

describe('a host', () => {
	test('over plain http is refused, and nothing is sent', async () => {
		const text = await failedWrite({ host: 'http://crm.example.com' });
		expect(text).toContain('must use https');
		expect(text).toContain("this node's credential");
	});

	test.each([
		['is empty', ''],
		['is not a host name', 'https://'],
		['must not hold a user name', 'https://user:secret@crm.example.com'],
		['must begin with https', 'ftp://crm.example.com'],
	])('that %s is refused: %s', async (text, host) => {
		expect(await failedRead({ host })).toContain(`The credential's Host ${text}`);
	});

	test('that does not exist says so', async () => {
		const text = await failedWrite({ host: 'https://no-such-host.invalid' });
		// A machine without name service can't know that there is no such host.
		expect(text).toMatch(/There is no such host|connection to the CRM broke or could not be made/);
		expect(text).toContain('Nothing was changed');
	});

	test('that does not speak https says so', async () => {
		const text = await failedWrite({ host: fixture.sandbox.url.replace('http:', 'https:') });
		expect(text).toContain('No safe connection');
		expect(text).toContain('Nothing was changed');
	});

	test('whose certificate nobody vouches for gets nothing', async () => {
		const requests: unknown[] = [];
		const server = createHttpsServer(SELF_SIGNED, (request, response) => {
			requests.push(request.headers);
			response.end('{}');
		});
		const port = await listen(server);
		const text = await failedWrite({ host: `https://localhost:${port}` });
		await close(server);
		expect(text).toContain('No safe connection');
		expect(text).toContain('certificate is not trusted');
		expect(text).toContain('Nothing was changed');
		expect(requests).toEqual([]);
	});

	test('that speaks something else than HTTP says so', async () => {
		const server = createTcpServer((socket) => {
			socket.on('error', () => undefined).resume();
			socket.end('SSH-2.0-OpenSSH_9.6\r\n');
		});
		const port = await listen(server);
		const text = await failedRead({ host: `http://127.0.0.1:${port}` });
		await close(server);
		expect(text).toContain('does not speak HTTP');
		expect(text).toContain("'Host' and its port");
	});
});

describe('a redirect', () => {
	test.each([301, 302, 307, 308])('to another host (%d) is not followed', async (status) => {
		const seen: unknown[] = [];
		const other = await startServer(({ headers }, response) => {
			seen.push(headers);
			response.end('{}');
		});
		play({ redirect: `${other.url}/public/v1/users`, status });
		const [read, written] = [await failedRead(), await failedWrite()];
		await other.close();
		for (const text of [read, written]) {
			expect(text).toContain('sends the request on to another address');
			expect(text).toContain("this node's credential");
		}
		// Servers say 302 also after they have carried a request out.
		expect(written).toContain(status === 302 ? 'not known' : 'Nothing was changed');
		expect(seen).toEqual([]);
		expect(fixture.sandbox.requests).toHaveLength(2);
	});

	// 303 is what a server answers when it has done what the POST wanted.
	test('that says "see other" leaves open whether a lead was booked', async () => {
		play({ redirect: '/done', status: 303 });
		expect(await failedWrite()).toContain('It is not known whether');
	});

	test('on the same host is not followed either', async () => {
		play({ redirect: '/public/v1/users' });
		expect(await failedRead()).toContain('sends the request on to another address');
		expect(fixture.sandbox.requests).toHaveLength(1);
	});
});

describe('an answer', () => {
	const UNKNOWN = 'It is not known whether';
	const NOTHING = 'Nothing was changed';

	test.each<[string, FaultAction, RegExp, RegExp, string]>([
		['a web page', 'html', /web page instead of data/, /login page or proxy/, UNKNOWN],
		['broken JSON', 'bad-json', /text that is no JSON instead of data/, /Host/, UNKNOWN],
		['500', { status: 500 }, /could not answer/, /Try again later/, UNKNOWN],
		[
			'the page of a gateway before a CRM that is down',
			{ status: 500, body: '<html><body>Bad Gateway</body></html>' },
			/could not answer/,
			/Try again later/,
			UNKNOWN,
		],
		[
			'a refusal that nobody documented',
			{ status: 422, body: { error: true, code: 422, type: 'lead_too_long' } },
			/The CRM refused the request/,
			/Compare the values.*lead_too_long \(HTTP 422\)/,
			NOTHING,
		],
		[
			'a refusal that repeats the values',
			{ status: 400, body: { error: true, type: 'invalid_request', message: PERSON.email } },
			/refused the request/,
			/invalid_request/,
			NOTHING,
		],
		[
			'a refusal under 200',
			{ status: 200, body: { error: true, code: 400, type: 'invalid_request' } },
			/refused the request/,
			/invalid_request \(HTTP 200\)/,
			NOTHING,
		],
		[
			'403 for an endpoint that the key has no right to',
			{ status: 403, body: { error: true, code: 403, type: 'access_denied' } },
			/refused the API key/,
			/needs the right to use this endpoint/,
			NOTHING,
		],
		['404 with a page', { status: 404, body: '<p>No</p>' }, /no such endpoint/, /Host/, NOTHING],
	])('%s', async (_what, action, message, advice, fate) => {
		play(action);
		const read = await failedRead();
		expect(read).toMatch(message);
		expect(read).toMatch(advice);
		expect(fixture.sandbox.requests).toHaveLength(1);

		const written = await failedWrite();
		expect(written).toMatch(message);
		expect(written).toContain(fate);
	});

	test('that is empty is no object, list or page', async () => {
		play('empty');
		const empty = /The CRM answered with an empty answer instead of an object/;
		expect(await failedRead()).toMatch(empty);
		const details = { ...client(), operation: 'getRegistrationDetails' };
		expect(errorText(await fixture.run(details))).toMatch(/empty answer instead of a list/);
		const many = { resource: 'client', operation: 'getMany' };
		expect(errorText(await fixture.run(many))).toMatch(/than a page of records/);
	});

	test('that does not come in time', async () => {
		play('hang');
		const options = { timeout: 250 };
		const read = await failedRead({}, options);
		expect(read).toContain('The CRM did not answer in time');
		expect(read).toContain('Options - Timeout');
		expect(await failedWrite({}, options)).toContain(UNKNOWN);
	});

	test.each<[string, FaultAction]>([
		['500', { status: 500 }],
		['503', { status: 503 }],
		['a cut', 'cut'],
		['a cut in the middle', 'cut-mid-body'],
		['a timeout', 'hang'],
	])(
		'that leaves open whether a lead was booked is no advice to try again: %s',
		async (_what, action) => {
			fixture.sandbox.faults.rules = [{ when: 'after', action }];
			const text = await failedWrite({}, { timeout: 700 });
			expect(text).toContain('look in the CRM before you run it anew');
			expect(text).not.toMatch(/try again/i);
		},
	);
});

describe('a CRM that is busy', () => {
	/** A read for each item, to a path of its own that the rules know. */
	const read = (options: INodeParameters = {}): INodeParameters => ({
		resource: 'customApiCall',
		path: '=/fault/{{ $json.fault }}',
		options,
	});
	const triesOf = (fault: string) =>
		fixture.sandbox.requests.filter(({ path }) => path === `/fault/${fault}`);
	function playEach(faults: Record<string, FaultAction>, times = Infinity) {
		fixture.sandbox.faults.rules = Object.entries(faults).map(([name, action]) => ({
			match: { path: `/fault/${name}` },
			times,
			action,
		}));
		return Object.keys(faults).map((fault) => ({ fault }));
	}

	test('for good: five tries, then an error that says what it was', async () => {
		const items = playEach({
			502: { status: 502 },
			503: { status: 503, body: { error: true, code: 503, type: 'maintenance' } },
			504: { status: 504 },
			cut: 'cut',
			middle: 'cut-mid-body',
			429: { status: 429 },
		});
		const options = { maxConcurrentRequests: 10 };
		// Nobody listens there; it waits as long as the others, so it is tried beside them.
		const dead = await startServer(() => undefined);
		await dead.close();
		const [result, refused] = await Promise.all([
			fixture.run(read(options), items, CONTINUE),
			fixture.run(lead(), [PERSON], {}, { host: dead.url }),
		]);
		const texts = new Map(
			result.json(CRM).map(({ message }, i) => [items[i].fault, String(message)]),
		);
		for (const fault of ['502', '503', '504']) {
			expect([fault, texts.get(fault)]).toEqual([
				fault,
				expect.stringMatching(/^The CRM could not answer\. .*Try again later/),
			]);
		}
		for (const fault of ['cut', 'middle']) {
			expect(texts.get(fault)).toMatch(/connection to the CRM broke/);
			expect(texts.get(fault)).toMatch(/can be reached from n8n/);
		}
		expect(texts.get('503')).toContain('maintenance (HTTP 503)');
		expect(texts.get('429')).toMatch(/rate-limiting requests.*tried several times/);
		expect(texts.get('429')).toContain("Lower 'Options - Max Concurrent Requests'");
		for (const { fault } of items) expect(triesOf(fault)).toHaveLength(5);
		expectNothingLeaked(result);

		expect(errorText(refused)).toMatch(/could not be made.*ECONNREFUSED.*Nothing was changed/);
		expectNothingLeaked(refused);
	}, 30_000);

	test('for a while: it waits as long as Retry-After says, or a little', async () => {
		const inTwoSeconds = new Date(Date.now() + 2000);
		const after = (value: string): FaultAction => ({
			status: 429,
			headers: { 'retry-after': value },
		});
		const items = playEach(
			{
				seconds: after('1'),
				date: after(inTwoSeconds.toUTCString()),
				busy: { status: 503, headers: { 'retry-after': '1' } },
				past: after(new Date(0).toUTCString()),
				zero: after('0'),
				none: { status: 429 },
				words: after('soon'),
			},
			1,
		);
		const options = { maxConcurrentRequests: 10 };
		const result = await fixture.run(read(options), items, CONTINUE);
		// The paths are not the CRM's, so that each ends as a 404.
		for (const text of failedTexts(result.json(CRM))) expect(text).toContain('no such endpoint');
		const waits = Object.fromEntries(
			items.map(({ fault }) => {
				const [first, second] = triesOf(fault);
				return [fault, second.at - first.at];
			}),
		);
		expect(waits.seconds).toBeGreaterThanOrEqual(990);
		expect(waits.busy).toBeGreaterThanOrEqual(990);
		// A date has no fractions of a second.
		expect(triesOf('date')[1].at).toBeGreaterThanOrEqual(
			Math.floor(inTwoSeconds.getTime() / 1000) * 1000 - 10,
		);
		for (const fault of ['none', 'words']) expect(waits[fault]).toBeGreaterThanOrEqual(240);
		for (const { fault } of items) expect(triesOf(fault)).toHaveLength(2);
	});

	test('for longer than anyone would wait: it gives up at once, and says how long', async () => {
		const items = playEach({
			seconds: { status: 429, headers: { 'retry-after': '120' } },
			date: {
				status: 429,
				headers: { 'retry-after': new Date(Date.now() + 3_600_000).toUTCString() },
			},
			huge: { status: 429, headers: { 'retry-after': '9'.repeat(30) } },
		});
		const started = Date.now();
		const result = await fixture.run(read(), items, CONTINUE);
		expect(Date.now() - started).toBeLessThan(5000);
		const [seconds, date, huge] = failedTexts(result.json(CRM));
		expect(seconds).toContain('It asks to wait 120 seconds');
		expect(date).toMatch(/It asks to wait 3[56]\d\d seconds/);
		expect(huge).toContain('rate-limiting requests');
		expect(fixture.sandbox.requests).toHaveLength(3);
	});

	test('is not said to have been tried several times when it was tried once', async () => {
		const items = playEach({ wait: { status: 429, headers: { 'retry-after': '120' } } });
		const [text] = failedTexts((await fixture.run(read(), items, CONTINUE)).json(CRM));
		expect(fixture.sandbox.requests).toHaveLength(1);
		expect(text).not.toContain('several times');
	});

	test('does not have a timeout, a 500 or a refusal tried again', async () => {
		const items = playEach({
			hang: 'hang',
			500: { status: 500 },
			400: { status: 400 },
			501: { status: 501 },
		});
		await fixture.run(read({ timeout: 300 }), items, CONTINUE);
		expect(fixture.sandbox.requests).toHaveLength(4);
	});
});

/** Made for these tests; the key is no secret. */
const SELF_SIGNED = {
	key: createPrivateKey({
		format: 'jwk',
		key: {
			kty: 'EC',
			crv: 'P-256',
			x: 'NkbuS2tEpZmOVxfl9KhkolNBUWSWbEscaFnYAkv0VjI',
			y: 'Uou4v4YEjEPw1H_uXJJmGbagOmLgcW2iFf_Y6BbBGh4',
			d: 'M8floMt0OSeeALpxXcZTHhTVvlM4e1KG6X7SB7MIANI',
		},
	}).export({ format: 'pem', type: 'pkcs8' }),
	cert: `-----BEGIN CERTIFICATE-----
MIIBmjCCAUGgAwIBAgIUURt4M0odLIsWQrBUWBSfpU3MdLEwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMzE0MTYzNFoYDzIxMjYxMDMw
MTQxNjM0WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQ2Ru5La0SlmY5XF+X0qGSiU0FRZJZsSxxoWdgCS/RWMlKLuL+GBIxD
8NR/7lySZhm2oDpi4HFtohX/2OgWwRoeo28wbTAdBgNVHQ4EFgQUeBDrOOykLwLc
hcyRjEeu8JXM7OowHwYDVR0jBBgwFoAUeBDrOOykLwLchcyRjEeu8JXM7OowDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDRwAwRAIgfGz5RaVfJ9myorNGqkS9V8mS0vF96ZHy9qK9XcyMU2MCIGwT
AgzTWa7PV8+xS1KA40iFFVm6h7iSMGkBxCTjL2M3
-----END CERTIFICATE-----`,
};

async function listen(server: Server): Promise<number> {
	await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
	return (server.address() as AddressInfo).port;
}

async function close(server: Server): Promise<void> {
	await new Promise((closed) => server.close(closed));
}
