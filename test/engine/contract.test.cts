/**
 * Every endpoint of api/openapi.yaml, run as its operation in n8n's engine against the sandbox: with
 * all fields filled, each from the item, exactly the documented request goes out for each item, and
 * the documented answer comes out as items that tell which one they belong to.
 */
import type { IDataObject } from 'n8n-workflow';
import { operationOf } from '../../nodes/endpoints/index.ts';
import { OPERATIONS } from '../../sandbox/operations/index.cts';
import { outputSchemas } from '../../scripts/schemas.cts';
import { DOCUMENTED, type Documented, type DocumentedField } from '../documented.cts';
import { fieldsOf, isMadeByTheNode, requestOf, type DocumentedRequest } from '../requests.cts';
import { SAMPLES, type Failure, type Sample, type Values } from '../samples.cts';
import { call } from '../unit/sandbox/call.cts';
import { parametersOf } from './contract.parameters.cts';
import { CRM, errorText, useFixture } from './fixture.cts';

const fixture = useFixture({ clients: 60 });

/** Endpoints with all that these tests take; what is missing is told in test/unit/told.test.cts. */
const TOLD = DOCUMENTED.filter(
	({ id, resource, operation }) =>
		SAMPLES[id] && OPERATIONS[id] && operationOf(resource, operation),
);

describe.each(TOLD)('$id', (endpoint) => {
	const sampleNow = (): Sample => SAMPLES[endpoint.id](fixture.sandbox.data);

	test('has all fields in its sample, no two with the same value', () => {
		const { items } = sampleNow();
		const sent = items.flatMap((item) => byUser(endpoint, item).map(({ name }) => name));
		const documented = endpoint.variants.flatMap((fields) =>
			fields
				.filter((field) => field.name !== 'skip' && !isMadeByTheNode(field))
				.map(({ name }) => name),
		);
		expect(new Set(sent)).toEqual(new Set(documented));
		for (const name of new Set(sent)) {
			const values = items.map((item) => JSON.stringify(item[name]));
			expect({ name, values: new Set(values).size }).toEqual({ name, values: items.length });
		}
	});

	test('sends the documented request and gives the documented answer', async () => {
		const { items, sends, gives } = sampleNow();
		const result = await fixture.run(parametersOf(endpoint, items), items);
		expect(result.error).toBeUndefined();

		const requests = [...fixture.sandbox.requests];
		const expected = items.map((item) => requestOf(endpoint, { ...item, ...sends?.(item) }));
		expect(
			requests.map(({ method, path, query, body }) => ({ method, path, query, body })),
		).toEqual(expected);
		for (const { status, verified, operationId } of requests) {
			expect(status).toBeGreaterThanOrEqual(200);
			expect(status).toBeLessThan(300);
			expect(verified).toBe(endpoint.method === 'GET' ? 'key-only' : 'v2');
			expect(operationId).toBe(endpoint.id);
		}

		const rows =
			gives ?? (await Promise.all(expected.map(async (one) => await answered(endpoint, one))));
		expect(rows.every((list) => list.length > 0)).toBe(true);
		expect(result.outputs(CRM).map(({ json, pairedItem }) => ({ json, pairedItem }))).toEqual(
			rows.flatMap((list, item) => list.map((json) => ({ json, pairedItem: { item } }))),
		);
	});

	test('comes out by default as its output schema says', async () => {
		const { resource, operation, kind } = endpoint;
		const schema = SCHEMAS.get(`CrmOpenApi/__schema__/v1.0.0/${resource}/${operation}.json`);
		const items = sampleNow().items.map((item) => {
			const wanted = byUser(endpoint, item).filter(
				({ schema: { type } }) => type !== 'boolean' || !kind.startsWith('read'),
			);
			return Object.fromEntries(wanted.map(({ name }) => [name, item[name]]));
		});
		const { simplify: _, flatten: __, options: ___, ...parameters } = parametersOf(endpoint, items);
		const result = await fixture.run(parameters, items);
		expect(result.error).toBeUndefined();
		const seen = typesIn(result.json(CRM));
		// Without one where the answer is not documented: nothing is made up.
		if (!schema) expect(endpoint.answer?.properties).toBeUndefined();
		for (const [name, { type: of }] of Object.entries(schema?.properties ?? {})) {
			const type = of === 'integer' ? 'number' : of;
			const isThere = SOMETIMES[endpoint.id]?.includes(name) ? [type, undefined] : [type];
			expect({ name, isThere }).toEqual({
				name,
				isThere: expect.arrayContaining([seen.get(name)]),
			});
			seen.delete(name);
		}
		// A read gives no more than that; what a write was told besides is repeated, or was not documented.
		const more = [...seen.keys()].filter((name) => !UNDOCUMENTED[endpoint.id]?.includes(name));
		if (schema && kind.startsWith('read')) expect(more).toEqual([]);
	});

	test('fails as documented', async () => {
		const { items, fails } = sampleNow();
		if (endpoint.errors.length > 0)
			expect(endpoint.errors).toContain((fails as { type: string }).type);
		const item: Values = 'with' in fails ? { ...items[0], ...fails.with } : items[0];
		if ('status' in fails) {
			expect(byUser(endpoint, item)).toEqual([]);
			const { id: operationId } = endpoint;
			const action = { status: fails.status, body: { error: true, code: fails.status, type: 'x' } };
			fixture.sandbox.faults.rules.push({ match: { operationId }, action });
		}

		const result = await fixture.run(parametersOf(endpoint, items), [item]);
		expect(errorText(result)).toContain(complaint(endpoint, fails));
		const ofThisEndpoint = fixture.sandbox.requests.filter(
			(one) => one.operationId === endpoint.id,
		);
		expect(ofThisEndpoint).toHaveLength('refusal' in fails ? 0 : 1);
		expect(result.json('Done')).toEqual([]);
	});
});

/** The fields of items and their types; null tells none. */
function typesIn(rows: IDataObject[]): Map<string, string> {
	const values = rows.flatMap((row) => Object.entries(row)).filter(([, value]) => value !== null);
	return new Map(
		values.map(([name, value]) => [name, Array.isArray(value) ? 'array' : typeof value]),
	);
}

/** Documented fields that the records of the sample do not have. */
const SOMETIMES: Record<string, string[]> = {
	// Of links of other types.
	'referral.getLink': ['initial_amount', 'offer_uuid'],
};

/** What the sandbox gives besides: the names are those of the webhooks, the document has none. */
const UNDOCUMENTED: Record<string, string[]> = {
	'request.get': ['kyc_fields', 'trading_amount', 'trading_currency', 'trading_id'],
};

const SCHEMAS = outputSchemas();

function complaint({ evidence }: Documented, fails: Failure): string {
	if ('type' in fails) return `The CRM says: ${fails.type} (HTTP 400)`;
	if ('refusal' in fails) return fails.refusal;
	if (fails.status === 403) return 'The CRM refused the API key';
	expect(evidence).toBe('inferred');
	return 'The path of this endpoint is a guess';
}

/** The documented fields that hold for an item and that users fill in. */
function byUser(endpoint: Documented, item: Values): DocumentedField[] {
	return fieldsOf(endpoint, item).filter(
		(field) => field.name !== 'skip' && !isMadeByTheNode(field) && item[field.name] !== undefined,
	);
}

/** What the sandbox answers to a request, as the items that its documented shape makes. */
async function answered(
	{ kind, id }: Documented,
	{ method, path, query, body }: DocumentedRequest,
): Promise<IDataObject[]> {
	const search = new URLSearchParams(query as Record<string, string>).toString();
	const { json, status } = await call(fixture.sandbox, method, `${path}?${search}`, body);
	expect(status).toBe(200);
	if (kind.startsWith('read-page')) return json.records;
	if (id === 'wallet.get') {
		return Object.entries(json).map(
			([currency, balance]) => ({ currency, balance }) as IDataObject,
		);
	}
	return Array.isArray(json) ? json : [json];
}
