import {
	UserError,
	type ICredentialDataDecryptedObject,
	type ICredentialType,
	type IHttpRequestOptions,
	type INodeProperties,
	type Icon,
} from 'n8n-workflow';
import { isObject, jsonObject } from '../crm/json';
import { CALLBACK_PATH, callbackBase, signPayment, TOKEN_HEADER } from '../crm/psp';
import { secretFault } from '../crm/secret';
import { checkedRequest, withJson, type OutgoingRequest } from './outgoing';

export class CrmOpenApiPspApi implements ICredentialType {
	name = 'crmOpenApiPspApi';

	displayName = 'CRM PSP API';

	icon: Icon = { light: 'file:../icons/crm.svg', dark: 'file:../icons/crm.dark.svg' };

	documentationUrl =
		'https://github.com/n8n-nodes-crm-open-api/n8n-nodes-crm-open-api/blob/main/docs/triggers.md';

	properties: INodeProperties[] = [
		{
			displayName: 'Merchant ID',
			name: 'merchantId',
			type: 'string',
			required: true,
			default: '',
			description: 'As shown in CRM Admin - PSP Settings',
		},
		{
			displayName: 'Token',
			name: 'token',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'As shown in CRM Admin - PSP Settings. Both sides show it to each other, and sign with it.',
		},
		{
			displayName: 'Callback URL',
			name: 'callbackUrl',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. https://crm.example.com/psp',
			description:
				'As shown in CRM Admin - PSP Settings: where the CRM is told how a payment ended. The ending /pay/callback may be left out.',
		},
	];

	/**
	 * Adds the header with the token, and to the body what every callback carries: merchant, time
	 * and the signature of all of it. It also serves n8n's HTTP Request node, so the token is withheld
	 * from every address but the callback's and from every detour. There nothing keeps a callback back
	 * in a test run: docs/credentials.md says what that node skips.
	 *
	 * @throws UserError when the request can't be signed or must not get the token
	 */
	authenticate = async (
		credentials: ICredentialDataDecryptedObject,
		options: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => {
		const base = callbackBase(String(credentials.callbackUrl ?? ''));
		if (!base.ok) throw new UserError(`The credential's Callback URL ${base.reason}`);
		const address = `${base.value}${CALLBACK_PATH}`;
		const request = checkedRequest(options, {
			isFor: ({ origin, pathname }) => `${origin}${pathname}` === address,
			refusal: `This credential's token is only sent to ${address}: change the URL, or the credential's Callback URL`,
		});

		const token = String(credentials.token ?? '').trim();
		const merchantId = String(credentials.merchantId ?? '').trim();
		const fault = secretFault(token, 'header');
		if (fault) throw new UserError(`The credential's Token ${fault}`);
		if (!merchantId) throw new UserError("The credential's Merchant ID is empty");
		const given = bodyOf(request);
		if (!given) throw new UserError('The body is no JSON object, and the CRM takes nothing else');
		const body: Record<string, unknown> = {
			time: Date.now(),
			...given,
			merchant_id: merchantId,
		};
		delete body.sign;

		const signed = JSON.stringify({ ...body, sign: signPayment(body, token) });
		return withJson(request, signed, { [TOKEN_HEADER]: token });
	};
}

function bodyOf({ body }: OutgoingRequest): Record<string, unknown> | undefined {
	if (typeof body === 'string') return jsonObject(body);
	if (Buffer.isBuffer(body)) return jsonObject(body.toString('utf8'));
	return isObject(body) ? body : undefined;
}
