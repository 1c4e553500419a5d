/** Client → Find: one client among all of the CRM, by email, phone or login. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Client } from '../../sandbox/index.cts';
import { byId, CONTINUE, CRM, errorText, failedTexts, useFixture } from './fixture.cts';

const fixture = useFixture({ clients: 600 });
const run: typeof fixture.run = async (...given) => await fixture.run(...given);
const clients = () => fixture.sandbox.data.clients;

const FIND: INodeParameters = {
	resource: 'client',
	operation: 'find',
	email: '={{ $json.email }}',
	phone: '={{ $json.phone }}',
	login: '={{ $json.login }}',
};
const find = async (
	item: IDataObject | IDataObject[],
	options: INodeParameters = {},
	more: INodeParameters = {},
) => await run({ ...FIND, ...more, options }, [item].flat());

const idsOf = (rows: IDataObject[]) => rows.map(({ id }) => id);
const withLogin = () => clients().find(({ id }) => accountsOf(id).length === 1) as Client;
const accountsOf = (user: string) =>
	fixture.sandbox.data.accounts.filter(({ user_id }) => user_id === user);

test('says before the first run what it will read', () => {
	const { properties } = new fixture.nodeType().description;
	const notice = properties.find(
		({ type, displayOptions }) =>
			type === 'notice' && displayOptions?.show?.operation?.[0] === 'find',
	);
	expect(notice?.displayName).toContain('one request for every 500');
});

describe('among 10,000 clients', () => {
	const large = useFixture({ clients: 10_000 });

	test('reads each page of both lists once for 1,000 items over 10,000 clients', async () => {
		const { data, requests } = large.sandbox;
		const wanted = data.clients.filter((_, index) => index % 10 === 0).slice(0, 1000);
		const result = await large.run(
			FIND,
			wanted.map(({ email }) => ({ email })),
		);
		expect(result.error).toBeUndefined();
		expect(idsOf(result.json('Done'))).toEqual(idsOf(wanted as unknown as IDataObject[]));
		expect(result.outputs(CRM).map(({ pairedItem }) => pairedItem)).toEqual(
			wanted.map((_, item) => ({ item })),
		);

		// Each page by its list and where it begins.
		const pages = requests.map(({ query }) => `${query.suspended} ${query.skip}`);
		expect(new Set(pages).size).toBe(pages.length);
		expect(pages.length).toBeLessThan(30);
		const all = data.clients.length;
		expect(all).toBeGreaterThanOrEqual(10_000);
		expect(result.json('Done').filter((row) => row.suspended)).toHaveLength(
			wanted.filter((one) => one.suspended).length,
		);
		expect(JSON.stringify(result.runs(CRM)[0].hints)).toContain(
			`Read ${all} clients in ${pages.length} pages of up to 500, once for all 1000 items`,
		);
	});
});

describe('one client is found', () => {
	test.each<[string, (client: Client) => IDataObject]>([
		['by email in another case', ({ email }) => ({ email: ` ${email.toUpperCase()};` })],
		['by phone in one piece', ({ phone }) => ({ phone: `+${phone.country_code} ${phone.number}` })],
		['by phone with 00', ({ phone }) => ({ phone: `00${phone.country_code}${phone.number}` })],
		['by all of them', ({ email, id }) => ({ email, login: accountsOf(id)[0].login })],
		['by login', ({ id }) => ({ login: accountsOf(id)[0].login })],
	])('%s', async (_how, itemOf) => {
		const client = withLogin();
		client.phone = { country_code: '65', number: '6500 1234' };
		const account = accountsOf(client.id)[0];
		account.login = 99_999_001;
		const result = await find(itemOf(client));
		expect(result.error).toBeUndefined();
		expect(idsOf(result.json('Done'))).toEqual([client.id]);
	});

	test('who is suspended, with all there is to know', async () => {
		const client = clients().find(({ suspended }) => suspended) as Client;
		const result = await find({ email: client.email }, {}, { simplify: false });
		expect(result.json('Done')).toMatchObject([
			{ id: client.id, suspended: true, phone: client.phone, kyc_status: client.kyc_status },
		]);
	});

	test('by a number as typed at home, and as the CRM stores it with its 0', async () => {
		clients()[7].phone = { country_code: '44', number: '07700900123' };
		const result = await find({ phone: '7700 900123' }, { defaultCountryCode: 'UK' });
		expect(idsOf(result.json('Done'))).toEqual([clients()[7].id]);
	});

	test('by a login that two servers have, with the server', async () => {
		const [one, ...others] = fixture.sandbox.data.accounts;
		const other = others.find(
			({ platform, user_id }) => platform !== one.platform && user_id !== one.user_id,
		) as typeof one;
		other.login = one.login = 99_999_002;
		expect(errorText(await find({ login: one.login }))).toContain("2 clients have this 'Login'");
		const result = await find(
			{ login: one.login },
			{},
			{ filters: { connectionId: byId(other.connection_id) } },
		);
		expect(idsOf(result.json('Done'))).toEqual([other.user_id]);
	});
});

describe('two clients with one email', () => {
	const twins = () => {
		const [first, second] = [clients()[10], clients()[550]];
		second.email = first.email.toUpperCase();
		return [first, second];
	};

	test('are refused by name: paying the wrong one is worse than not paying', async () => {
		const [first, second] = twins();
		const text = errorText(await find({ email: first.email }));
		expect(text).toContain("2 clients have this 'Email'");
		expect(text).toContain(`${first.id}, ${second.id}`);
		expect(text).toContain('Options - If Several Match');
	});

	test('come both where the user wants that, or one when more is given', async () => {
		const [first, second] = twins();
		const all = await find({ email: first.email }, { ifSeveralMatch: 'all' });
		expect(idsOf(all.json('Done'))).toEqual([first.id, second.id]);
		second.phone = { country_code: '65', number: '81239999' };
		const one = await find({ email: first.email, phone: '+65 8123 9999' });
		expect(idsOf(one.json('Done'))).toEqual([second.id]);
	});
});

describe('nobody', () => {
	test('is no item, or an error, as the user wants', async () => {
		const nobody = { email: 'nobody@example.com' };
		const known = { email: clients()[3].email };
		const result = await find([nobody, known]);
		expect(result.error).toBeUndefined();
		expect(idsOf(result.json('Done'))).toEqual([clients()[3].id]);
		const text = errorText(await find(nobody, { ifNoneMatches: 'error' }));
		expect(text).toContain("No client has this 'Email'");
		expect(text).toContain('suspended ones too');
	});

	test('has the email of one and the phone of another', async () => {
		const [one, other] = [clients()[20], clients()[21]];
		const { country_code, number } = other.phone;
		const result = await find({ email: one.email, phone: `+${country_code}${number}` });
		expect(result.json('Done')).toEqual([]);
	});
});

test('asks nothing for items that say nothing, or what nobody can have', async () => {
	const items = [{}, { email: 'nobody' }, { phone: '81234567' }, { login: 'x1' }];
	const result = await run(FIND, items, CONTINUE);
	expect(failedTexts(result.json(CRM))).toEqual([
		expect.stringContaining("'Email' or 'Phone Number' or 'Login' must be given"),
		expect.stringContaining("'Email' must be an email address"),
		expect.stringContaining("'Phone' must begin with + and the country code"),
		expect.stringContaining("'Login' must be digits only"),
	]);
	expect(fixture.sandbox.requests).toEqual([]);
});

test('a list that cannot be read fails every item: nobody is taken for not there', async () => {
	fixture.sandbox.faults.rules.push({
		match: { operationId: 'client.getMany' },
		action: { status: 403 },
		times: 1000,
	});
	const items = [{ email: clients()[1].email }, { email: 'nobody@example.com' }];
	const result = await run(FIND, items, CONTINUE);
	expect(failedTexts(result.json(CRM))).toHaveLength(2);
});
