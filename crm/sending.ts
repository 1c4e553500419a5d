/** What a node of this package tells the credential that signs a request, beside the request itself. */
export interface Sending {
	/** Whether it comes from an operation that moves money, with all the guards of such a one. */
	movesMoney: boolean;
	/** Ends the request when its time is over, whatever it is doing. */
	deadline: AbortSignal;
}

/**
 * The name under which `Sending` stands in the options of a request. A symbol, which nobody can type
 * into a node such as HTTP Request; of the registry that all code of n8n shares, since n8n can load
 * nodes and credentials as two copies of this package.
 */
export const SENDING: unique symbol = Symbol.for('n8n-nodes-crm-open-api.sending');

/** Options of a request that a node of this package sends. */
export interface WithSending {
	[SENDING]?: Sending;
}
