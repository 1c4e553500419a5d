import type {
	ICredentialTestFunctions,
	ICredentialsDecrypted,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { callbackBase } from '../../crm/psp';
import { secretFault } from '../../crm/secret';

/** Nothing of the PSP Open API can be asked without a payment, so this looks at the form only. */
export async function testPspCredential(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	const { merchantId, token, callbackUrl } = (credential.data ?? {}) as Record<string, unknown>;
	const failed = (message: string) => ({ status: 'Error', message }) as const;
	if (String(merchantId ?? '').trim() === '') return failed('The Merchant ID is empty');
	const fault = secretFault(String(token ?? ''), 'header');
	if (fault) return failed(`The Token ${fault}`);
	const base = callbackBase(String(callbackUrl ?? ''));
	if (!base.ok) return failed(`The Callback URL ${base.reason}`);
	return {
		status: 'OK',
		message:
			'The form is filled in. Only a payment proves it: the trigger takes a payment request, and the CRM takes its callback',
	};
}
