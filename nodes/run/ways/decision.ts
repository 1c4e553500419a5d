import type { GenericValue, IDataObject, INode } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { isObject, textOf } from '../../../crm/json';
import { sameAmount } from '../../../crm/money';
import { quotable } from '../../../crm/quote';
import type { CrmRequest } from '../../../crm/request';
import { clean, isNothing } from '../../../crm/text';
import { withdrawalRequest } from '../../endpoints/request/decision';
import {
	isCondition,
	isLeftOpen,
	labelOf,
	wordOf,
	ONLY_IF,
	OPEN,
	type Condition,
} from '../../endpoints/request/onlyIf';
import { ask } from '../../transport/ask';
import type { Failure } from '../../transport/failure';
import type { Job } from '../job';
import { parameterOf, refused } from '../parameters';
import { lookUp } from './lookUp';
import type { MoneyRun, Payment } from './money/payment';

/** What must be true of a withdrawal request, as text; nothing for a condition that was not added. */
export type Conditions = Partial<Record<Condition, string>>;

/**
 * The conditions of *Only If* for one item. It fails closed: one that is filled in or was added, and
 * is empty for the item, such as by a misspelt field, is refused and not taken for none.
 *
 * @throws NodeOperationError for a condition that can't be checked
 */
export function onlyIfOf({ job, operation }: MoneyRun, index: number): Conditions {
	if (!operation.money.decision) return {};
	const { context } = job;
	const node = context.getNode();
	const { name: parameter, displayName } = ONLY_IF;
	const given = parameterOf(context, parameter, index, OPEN);
	const written = context.getNodeParameter(parameter, index, OPEN, { rawExpressions: true });
	// n8n gives an empty one for an expression as a whole, and for names that the node does not have.
	if (!isObject(given) || !isObject(written) || Object.keys(written).length === 0) {
		throw refused(node, index, displayName, HOLDS_NONE);
	}
	const conditions: Conditions = {};
	for (const [name, text] of Object.entries(written)) {
		if (!isCondition(name)) {
			throw refused(node, index, displayName, 'holds a condition that this node does not know');
		}
		if (isLeftOpen(name, text)) continue;
		const label = labelOf(name);
		const value = given[name];
		if (isNothing(value)) throw refused(node, index, label, 'is empty');
		if (typeof value === 'object') throw refused(node, index, label, 'must be one value');
		conditions[name] = clean(textOf(value));
	}
	return conditions;
}

const HOLDS_NONE =
	"holds no condition. To decide without one, add 'Amount' to it and leave that empty";

/** The step of a request that is meant; undefined where none was named. */
export const stepOf = ({ approvalStep }: Conditions) => approvalStep;

/**
 * Checks *Only If*. A condition that the CRM's answer says nothing about is not met.
 *
 * @returns the request as it was read; undefined where there is no condition
 * @throws NodeOperationError when the request is not what it should be, or can't be read
 */
export async function checkOnlyIf(
	{ job }: MoneyRun,
	{ index, request, sent: { id } }: Payment,
	conditions: Conditions,
): Promise<IDataObject | undefined> {
	const wanted = Object.entries(conditions) as Array<[Condition, string]>;
	if (wanted.length === 0) return undefined;

	const node = job.context.getNode();
	const { timeout } = request;
	const found = await ask(job, { ...withdrawalRequest(id), effect: 'read', timeout }, index);
	const { status, actual } = withdrawalOf(found);
	if (status !== 'pending') {
		const shown = quotable(status) ?? 'unknown';
		throw new NodeOperationError(node, 'The request is not pending any more', {
			itemIndex: index,
			description: `Nothing was sent for this item. The CRM shows it as ${shown}.`,
		});
	}
	for (const [name, expected] of wanted) {
		const value = actual[name];
		if (isNothing(value)) throw notTold(node, index, name);
		if (!isSame(name, expected, value)) throw refused(node, index, labelOf(name), 'is not met');
	}
	return shownAs(found);
}

/**
 * What a preview shows of the request that it would decide on.
 * @throws NodeOperationError where a published workflow would refuse, or there is no such request
 */
export async function previewOfDecision(run: MoneyRun, payment: Payment): Promise<IDataObject> {
	const { job } = run;
	const { index, request, sent } = payment;
	const checked = await checkOnlyIf(run, payment, onlyIfOf(run, index));
	if (checked) return checked;
	const found = await lookUp(job, request, index).ask(withdrawalRequest(sent.id));
	if (found.read === 'answer') return shownAs(found.value);
	if (found.read === 'failed') return { note: `The request could not be read. ${found.why}` };
	throw new NodeOperationError(job.context.getNode(), 'The CRM has no request with this ID', {
		itemIndex: index,
		description: "Nothing was sent for this item. Check 'Request ID', or the expression in it.",
	});
}

interface Withdrawal {
	status: unknown;
	userName: unknown;
	/** What *Only If* looks at. */
	actual: Record<Condition, unknown>;
}

/** The vendor does not document the fields of requests, so they go by the names of its webhooks. */
function withdrawalOf(found: unknown): Withdrawal {
	const now = isObject(found) ? found : {};
	const user = isObject(now.user) ? now.user : {};
	const flow = isObject(now.flow) ? now.flow : {};
	return {
		status: now.status,
		userName: user.name,
		actual: {
			amount: now.trading_amount ?? now.amount,
			approvalStep: flow.current,
			clientId: now.user_id ?? user.id,
			currency: now.trading_currency ?? now.currency,
		},
	};
}

/** By the names that *Request - Get* gives, with null for what the CRM does not tell. */
function shownAs(found: unknown): IDataObject {
	const { status, userName, actual } = withdrawalOf(found);
	const shown = {
		status,
		user_id: actual.clientId,
		user_name: userName,
		trading_amount: actual.amount,
		trading_currency: actual.currency,
		flow_current: actual.approvalStep,
	};
	return Object.fromEntries(
		Object.entries(shown).map(([name, value]) => [name, (value ?? null) as GenericValue]),
	);
}

/** A condition that can't be checked is not met. */
function notTold(node: INode, index: number, name: Condition): NodeOperationError {
	const what = wordOf(name);
	return new NodeOperationError(node, `The CRM does not tell the ${what} of this request`, {
		itemIndex: index,
		description: `Nothing was sent for this item, since '${labelOf(name)}' can't be checked. Remove this condition, or look at the request with 'Request - Get'.`,
	});
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
