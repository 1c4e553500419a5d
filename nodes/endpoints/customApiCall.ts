/**
 * For what has no operation: any path of the API, signed like the rest. It is no operation of the
 * registry, because its endpoint is known only when an item is run.
 */
export const CUSTOM_API_CALL = {
	name: 'Custom API Call',
	value: 'customApiCall',
	description: 'Any path of the API, signed and sent by this node',
} as const;
