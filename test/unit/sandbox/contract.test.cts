import { request } from 'node:http';
import { startSandbox } from '../../../sandbox/index.cts';
import { useSandbox } from '../../started.cts';
import { call, sign } from './call.cts';

const sandbox = useSandbox({ clients: 5 });

const lead = (body: unknown, headers?: Record<string, string>) =>
	call(sandbox, 'POST', '/public/v1/leads/create', body, headers);
const get = (path: string) => call(sandbox, 'GET', path);

/** A request that fetch would not send: a GET with a body. */
function rawGet(path: string, body: string): Promise<number | undefined> {
	return new Promise((resolve, reject) => {
		const headers = { key: sandbox.key, 'content-length': Buffer.byteLength(body) };
		request(sandbox.url + path, { method: 'GET', headers }, (response) => {
			response.resume();
			resolve(response.statusCode);
		})
			.on('error', reject)
			.end(body);
	});
}

test.each([
	['no name', { email: 'a@b.co' }, /name/],
	['a field that is none', { name: 'A', email: 'a@b.co', color: 'red' }, /color/],
	['a field inside phone that is none', { name: 'A', phone: { country: '65' } }, /country/],
	['a number for a string', { name: 5, email: 'a@b.co' }, /name/],
	['an email that is none', { name: 'A', email: 'ab.co' }, /email/],
	[
		'an owner id that is too short',
		{ name: 'A', email: 'a@b.co', owner_id: '1234567' },
		/owner_id/,
	],
	['neither email nor phone', { name: 'A' }, /email|phone/],
	['an array', [], /object/],
])('a lead with %s is refused by name', async (_what, body, message) => {
	const leads = sandbox.data.leads.length;
	const { status, json } = await lead(body);
	expect(status).toBe(400);
	expect(json).toMatchObject({ error: true, code: 400, type: 'invalid_request' });
	expect(json.message).toMatch(message);
	expect(sandbox.data.leads).toHaveLength(leads);
});

test.each([
	['skip=0', /limit/],
	['skip=0&limit=501', /limit/],
	['skip=-1&limit=1', /skip/],
	['skip=x&limit=1', /skip/],
	['skip=&limit=1', /skip/],
	['skip=0&limit=1&type=admin', /type/],
	['skip=0&limit=1&suspended=maybe', /suspended/],
	['skip=0&limit=1&color=red', /color/],
	['skip=0&skip=1&limit=1', /skip/],
])('the query %s is refused by name', async (query, message) => {
	const { status, json } = await get(`/public/v1/users?${query}`);
	expect(status).toBe(400);
	expect(json.type).toBe('invalid_request');
	expect(json.message).toMatch(message);
});

test.each(['1234567', '123456789', '', 'a%2Fb', '..%2F..%2F'])(
	'the path parameter %j is refused for its length',
	async (id) => {
		const { status, json } = await get(`/public/v1/users/${id}`);
		expect(status).toBe(400);
		expect(json.type).toBe('invalid_request');
		expect(json.message).toMatch(/path\/id/);
	},
);

test.each([
	['GET', '/public/v1/nothing'],
	['GET', '/public/v1/leads/create'],
	['GET', '/'],
	['DELETE', '/public/v1/users'],
	['GET', '/public/v1/users/a/b/c'],
])('%s %s is not found', async (method, path) => {
	expect(await call(sandbox, method, path)).toMatchObject({
		status: 404,
		json: { error: true, code: 404, type: 'not_found' },
	});
	expect(sandbox.requests.at(-1)?.operationId).toBeUndefined();
});

test('malformed JSON, signed or not, is refused and breaks nothing', async () => {
	expect((await lead('{"name":')).status).toBe(400);
	expect((await lead('{"name":', { signature: 'x' })).status).toBe(400);
	expect((await lead({ name: 'A', email: 'a@b.co' })).status).toBe(201);
});

test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp'])(
	'a body of type %s is refused',
	async (type) => {
		const answer = await lead({ name: 'A', email: 'a@b.co' }, { 'content-type': type });
		expect(answer.status).toBe(400);
		expect(answer.json.message).toMatch(/content type/);
	},
);

test('application/json with a charset is taken', async () => {
	const type = 'application/json; charset=utf-8';
	const body = JSON.stringify({ name: 'Zoë', email: 'a@b.co' });
	const headers = { 'content-type': type, signature: sign(sandbox, body) };
	const response = await fetch(`${sandbox.url}/public/v1/leads/create`, {
		method: 'POST',
		body,
		headers: { key: sandbox.key, ...headers },
	});
	expect(response.status).toBe(201);
});

test('a GET with a body is refused', async () => {
	expect(await rawGet('/public/v1/users?skip=0&limit=1', '{}')).toBe(400);
	expect(await rawGet('/public/v1/users?skip=0&limit=1', '')).toBe(200);
});

test('a write without a body is refused', async () => {
	expect(await call(sandbox, 'POST', '/public/v1/leads/create')).toMatchObject({ status: 400 });
});

test('a body over 2 MB is refused with 413 and recorded', async () => {
	const body = { name: 'x'.repeat(2 * 1024 * 1024), email: 'a@b.co' };
	expect((await lead(body)).status).toBe(413);
	expect(sandbox.requests.at(-1)).toMatchObject({ status: 413, path: '/public/v1/leads/create' });
	expect((await get('/public/v1/users?skip=0&limit=1')).status).toBe(200);
});

test('a URL that can not be decoded is refused', async () => {
	expect((await get('/public/v1/users/%zz')).status).toBe(400);
});

test('a moved operation answers at its new path only', async () => {
	const moved = await startSandbox({
		clients: 5,
		paths: { 'wallet.getOrderStatus': '/public/v1/wallets/orders/{order_id}' },
	});
	try {
		const body = {
			user_id: moved.data.clients[0].id,
			currency: 'USD',
			amount: 1,
			order_id: 'o'.repeat(16),
		};
		await call(moved, 'PATCH', '/public/v1/wallets/balance', body);
		const at = (path: string) => call(moved, 'GET', `${path}/${'o'.repeat(16)}`);
		expect((await at('/public/v1/wallets/orders')).json).toMatchObject({ status: 'success' });
		expect((await at('/public/v1/wallets/balance')).status).toBe(404);
	} finally {
		await moved.close();
	}
});
