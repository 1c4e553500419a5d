import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { readPaymentRequest, showsToken, TOKEN_HEADER } from '../../crm/psp';
import { answerWithout, credentialOf, rawBodyOf } from '../transport/webhook';

/**
 * One payment request of the CRM: token first, then sign and merchant, then what it asks. It never
 * throws: n8n would start an execution.
 */
export async function receive(this: IWebhookFunctions): Promise<IWebhookResponseData> {
	const refuse = (status: number, msg: string) =>
		answerWithout(this, status, { result: false, msg });
	try {
		const credential = await credentialOf(this, 'crmOpenApiPspApi');
		const token = String(credential.token ?? '').trim();
		if (!showsToken(this.getHeaderData()[TOKEN_HEADER], token)) {
			return refuse(401, 'The token is not that of this payment service');
		}
		const request = readPaymentRequest(await rawBodyOf(this), {
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
		this.logger.error('A payment request of the CRM could not be taken', {
			error: error as Error,
		});
		return refuse(500, 'The request could not be taken');
	}
}

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
