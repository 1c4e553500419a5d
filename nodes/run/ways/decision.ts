import type { IDataObject } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { isObject, textOf } from '../../../crm/json';
import { sameAmount } from '../../../crm/money';
import { quotable } from '../../../crm/quote';
import type { CrmRequest } from '../../../crm/request';
import { clean, isNothing } from '../../../crm/text';
import { withdrawalRequest } from '../../endpoints/request/decision';
import { ask } from '../../transport/ask';
import type { Failure } from '../../transport/failure';
import type { Job } from '../job';
import { parameterOf, refused } from '../parameters';
import { lookUp } from './lookUp';
import type { MoneyRun, Payment } from './money/payment';

/** Where *Only If* stands in the node. */
const ONLY_IF = 'options.onlyIf';

const LABELS = {
	amount: 'Amount',
	approvalStep: 'Approval Step',
	clientId: 'Client ID',
	currency: 'Currency',
} as const;

type Condition = keyof typeof LABELS;

/** What must be true of a withdrawal request, as text; nothing for a condition that was not added. */
export type Conditions = Partial<Record<Condition, string>>;

/**
 * The conditions of *Only If* for one item. It fails closed: one that was added and is empty for the
 * item, such as by a misspelt field, is refused and not taken for none.
 *
 * @throws NodeOperationError for a condition that can't be checked
 */
export function onlyIfOf({ job, operation }: MoneyRun, index: number): Conditions {
	if (!operation.money.decision) return {};
	const { context } = job;
	const node = context.getNode();
	const given = parameterOf(context, ONLY_IF, index, null) as IDataObject | null;
	if (given === null) return {};
	// n8n gives an empty one for an expression as a whole, and for names that the node does not have.
	if (!isObject(given) || Object.keys(given).length === 0) {
		throw refused(node, index, 'Only If', 'was added and holds no condition');
	}
	const conditions: Conditions = {};
	for (const [name, value] of Object.entries(given)) {
		if (!isCondition(name)) {
			throw refused(node, index, 'Only If', 'holds a condition that this node does not know');
		}
		const label = `Only If - ${LABELS[name]}`;
		if (isNothing(value)) throw refused(node, index, label, 'is empty');
		if (typeof value === 'object') throw refused(node, index, label, 'must be one value');
		conditions[name] = clean(textOf(value));
	}
	return conditions;
}

const isCondition = (name: string): name is Condition => Object.keys(LABELS).includes(name);

/** The step of a request that is meant; undefined where none was named. */
export const stepOf = ({ approvalStep }: Conditions) => approvalStep;

/**
 * Checks *Only If*. A condition that the CRM's answer says nothing about is not met: the vendor
 * does not document the fields of withdrawal requests, so they go by the names of its webhooks.
 *
 * @throws NodeOperationError when the request is not what it should be, or can't be read
 */
export async function checkOnlyIf(
	{ job }: MoneyRun,
	{ index, request, sent: { id } }: Payment,
	conditions: Conditions,
): Promise<void> {
	const wanted = Object.entries(conditions) as Array<[Condition, string]>;
	if (wanted.length === 0) return;

	const node = job.context.getNode();
	const { timeout } = request;
	const found = await ask(job, { ...withdrawalRequest(id), effect: 'read', timeout }, index);
	const now = isObject(found) ? found : {};
	const user = isObject(now.user) ? now.user : {};
	const flow = isObject(now.flow) ? now.flow : {};
	const actual: Record<Condition, unknown> = {
		amount: now.trading_amount ?? now.amount,
		approvalStep: flow.current,
		clientId: now.user_id ?? user.id,
		currency: now.trading_currency ?? now.currency,
	};
	if (now.status !== 'pending') {
		const shown = quotable(now.status) ?? 'unknown';
		throw new NodeOperationError(node, 'The request is not pending any more', {
			itemIndex: index,
			description: `Nothing was sent for this item. The CRM shows it as ${shown}.`,
		});
	}
	for (const [name, expected] of wanted) {
		const label = `Only If - ${LABELS[name]}`;
		const value = actual[name];
		if (isNothing(value)) throw refused(node, index, label, 'is not told by the CRM');
		if (!isSame(name, expected, value)) throw refused(node, index, label, 'is not met');
	}
}

function isSame(name: Condition, expected: string, value: unknown): boolean {
	const told = clean(textOf(value));
	if (name === 'amount' || name === 'approvalStep') return sameAmount(expected, told);
	return expected.toLowerCase() === told.toLowerCase();
}

/** For a request that is not pending: which decision stands. */
export async function withDecision(
	job: Job,
	request: CrmRequest,
	{ id }: IDataObject,
	failure: Failure,
	index: number,
): Promise<Failure> {
	if (failure.type !== 'request_status_not_pending') return failure;
	const found = await lookUp(job, request, index).ask(withdrawalRequest(id));
	const status = found.read === 'answer' && isObject(found.value) ? found.value.status : undefined;
	if (status !== 'approved' && status !== 'rejected') return failure;
	return { ...failure, message: `The request was decided before: it is ${status}` };
}
