/** What is answered: a status and, unless it has none, a JSON body or a web page. */
export interface Answer {
	status: number;
	body?: unknown;
	page?: string;
}

export function ok(body: unknown): Answer {
	return { status: 200, body };
}

export function created(body: unknown): Answer {
	return { status: 201, body };
}

export function noContent(): Answer {
	return { status: 204 };
}

/** The only error body that is known: {error, code, type}. `message` is the sandbox's own help. */
export function failure(status: number, type: string, message?: string): Answer {
	return { status, body: { error: true, code: status, type, ...(message && { message }) } };
}

/** A refusal by one of the documented types. */
export function refused(type: string): Answer {
	return failure(400, type);
}

/**
 * A request that does not fit the contract. `invalid_request` is documented for Submit KYC only;
 * what the CRM answers elsewhere is unknown.
 */
export function invalid(message: string): Answer {
	return failure(400, 'invalid_request', message);
}

/** The `type` of a 404 is unknown. */
export function notFound(): Answer {
	return failure(404, 'not_found');
}
