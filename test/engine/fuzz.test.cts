/**
 * Everything that comes from outside, made up at random: it must not throw, not hang, and show no
 * secret. A few hundred inputs of each kind here; `npm run fuzz` tries many more. A failure prints
 * the seed and the smallest input that shows it.
 */
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import fc, { type Arbitrary } from 'fast-check';
import { isExpression, type IDataObject, type IWebhookFunctions } from 'n8n-workflow';
import { CrmOpenApi as CrmOpenApiCredential } from '../../credentials/CrmOpenApi.credentials.ts';
import { namesPassword, withoutPasswords } from '../../crm/passwords.ts';
import { signPayment } from '../../crm/psp.ts';
import { resources } from '../../nodes/endpoints/index.ts';
import { CrmOpenApi } from '../../nodes/CrmOpenApi/CrmOpenApi.node.ts';
import { CrmOpenApiPaymentTrigger } from '../../nodes/CrmOpenApiPaymentTrigger/CrmOpenApiPaymentTrigger.node.ts';
import { CrmOpenApiTrigger } from '../../nodes/CrmOpenApiTrigger/CrmOpenApiTrigger.node.ts';
import { formFields } from '../../nodes/editor/formFields.ts';
import { rowsOf, simplifier } from '../../nodes/transport/answer.ts';
import { judge } from '../../nodes/transport/errors.ts';
import {
	calledEngine,
	paymentWorkflow,
	SECRET,
	TOKEN,
	webhookWorkflow,
} from './callers.fixture.cts';
import { byId, CONTINUE, CRM, crmWorkflow, startServer, type LocalServer } from './fixture.cts';
import { Engine, type Listening } from './harness/index.cts';

/** How many times as many inputs as in a run of all tests. */
const TIMES = Number(process.env.FUZZ_TIMES ?? 1);
/** What one input may take, in ms. */
const BOUND = 100;
jest.setTimeout(60_000 * Math.max(1, TIMES));

const API_KEY = 'fuzz-api-key-0123456789abcdef0123';
/** Stands wherever an answer has a password; no other text of an input holds it. */
const PASSWORD = 'Fuzz-Passw0rd!';
const SECRETS = [API_KEY, SECRET, TOKEN, PASSWORD];

let inputs = 0;
afterAll(() => console.log(`Fuzz: ${inputs} inputs`));

/**
 * Tries so many inputs. What takes too long is tried again, since the machine may have been busy;
 * only the shortest time counts.
 */
async function hold<T>(
	count: number,
	input: Arbitrary<T>,
	property: (value: T) => Promise<void> | void,
): Promise<void> {
	const timed = fc.asyncProperty(input, async (value) => {
		inputs++;
		let shortest = Infinity;
		for (let tries = 0; tries < 5 && shortest > BOUND; tries++) {
			const began = performance.now();
			await property(value);
			shortest = Math.min(shortest, performance.now() - began);
		}
		expect(shortest).toBeLessThan(BOUND);
	});
	await fc.assert(timed, { numRuns: count * TIMES });
}

function showsNoSecret(...all: unknown[]): void {
	for (const one of all) {
		const text = typeof one === 'string' ? one : (JSON.stringify(one) ?? '');
		for (const secret of SECRETS) expect(text).not.toContain(secret);
	}
}

// What inputs are made of.

const NASTY = [
	'',
	' ',
	'={{ $json }}',
	"={{ $('Nowhere').item.json.x }}",
	'=1+1',
	'\u0000',
	'\u200b',
	'\u202e',
	'\ud800',
	'🙂',
	'__proto__',
	'constructor',
	'toString',
	'<img src=x onerror=alert(1)>',
	'[a](https://evil.example)',
	'null',
	'true',
	'1e999',
	`0.${'0'.repeat(20_000)}1`,
	'9'.repeat(400),
	'a'.repeat(50_000),
	' '.repeat(50_000),
	'{"a":'.repeat(200),
];
const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.constantFrom(...NASTY));
const anyScalar = fc.oneof(
	anyText,
	fc.integer(),
	fc.double(),
	fc.boolean(),
	fc.constantFrom(null, 0, -0, 1, 2 ** 53, 1e21, -1),
);

const NAMES =
	'id name email code value key label title fields groups options records count type status'.split(
		' ',
	);
const SOME_PASSWORDS = ['password', 'masterPassword', 'Investor_Password', 'pwd', 'user-passwd'];

/** JSON with the names that matter here, and passwords under their names. */
const anyJson: Arbitrary<unknown> = fc.letrec((tie) => ({
	node: fc.oneof({ maxDepth: 5, depthSize: 'small' }, anyScalar, tie('list'), tie('object')),
	list: fc.array(tie('node'), { maxLength: 5 }),
	object: fc
		.tuple(
			fc.dictionary(fc.oneof(fc.constantFrom(...NAMES), anyText), tie('node'), { maxKeys: 6 }),
			fc.option(fc.constantFrom(...SOME_PASSWORDS)),
		)
		.map(([object, name]) => (name ? { ...object, [name]: PASSWORD } : object)),
})).node;

const deepJson = fc
	.tuple(fc.integer({ min: 1, max: 3000 }), fc.constantFrom('{"a":', '['), anyText)
	.map(([depth, open, text]) => {
		const close = open === '[' ? ']' : '}';
		return `${open.repeat(depth)}${JSON.stringify(text)}${close.repeat(depth)}`;
	});

/** The text of an answer or a delivery: JSON, half of it, something else. */
const textOf = (json: Arbitrary<unknown>): Arbitrary<string> =>
	fc.oneof(
		{ weight: 6, arbitrary: json.map((value) => JSON.stringify(value) ?? 'null') },
		{
			weight: 1,
			arbitrary: fc
				.tuple(json, fc.nat(200))
				.map(([value, at]) => (JSON.stringify(value) ?? '').slice(0, at).replaceAll(PASSWORD, '')),
		},
		{ weight: 1, arbitrary: deepJson },
		{ weight: 1, arbitrary: anyText },
		{ weight: 1, arbitrary: anyText.map((text) => `<html>${text}</html>`) },
		{ weight: 1, arbitrary: json.map((value) => `\ufeff${JSON.stringify(value)}`) },
	);

describe('requests to the triggers', () => {
	/** Lines in n8n's log, but for those that are there for whoever looks for them. */
	const lines: string[] = [];
	const watch = (context: IWebhookFunctions) =>
		new Proxy(context, {
			get(target, name) {
				const line = (text: string) => void lines.push(text);
				if (name === 'logger') return { error: line, warn: line, info: line, debug: () => {} };
				const value = Reflect.get(target, name) as unknown;
				return typeof value === 'function' ? (value.bind(target) as unknown) : value;
			},
		});
	class Webhook extends CrmOpenApiTrigger {
		override async webhook(this: IWebhookFunctions) {
			return await CrmOpenApiTrigger.prototype.webhook.call(watch(this));
		}
	}
	class Payment extends CrmOpenApiPaymentTrigger {
		override async webhook(this: IWebhookFunctions) {
			return await CrmOpenApiPaymentTrigger.prototype.webhook.call(watch(this));
		}
	}
	const engine = calledEngine([Webhook, Payment]);
	const published: Record<string, Listening> = {};
	beforeAll(async () => {
		published.hook = await engine.listen(webhookWorkflow());
		published.psp = await engine.listen(paymentWorkflow());
	});
	afterAll(async () => {
		for (const one of Object.values(published)) await one.close();
	});

	const headerText = fc
		.oneof(fc.string(), fc.constantFrom('sha256=', 'a'.repeat(64), `sha256=${'0'.repeat(64)}`))
		.map((text) => text.replace(/[^\x20-\x7e]/g, '').trim());
	const types = fc.constantFrom(
		'application/octet-stream',
		'application/json',
		'multipart/form-data',
		'multipart/form-data; boundary=x',
		'text/html',
		'',
	);
	const encodings = fc.constantFrom(undefined, undefined, undefined, 'gzip', 'deflate', 'br');

	async function post(name: string, body: string, headers: Record<string, string | undefined>) {
		const { url, executions, thrown } = published[name];
		const sent = Object.entries(headers).filter(([, value]) => value !== undefined);
		const response = await fetch(url, {
			method: 'POST',
			headers: sent as Array<[string, string]>,
			body: Buffer.from(body),
		});
		const text = await response.text();
		await published[name].settled();
		showsNoSecret(text, ...lines, ...executions.map(({ saved }) => saved.execution));
		expect(thrown).toEqual([]);
		expect(lines).toEqual([]);
		return { status: response.status, started: executions.splice(0).length };
	}

	test('no stranger starts a workflow with a delivery', async () => {
		const input = fc.record({
			body: textOf(anyJson).map((text) => text.replaceAll(PASSWORD, 'x')),
			signature: fc.option(headerText, { nil: undefined }),
			type: types,
			encoding: encodings,
		});
		await hold(150, input, async ({ body, signature, type, encoding }) => {
			const { status, started } = await post('hook', body, {
				'content-type': type,
				'content-encoding': encoding,
				'x-crm-signature': signature,
			});
			expect([401, 413, 422]).toContain(status);
			expect(started).toBe(0);
		});
	});

	test('whatever is signed is a delivery or is refused', async () => {
		const envelope = fc.record({
			source: fc.oneof(
				anyJson,
				fc.record({
					event: fc.oneof(
						anyText,
						fc.nat().map((step) => `crm.webhooks.requests.kyc.approve.node.${step}`),
					),
					group: anyJson,
				}),
			),
			data: anyJson,
		});
		await hold(150, textOf(envelope), async (body) => {
			const signature = createHmac('sha256', SECRET).update(Buffer.from(body)).digest('hex');
			const { status, started } = await post('hook', body, {
				'content-type': 'application/octet-stream',
				'x-crm-signature': signature,
			});
			expect([200, 400]).toContain(status);
			expect(started).toBe(status === 200 ? 1 : 0);
		});
	});

	test('no stranger starts a workflow with a payment request', async () => {
		const input = fc.record({
			body: textOf(anyJson).map((text) => text.replaceAll(PASSWORD, 'x')),
			token: fc.option(headerText, { nil: undefined }),
			type: types,
			encoding: encodings,
		});
		await hold(100, input, async ({ body, token, type, encoding }) => {
			const { status, started } = await post('psp', body, {
				'content-type': type,
				'content-encoding': encoding,
				'crm-pay-token': token,
			});
			expect([401, 422]).toContain(status);
			expect(started).toBe(0);
		});
	});

	test('whatever is signed is a payment request of single values or is refused', async () => {
		const value = fc.oneof(anyScalar, fc.array(fc.nat(), { maxLength: 2 }));
		const fields = fc.record(
			{
				merchant_id: fc.oneof(fc.constant('4020'), value),
				order_no: value,
				amount: fc.oneof(fc.constant('10.50'), value),
				currency: value,
				user_name: value,
			},
			{ requiredKeys: [] },
		);
		const more = fc.dictionary(anyText, value, { maxKeys: 3 });
		await hold(100, fc.tuple(fields, more, fc.boolean()), async ([own, extra, signs]) => {
			const sent = JSON.parse(JSON.stringify({ ...extra, ...own })) as IDataObject;
			const body = JSON.stringify(signs ? { ...sent, sign: signPayment(sent, TOKEN) } : sent);
			const { url, executions } = published.psp;
			const response = fetch(url, {
				method: 'POST',
				headers: { 'content-type': 'application/octet-stream', 'crm-pay-token': TOKEN },
				body,
			});
			await (await response).text();
			await published.psp.settled();
			for (const { data } of executions.splice(0)) {
				const [started] = data.resultData.runData.CRM[0].data?.main[0] ?? [];
				const { custom, ...parameters } = started.json;
				for (const one of [...Object.values(parameters), ...Object.values(custom as object)]) {
					expect(typeof one).not.toBe('object');
				}
			}
			expect(lines).toEqual([]);
		});
	});
});

describe('answers of the CRM', () => {
	const operations = resources.flatMap((resource) => resource.operations);
	const statuses = fc.oneof(fc.constantFrom(200, 201, 204, 400, 401, 404, 500), fc.nat(999));
	const headers = fc.dictionary(fc.constantFrom('retry-after', 'content-type'), anyText);

	test('become rows or a failure, for every operation', async () => {
		const input = fc.record({
			operation: fc.constantFrom(...operations),
			text: textOf(anyJson),
			status: statuses,
			headers,
			sends: fc.boolean(),
		});
		await hold(1500, input, ({ operation, text, status, headers: told, sends }) => {
			const { endpoint, answer, fields, simple } = operation;
			const { method, path, effect, evidence } = endpoint;
			const body = sends ? { email: 'a@example.com', password: PASSWORD } : undefined;
			const request = { method, path, query: [], effect, timeout: 1, body };
			const reply = { status, headers: told, text };
			const verdict = judge(request, { kind: 'answered', reply }, { evidence, fields });
			if (!verdict.ok) {
				const { message, description } = verdict.failure;
				showsNoSecret(message, description);
				expect(message).not.toBe('');
				return;
			}
			// With what the strangest of answers can bring along.
			const odd = { ...(verdict.json as object), status: { toString: 1 } };
			for (const json of [verdict.json, odd]) operation.money?.booked(status, json);
			const rows = rowsOf(answer, verdict.json, true);
			// Deeper than n8n can save is not for JSON.stringify either.
			if (!Array.isArray(rows) || /^(\{"a":|\[){500}/.test(text)) return;
			showsNoSecret(rows, rows.map(simplifier(simple ?? ['a.b', 'id'])));
		});
	});

	let crm: LocalServer;
	let answer: (request: IncomingMessage, response: ServerResponse) => void;
	beforeAll(async () => {
		crm = await startServer((request, response) => answer(request, response));
	});
	afterAll(async () => await crm.close());
	const engine = () =>
		new Engine({
			nodeTypes: [CrmOpenApi],
			credentialTypes: [CrmOpenApiCredential],
			credentials: {
				crm: {
					type: 'crmOpenApi',
					data: { host: crm.url, apiKey: API_KEY, signatureScheme: 'v2' },
				},
			},
		});

	const NODES = [
		{ resource: 'client', operation: 'get', id: byId('045dff8l') },
		{ resource: 'client', operation: 'getMany', returnAll: false, limit: 5, simplify: false },
		{ resource: 'client', operation: 'getDownlines', userId: byId('045dff8l'), email: '' },
		{ resource: 'wallet', operation: 'get', userId: byId('045dff8l') },
		{ resource: 'connection', operation: 'getMany' },
		{
			resource: 'lead',
			operation: 'create',
			name: 'A',
			email: 'a@example.com',
		},
		{
			resource: 'client',
			operation: 'validateCredentials',
			email: 'a@example.com',
			password: `={{ ${JSON.stringify([...PASSWORD])}.join('') }}`,
		},
		{ resource: 'customApiCall', method: 'POST', path: '/public/v1/x', body: '{}' },
	];

	test('end a run in the real engine, and leave no secret in what n8n saves', async () => {
		const input = fc.record({
			node: fc.constantFrom(...NODES),
			text: textOf(anyJson),
			// Not those that a read waits and tries again for.
			status: fc.constantFrom(200, 200, 200, 201, 204, 302, 400, 401, 403, 404, 409, 418, 500),
			location: fc.constantFrom(undefined, 'https://evil.example/', '//evil.example', 'x'),
		});
		await hold(60, input, async ({ node, text, status, location }) => {
			answer = (_, response) => {
				response.writeHead(status, {
					'content-type': 'application/json',
					...(location && { location }),
				});
				response.end(status === 204 ? undefined : text);
			};
			const workflow = crmWorkflow(node as never, CONTINUE);
			const run = await engine().run({ workflow });
			if (/^(\{"a":|\[){500}/.test(text)) return;
			expect(run.error).toBeUndefined();
			showsNoSecret(run.outputs(CRM), run.saved.execution);
		});
	});

	test('give lists in which nothing is run', async () => {
		const record = fc.dictionary(
			fc.constantFrom('id', 'name', 'email', 'connection_id', 'platform', 'label', 'code', 'title'),
			fc.oneof(
				anyScalar,
				anyText.map((text) => `=${text}`),
				anyJson,
			),
		);
		const page = fc.oneof(
			fc.array(record, { maxLength: 4 }).map((records) => ({ count: records.length, records })),
			fc.array(record, { maxLength: 4 }),
			anyJson,
		);
		const methods = ['searchClients', 'searchConnections', 'searchRegistrationForms'];
		await hold(100, fc.tuple(textOf(page), fc.constantFrom(...methods)), async ([text, method]) => {
			answer = (_, response) => void response.end(text);
			const { results } = await engine()
				.listSearch(CrmOpenApi, method, { resource: 'client', operation: 'get' })
				.catch((error: Error) => {
					showsNoSecret(error.message, (error as { description?: string }).description);
					return { results: [] };
				});
			for (const { name, value } of results) {
				expect([isExpression(name), isExpression(value)]).toEqual([false, false]);
			}
			showsNoSecret(results);
		});
	});

	test('give forms in which nothing is run', async () => {
		const option = fc.oneof(anyText, fc.record({ label: anyText, value: anyJson }));
		const field = fc.record(
			{
				key: fc.oneof(anyText, anyJson),
				label: fc.oneof(anyText, fc.dictionary(fc.constantFrom('en-us', 'de'), anyText)),
				type: fc.oneof(fc.constantFrom('select', 'multiselect', 'checkbox', 'date'), anyText),
				options: fc.oneof(
					fc.array(option, { maxLength: 4 }),
					fc.dictionary(anyText, anyText),
					anyJson,
				),
				required: anyScalar,
			},
			{ requiredKeys: [] },
		);
		const fields = fc.array(fc.oneof(field, anyJson), { maxLength: 4 });
		const form = fc.oneof(
			fields.map((all) => ({ fields: all })),
			fc.record({ groups: fc.array(fc.record({ key: anyText, label: anyText, fields })) }),
			anyJson,
		);
		await hold(100, textOf(form), async (text) => {
			answer = (_, response) => void response.end(text);
			const given = await engine().resourceMapping(CrmOpenApi, 'getRegistrationFields', {
				resource: 'client',
				operation: 'create',
			});
			const strings: string[] = [];
			JSON.stringify(given, (_, value: unknown) => {
				if (typeof value === 'string') strings.push(value);
				return value;
			});
			expect(strings.filter(isExpression)).toEqual([]);
			showsNoSecret(given);
		});
		await hold(500, form, (json) => {
			if (typeof json === 'object' && json && !Array.isArray(json)) {
				formFields(json as IDataObject, 'de');
			}
		});
	});

	test('lose their passwords and nothing else', async () => {
		await hold(1500, anyJson, (json) => {
			const text = JSON.stringify(json) ?? 'null';
			const cleaned = withoutPasswords(JSON.parse(text) as unknown, [], text);
			showsNoSecret(cleaned);
			const again = JSON.stringify(cleaned);
			expect(JSON.stringify(withoutPasswords(JSON.parse(again), [], again))).toBe(again);
			if (
				!text.includes(PASSWORD) &&
				![...text.matchAll(/"[^"]*"/g)].some(([name]) => namesPassword(name))
			) {
				expect(cleaned).toEqual(JSON.parse(text));
			}
		});
	});
});

describe('cells of the CSV example', () => {
	const file = readFileSync(join(__dirname, '../../examples/leads-from-a-csv.json'), 'utf8');
	const patterns = [...file.matchAll(/replace\((\/.+?\/g), (\\"|')(.+?)\2\)/g)].map(
		([, pattern, , by]) => {
			const source = (JSON.parse(`"${pattern}"`) as string).slice(1, -2);
			return { pattern: new RegExp(source, 'g'), by };
		},
	);
	const writes = patterns.find(({ by }) => by === "$1$2'");
	const reads = patterns.find(({ by }) => by === '$1$2');

	test('are run by no spreadsheet, and read back as they were', async () => {
		const parts = fc.constantFrom(...'=+-@;,|\t\r\n\'" abc1＝', 'x');
		const cell = fc.oneof(
			fc.array(parts, { maxLength: 12 }).map((all) => all.join('')),
			anyText,
		);
		expect([writes, reads]).not.toContain(undefined);
		await hold(3000, cell, (text) => {
			const written = text.replace(writes!.pattern, writes!.by);
			for (const separator of [',', ';', '\t', '|', '\n', '\r']) {
				for (const part of written.split(separator)) expect(part).not.toMatch(/^[ "]*[=+\-@＝]/);
			}
			expect(written.replace(reads!.pattern, reads!.by)).toBe(text);
		});
	});
});
