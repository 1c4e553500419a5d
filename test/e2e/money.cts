/** Movements of money that n8n is asked for, and what the CRM holds of them. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { CrmRequest } from '../../sandbox/data.cts';
import { seedWithdrawal, type FaultRule, type Sandbox } from '../../sandbox/index.cts';
import type { Ended } from './fixture.cts';
import { jsonOf } from './n8n/rest.cts';

/** An id in a parameter that is chosen from a list. */
export const byId = (value: string) => ({ __rl: true, mode: 'id', value });

/** Each item is a deposit, see `depositItems`. */
export const DEPOSIT: INodeParameters = {
	resource: 'mt4',
	operation: 'deposit',
	connectionId: byId('={{ $json.connection_id }}'),
	login: '={{ $json.login }}',
	amount: '={{ $json.amount }}',
	currency: '={{ $json.currency }}',
	comment: '={{ $json.comment }}',
};

/** Each item is a request to approve. */
export const APPROVE: INodeParameters = {
	resource: 'request',
	operation: 'approveWithdrawal',
	id: '={{ $json.request }}',
};

/** Deposits into accounts of the sandbox, with comments from `order 1` on. */
export function depositItems({ data }: Sandbox, count: number): IDataObject[] {
	const accounts = data.accounts.filter(({ platform }) => platform === 'mt4');
	return Array.from({ length: count }, (_, index) => {
		const { connection_id, login, currency } = accounts[index % accounts.length];
		const comment = `order ${index + 1}`;
		return { connection_id, login, currency, amount: `${index + 1}00.50`, comment };
	});
}

/** Withdrawals of several steps, none of which is approved. */
export const withdrawals = ({ data }: Sandbox, count: number, steps = 3): CrmRequest[] =>
	Array.from({ length: count }, () => seedWithdrawal(data, { steps }));

/** Comments of what was booked, in the order of booking. */
export const booked = ({ data }: Sandbox): string[] => data.bookings.map(({ comment }) => comment);

/** The comments of `depositItems`. */
export const orders = (count: number): string[] =>
	Array.from({ length: count }, (_, index) => `order ${index + 1}`);

/** The CRM books whatever it is sent, as often as it is sent. */
export function withoutGuards({ faults }: Sandbox): void {
	faults.guardsOff = ['comment', 'order-id'];
}

/** The CRM cannot be asked what it has done. */
export const SILENT: FaultRule[] = [
	'report.getTransactions',
	'wallet.getOrderStatus',
	'request.get',
].map((operationId) => ({ match: { operationId }, times: Infinity, action: { status: 404 } }));

/** How a node says that its items went. */
export const outcomes = (execution: Ended, node: string): unknown[] =>
	jsonOf(execution, node).map(({ outcome }) => outcome);

/** What the editor shows in red; nothing when the execution has no error. */
export function shown({ data }: Ended): string {
	const { message, description } = data.resultData.error ?? {};
	return [message, description].filter(Boolean).join(' | ');
}
