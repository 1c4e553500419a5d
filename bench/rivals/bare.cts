/** Nodes that do nothing but ask: what n8n's own helpers cost. They create leads from name and email. */
import { NodeConnectionTypes } from 'n8n-workflow';
import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { createHmac } from 'node:crypto';

const description: INodeTypeDescription = {
	displayName: 'Bare',
	name: 'bare',
	group: ['transform'],
	version: 1,
	description: 'Only asks',
	defaults: { name: 'Bare' },
	inputs: [NodeConnectionTypes.Main],
	outputs: [NodeConnectionTypes.Main],
	credentials: [{ name: 'crmOpenApi', required: true }],
	properties: [],
};

type Send = (item: INodeExecutionData, index: number) => Promise<INodeExecutionData>;

function requestOf(
	{ json: { name, email } }: INodeExecutionData,
	{ host }: ICredentialDataDecryptedObject,
): IHttpRequestOptions {
	return {
		method: 'POST',
		url: `${host as string}/public/v1/leads/create`,
		headers: { Accept: 'application/json' },
		body: { name, email },
		json: true,
	};
}

/** `httpRequestWithAuthentication`, with the credential read once, as ours reads it. */
async function withAuthentication(context: IExecuteFunctions): Promise<Send> {
	const data = await context.getCredentials('crmOpenApi');
	const credentialsDecrypted = { id: 'crm', name: 'crm', type: 'crmOpenApi', data };
	const { httpRequestWithAuthentication } = context.helpers;
	return async (item, index) => {
		const options = requestOf(item, data);
		const more = { credentialsDecrypted };
		const args = ['crmOpenApi', options, more] as const;
		const json = await httpRequestWithAuthentication.call(context, ...args);
		return { json, pairedItem: { item: index } };
	};
}

async function oneByOne(context: IExecuteFunctions, send: Send): Promise<INodeExecutionData[][]> {
	const returnData: INodeExecutionData[] = [];
	for (const [index, item] of context.getInputData().entries()) {
		returnData.push(await send(item, index));
	}
	return [returnData];
}

/** One item after the other. */
export class Bare implements INodeType {
	description = description;

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await oneByOne(this, await withAuthentication(this));
	}
}

/** All items at once, as a declarative node sends them. */
export class BareAtOnce implements INodeType {
	description = description;

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const send = await withAuthentication(this);
		return [await Promise.all(this.getInputData().map(send))];
	}
}

/** n8n's transport alone: `httpRequest` with requests that are signed before. */
export class Transport implements INodeType {
	description = description;

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const credential = await this.getCredentials('crmOpenApi');
		const key = String(credential.apiKey);
		const { httpRequest } = this.helpers;
		return await oneByOne(this, async (item, index) => {
			const { body, headers, ...options } = requestOf(item, credential);
			const text = JSON.stringify(body);
			const hex = createHmac('sha256', key).update(text).digest('hex');
			const signed = { key, signature: `sha256=${hex}`, 'Content-Type': 'application/json' };
			const json = await httpRequest({
				...options,
				body: text,
				headers: { ...headers, ...signed },
			});
			return { json, pairedItem: { item: index } };
		});
	}
}
