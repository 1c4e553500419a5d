import type {
	ICredentialDataDecryptedObject,
	ICredentialTestFunctions,
	ICredentialsDecrypted,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import { crmOrigin } from '../../crm/host';
import { KEY_PROBE, signatureProbe, type Probe } from '../../crm/credentialProbes';
import { secretFault } from '../../crm/secret';
import { signBody } from '../../crm/signature';
import { ownPathsIn } from '../transport/ownPaths';
import { isDenied } from '../transport/texts';

/** For one request as a whole, in ms. */
const TIMEOUT = 20_000;
const NAP = 250;

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
	if (!origin.ok) return failed(`The Host ${origin.reason}`);
	const key = String(data.apiKey ?? '').trim();
	const fault = secretFault(key, 'header');
	if (fault) return failed(`The API Key ${fault}`);
	const paths = ownPathsIn(data);
	if (!paths.ok) {
		return failed(
			`'Other Endpoint Paths' ${paths.reason}. Run 'API - Check Endpoints' and paste its last item there.`,
		);
	}

	const unsigned = await sendProbe(this, origin.value, key, KEY_PROBE);
	if ('trouble' in unsigned) return failed(`${origin.value} can't be reached: ${unsigned.trouble}`);
	const front = frontIn(unsigned);
	if (front) return failed(front);
	if (isDenied(unsigned.status)) return failed('The CRM was reached but refused the API Key');
	if (unsigned.status !== 200 || !isClientPage(unsigned.text)) {
		return failed(
			`${origin.value} does not answer like the CRM Open API (HTTP ${unsigned.status}): check the Host`,
		);
	}

	const scheme = data.signatureScheme === 'v1' ? 'v1' : 'v2';
	const today = new Date().toISOString().slice(0, 10);
	const signed = await sendProbe(this, origin.value, key, signatureProbe(today), scheme);
	if ('trouble' in signed) return failed(`The CRM stopped answering: ${signed.trouble}`);
	const signedFront = frontIn(signed);
	if (signedFront) return failed(`Host and API Key are fine. ${signedFront}`);
	if (isDenied(signed.status)) {
		return failed(
			'Host and API Key are fine but the signature was refused: try the other Signature Scheme',
		);
	}
	if (signed.status !== 200 || !isClientPage(signed.text)) {
		return failed(
			`Host and API Key are fine, but the signature could not be proved (HTTP ${signed.status})`,
		);
	}
	return { status: 'OK', message: 'Host, API Key and Signature Scheme are right' };
}

interface Answer {
	status: number;
	text: string;
}

type Answered = Answer | { trouble: string };

/** Who has answered in the CRM's place, which says nothing about the key; undefined for the CRM. */
function frontIn({ status, text }: Answer): string | undefined {
	if (status === 407) return 'A proxy between n8n and the CRM wants to be logged in to (HTTP 407)';
	if (!isDenied(status) || text.trim() === '' || isJson(text)) return undefined;
	return `A firewall, login page or proxy before the CRM refused the request (HTTP ${status}): ask whoever runs it to let your n8n through`;
}

async function sendProbe(
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
		const asking = request({
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
		}) as Promise<{ statusCode: number; body: unknown }>;
		const answer = await inTime(asking);
		if (!answer) return { trouble: `it did not answer within ${TIMEOUT / 1000} seconds` };
		return { status: answer.statusCode, text: String(answer.body ?? '') };
	} catch (error) {
		return { trouble: (error as Error).message };
	}
}

/** The time-out of this helper begins anew with every byte that comes, and it takes no signal. */
async function inTime<T>(asking: Promise<T>): Promise<T | undefined> {
	const end = Date.now() + TIMEOUT;
	while (Date.now() < end) {
		const answer = await Promise.race([asking, sleep(NAP).then(() => undefined)]);
		if (answer !== undefined) return answer;
	}
	return undefined;
}

function isClientPage(text: string): boolean {
	return Array.isArray((parsed(text) as { records?: unknown } | null | undefined)?.records);
}

const isJson = (text: string) => parsed(text) !== undefined;

function parsed(text: string): unknown {
	try {
		return JSON.parse(text.trim()) as unknown;
	} catch {
		return undefined;
	}
}

const failed = (message: string): INodeCredentialTestResult => ({ status: 'Error', message });
