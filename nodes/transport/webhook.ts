import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

/** What n8n adds to a request. */
interface RawRequest {
	headers: Readonly<Record<string, unknown>>;
	rawBody?: unknown;
	/** Fills in `rawBody`, which n8n itself does for types of content that it can parse. */
	readRawBody?: () => Promise<void>;
}

/** The body of a request, byte for byte, or why it cannot be read. */
export type RawBody = { ok: true; bytes: Buffer } | { ok: false; why: 'unreadable' | 'too large' };

/**
 * Reads the body of a request as it came. Strangers send anything, so it never throws: a form with
 * files, which n8n has read already and not kept; packed bytes that are none; more than n8n takes.
 */
export async function rawBodyOf(context: IWebhookFunctions): Promise<RawBody> {
	const request = context.getRequestObject() as RawRequest;
	try {
		const type = String(request.headers['content-type'] ?? '').trim();
		// To read what has been read already could wait for ever.
		const isRead = Buffer.isBuffer(request.rawBody) || /^multipart\//i.test(type);
		if (!isRead) await request.readRawBody?.();
		const { rawBody } = request;
		return Buffer.isBuffer(rawBody)
			? { ok: true, bytes: rawBody }
			: { ok: false, why: 'unreadable' };
	} catch (error) {
		return { ok: false, why: isTooLarge(error) ? 'too large' : 'unreadable' };
	}
}

/** As the reader of n8n says it, also within an error of n8n's own. */
function isTooLarge(error: unknown): boolean {
	const { type, status, statusCode, cause } = (error ?? {}) as Record<string, unknown>;
	if (type === 'entity.too.large' || status === 413 || statusCode === 413) return true;
	return cause !== undefined && cause !== error && isTooLarge(cause);
}

/** Answers a request so that nothing is executed. */
export function answerWithout(
	context: IWebhookFunctions,
	status: number,
	body: IDataObject,
): IWebhookResponseData {
	const response = context.getResponseObject() as {
		status: (code: number) => { json: (body: unknown) => void };
	};
	response.status(status).json(body);
	return { noWebhookResponse: true };
}

/** The fields of a credential; none where it is missing or can't be read, so that nothing passes. */
export async function credentialOf(
	context: IWebhookFunctions,
	name: string,
): Promise<Record<string, unknown>> {
	try {
		return await context.getCredentials<Record<string, unknown>>(name);
	} catch (error) {
		// Whoever knows the URL can bring this about again and again, so it is no line in n8n's log
		// unless somebody looks for it.
		context.logger.debug('The trigger has no usable credential and refuses every request', {
			error: error as Error,
		});
		return {};
	}
}
