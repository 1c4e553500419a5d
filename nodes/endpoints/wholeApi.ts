import type { Choice, Resource } from './operation';

/** Finds out what a CRM answers where. It is not in the registry: it asks all endpoints that read. */
export const CHECK_ENDPOINTS: Choice = {
	value: 'checkEndpoints',
	name: 'Check Endpoints',
	action: 'Check endpoints',
	description:
		"Check which endpoints your CRM has, and find the right paths of guessed ones. Paste the last item into the credential's 'Other Endpoint Paths'.",
};

/** The API itself, as an entry of the Resource dropdown beside the things of the CRM. */
export const WHOLE_API: Resource<Choice> = {
	value: 'api',
	name: 'API',
	description: 'Which endpoints your CRM has, and where',
	operations: [CHECK_ENDPOINTS],
	default: CHECK_ENDPOINTS.value,
};
