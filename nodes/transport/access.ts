import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { crmOrigin } from '../../crm/host';
import { callbackBase } from '../../crm/psp';
import type { Result } from '../../crm/result';
import { ownPathsIn, type OwnPaths } from './ownPaths';

/** A credential that requests go out with: where it leads, and what texts call its fields. */
export interface Access {
	/** Name of the credential's type. */
	credential: 'crmOpenApi' | 'crmOpenApiPspApi';
	/** Its field with the address. */
	address: string;
	/** Its field with what the CRM checks. */
	key: string;
	/** The same within a sentence. */
	keyInText: string;
	/** Where the CRM shows both. */
	shownIn: string;
	/** The beginning of every address that it is used for. */
	base: (credential: ICredentialDataDecryptedObject) => Result<string>;
	/** Its field with paths in the place of guessed ones, where it has one. */
	ownPaths?: {
		label: string;
		read: (credential: ICredentialDataDecryptedObject) => Result<OwnPaths>;
	};
}

/** The Open API itself. */
export const OPEN_API: Access = {
	credential: 'crmOpenApi',
	address: 'Host',
	key: 'API Key',
	keyInText: 'API key',
	shownIn: 'Back Office under Settings - Dev Space - Open API Keys',
	base: ({ host }) => crmOrigin(String(host ?? '')),
	ownPaths: { label: 'Other Endpoint Paths', read: ownPathsIn },
};

/** The CRM as payment services see it. */
export const PSP_API: Access = {
	credential: 'crmOpenApiPspApi',
	address: 'Callback URL',
	key: 'Token',
	keyInText: 'token',
	shownIn: 'CRM Admin - PSP Settings',
	base: ({ callbackUrl }) => callbackBase(String(callbackUrl ?? '')),
};
