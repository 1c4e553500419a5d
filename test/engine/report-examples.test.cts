/** The examples that run by a schedule, run as they are; n8n's own nodes are stood in for. */
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { seedTransactions, type Client } from '../../sandbox/index.cts';
import { useSandbox } from '../started.cts';
import { example } from '../examples.cts';
import { Conditions, dataTable, exampleEngine, standIn, type Row } from './examples.fixture.cts';
import { Pass } from './harness/index.cts';

const sandbox = useSandbox({ clients: 40 });

/** YYYY-MM-DD of so many days ago, where it is `zone`; zones without daylight saving time only. */
const dayIn = (zone: string, daysAgo: number) =>
	new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(Date.now() - daysAgo * 86_400_000);

function inZone(file: string, timezone: string) {
	const workflow = example(file);
	return { ...workflow, settings: { ...workflow.settings, timezone } };
}

describe('daily transactions', () => {
	const run = async (timezone = 'UTC') =>
		await exampleEngine(sandbox, { googleSheets: Pass, errorTrigger: Pass, emailSend: Pass }).run({
			workflow: inZone('daily-transactions-to-a-sheet.json', timezone),
		});

	test.each(['Pacific/Kiritimati', 'Pacific/Pago_Pago'])(
		'are those of yesterday where the workflow is: %s',
		async (timezone) => {
			expect((await run(timezone)).error).toBeUndefined();
			const [request] = sandbox.requests;
			const yesterday = dayIn(timezone, 1);
			expect(request.operationId).toBe('report.getTransactions');
			// The node reads a day more and leaves its rows out: nobody knows whether the CRM's end counts.
			expect(request.body).toMatchObject({ start: yesterday, end: dayIn(timezone, 0) });
		},
	);

	test('reach the sheet all, each with the id that its row is known by', async () => {
		sandbox.data.transactions.length = 0;
		const yesterday = dayIn('UTC', 1);
		const span = { from: `${yesterday} 00:00:00`, to: `${dayIn('UTC', 0)} 00:00:00` };
		seedTransactions(sandbox.data, 120, span);
		const rows = (await run()).json('Write to Sheet');
		expect(rows).toHaveLength(120);
		expect(rows.map(({ id }) => id)).toEqual(sandbox.data.transactions.map(({ id }) => id));
	});

	test('of a day without any write nothing', async () => {
		sandbox.data.transactions.length = 0;
		const result = await run();
		expect([result.status, result.runs('Write to Sheet')]).toEqual(['success', []]);
	});

	test('that cannot be read make the execution red', async () => {
		sandbox.faults.rules = [{ times: Infinity, action: { status: 403 } }];
		expect((await run()).status).toBe('error');
	});
});

describe('the KYC chaser', () => {
	const DAY = 86_400_000;

	/** The data tables, with the one that the example keeps: ids of clients who were reminded. */
	const memoryOf = () => new Map<string, Row[]>([['kyc-reminders', []]]);
	type Memory = ReturnType<typeof memoryOf>;
	const reminded = (memory: Memory) => memory.get('kyc-reminders')!;

	/** Loop Over Items: batches on branch 1, and in the end all that came back on branch 0. */
	const Loop = standIn(
		['batchSize'],
		(context) => {
			const state = context.getContext('node') as {
				left?: INodeExecutionData[];
				back?: INodeExecutionData[];
			};
			const items = context.getInputData();
			if (state.left) {
				const sourceOverwrite = context.getInputSourceData();
				const linked = items.map(({ json }, item) => ({
					json,
					pairedItem: { item, sourceOverwrite },
				}));
				state.back = [...(state.back ?? []), ...linked];
			}
			state.left ??= [...items];
			const batch = state.left.splice(0, context.getNodeParameter('batchSize', 0) as number);
			return batch.length ? [[], batch] : [state.back ?? [], []];
		},
		{ outputs: 2 },
	);

	const Limit = standIn(['maxItems'], (context) => [
		context.getInputData().slice(0, context.getNodeParameter('maxItems', 0) as number),
	]);

	const StopAndError = standIn(['errorMessage'], (context) => {
		throw new Error(context.getNodeParameter('errorMessage', 0) as string);
	});

	/** @param refused addresses that the mail server refuses */
	function chaser(memory: Memory, refused: string[] = []) {
		const mails: IDataObject[] = [];
		const Mail = standIn(['toEmail', 'text'], (context) => [
			context.getInputData().map((_, item) => {
				const to = context.getNodeParameter('toEmail', item) as string;
				const json = refused.includes(to)
					? { error: `${to} was refused` }
					: { to, text: context.getNodeParameter('text', item) as string };
				if (!refused.includes(to)) mails.push(json);
				return { json, pairedItem: { item } };
			}),
		]);
		const engine = exampleEngine(sandbox, {
			dataTable: dataTable(memory),
			filter: Conditions,
			limit: Limit,
			splitInBatches: Loop,
			emailSend: Mail,
			errorTrigger: Pass,
			wait: Pass,
			stopAndError: StopAndError,
		});
		return async () => {
			mails.length = 0;
			const result = await engine.run({ workflow: example('kyc-chaser.json') });
			return { result, mails: [...mails] };
		};
	}

	const undone = () =>
		sandbox.data.clients.filter(
			({ kyc_status, suspended }) => kyc_status !== 'verified' && !suspended,
		);

	const emails = (clients: Array<Pick<Client, 'email'>>) => clients.map(({ email }) => email);

	test('reminds everybody who has something to do, in batches, and nobody else', async () => {
		const [submitted, suspended, unreachable] = undone();
		submitted.kyc_processing = true;
		suspended.suspended = true;
		unreachable.email = '';
		const due = undone().filter((client) => client !== submitted && client !== unreachable);
		expect(due.length).toBeGreaterThan(10);

		const { result, mails } = await chaser(memoryOf())();
		expect(result.error).toBeUndefined();
		expect(mails.map(({ to }) => to)).toEqual(emails(due));
		expect(result.runs('Remind Client')).toHaveLength(Math.ceil(due.length / 10));
		const rejected = emails(due.filter(({ kyc_status }) => kyc_status === 'rejected'));
		const accepted = ({ text }: IDataObject) => /could not accept/.test(String(text));
		expect(mails.filter(accepted).map(({ to }) => to)).toEqual(rejected);
	});

	test('reminds nobody twice in 14 days, then once more', async () => {
		const memory = memoryOf();
		const run = chaser(memory);
		const due = (await run()).mails.length;
		expect((await run()).mails).toEqual([]);

		const [first, second] = reminded(memory);
		first.createdAt = Date.now() - 13.9 * DAY;
		second.createdAt = Date.now() - 14.1 * DAY;
		expect((await run()).mails).toHaveLength(1);
		expect(reminded(memory)).toHaveLength(due);
	});

	test('takes who got no mail out of its memory, goes on, and ends red', async () => {
		const memory = memoryOf();
		const [, unlucky] = undone();
		const { result, mails } = await chaser(memory, [unlucky.email])();
		expect(mails).toHaveLength(undone().length - 1);
		expect(result.error?.message).toMatch(`1 reminders could not be sent: ${unlucky.email}`);
		expect(reminded(memory).map(({ client_id }) => client_id)).not.toContain(unlucky.id);
		expect((await chaser(memory)()).mails).toMatchObject([{ to: unlucky.email }]);
	});
});
