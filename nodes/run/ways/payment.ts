import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { Operation } from '../../endpoints/operation';
import { readFields } from '../fields';

/**
 * Answers the payment request that started the workflow. The CRM waits for one answer, under HTTP
 * 200 also when the payment is refused.
 */
export async function answerPayment(
	context: IExecuteFunctions,
	operation: Operation,
	index: number,
): Promise<IDataObject[]> {
	if (index > 0) {
		throw new NodeOperationError(context.getNode(), 'A payment request has only one answer', {
			itemIndex: index,
			description:
				'Item 0 has given it. Let only one item reach this step, such as with a Limit node.',
		});
	}
	const values = readFields(context, operation, index);
	const body: IDataObject =
		values.get('answer') === 'accepted'
			? { result: true, msg: '', data: { url: values.get('url') as string } }
			: { result: false, msg: values.get('message') as string };
	await context.sendResponse({ statusCode: 200, headers: {}, body });
	return [body];
}
