import type { INodeProperties } from 'n8n-workflow';
import { MORE_REQUESTS, REQUESTS } from '../endpoints/checks';
import { CHECK_ENDPOINTS, WHOLE_API } from '../endpoints/wholeApi';

/** What stands in the panel of *Check Endpoints*: there is nothing to fill in. */
export const wholeApiProperties: INodeProperties[] = [
	{
		displayName: `Makes ${REQUESTS} requests to the CRM for each input item, one after the other. For guessed endpoints that are not found it makes one more for each other path that it tries, up to ${MORE_REQUESTS}. Nothing is changed in the CRM. Paste the last item into the credential's 'Other Endpoint Paths'.`,
		name: 'checkNotice',
		type: 'notice',
		default: '',
		displayOptions: {
			show: { resource: [WHOLE_API.value], operation: [CHECK_ENDPOINTS.value] },
		},
	},
];
