/** A credential with expressions: each item goes to its own CRM, and payments to one in a run. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { CONTINUE, CRM, errorText, failedTexts, useFixture, type Fixture } from './fixture.cts';

const a = useFixture({ key: 'key-of-a', clients: 5 });
const b = useFixture({ key: 'key-of-b', clients: 5, scheme: 'v1' });

/** The credential that the item brings along. */
const OF_ITEM: IDataObject = {
	host: '={{ $json.host }}',
	apiKey: '={{ $json.key }}',
	signatureScheme: '={{ $json.scheme }}',
};
const to = ({ sandbox }: Fixture, more: IDataObject = {}): IDataObject => ({
	host: sandbox.url,
	key: sandbox.key,
	scheme: sandbox.scheme,
	client: sandbox.data.wallets[0].user_id,
	...more,
});

const LEAD: INodeParameters = {
	resource: 'lead',
	operation: 'create',
	name: '={{ $json.name }}',
	email: 'lead@example.com',
};
const WALLET: INodeParameters = {
	resource: 'wallet',
	operation: 'updateBalance',
	userId: { __rl: true, mode: 'id', value: '={{ $json.client }}' },
	currency: 'USD',
	amount: 5,
	orderId: '={{ $json.name }}',
	options: { inTestRuns: 'book' },
};

const leadsOf = ({ sandbox }: Fixture) => sandbox.data.leads.map(({ name }) => name);
const bookingsOf = ({ sandbox }: Fixture) =>
	sandbox.requests.filter(({ method }) => method === 'PATCH');

test('each lead goes to the CRM of its item', async () => {
	const before = [leadsOf(a), leadsOf(b)];
	const items = [a, b, b, a].map((fixture, at) => to(fixture, { name: `Lead ${at}` }));
	const result = await a.run(LEAD, items, {}, OF_ITEM);
	expect(result.error).toBeUndefined();
	expect(leadsOf(a).slice(before[0].length).sort()).toEqual(['Lead 0', 'Lead 3']);
	expect(leadsOf(b).slice(before[1].length).sort()).toEqual(['Lead 1', 'Lead 2']);
	expect(a.sandbox.requests).toMatchObject([{ verified: 'v2' }, { verified: 'v2' }]);
	expect(b.sandbox.requests).toMatchObject([{ verified: 'v1' }, { verified: 'v1' }]);
});

test('each list comes from the CRM of its item', async () => {
	a.sandbox.data.clients[0].name = 'of a';
	b.sandbox.data.clients[0].name = 'of b';
	const many = { resource: 'client', operation: 'getMany', limit: 1 };
	const result = await a.run(many, [to(a), to(b)], {}, OF_ITEM);
	expect(result.json(CRM)).toMatchObject([{ name: 'of a' }, { name: 'of b' }]);
});

test('a key that is wrong for one item is told of that item', async () => {
	const items = [to(a), to(b, { key: 'wr0ng' }), to(b)].map((item, at) => ({
		...item,
		name: `Lead ${at}`,
	}));
	const result = await a.run(LEAD, items, CONTINUE, OF_ITEM);
	expect(result.json(CRM)).toMatchObject([
		{ created: true },
		{ error: 'The CRM refused the API key' },
		{ created: true },
	]);
});

test('whether the key passes is found out for each CRM', async () => {
	// The right keys, signed in the wrong way at one and not at all known at the other.
	const items = [to(a, { scheme: 'v1' }), to(b, { key: 'wr0ng' })];
	const [first, second] = failedTexts(
		(await a.run(LEAD, named(items), CONTINUE, OF_ITEM)).json(CRM),
	);
	expect(first).toContain('refused the signature');
	expect(second).toContain('refused the API key');
});

test('an item whose credential can not be used ends alone', async () => {
	const items = named([to(a, { host: 'http://evil.example' }), to(b)]);
	const result = await a.run(LEAD, items, CONTINUE, OF_ITEM);
	expect(result.json(CRM)).toMatchObject([
		{ error: expect.stringContaining('must use https') as string },
		{ created: true },
	]);
});

test('payments for two CRMs are refused, all of them', async () => {
	const items = named([to(a), to(a), to(b)]);
	const result = await a.run(WALLET, items, {}, OF_ITEM);
	expect(errorText(result)).toMatch(/is another one for item 2 than for item 0.*Loop Over Items/);
	expect([...a.sandbox.requests, ...b.sandbox.requests]).toEqual([]);

	const texts = failedTexts((await a.run(WALLET, items, CONTINUE, OF_ITEM)).json(CRM));
	expect(texts).toHaveLength(3);
	expect([...a.sandbox.requests, ...b.sandbox.requests]).toEqual([]);
});

test('an expression that hides behind the item number is found for payments', async () => {
	const [one, two] = [a.sandbox.url, b.sandbox.url];
	const credential = { host: `={{ $itemIndex === 1 ? '${two}' : '${one}' }}` };
	const result = await a.run(WALLET, named([{}, {}, {}]), {}, credential);
	expect(errorText(result)).toContain('is another one for item 1');
	expect([...a.sandbox.requests, ...b.sandbox.requests]).toEqual([]);
});

test('payments whose items bring the same credential are made', async () => {
	const result = await b.run(WALLET, named([to(b), to(b)]), {}, OF_ITEM);
	expect(result.error).toBeUndefined();
	expect(bookingsOf(b)).toHaveLength(2);
	expect(bookingsOf(a)).toHaveLength(0);
});

test('one payment goes to the CRM of its item', async () => {
	const result = await a.run(WALLET, named([to(b)]), {}, OF_ITEM);
	expect(result.error).toBeUndefined();
	expect([bookingsOf(a).length, bookingsOf(b).length]).toEqual([0, 1]);
});

test('an expression that is the same for all items costs two reads', async () => {
	const credential = { host: `={{ '${a.sandbox.url}' }}` };
	const result = await a.run(LEAD, named([{}, {}, {}, {}]), {}, credential);
	expect(result.error).toBeUndefined();
	expect(result.credentialReads).toBe(2);
});

const named = (items: IDataObject[]): IDataObject[] =>
	items.map((item, at) => ({ name: `Item ${at}`, ...item }));
