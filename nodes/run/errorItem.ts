import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeConnectionTypes, NodeError } from 'n8n-workflow';

/** The item for an error. n8n sends it to the error branch only with exactly these keys. */
export function errorItem(
	context: IExecuteFunctions,
	error: Error,
	index: number,
): INodeExecutionData {
	const description = error instanceof NodeError ? error.description : undefined;
	const message = description ? `${error.message}. ${description}` : error.message;
	return {
		json: { error: error.message, message },
		...(canBePaired(context, index) && { pairedItem: { item: index } }),
	};
}

/**
 * Whether n8n will find the input of an error item. It looks for it to show both together, and where
 * that look-up throws it sends all input items down the success branch (n8n 2.41, its issue 37407).
 */
function canBePaired(context: IExecuteFunctions, index: number): boolean {
	const { source } = context.getExecuteData();
	if (source === null) return true;
	try {
		const [from] = source[NodeConnectionTypes.Main];
		if (!from) return false;
		context.getWorkflowDataProxy(0).$getPairedItem(from.previousNode, from, { item: index });
		return true;
	} catch {
		return false;
	}
}
