/** Clients and form builders write texts that end up in workflows. None of them may become code. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { isExpression } from 'n8n-workflow';
import { CrmOpenApi as CrmOpenApiCredential } from '../../credentials/CrmOpenApi.credentials.ts';
import { CrmOpenApi } from '../../nodes/CrmOpenApi/CrmOpenApi.node.ts';
import { nodesOfPackage } from '../nodes.cts';
import { byId, crmWorkflow, startFixture, startServer, type LocalServer } from './fixture.cts';
import { Engine, type NodeClass } from './harness/index.cts';
import { pollingWorkflow, startPolling, TRIGGER } from './polling.fixture.cts';

/** Ends every execution that it gets into. */
const CODE = "={{ $('Nowhere').item.json.x }}";

/** What n8n would run once it stands first, in the ways in which it can come to stand there. */
const HOSTILE = [
	CODE,
	` \n${CODE}`,
	`\u00a0${CODE}`,
	'=1+1',
	'=',
	`=${'x'.repeat(100_000)}`,
	`={{ '${'🙂'.repeat(300)}' }}`,
];

/** A form whose every text is hostile, but for what makes it come through. */
function formOf(text: string): IDataObject {
	const options = [
		{ label: text, value: 'a' },
		{ label: 'A', value: text },
		{ label: 'B', value: { inside: text } },
		text,
	];
	const fields = (tail: string) => [
		{ key: `plain${tail}`, label: text, type: 'input', hint: text, default: text },
		{ key: `twin${tail}`, label: text, type: text },
		{ key: `labels${tail}`, label: { 'en-us': text, de: text } },
		{ key: `select${tail}`, label: 'Colour', type: 'select', options },
		{ key: `several${tail}`, label: text, type: 'multiselect', options: [text, 'b'] },
		{ key: `map${tail}`, label: text, type: 'select', options: { [text]: text, c: text } },
		{ key: text, label: 'Key', type: 'input' },
	];
	const groups = [
		{ key: text, label: text, fields: fields('1') },
		{ key: text, label: { 'en-us': text }, fields: fields('2') },
	];
	return { id: 'form0001', name: text, label: text, title: text, type: text, groups };
}

/** One answer that is a list and a form, whatever is asked: records with hostile texts and ids. */
function answerOf(text: string): IDataObject {
	const names = 'name label title email type status description country state city group text';
	const hostile = Object.fromEntries(names.split(' ').map((name) => [name, text]));
	const ids = 'id code value key iso iso2 uuid connection_id account_type_id form_id user_id';
	const idsOf = (value: string) => Object.fromEntries(ids.split(' ').map((id) => [id, value]));
	const record = (id: string, more: IDataObject = {}) => ({
		...formOf(text),
		...hostile,
		...idsOf(id),
		...more,
	});
	const inLanguages = { name: { 'en-us': text }, label: { 'en-us': text }, title: { de: text } };
	const records = [record('good0001'), record(text), record('good0002', inLanguages)];
	return { count: records.length, records };
}

/** Everything that the editor could keep of what a method gave. */
function textsIn(value: unknown): string[] {
	if (typeof value === 'string') return [value];
	if (typeof value !== 'object' || value === null) return [];
	return Object.values(value).flatMap(textsIn);
}

let answer: string;
let crm: LocalServer;
beforeAll(async () => {
	crm = await startServer((_, response) => {
		response.setHeader('content-type', 'application/json').end(answer);
	});
});
afterAll(async () => await crm.close());

const engine = () =>
	new Engine({
		nodeTypes: nodesOfPackage() as NodeClass[],
		credentialTypes: [CrmOpenApiCredential],
		credentials: {
			crm: {
				type: 'crmOpenApi',
				data: { host: crm.url, apiKey: 'k'.repeat(32), signatureScheme: 'v2' },
			},
		},
	});

/** A node that is set up so far that each of the lists has what it depends on. */
const KYC = { resource: 'client', operation: 'submitKyc', userId: byId('045dff8l') };
const CITIES = { resource: 'configuration', operation: 'getCities', country: byId('sg') };
const MT4 = { resource: 'mt4', operation: 'createAccount', connectionId: byId('good0001') };

const TRADES = { ...MT4, operation: 'getTrades', event: 'newMt4Trade' };

function setUpFor(method: string): INodeParameters {
	if (method === 'searchTradeTypes') return TRADES;
	if (method === 'searchStates') return CITIES;
	return method === 'searchGroups' ? MT4 : KYC;
}

/** Every method by which a node tells the editor what there is, of every node. */
const methods = nodesOfPackage().flatMap((NodeType) => {
	const { listSearch, resourceMapping, loadOptions, ...others } = { ...new NodeType().methods };
	const named = { listSearch, resourceMapping, loadOptions };
	// Credential tests tell a person; nothing of them is stored.
	expect(Object.keys(others).filter((kind) => kind !== 'credentialTest')).toEqual([]);
	return Object.entries(named).flatMap(([kind, all]) =>
		Object.keys(all ?? {}).map((method) => ({
			method,
			kind: kind as keyof typeof named,
			NodeType: NodeType as NodeClass,
			of: NodeType.name,
		})),
	);
});

test('looks at all lists and mappers', () => {
	expect(methods.length).toBeGreaterThanOrEqual(11);
});

describe.each(methods)('$of: $method', ({ kind, method, NodeType }) => {
	test('gives what the CRM says, if it asks the CRM', async () => {
		answer = JSON.stringify(answerOf('Plain words'));
		const asked = crm.requests;
		const texts = textsIn(await engine()[kind](NodeType, method, setUpFor(method)));
		expect(texts.length).toBeGreaterThan(0);
		// Words of the node's own, for which the CRM only counts trades.
		const ownWords = method === 'searchTradeTypes';
		if (crm.requests > asked && !ownWords) expect(texts.join()).toContain('Plain words');
	});

	test.each(HOSTILE.map((text) => [text.slice(0, 20), text]))(
		'gives nothing that n8n would run, for %j',
		async (_, text) => {
			answer = JSON.stringify(answerOf(text));
			const given = await engine()[kind](NodeType, method, setUpFor(method));
			const texts = textsIn(given);
			expect(texts.filter(isExpression)).toEqual([]);
			// Some editors cut blanks: none may be all that stands before the sign.
			expect(texts.filter((one) => isExpression(one.trim()))).toEqual([]);
			expect(Math.max(...texts.map(({ length }) => length))).toBeLessThan(1200);
		},
	);
});

test('leaves out ids that n8n would run, and keeps the others as they are', async () => {
	answer = JSON.stringify(answerOf(CODE));
	const { results } = await engine().listSearch(CrmOpenApi, 'searchClients', KYC);
	expect(results.map(({ value }) => value)).toEqual(['good0001', 'good0002']);
	expect(results[0].name).toBe(`'${CODE}, ${CODE}`);
});

test('leaves out keys and option values, and the label says so', async () => {
	answer = JSON.stringify({ ...formOf(CODE), records: undefined });
	const { fields } = await engine().resourceMapping(CrmOpenApi, 'getRegistrationFields', {
		resource: 'client',
		operation: 'create',
	});
	const byKey = new Map(fields.map((field) => [field.id, field]));
	expect([...byKey.keys()]).toEqual(
		['1', '2'].flatMap((tail) =>
			['plain', 'twin', 'labels', 'select', 'several', 'map'].map((key) => `${key}${tail}`),
		),
	);
	const select = byKey.get('select1');
	expect(select?.options).toEqual([{ name: `'${CODE}`, value: 'a' }]);
	expect(select?.displayName).toContain('3 options left out: they begin with "="');
	expect(byKey.get('map1')?.options).toEqual([{ name: `'${CODE}`, value: 'c' }]);
	expect(fields[0].displayName).toContain('1 other field left out');
});

test('says why a form has no fields, where every key would be run', async () => {
	answer = JSON.stringify({ fields: [{ key: '={{ 1 }}', label: 'A' }] });
	const found = await engine().resourceMapping(CrmOpenApi, 'getRegistrationFields', KYC);
	expect(found.fields).toEqual([]);
	expect(found.emptyFieldsNotice).toContain('they begin with "="');
});

test('keeps what is harmless as it came', async () => {
	const form = {
		fields: [
			{ key: 'a=b', label: 'A = B', type: 'select', options: [{ label: '1 = one', value: 1 }] },
			{ key: 'c', label: '{{ 1 }}' },
		],
	};
	answer = JSON.stringify(form);
	const { fields } = await engine().resourceMapping(CrmOpenApi, 'getRegistrationFields', KYC);
	expect(fields).toMatchObject([
		{ id: 'a=b', displayName: 'A = B', options: [{ name: '1 = one', value: 1 }] },
		{ id: 'c', displayName: '{{ 1 }}' },
	]);
});

test('runs a workflow in which such a client was chosen from the list', async () => {
	const fixture = await startFixture({ clients: 3 });
	try {
		const [client] = fixture.sandbox.data.clients;
		client.name = CODE;
		const choices = await fixture
			.engine()
			.listSearch(CrmOpenApi, 'searchClients', { resource: 'client', operation: 'get' });
		const choice = choices.results.find(({ value }) => value === client.id);
		// As the editor stores it.
		const id = { ...choice, __rl: true, mode: 'list', cachedResultName: choice?.name };
		const parameters = { resource: 'client', operation: 'get', id } as INodeParameters;
		const run = await fixture.engine().run({ workflow: crmWorkflow(parameters) });
		expect(run.error).toBeUndefined();
		expect(run.json('CRM')[0]).toMatchObject({ id: client.id, name: CODE });
	} finally {
		await fixture.sandbox.close();
	}
});

describe('a sample of the polling trigger', () => {
	test('comes out as it is, and the next step sends it as text', async () => {
		const polling = await startPolling({ clients: 3 });
		try {
			polling.addClient({ name: CODE });
			const [sample] = await polling.poller({ event: 'newClient' }).test();
			expect(sample.name).toBe(CODE);
			const workflow = pollingWorkflow({ event: 'newClient' });
			const run = await polling.engine().run({ workflow, startNode: TRIGGER, items: [sample] });
			expect(run.error).toBeUndefined();
			expect(run.json(TRIGGER)[0].name).toBe(CODE);
		} finally {
			await polling.sandbox.close();
		}
	});
});
