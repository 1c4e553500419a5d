import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestOptions,
} from 'n8n-workflow';
import { CrmOpenApi } from '../../credentials/CrmOpenApi.credentials.ts';
import { CrmOpenApiPspApi } from '../../credentials/CrmOpenApiPspApi.credentials.ts';

/** A credential that signs, filled in, and an address that it is for. */
interface Case {
	credential: ICredentialType & Pick<CrmOpenApi, 'authenticate'>;
	data: ICredentialDataDecryptedObject;
	url: string;
}

const CASES: Case[] = [
	{
		credential: new CrmOpenApi(),
		data: { host: 'crm.example.com', apiKey: 'secret-key', signatureScheme: 'v2' },
		url: 'https://crm.example.com/public/v1/leads/create',
	},
	{
		credential: new CrmOpenApiPspApi(),
		data: { merchantId: 'm1', token: 'secret-key', callbackUrl: 'https://crm.example.com/psp' },
		url: 'https://crm.example.com/psp/pay/callback',
	},
];

describe.each(CASES)('$credential.displayName', ({ credential, data, url }) => {
	// As n8n's HTTP Request node asks for it.
	const asked = { uri: url, method: 'POST', body: { a: 1 }, followAllRedirects: true };
	const sign = async (request: object) =>
		await credential.authenticate(data, request as IHttpRequestOptions);

	test('follows no redirect, by none of the names that n8n has for it', async () => {
		expect(await sign(asked)).toMatchObject({
			disableFollowRedirect: true,
			followRedirect: false,
			followAllRedirects: false,
		});
	});

	test.each(['https://evil.example.com/', url.replace('https', 'http'), 'nonsense', ''])(
		'gives its secret to no other address: %s',
		async (uri) => {
			await expect(sign({ ...asked, uri })).rejects.toThrow(
				'is only sent to https://crm.example.com',
			);
		},
	);

	test('says once that the body is JSON', async () => {
		const { headers } = await sign({ ...asked, headers: { 'content-type': 'text/plain', x: '1' } });
		expect(headers).toMatchObject({ x: '1', 'Content-Type': 'application/json' });
		expect(headers).not.toHaveProperty('content-type');
	});
});
