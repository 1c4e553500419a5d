/** The workflows of examples/, and the credentials that their nodes ask for, for a sandbox CRM. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import type { Sandbox } from '../sandbox/index.cts';
import type { WorkflowJson } from './engine/harness/index.cts';

const FOLDER = join(__dirname, '..', 'examples');

export const exampleFiles = readdirSync(FOLDER).sort();

/** What stands in a file of examples/. */
export const exampleText = (file: string): string => readFileSync(join(FOLDER, file), 'utf8');

/** A workflow of examples/, as users import it. */
export const example = (file: string): WorkflowJson =>
	JSON.parse(exampleText(file)) as WorkflowJson;

/** The picture of an example in docs/images/, which test/e2e/examples.test.cts makes. */
export const pictureOf = (file: string): string => `example-${file.replace('.json', '.png')}`;

/** The secret of the webhooks that the sandbox sends. */
export const WEBHOOK_SECRET = 'a long and random secret';

/** Credentials for a sandbox CRM by their types, named as the examples name them. */
export function sandboxCredentials({
	url,
	key,
	scheme,
	psp,
}: Pick<Sandbox, 'url' | 'key' | 'scheme' | 'psp'>): Record<
	string,
	{ name: string; data: ICredentialDataDecryptedObject }
> {
	return {
		crmOpenApi: {
			name: 'CRM account',
			data: { host: url, apiKey: key, signatureScheme: scheme },
		},
		crmOpenApiWebhookApi: { name: 'CRM Webhook account', data: { secret: WEBHOOK_SECRET } },
		crmOpenApiPspApi: {
			name: 'CRM PSP account',
			data: { merchantId: psp.merchant, token: psp.token, callbackUrl: url },
		},
	};
}
