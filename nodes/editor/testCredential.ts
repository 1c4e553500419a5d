import type {
	ICredentialDataDecryptedObject,
	ICredentialTestFunctions,
	ICredentialsDecrypted,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { crmOrigin } from '../../crm/host';
import { KEY_PROBE, signatureProbe, type Probe } from '../../crm/probes';
import { signBody } from '../../crm/signature';
import { isDenied } from '../transport/texts';

const TIMEOUT = 20_000;

/**
 * Proves host, key and signature, one after the other, by two harmless reads, and says which of
 * them is wrong.
 */
export async function testCredential(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	const data = credential.data as ICredentialDataDecryptedObject;
	const origin = crmOrigin(String(data.host ?? ''));
	if (!origin.ok) return refused(`The Host ${origin.reason}`);
	const key = String(data.apiKey ?? '').trim();
	if (!key) return refused('The API Key is empty');

	const unsigned = await ask(this, origin.value, key, KEY_PROBE);
	if ('trouble' in unsigned)
		return refused(`${origin.value} can't be reached: ${unsigned.trouble}`);
	if (isDenied(unsigned.status)) return refused('The CRM was reached but refused the API Key');
	if (unsigned.status !== 200 || !isPage(unsigned.text)) {
		return refused(
			`${origin.value} does not answer like the CRM Open API (HTTP ${unsigned.status}): check the Host`,
		);
	}

	const scheme = data.signatureScheme === 'v1' ? 'v1' : 'v2';
	const today = new Date().toISOString().slice(0, 10);
	const signed = await ask(this, origin.value, key, signatureProbe(today), scheme);
	if ('trouble' in signed) return refused(`The CRM stopped answering: ${signed.trouble}`);
	if (isDenied(signed.status)) {
		return refused(
			'Host and API Key are fine but the signature was refused: try the other Signature Scheme',
		);
	}
	if (signed.status !== 200 || !isPage(signed.text)) {
		return refused(
			`Host and API Key are fine, but the signature could not be proved (HTTP ${signed.status})`,
		);
	}
	return { status: 'OK', message: 'Host, API Key and Signature Scheme are right' };
}

type Answered = { status: number; text: string } | { trouble: string };

async function ask(
	{ helpers }: ICredentialTestFunctions,
	origin: string,
	key: string,
	{ method, path, query, body }: Probe,
	scheme?: 'v1' | 'v2',
): Promise<Answered> {
	// The only request helper that n8n has in a credential test.
	const { request } = helpers;
	const text = body && JSON.stringify(body);
	const signature = text && scheme && signBody(scheme, key, text);
	try {
		const answer = (await request({
			method,
			uri: `${origin}${path}`,
			qs: Object.fromEntries(query),
			headers: {
				Accept: 'application/json',
				key,
				...(signature && { signature, 'Content-Type': 'application/json' }),
			},
			...(text && { body: text }),
			json: false,
			simple: false,
			resolveWithFullResponse: true,
			followRedirect: false,
			timeout: TIMEOUT,
		})) as { statusCode: number; body: unknown };
		return { status: answer.statusCode, text: String(answer.body ?? '') };
	} catch (error) {
		return { trouble: (error as Error).message };
	}
}

function isPage(text: string): boolean {
	try {
		return Array.isArray((JSON.parse(text) as { records?: unknown }).records);
	} catch {
		return false;
	}
}

const refused = (message: string): INodeCredentialTestResult => ({ status: 'Error', message });
