import type { ICredentialDataDecryptedObject, IHookFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { secretFault } from '../../crm/secret';

/**
 * Called when the workflow is published or listens: with an invisible character in it, the
 * secret fits no delivery.
 *
 * @throws NodeOperationError
 */
export async function needUsableSecret(context: IHookFunctions): Promise<void> {
	const { secret, previousSecret } = await secretsOf(context);
	for (const [label, value] of Object.entries({
		Secret: secret,
		'Previous Secret': previousSecret,
	})) {
		const text = String(value ?? '');
		const fault = text.trim() === '' ? undefined : secretFault(text, 'signature');
		if (!fault) continue;
		throw new NodeOperationError(context.getNode(), `The credential's ${label} ${fault}`, {
			description:
				'No delivery would fit it. Copy the Secret Key again from the webhook in the CRM, or type it.',
		});
	}
}

/** Without a credential that can be read the trigger takes nothing, and says so at each delivery. */
async function secretsOf(context: IHookFunctions): Promise<ICredentialDataDecryptedObject> {
	if (!context.getNode().credentials?.crmOpenApiWebhookApi) return {};
	try {
		return await context.getCredentials('crmOpenApiWebhookApi');
	} catch (error) {
		context.logger.warn('The credential of the trigger could not be read', {
			error: error as Error,
		});
		return {};
	}
}
