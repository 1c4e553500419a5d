import { HOSTILE_TEXTS } from '../../../sandbox/index.cts';
import { useSandbox } from '../../started.cts';
import { call } from './call.cts';

const MEGABYTE = 1024 * 1024;
const sandbox = useSandbox({ clients: 30, hostile: true });

const get = async (path: string) => (await call(sandbox, 'GET', `/public/v1/${path}`)).json;

test('names of clients, one of a megabyte; one id that is an expression', async () => {
	const { records } = await get('users?skip=0&limit=500');
	const names = records.map(({ name }: { name: string }) => name);
	expect(names).toEqual(expect.arrayContaining([...HOSTILE_TEXTS]));
	const suspended = await get('users?skip=0&limit=500&suspended=true');
	expect(suspended.records.at(-1).name).toHaveLength(MEGABYTE + 1);
	expect(records.at(-1).id).toBe('={{ 1 }}');
	expect((await get(`users/${encodeURIComponent('={{ 1 }}')}`)).id).toBe('={{ 1 }}');
});

test.each([
	['connections', 'name'],
	['tradingAccounts/types', 'name'],
	['config/countries', 'name'],
	['config/countries', 'code'],
])('%s: %s', async (path, field) => {
	const values = (await get(path)).map((row: Record<string, unknown>) => row[field]);
	expect(values).toEqual(expect.arrayContaining([...HOSTILE_TEXTS]));
});

test('ids and groups of connections', async () => {
	const connections = await get('mt4/connections');
	const [usual] = connections;
	expect(usual.groups).toEqual(expect.arrayContaining(['live\\USD', ...HOSTILE_TEXTS]));
	const ids = connections.map(({ connection_id }: Record<string, string>) => connection_id);
	expect(ids).toEqual(expect.arrayContaining(['struk0gc', '={{ 1 }}']));
});

test.each([
	['registration form', () => get('form/registration/trader')],
	['KYC form', () => get(`form/kyc?user_id=${sandbox.data.clients[0].id}`)],
])('%s: keys, labels, options and values, one label of a megabyte', async (_what, ask) => {
	const { groups } = await ask();
	const { key, label, fields } = groups.at(-1);
	expect([key, label]).toEqual([HOSTILE_TEXTS[0], HOSTILE_TEXTS[1]]);
	const several = fields.slice(0, -1);
	for (const name of ['key', 'label']) {
		const values = several.map((field: Record<string, unknown>) => field[name]);
		expect(values.sort()).toEqual([...HOSTILE_TEXTS].sort());
	}
	expect(several[0].options.map(({ value }: { value: string }) => value)).toEqual(HOSTILE_TEXTS);
	expect(fields.at(-1).label).toHaveLength(MEGABYTE);
});

test('what was there still works: money, leads, requests', async () => {
	const [{ connection_id, currency, login }] = sandbox.data.accounts;
	const body = { connection_id, currency, amount: '1', comment: HOSTILE_TEXTS[0] };
	const deposit = await call(sandbox, 'POST', `/public/v1/mt4/accounts/${login}/deposit`, body);
	expect(deposit.status).toBe(204);
	expect(sandbox.data.transactions.at(-1)?.comment).toBe(HOSTILE_TEXTS[0]);
});
