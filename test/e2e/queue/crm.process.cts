/** The sandbox CRM in a process of its own, told by messages what to do. */
import { startSandbox, type Sandbox } from '../../../sandbox/index.cts';
import { newTransaction } from '../../../sandbox/seed/records.cts';

/** What the CRM is asked for; each is answered by `Told`. */
export type Command =
	/** Every answer takes so long. */
	| { do: 'start'; latencyMs: number }
	/** So many deposits come in. */
	| { do: 'deposit'; count: number }
	/** Whether the CRM books whatever it is sent, as often as it is sent. */
	| { do: 'guards'; off: boolean }
	| { do: 'tell' };

/** What there is in the CRM. */
export interface Told extends Pick<Sandbox, 'url' | 'key' | 'scheme' | 'psp'> {
	/** A client with a wallet. */
	client: string;
	/** Leads that were created, in their order; the comment is the execution that did it. */
	leads: Array<{ email: string; comment: string }>;
	/** Order ids of the wallet updates that were booked. */
	orders: string[];
	/** A trading account, and the comments of the payments into it that were booked. */
	account: { connection_id: string; login: string; currency: string };
	payments: string[];
	/** Ids of all deposits that the command made. */
	deposits: string[];
	/** Wallet updates that were refused, as those with a known order id are. */
	refusedOrders: number;
	/** How often the transactions report was read. */
	polls: number;
}

let sandbox: Sandbox;
let seededLeads = 0;
let seededOrders = 0;
let refusedOrders = 0;
let polls = 0;
const deposits: string[] = [];

async function start(latencyMs: number): Promise<void> {
	sandbox = await startSandbox({
		latencyMs,
		keepRequests: false,
		onRequest: ({ operationId, status }) => {
			if (operationId === 'wallet.updateBalance' && status >= 400) refusedOrders++;
			if (operationId === 'report.getTransactions') polls++;
		},
	});
	seededLeads = sandbox.data.leads.length;
	seededOrders = sandbox.data.walletOrders.length;
}

function deposit(count: number): void {
	const { data } = sandbox;
	for (let i = 0; i < count; i++) {
		const { user_id } = data.wallets[0];
		const made = newTransaction(data, { user_id, type: 'deposit', currency: 'USD', amount: 100 });
		data.transactions.push(made);
		deposits.push(made.id);
	}
}

function tell(): Told {
	const { url, key, scheme, psp, data } = sandbox;
	const leads = data.leads.slice(seededLeads);
	const [{ connection_id, login, currency }] = data.accounts.filter(
		({ platform }) => platform === 'mt4',
	);
	return {
		...{ url, key, scheme, psp, deposits, refusedOrders, polls },
		client: data.wallets[0].user_id,
		account: { connection_id, login: String(login), currency },
		payments: data.bookings.filter(({ kind }) => kind === 'deposit').map(({ comment }) => comment),
		leads: leads.map(({ email = '', comment = '' }) => ({ email, comment })),
		orders: data.walletOrders.slice(seededOrders).map(({ order_id }) => order_id),
	};
}

async function obey(command: Command): Promise<void> {
	if (command.do === 'start') await start(command.latencyMs);
	if (command.do === 'deposit') deposit(command.count);
	if (command.do === 'guards')
		sandbox.faults.guardsOff = command.off ? ['comment', 'order-id'] : [];
}

process.on('message', (command: Command) => {
	void obey(command).then(() => process.send?.(tell()));
});
