/** What an execution can be found by in the list, weeks later. */
import type { IDataObject, IRunExecutionData } from 'n8n-workflow';
import { seedWithdrawal } from '../../sandbox/index.cts';
import { CONTINUE, CRM, LEAD_FROM_FORM, useFixture } from './fixture.cts';
import { moneyCase } from './money.cases.cts';

const fixture = useFixture();

const metadataOf = ({ data }: { data: IRunExecutionData }) => data.resultData.metadata;

test('a deposit: operation and login, of all items', async () => {
	const { parameters, items } = moneyCase('mt4.deposit');
	const given = items(fixture.sandbox.data, 2);
	const run = await fixture.run(parameters, given);
	expect(metadataOf(run)).toEqual({
		crmOperation: 'mt4.deposit',
		crmLogin: [...new Set(given.map(({ login }) => String(login)))].join(', '),
	});
});

test('a wallet: the order id as the CRM has it; a decision: the request, also one that failed', async () => {
	const wallet = moneyCase('wallet.updateBalance');
	const updated = await fixture.run(wallet.parameters, wallet.items(fixture.sandbox.data, 1));
	expect(metadataOf(updated)?.crmOrderId).toBe(updated.json(CRM)[0].order_id);

	const { id } = seedWithdrawal(fixture.sandbox.data, { status: 'rejected' });
	const refused = await fixture.run({ resource: 'request', operation: 'approveWithdrawal', id });
	expect(refused.status).toBe('error');
	expect(metadataOf(refused)).toMatchObject({ crmRequestId: id });
});

test('nothing of a client is kept', async () => {
	const items: IDataObject[] = [{ name: 'Ann Lee', email: 'ann@example.com' }];
	const run = await fixture.run(LEAD_FROM_FORM, items);
	expect(metadataOf(run)).toEqual({ crmOperation: 'lead.create' });
});

test("as many as fit, without a line in n8n's log", async () => {
	const parameters = { resource: 'request', operation: 'get', id: '={{ $json.id }}' };
	const items = Array.from({ length: 60 }, (_, index) => ({ id: `r${1000000 + index}` }));
	const text = metadataOf(await fixture.run(parameters, items, CONTINUE))?.crmRequestId ?? '';
	expect(text).toMatch(/^r1000000, r1000001, /);
	expect(text.length).toBeGreaterThan(240);
	expect(text.length).toBeLessThanOrEqual(255);
});
