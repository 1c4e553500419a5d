import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

/** What n8n adds to a request. */
interface RawRequest {
	rawBody?: unknown;
	/** Fills in `rawBody`, which n8n itself does for types of content that it can parse. */
	readRawBody?: () => Promise<void>;
}

/** The body of a request, byte for byte; empty where n8n has kept none. */
export async function rawBodyOf(context: IWebhookFunctions): Promise<Buffer> {
	const request = context.getRequestObject() as RawRequest;
	if (!Buffer.isBuffer(request.rawBody)) await request.readRawBody?.();
	return Buffer.isBuffer(request.rawBody) ? request.rawBody : Buffer.alloc(0);
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
		context.logger.warn('The trigger has no usable credential and refuses every request', {
			error: error as Error,
		});
		return {};
	}
}
