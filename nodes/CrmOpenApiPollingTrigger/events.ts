import { getMany } from '../endpoints/client/getMany.operation';
import { getTrades } from '../endpoints/mt4/getTrades.operation';
import type { Operation } from '../endpoints/operation';
import { getTransactions } from '../endpoints/report/getTransactions.operation';
import type { Field } from '../endpoints/fields/field';
import { TRANSACTION_CONDITIONS, type Condition } from './conditions';

/** Something that the CRM is asked for again and again. */
export interface PollEvent {
	/** Stands in saved workflows: it never changes. */
	value: 'newClient' | 'newMt4Trade' | 'newTransaction';
	name: string;
	description: string;
	/** One record, in texts. */
	noun: string;
	/** The endpoint that is asked. */
	operation: Operation;
	/** Field that tells records apart. */
	key: string;
	/** Fields of the endpoint that users can set; the required ones stand at the top. */
	fields: readonly Field[];
	/** What the node itself looks at, as filters. */
	conditions: readonly Condition[];
	/** Fields of a record that hold a time, of which the latest counts. */
	times: readonly string[];
	/** Fields of a record that make it a changed one. */
	matters: readonly string[];
	/** What `matters` means, in words. */
	changes: string;
	/** Whether changed records start the workflow by default. */
	tellsChanges: boolean;
}

function fieldsOf({ fields }: Operation, ...names: string[]): Field[] {
	return fields.filter(({ name }) => names.includes(name));
}

export const EVENTS: readonly PollEvent[] = [
	{
		value: 'newClient',
		name: 'New Client',
		description: 'Also finds clients whose webhook was missed',
		noun: 'client',
		operation: getMany,
		key: 'id',
		fields: [],
		conditions: [],
		times: ['created_at'],
		matters: [
			'name',
			'email',
			'phone',
			'type',
			'group_id',
			'kyc_status',
			'kyc_processing',
			'referrer_id',
		],
		changes: 'name, email, phone, type, group, KYC status or referrer',
		tellsChanges: false,
	},
	{
		value: 'newMt4Trade',
		name: 'New MT4 Trade',
		description: 'Trades of one MT4 server',
		noun: 'trade',
		operation: getTrades,
		key: 'order_id',
		fields: fieldsOf(getTrades, 'connection_id', 'type', 'user_id', 'login'),
		conditions: [],
		times: ['open_time', 'close_time'],
		// The profit of an open trade changes with every price.
		matters: ['cmd', 'volume', 'open_time', 'close_time'],
		changes: 'command, volume, open time or close time',
		tellsChanges: false,
	},
	{
		value: 'newTransaction',
		name: 'New Transaction',
		description: 'Deposits, withdrawals and everything else in the transactions report',
		noun: 'transaction',
		operation: getTransactions,
		key: 'id',
		fields: fieldsOf(getTransactions, 'user_id', 'type'),
		conditions: TRANSACTION_CONDITIONS,
		times: ['timestamp'],
		matters: ['status', 'type', 'amount', 'currency', 'payment_total', 'trading_id', 'user_id'],
		changes: 'status, type, amount, currency or account',
		tellsChanges: true,
	},
];

/** All fields that users can set, for the CRM or for the node. */
export const allFields = ({ fields, conditions }: PollEvent): Field[] => [
	...fields,
	...conditions.map(({ field }) => field),
];

/** Whether the endpoint wants a period; if not, its whole list has to be looked through. */
export function isDated({ operation: { answer } }: PollEvent): boolean {
	return answer.shape === 'page' && answer.period !== undefined;
}
