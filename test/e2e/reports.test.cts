/** A report that comes out on schedule, as a file. */
import { seedTransactions, type Transaction } from '../../sandbox/index.cts';
import { workflowOf } from '../engine/harness/workflow.cts';
import { crm, Scene } from './fixture.cts';
import { outputs, until } from './n8n/rest.cts';

const START = '2025-01-15';
const END = '2025-10-20';

let scene: Scene;
beforeAll(async () => {
	scene = await Scene.open();
});
afterAll(async () => await scene.close());

test('holds every transaction of nine months once', async () => {
	const { data, requests } = scene.sandbox;
	data.transactions = [];
	// More than a page of the report in every part of the period, also on its first and last day.
	seedTransactions(data, 5_000, { from: '2025-01-14 12:00:00', to: '2025-10-21 12:00:00' });
	const within = data.transactions.filter(
		({ timestamp }) => timestamp >= START && timestamp.slice(0, 10) <= END,
	);
	within[0].comment = 'Two, "quoted" – 谢谢';

	const id = await scene.start(
		workflowOf([
			{
				name: 'Every Second',
				type: 'n8n-nodes-base.scheduleTrigger',
				typeVersion: 1.2,
				parameters: { rule: { interval: [{ field: 'seconds', secondsInterval: 1 }] } },
			},
			crm('Get Transactions', {
				parameters: {
					resource: 'report',
					operation: 'getTransactions',
					period: 'custom',
					start: START,
					end: END,
					returnAll: true,
					simplify: true,
				},
			}),
			{
				name: 'Write CSV',
				type: 'n8n-nodes-base.convertToFile',
				typeVersion: 1.1,
				parameters: { operation: 'csv', options: { fileName: 'transactions.csv' } },
			},
		]),
	);
	await until('the first request', async () => (requests.length ? true : undefined));
	await scene.rest.deactivate(id);
	const execution = await scene.ended(id);
	expect(execution.status).toBe('success');
	const [{ binary }] = outputs(execution, 'Write CSV');
	expect(binary?.data.fileName).toBe('transactions.csv');
	const file = await scene.rest.send('GET', `/rest/binary-data?action=view&id=${binary?.data.id}`);
	const [header, ...rows] = String(file.body)
		.replace(/^\uFEFF/, '')
		.trim()
		.split('\n');
	expect(header).toBe(
		'id,timestamp,type,status,amount,currency,user_id,trading_id,payment_method,comment',
	);
	expect(rows).toHaveLength(within.length);
	expect(rows.map((row) => row.split(',', 1)[0])).toEqual(within.map((row) => row.id));
	expect(rows[0]).toBe(lineOf(within[0], '"Two, ""quoted"" – 谢谢"'));
	expect(rows.at(-1)).toBe(lineOf(within[within.length - 1]));
	// Each part of the period had more than one page.
	const asked = requests.map(({ body }) => body as { start: string; skip: number });
	expect(new Set(asked.map(({ start }) => start)).size).toBe(4);
	expect(new Set(asked.filter(({ skip }) => skip).map(({ start }) => start)).size).toBeGreaterThan(
		2,
	);
});

function lineOf(row: Transaction, comment = row.comment): string {
	const { id, timestamp, type, status, amount, currency, user_id, trading_id } = row;
	const first = [id, timestamp, type, status, amount, currency, user_id, trading_id];
	return [...first, row.payment_method, comment].join(',');
}
