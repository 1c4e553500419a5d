import {
	UserError,
	type ICredentialDataDecryptedObject,
	type ICredentialType,
	type IHttpRequestOptions,
	type INodeProperties,
	type Icon,
} from 'n8n-workflow';
import { crmOrigin } from '../crm/host';
import { secretFault } from '../crm/secret';
import { signBody, type SignatureScheme } from '../crm/signature';
import { refuseMoneyPath } from './moneyPaths';
import { checkedRequest, withHeaders, withJson, type OutgoingRequest } from './outgoing';

export class CrmOpenApi implements ICredentialType {
	name = 'crmOpenApi';

	displayName = 'CRM API';

	icon: Icon = { light: 'file:../icons/crm.svg', dark: 'file:../icons/crm.dark.svg' };

	documentationUrl =
		'https://github.com/n8n-nodes-crm-open-api/n8n-nodes-crm-open-api/blob/main/docs/credentials.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Host',
			name: 'host',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. https://crm.example.com',
			description:
				'Address of your CRM, as shown in Back Office under Settings - Dev Space - Open API Keys. A path such as /public/v1 may be left out.',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'Made in Back Office under Settings - Dev Space - Open API Keys. The CRM shows it only once.',
		},
		{
			displayName: 'Signature Scheme',
			name: 'signatureScheme',
			type: 'options',
			options: [
				{
					name: 'V2 (HMAC-SHA256)',
					value: 'v2',
					description: 'The newer scheme, which most CRMs use',
				},
				{
					name: 'V1 (SHA-1)',
					value: 'v1',
					description:
						'The older scheme: choose it when the test says that the signature was refused',
				},
			],
			default: 'v2',
			description: 'How requests with a body are signed. A CRM accepts only one of the two.',
		},
		{
			displayName: 'Other Endpoint Paths',
			name: 'otherEndpointPaths',
			type: 'string',
			typeOptions: { rows: 4 },
			default: '',
			placeholder: 'e.g. mt5.getAccounts /public/v1/mt5/account',
			description:
				"Paths that your CRM has in the place of guessed ones: one line per endpoint, its name and its path. Run 'API - Check Endpoints' and paste its last item here. Leave empty if it finds everything in its place.",
		},
	];

	/**
	 * Adds the header `key`, and `signature` to a request with a body. The body is serialised here,
	 * once, and replaced by that text, so that the bytes which are signed are the bytes which go out.
	 *
	 * It also serves n8n's HTTP Request node. There the user types the URL and chooses how it is asked,
	 * so the key is withheld from every host but the credential's own, from every way there that
	 * somebody else could listen on, and from the paths that move money.
	 *
	 * @throws UserError when the request can't be signed or must not get the key
	 */
	authenticate = async (
		credentials: ICredentialDataDecryptedObject,
		options: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => {
		const origin = crmOrigin(String(credentials.host ?? ''));
		if (!origin.ok) throw new UserError(`The credential's Host ${origin.reason}`);
		const request = checkedRequest(options, {
			isFor: (target) => target.origin === origin.value,
			refusal: `This credential's API key is only sent to ${origin.value}: change the URL, or the credential's Host`,
			refuseReserved: refuseMoneyPath,
		});
		const key = String(credentials.apiKey ?? '').trim();
		const fault = secretFault(key, 'header');
		if (fault) throw new UserError(`The credential's API Key ${fault}`);

		const text = bodyText(request);
		if (text === undefined) {
			delete request.body;
			return withHeaders(request, { key });
		}

		const scheme: SignatureScheme = credentials.signatureScheme === 'v1' ? 'v1' : 'v2';
		const signature = signBody(scheme, key, text);
		if (signature === undefined) {
			throw new UserError('Signature Scheme V1 can only sign a body that is a JSON object');
		}
		return withJson(request, text, { key, signature });
	};
}

/**
 * The body as text, or undefined for none. Surrounding white space goes, because n8n's transport
 * trims it after this point and the signature must fit what is sent (n8n-core 2.41).
 */
function bodyText({ method, body }: OutgoingRequest): string | undefined {
	if (['GET', 'HEAD', 'DELETE'].includes((method ?? 'GET').toUpperCase())) return undefined;
	if (body === undefined || body === null || body === '') return undefined;
	if (typeof body === 'string') return jsonText(body);
	if (Buffer.isBuffer(body)) return jsonText(body.toString('utf8'));
	return JSON.stringify(body);
}

/** A text that is no JSON would be quoted by n8n's transport after it was signed. */
function jsonText(text: string): string {
	try {
		JSON.parse(text);
	} catch {
		throw new UserError('The body is not valid JSON, and the CRM takes nothing else');
	}
	return text.trim();
}
