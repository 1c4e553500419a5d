import type { IDataObject } from 'n8n-workflow';
import type { CrmRequest } from '../../../../crm/request';
import type { MoneyRules, Operation } from '../../../endpoints/operation';
import type { Job } from '../../job';
import { hashOf, operationId, requestHash } from '../../keys';
import type { Remembered } from '../../ledger';
import type { ReadLists } from '../lookUp';

export type MoneyOperation = Operation & { money: MoneyRules };

/** What is the same for all money items of a run. */
export interface MoneyRun {
	job: Job;
	operation: MoneyOperation;
	/** What was read of the CRM before anything was sent. */
	lists: ReadLists;
}

/** One item, checked and ready to be sent. */
export interface Payment {
	index: number;
	request: CrmRequest;
	/** The fields as they are sent, by the API's names. */
	sent: IDataObject;
	keys: Remembered;
}

/** What a payment is to the ledger: what it is, not where it stands. */
export function paymentKeys(
	{ job: { crm }, operation }: MoneyRun,
	{ index, request, sent }: Omit<Payment, 'keys'>,
	step: string | undefined,
): Remembered {
	const { unique, settles } = operation.money;
	const id = operationId(operation);
	const keys: Remembered = { index, operation: id, request: requestHash(request) };
	if (settles?.(sent) === false) return keys;
	// As text: an expression may give a login as a number in one run and as text in another.
	const values = unique.map((name) => String(sent[name]));
	const identity = hashOf([id, crm, ...values]);
	return {
		...keys,
		identity,
		payment: step === undefined ? identity : hashOf([id, crm, ...values, { step }]),
	};
}

/** The labels of the fields that tell one payment of an operation from another. */
export function uniqueLabels({ fields, money }: MoneyOperation): string {
	return fields
		.filter(({ name }) => money.unique.includes(name))
		.map(({ property }) => `'${property.displayName}'`)
		.join(', ');
}
