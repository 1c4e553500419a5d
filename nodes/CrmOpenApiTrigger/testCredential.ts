import type {
	ICredentialTestFunctions,
	ICredentialsDecrypted,
	INodeCredentialTestResult,
} from 'n8n-workflow';

/** The CRM can't be asked about a webhook, so this looks at the form only, and says so. */
export async function testWebhookCredential(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	const { secret, previousSecret } = (credential.data ?? {}) as Record<string, unknown>;
	const fields: Array<[label: string, value: string]> = [
		['Secret', String(secret ?? '')],
		['Previous Secret', String(previousSecret ?? '')],
	];
	if (fields[0][1].trim() === '') return { status: 'Error', message: 'The Secret is empty' };
	for (const [label, value] of fields) {
		if (value !== value.trim()) {
			return { status: 'Error', message: `The ${label} begins or ends with a space` };
		}
	}
	return {
		status: 'OK',
		message:
			'The form is filled in. Only a delivery proves the secret: press Resend in the history of the webhook in the CRM',
	};
}
