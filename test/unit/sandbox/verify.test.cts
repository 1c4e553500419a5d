import type { Sandbox } from '../../../sandbox/index.cts';
import { useSandbox } from '../../started.cts';
import { call } from './call.cts';

const KEY = 'test-key';
const ANN = '{"name":"Ann Lee","email":"ann@example.com","comment":"from form","nationality":"sg"}';
const ZOE = '{"name":"Zoë 李","phone":{"country_code":"65","number":"81234567"}}';
/** The test vectors of the API facts, literally. */
const V2 = [
	[ANN, 'sha256=5d2d1aef544494894b2fc6dc0d8bb1a2fff93b67e55b78c3486349603cbf861e'],
	[ZOE, 'sha256=0b20c0c457cd6591ccdbbb8020734dad7c459b86a54fa1158209d8f9e2d7e488'],
] as const;
const V1 = [ANN, '333204205C516C1D48E464A70CDEC52A4B052253'] as const;
const DENIED = { error: true, code: 403, type: 'access_denied' };

const v2 = useSandbox({ key: KEY, clients: 3 });
const v1 = useSandbox({ key: KEY, clients: 3, scheme: 'v1' });

const post = (sandbox: Sandbox, body: string, headers: Record<string, string>) =>
	call(sandbox, 'POST', '/public/v1/leads/create', body, headers);

test.each(V2)('V2 takes %s', async (body, signature) => {
	const { status } = await post(v2, body, { signature });
	expect(status).toBe(201);
	expect(v2.requests.at(-1)).toMatchObject({ verified: 'v2', rawBody: body, status: 201 });
	expect(v2.data.leads.at(-1)?.name).toBe(JSON.parse(body).name);
});

test('V1 takes its vector', async () => {
	const [body, signature] = V1;
	expect((await post(v1, body, { signature })).status).toBe(201);
	expect(v1.requests.at(-1)?.verified).toBe('v1');
});

test('V1 takes nested, boolean and number values as JavaScript prints them', async () => {
	const body = { name: 'n', phone: { number: '1' }, gender: '', comment: 'a=b&c', email: 'a@b.co' };
	expect((await call(v1, 'POST', '/public/v1/leads/create', body)).status).toBe(201);
});

test.each(V2)('one changed byte in %s is refused', async (body, signature) => {
	const leads = v2.data.leads.length;
	const changed = body.replace('"name":"', '"name":"x');
	for (const sent of [changed, `${body} `, body.replace('}', '} ')]) {
		const { status, json } = await post(v2, sent, { signature });
		expect(status).toBe(403);
		expect(json).toEqual(DENIED);
	}
	expect(v2.data.leads).toHaveLength(leads);
	expect(v2.requests.at(-1)?.verified).toBe('refused');
});

test.each([
	['of the other scheme', V1[1]],
	['in upper case', V2[0][1].toUpperCase()],
	['without its prefix', V2[0][1].replace('sha256=', '')],
	['that is empty', ''],
])('a V2 signature %s is refused', async (_what, signature) => {
	expect(await post(v2, ANN, { signature })).toMatchObject({ status: 403, json: DENIED });
});

test('a V1 CRM refuses V2, lower case and a changed value', async () => {
	for (const signature of [V2[0][1], V1[1].toLowerCase()]) {
		expect((await post(v1, ANN, { signature })).status).toBe(403);
	}
	const changed = ANN.replace('from form', 'from farm');
	expect((await post(v1, changed, { signature: V1[1] })).status).toBe(403);
});

test('V1 survives a value that can not be concatenated', async () => {
	const answer = await post(v1, '{"name":{"toString":1}}', { signature: 'X' });
	expect(answer).toMatchObject({ status: 403, json: DENIED });
});

test.each([['wrong'], [''], ['test-key ']])(
	'the key %j is refused or trimmed by HTTP',
	async (key) => {
		const { status, json } = await call(v2, 'GET', '/public/v1/users?skip=0&limit=1', undefined, {
			key,
		});
		// Header values lose their outer blanks on the wire
		if (key.trim() === KEY) return expect(status).toBe(200);
		expect(status).toBe(403);
		expect(json).toEqual(DENIED);
	},
);

test('a read needs the key alone', async () => {
	expect((await call(v2, 'GET', '/public/v1/users?skip=0&limit=1')).status).toBe(200);
	expect(v2.requests[0]).toMatchObject({ verified: 'key-only', operationId: 'client.getMany' });
});
