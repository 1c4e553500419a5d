/** What became of deliveries, by n8n's own table of executions and by the records of the CRM. */
import type { Told } from './crm.process.cts';
import type { Sent } from './sender.cts';
import type { Services } from './services.cts';
import { emailOf } from './workflows.cts';

/** An execution, as n8n's database has it. */
export interface Row {
	id: string;
	status: string;
	mode: string;
	/** Whether it ended because its worker was gone. */
	stalled: boolean;
	/** The delivery that started it; null where n8n does not hold it any more. */
	delivery: string | null;
	/** From its start to its end; null where n8n has not noted one of them. */
	seconds: number | null;
}

/** Executions of a workflow, the oldest first. */
export const rowsOf = async ({ query }: Services, workflowId: string): Promise<Row[]> =>
	await query<Row>(`
		SELECT e.id::text, e.status, e.mode, substring(d.data from 'D[0-9]{15}') AS delivery,
			coalesce(d.data LIKE '%failed to be processed too many times%', false) AS stalled,
			extract(epoch from e."stoppedAt" - e."startedAt")::float AS seconds
		FROM execution_entity e LEFT JOIN execution_data d ON d."executionId" = e.id
		WHERE e."workflowId" = '${workflowId}' ORDER BY e.id`);

/** Executions that have not ended. */
export async function unfinished({ query }: Services): Promise<number> {
	const [{ count }] = await query<{ count: number }>(`
		SELECT count(*)::int FROM execution_entity WHERE status IN ('new', 'running', 'waiting')`);
	return count;
}

/** Figures of deliveries, of which a part met a killed worker. */
export interface Figures {
	sent: number;
	/** Deliveries without a good signature, and those of them that got 401. */
	bad: number;
	refused: number;
	/** Answered with 2xx. */
	accepted: number;
	/** Executions by how they ended. */
	executed: number;
	error: number;
	crashed: number;
	running: number;
	/** Those with the status error that no killed worker explains. */
	failed: number;
	/** Interrupted executions of which n8n still knows the delivery. */
	known: number;
	/** Executions that succeeded, without their lead or wallet update in the CRM. */
	hollow: number;
	/** Deliveries with two executions, two leads, or a wallet update that was sent twice. */
	doubled: number;
	/** What interrupted executions left in the CRM. */
	nothing: number;
	leadOnly: number;
	leadAndMoney: number;
}

export function figuresOf(sent: Sent, rows: Row[], told: Told): Figures {
	const having = (status: string) => rows.filter((row) => row.status === status);
	const [executed, error, crashed] = ['success', 'error', 'crashed'].map(having);
	const interrupted = interruptedOf(sent, rows);
	const leads = new Set(told.leads.map(({ email }) => email));
	const orders = new Set(told.orders);
	const led = interrupted.filter((id) => leads.has(emailOf(id)));
	const leadAndMoney = led.filter((id) => orders.has(id)).length;
	const started = rows.flatMap(({ delivery }) => delivery ?? []);
	return {
		sent: sent.accepted.length + sent.lost.length,
		bad: sent.bad,
		refused: sent.refused,
		accepted: sent.accepted.length,
		executed: executed.length,
		error: error.length,
		crashed: crashed.length,
		running: rows.length - executed.length - error.length - crashed.length,
		failed: error.filter(({ stalled }) => !stalled).length,
		hollow: executed.filter(
			({ delivery }) => !delivery || !leads.has(emailOf(delivery)) || !orders.has(delivery),
		).length,
		known: rows.filter(({ status, delivery }) => status !== 'success' && delivery).length,
		doubled:
			repeats(started) +
			repeats(told.leads.map(({ email }) => email)) +
			repeats(told.orders) +
			told.refusedOrders,
		nothing: interrupted.length - led.length,
		leadOnly: led.length - leadAndMoney,
		leadAndMoney,
	};
}

/** Deliveries that were accepted and have no execution that succeeded. */
export function interruptedOf({ accepted }: Sent, rows: Row[]): string[] {
	const done = new Set(
		rows.filter(({ status }) => status === 'success').map(({ delivery }) => delivery),
	);
	return accepted.filter((id) => !done.has(id));
}

/** Executions that a killed worker interrupted, by the status that n8n gave them. */
export const interruptedRows = (rows: Row[], status: string): Row[] =>
	rows.filter((row) => row.status === status && (row.stalled || status === 'crashed'));

/** How many of them were there before. */
export const repeats = (all: string[]): number => all.length - new Set(all).size;

/** What is not as it must be, in words; nothing when all is well. */
export function faultsIn(figures: Figures): string[] {
	const { accepted, executed, error, crashed, running, bad, refused } = figures;
	const { failed, hollow, doubled } = figures;
	const faults: string[] = [];
	if (accepted !== executed + error + crashed) {
		faults.push(`${accepted} accepted, but ${executed} executed and ${error + crashed} crashed`);
	}
	if (running) faults.push(`${running} executions have not ended`);
	if (failed)
		faults.push(`${failed} executions failed, but not for a killed worker (is the machine busy?)`);
	if (hollow) faults.push(`${hollow} executions succeeded without doing their work`);
	if (doubled) faults.push(`${doubled} doubled`);
	if (bad !== refused) faults.push(`${bad - refused} deliveries without a signature were taken`);
	if (!accepted) faults.push('nothing was accepted');
	if (!(error + crashed)) faults.push('no execution was interrupted: nothing was shown');
	return faults;
}
