import type {
	ICredentialTestFunctions,
	ICredentialsDecrypted,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { callbackBase } from '../../crm/psp';

/** Nothing of the PSP Open API can be asked without a payment, so this looks at the form only. */
export async function testPspCredential(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	const { merchantId, token, callbackUrl } = (credential.data ?? {}) as Record<string, unknown>;
	const refused = (message: string) => ({ status: 'Error', message }) as const;
	if (String(merchantId ?? '').trim() === '') return refused('The Merchant ID is empty');
	if (String(token ?? '').trim() === '') return refused('The Token is empty');
	const base = callbackBase(String(callbackUrl ?? ''));
	if (!base.ok) return refused(`The Callback URL ${base.reason}`);
	return {
		status: 'OK',
		message:
			'The form is filled in. Only a payment proves it: the trigger takes a payment request, and the CRM takes its callback',
	};
}
