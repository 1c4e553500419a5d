import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { readPaymentRequest, showsToken, TOKEN_HEADER } from '../../crm/psp';
import { answerWithout, credentialOf, rawBodyOf } from '../transport/webhook';

/**
 * One payment request of the CRM: token first, then sign and merchant, then what it asks. It never
 * throws: n8n would start an execution. A request without a token costs no look at the credential.
 */
export async function receive(this: IWebhookFunctions): Promise<IWebhookResponseData> {
	const refuse = (status: number, msg: string) =>
		answerWithout(this, status, { result: false, msg });
	const shown = this.getHeaderData()[TOKEN_HEADER];
	if (typeof shown !== 'string' || shown === '') return refuse(401, WRONG_TOKEN);
	let isGenuine = false;
	try {
		const credential = await credentialOf(this, 'crmOpenApiPspApi');
		const token = String(credential.token ?? '').trim();
		if (!showsToken(shown, token)) return refuse(401, WRONG_TOKEN);
		isGenuine = true;
		const body = await rawBodyOf(this);
		if (!body.ok) {
			return body.why === 'too large'
				? refuse(413, 'The request is too large')
				: refuse(400, 'The request cannot be read');
		}
		const request = readPaymentRequest(body.bytes, {
			token,
			merchantId: String(credential.merchantId ?? '').trim(),
			checkSign: this.getNodeParameter('checkSign', true) !== false,
			renamed: renamedOf(this),
		});
		if (!request.ok) return refuse(request.refusal.status, request.refusal.reason);
		const { parameters, custom } = request.value;
		const json = { ...parameters, custom, receivedAt: new Date().toISOString() } as IDataObject;
		return { workflowData: [[{ json }]] };
	} catch (error) {
		// Only the CRM itself may fill the log for errors.
		const log = isGenuine ? 'error' : 'debug';
		this.logger[log]('A payment request of the CRM could not be taken', { error: error as Error });
		return refuse(500, 'The request could not be taken');
	}
}

const WRONG_TOKEN = 'The token is not that of this payment service';

function renamedOf(context: IWebhookFunctions): Map<string, string> {
	const given = context.getNodeParameter('renamedParameters.parameter', []) as Array<{
		name: string;
		sentAs?: string;
	}>;
	return new Map(
		given.flatMap(({ name, sentAs }) => {
			const sent = String(sentAs ?? '').trim();
			return sent ? [[name, sent] as const] : [];
		}),
	);
}
