import type { IDataObject } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { sameAmount } from '../../../crm/money';
import { isObject } from '../../../crm/json';
import type { CrmRequest } from '../../../crm/request';
import { isBlank } from '../../endpoints/fields/field';
import { withdrawalRequest } from '../../endpoints/request/decision';
import { ask } from '../../transport/ask';
import type { Failure } from '../../transport/errors';
import type { Job } from '../job';
import { parameterOf, refused } from '../parameters';
import { lookUp } from './lookUp';

/**
 * Checks *Only If*. A condition that the CRM's answer says nothing about is not met: the vendor
 * does not document the fields of withdrawal requests, so they go by the names of its webhooks.
 */
export async function checkOnlyIf(
	job: Job,
	request: CrmRequest,
	{ id }: IDataObject,
	index: number,
): Promise<void> {
	const { context } = job;
	const wanted = parameterOf(context, 'options.onlyIf', index, {}) as IDataObject;
	const conditions = Object.entries(wanted).filter(([, value]) => !isBlank(value));
	if (conditions.length === 0) return;

	const { timeout } = request;
	const found = await ask(job, { ...withdrawalRequest(id), effect: 'read', timeout }, index);
	const now = isObject(found) ? found : {};
	const user = isObject(now.user) ? now.user : {};
	const flow = isObject(now.flow) ? now.flow : {};
	const actual: Record<string, [label: string, value: unknown]> = {
		amount: ['Amount', now.trading_amount ?? now.amount],
		approvalStep: ['Approval Step', flow.current],
		clientId: ['Client ID', now.user_id ?? user.id],
		currency: ['Currency', now.trading_currency ?? now.currency],
	};
	if (now.status !== 'pending') {
		throw new NodeOperationError(context.getNode(), 'The request is not pending any more', {
			itemIndex: index,
			description: `Nothing was sent for this item. The CRM shows it as ${String(now.status ?? 'unknown')}.`,
		});
	}
	for (const [name, expected] of conditions) {
		const [label, value] = actual[name];
		if (value === undefined) {
			throw refused(context.getNode(), index, `Only If - ${label}`, 'is not told by the CRM');
		}
		const same =
			name === 'amount'
				? sameAmount(String(expected).trim(), String(value))
				: String(expected).trim().toLowerCase() === String(value).toLowerCase();
		if (!same) throw refused(context.getNode(), index, `Only If - ${label}`, 'is not met');
	}
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
	const status = isObject(found) && typeof found.status === 'string' ? found.status : undefined;
	if (!status) return failure;
	return { ...failure, message: `The request was decided before: it is ${status}` };
}
