import { jsonOf, until, type Execution, type N8nRest } from '../n8n/rest.cts';
import type { Told } from './crm.process.cts';
import {
	faultsIn,
	figuresOf,
	interruptedOf,
	interruptedRows,
	repeats,
	rowsOf,
	type Row,
} from './figures.cts';
import { idOf, sendAll, sendRows, type Sent } from './sender.cts';
import { payments } from './payments.cts';
import { LONGEST_RECOVERY_MS, recovered, say, type Stage } from './stage.cts';
import { addressOf, polledEmailOf } from './workflows.cts';

/** Deliveries of the second crash, in which the main is killed with a worker. */
const SECOND = 100;

/** Rows of the one delivery that becomes as many leads. */
const ROWS = 1000;

/** New deposits in the CRM: some, every few seconds. */
const DEPOSITS = 3;
const DEPOSITS_EVERY_MS = 5000;

/** The longest that a polling trigger which asks every minute takes to see everything. */
const LONGEST_POLL_MS = 150_000;

/** The whole run. @returns what is not as it must be */
export async function play(stage: Stage, count: number): Promise<string[]> {
	const deposits = await startDeposits(stage);
	const first = await rush(stage, count);
	await recovered(stage);
	const second = await crashWithMain(stage, count);
	await recovered(stage);
	const sent = joined(first, second);
	const rows = await rowsOf(stage.services, stage.ids.deliveries);
	const faults = await tellDeliveries(stage, sent, rows);
	faults.push(...(await tellFound(stage, rows)));
	faults.push(...(await deposits.tell()));
	faults.push(...(await oneThousand(stage)));
	await tellRetry(stage, rows);
	faults.push(...(await resend(stage, sent, rows)));
	faults.push(...(await payments(stage)));
	return faults;
}

/** Deliveries, and two workers that are killed and started again meanwhile. */
async function rush({ cluster, services }: Stage, count: number): Promise<Sent> {
	say(`${count} deliveries are sent`);
	const plan: Array<[share: number, what: string, act: () => Promise<unknown>]> = [
		[0.25, 'Worker 1 is killed', async () => await cluster.killWorker(1)],
		[0.4, 'Worker 2 is killed', async () => await cluster.killWorker(2)],
		[
			0.5,
			'Both are started again',
			async () => await Promise.all([cluster.startWorker(1), cluster.startWorker(2)]),
		],
	];
	let acts: Promise<unknown> = Promise.resolve();
	const ids = Array.from({ length: count }, (_, i) => idOf(i));
	const sent = await sendAll(cluster.url + addressOf('queue-deliveries'), ids, (answered) => {
		while (plan.length && answered >= plan[0][0] * count) {
			const [, what, act] = plan.splice(0, 1)[0];
			acts = acts.then(async () => {
				say(`${what} (${answered} sent, ${await services.queued()} in the queue)`);
				await act();
			});
			// Its failure is thrown when all is sent.
			acts.catch(() => undefined);
		}
	});
	const rate = (sent.accepted.length / sent.seconds).toFixed(0);
	say(`Sent in ${sent.seconds.toFixed(0)} s: ${rate} accepted a second`);
	await acts;
	return sent;
}

/** A worker is killed with executions, and the main that would have seen it. */
async function crashWithMain({ cluster, services }: Stage, after: number): Promise<Sent> {
	const ids = Array.from({ length: SECOND }, (_, i) => idOf(after + i));
	const sent = await sendAll(cluster.url + addressOf('queue-deliveries'), ids);
	say(`Worker 1 and the main are killed (${await services.queued()} in the queue)`);
	await Promise.all([cluster.killWorker(1), cluster.killMain()]);
	await Promise.all([cluster.startMain(), cluster.startWorker(1)]);
	say('Both are started again');
	return sent;
}

const joined = (a: Sent, b: Sent): Sent => ({
	accepted: [...a.accepted, ...b.accepted],
	lost: [...a.lost, ...b.lost],
	bad: a.bad + b.bad,
	refused: a.refused + b.refused,
	seconds: a.seconds + b.seconds,
});

async function tellDeliveries({ crm, rest }: Stage, sent: Sent, rows: Row[]): Promise<string[]> {
	const told = await crm.ask({ do: 'tell' });
	const figures = figuresOf(sent, rows, told);
	console.table(figures);
	for (const { id, answer } of sent.lost) say(`${id} was answered ${answer}`);
	for (const status of ['error', 'crashed']) {
		const those = interruptedRows(rows, status);
		const seconds = those.flatMap(({ seconds: each }) => each ?? []);
		if (seconds.length) {
			say(`${status}: ${Math.min(...seconds)} to ${Math.max(...seconds)} s after their start`);
		}
	}
	const failed = rows.filter((row) => row.status === 'error' && !row.stalled);
	for (const { id } of failed.slice(0, 5))
		say(`Execution ${id} failed: ${await reasonOf(rest, id)}`);
	return faultsIn(figures);
}

/** The error that an execution ended with. */
async function reasonOf(rest: N8nRest, id: string): Promise<string> {
	const { data } = (await rest.api('GET', `/executions/${id}?includeData=true`)) as Execution;
	return data?.resultData.error?.message ?? 'no error';
}

/** Where interrupted executions are found: n8n's API, whose pages have at most 250, and an error workflow. */
async function tellFound({ rest, ids }: Stage, rows: Row[]): Promise<string[]> {
	const faults: string[] = [];
	const named = (await rest.executions(ids.errors)).map((each) => {
		const [json] = jsonOf(each, 'Error Trigger') as Array<{ execution?: { id?: string } }>;
		return json?.execution?.id ?? '';
	});
	for (const status of ['error', 'crashed']) {
		const those = interruptedRows(rows, status);
		const heard = those.filter(({ id }) => named.includes(id));
		const path = `/executions?workflowId=${ids.deliveries}&status=${status}&limit=250`;
		const { data } = (await rest.api('GET', path)) as { data: Execution[] };
		say(
			`${those.length} executions have the status ${status}: ` +
				`the API lists ${data.length}, the error workflow was started for ${heard.length}`,
		);
		if (data.length < Math.min(those.length, 250)) {
			faults.push(`the API does not list the executions with the status ${status}`);
		}
	}
	say(
		`Error workflow: started ${named.length} times, ${repeats(named)} of them again for the same`,
	);
	return faults;
}

/** Deposits that come in from now on, and a workflow that polls for them. */
async function startDeposits({ crm, ids, services }: Stage) {
	// Nothing old comes out, so the first poll must be over.
	await until('the first poll', async () => (await crm.ask({ do: 'tell' })).polls || undefined);
	const timer = setInterval(() => {
		void crm.ask({ do: 'deposit', count: DEPOSITS }).catch(() => undefined);
	}, DEPOSITS_EVERY_MS);
	timer.unref();
	const tell = async (): Promise<string[]> => {
		clearInterval(timer);
		const { deposits } = await crm.ask({ do: 'tell' });
		const emitted = async () => {
			const { leads } = await crm.ask({ do: 'tell' });
			const emails = new Set(deposits.map(polledEmailOf));
			return leads.map(({ email }) => email).filter((email) => emails.has(email));
		};
		const all = async () => new Set(await emitted()).size === deposits.length || undefined;
		await until('the deposits', all, LONGEST_POLL_MS).catch(() => undefined);
		const emails = await emitted();
		const rows = await rowsOf(services, ids.polled);
		const interrupted = rows.filter(({ status }) => status !== 'success').length;
		const missing = deposits.length - new Set(emails).size;
		say(
			`Polling: ${deposits.length} deposits, ${rows.length} executions (${interrupted} interrupted), ` +
				`${missing} without a lead, ${repeats(emails)} doubled`,
		);
		const faults = repeats(emails) ? ['a polled deposit came out twice'] : [];
		return missing && !interrupted ? [...faults, 'a polled deposit did not come out'] : faults;
	};
	return { tell };
}

/** One execution with a thousand items. */
async function oneThousand({ cluster, services, crm, ids }: Stage): Promise<string[]> {
	const emails = Array.from({ length: ROWS }, (_, i) => `row-${i}@many.example.com`);
	const rows = emails.map((email, i) => ({ name: `Row ${i}`, email }));
	const answer = await sendRows(cluster.url + addressOf('queue-many-leads'), rows);
	await until(
		'the end of the many leads',
		async () => {
			const [row] = await rowsOf(services, ids.manyLeads);
			return row?.seconds === null ? undefined : row;
		},
		LONGEST_RECOVERY_MS,
	);
	const [{ status, seconds }] = await rowsOf(services, ids.manyLeads);
	const told = await crm.ask({ do: 'tell' });
	const made = told.leads
		.map(({ email }) => email)
		.filter((email) => email.endsWith('@many.example.com'));
	say(
		`${ROWS} rows: answered ${answer}, ${status} in ${seconds} s, ${made.length} leads, ${repeats(made)} doubled`,
	);
	const inOrder = made.length === ROWS && repeats(made) === 0 && status === 'success';
	return inOrder ? [] : ['the thousand leads are not there once each'];
}

/** What the Retry button does with an interrupted execution. */
async function tellRetry(stage: Stage, rows: Row[]): Promise<void> {
	const { rest, crm, services, ids } = stage;
	for (const status of ['error', 'crashed']) {
		const [row] = interruptedRows(rows, status);
		if (!row) continue;
		const before = await crm.ask({ do: 'tell' });
		await rest.send('POST', `/api/v1/executions/${row.id}/retry`, {}, apiKey(rest));
		await recovered(stage);
		const retry = (await rowsOf(services, ids.deliveries)).at(-1) ?? row;
		say(
			`Retry of one with the status ${status}: ${retry.mode} ${retry.status} ` +
				`(${await reasonOf(rest, retry.id)}); in the CRM ${more(before, await crm.ask({ do: 'tell' }))}`,
		);
	}
}

const apiKey = (rest: N8nRest) => ({ 'X-N8N-API-KEY': rest.key });

/** What came into the CRM. */
const more = (before: Told, after: Told): string =>
	`${after.leads.length - before.leads.length} leads more, ` +
	`${after.orders.length - before.orders.length} wallet updates more, ` +
	`${after.refusedOrders - before.refusedOrders} refused as known`;

/** Resend of all that was interrupted, and of as many that were not: the order id tells them apart. */
async function resend(stage: Stage, sent: Sent, rows: Row[]): Promise<string[]> {
	const { cluster, crm } = stage;
	const interrupted = interruptedOf(sent, rows);
	const done = sent.accepted.filter((id) => !interrupted.includes(id)).slice(0, interrupted.length);
	const before = await crm.ask({ do: 'tell' });
	const to = cluster.url + addressOf('queue-deliveries');
	const again = await sendAll(to, [...interrupted, ...done]);
	await recovered(stage);
	const after = await crm.ask({ do: 'tell' });
	const orders = new Set(after.orders);
	const missing = sent.accepted.filter((id) => !orders.has(id)).length;
	say(
		`Resend of ${interrupted.length} interrupted and ${done.length} other deliveries: ` +
			`${again.accepted.length} accepted; in the CRM ${more(before, after)}; ` +
			`${missing} deliveries not booked, ${repeats(after.orders)} booked twice`,
	);
	return missing || repeats(after.orders) ? ['Resend has not booked each delivery once'] : [];
}
