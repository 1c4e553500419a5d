import type {
	ICredentialTestFunctions,
	ICredentialsDecrypted,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { secretFault } from '../../crm/secret';

/** The CRM can't be asked about a webhook, so this looks at the form only, and says so. */
export async function testWebhookCredential(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	const { secret, previousSecret } = (credential.data ?? {}) as Record<string, unknown>;
	const fault = faultOf(secret, previousSecret);
	if (fault) return { status: 'Error', message: fault };
	return {
		status: 'OK',
		message:
			'The form is filled in. Only a delivery proves the secret: press Resend in the history of the webhook in the CRM',
	};
}

/** What is wrong with the secrets of a webhook, as far as it shows; undefined when nothing does. */
export function faultOf(secret: unknown, previousSecret: unknown): string | undefined {
	const fields: Array<[label: string, value: string]> = [
		['Secret', String(secret ?? '')],
		['Previous Secret', String(previousSecret ?? '')],
	];
	if (fields[0][1].trim() === '') return 'The Secret is empty';
	for (const [label, value] of fields) {
		if (value === '') continue;
		if (value !== value.trim()) return `The ${label} begins or ends with a space`;
		const fault = secretFault(value, 'signature');
		if (fault) return `The ${label} ${fault}`;
	}
	return undefined;
}
