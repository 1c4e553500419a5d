import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { inResource, operationOf, pspApi } from '../endpoints';
import { CUSTOM_API_CALL } from '../endpoints/customApiCall';
import type { Operation } from '../endpoints/operation';
import { CHECK_ENDPOINTS, WHOLE_API } from '../endpoints/wholeApi';
import { OPEN_API, PSP_API, type Access } from '../transport/access';

/** What users can choose in a node, and the credential that its requests go out with. */
export interface Menu {
	access: Access;
	/** Whether *Check Endpoints* is chosen, where there is that. */
	asksWholeApi?: (context: IExecuteFunctions) => boolean;
	/**
	 * The chosen operation.
	 * @returns undefined for a Custom API Call
	 * @throws NodeOperationError when there is no such operation
	 */
	chosen: (context: IExecuteFunctions) => Operation | undefined;
}

/** Of the node CRM Open API. */
export const OPEN_API_MENU: Menu = {
	access: OPEN_API,
	asksWholeApi: (context) =>
		context.getNodeParameter('resource', 0) === WHOLE_API.value &&
		context.getNodeParameter('operation', 0) === CHECK_ENDPOINTS.value,
	chosen: (context) => {
		const resource = context.getNodeParameter('resource', 0) as string;
		if (resource === CUSTOM_API_CALL.value) return undefined;
		const name = context.getNodeParameter('operation', 0) as string;
		return known(context, name, operationOf(resource, name), `'${CUSTOM_API_CALL.name}'`);
	},
};

/** Of the node CRM PSP. */
export const PSP_MENU: Menu = {
	access: PSP_API,
	chosen: (context) => {
		const name = context.getNodeParameter('operation', 0) as string;
		return known(context, name, inResource(pspApi, name));
	},
};

/** @param instead what the list of resources offers for it: n8n itself adds an entry to operations */
function known(
	context: IExecuteFunctions,
	name: string,
	operation: Operation | undefined,
	instead?: string,
): Operation {
	if (operation) return operation;
	const others = instead ? `, or ${instead} in the list of resources` : '';
	throw new NodeOperationError(context.getNode(), `There is no operation '${name}'`, {
		description: `Nothing was sent. Choose another operation${others}.`,
	});
}
