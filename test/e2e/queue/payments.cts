/** Payments of many rows, in the middle of which everything is killed; then Retry, as operators press it. */
import { pressRetry } from '../n8n/operator.cts';
import { until } from '../n8n/rest.cts';
import { repeats, rowsOf, type Row } from './figures.cts';
import { sendRows } from './sender.cts';
import { recovered, say, type Stage } from './stage.cts';
import { addressOf } from './workflows.cts';

/** Deliveries at once, and the payments in each: more of them than workers take on at a time. */
const DELIVERIES = 30;
const PAYMENTS = 20;

/** How many payments are booked when both workers and the main are killed. */
const REACHED = 100;

/** @returns what is not as it must be */
export async function payments(stage: Stage): Promise<string[]> {
	const { cluster, crm, services, ids } = stage;
	// The CRM would refuse some of what is sent twice: then it would not show.
	await crm.ask({ do: 'guards', off: true });
	const deliveries = Array.from({ length: DELIVERIES }, (_, delivery) =>
		Array.from({ length: PAYMENTS }, (_row, row) => ({ id: `payment ${delivery}-${row}` })),
	);
	const all = deliveries.flat().map(({ id }) => id);
	const to = cluster.url + addressOf('queue-payments');
	const answers = await Promise.all(deliveries.map(async (rows) => await sendRows(to, rows)));
	const taken = answers.filter((answer) => answer.startsWith('2')).length;
	const booked = async () => (await crm.ask({ do: 'tell' })).payments;
	await until('payments', async () => (await booked()).length >= REACHED || undefined);
	say(
		`${taken} deliveries of ${PAYMENTS} payments are taken; both workers and the main are killed`,
	);
	await Promise.all([cluster.killWorker(1), cluster.killWorker(2), cluster.killMain()]);
	await cluster.startMain();
	await Promise.all([cluster.startWorker(1), cluster.startWorker(2)]);
	await recovered(stage);

	const rows = await rowsOf(services, ids.payments);
	const crashed = rows.filter(({ status }) => status === 'crashed');
	const before = await booked();
	tell(`Of ${rows.length} executions ${crashed.length} crashed`, all, before);
	await retry(stage, crashed);
	const once = await booked();
	tell(`Retry of the ${crashed.length}`, all, once);
	await retry(stage, crashed);
	const twice = await booked();
	tell('Retry of the same rows again', all, twice);

	const faults: string[] = [];
	if (!crashed.length) faults.push('no payment was interrupted: nothing was shown');
	if (repeats(twice)) faults.push(`${repeats(twice)} payments are booked twice`);
	const lost = missing(all, twice);
	// Of what ended with the status error n8n has nothing left to retry.
	if (lost && rows.every(({ status }) => status !== 'error')) {
		faults.push(`${lost} payments are not booked after Retry`);
	}
	return faults;
}

async function retry({ rest }: Stage, rows: Row[]): Promise<void> {
	for (const { id } of rows) await pressRetry(rest, id);
}

const missing = (all: string[], booked: string[]): number => {
	const there = new Set(booked);
	return all.filter((id) => !there.has(id)).length;
};

const tell = (what: string, all: string[], booked: string[]) =>
	say(
		`${what}: of ${all.length} payments ${new Set(booked).size} are booked, ` +
			`${missing(all, booked)} not, ${repeats(booked)} doubled`,
	);
