/**
 * Nodes that do nothing but ask: what n8n's own helpers cost. They create leads from name and email, or
 * count transactions.
 */
import { NodeConnectionTypes } from 'n8n-workflow';
import type {
	ICredentialDataDecryptedObject,
	IDataObject,
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

/** `httpRequestWithAuthentication`, with the credential read once, as ours reads it. */
async function asker(context: IExecuteFunctions) {
	const data = await context.getCredentials('crmOpenApi');
	const credentialsDecrypted = { id: 'crm', name: 'crm', type: 'crmOpenApi', data };
	const { httpRequestWithAuthentication } = context.helpers;
	const ask = async (options: IHttpRequestOptions) =>
		(await httpRequestWithAuthentication.call(context, 'crmOpenApi', options, {
			credentialsDecrypted,
		})) as IDataObject;
	return { data, ask };
}

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

async function withAuthentication(context: IExecuteFunctions): Promise<Send> {
	const { data, ask } = await asker(context);
	return async (item, index) => ({
		json: await ask(requestOf(item, data)),
		pairedItem: { item: index },
	});
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

const PAGE = 500;
const WIDTH = 5;

/** Pages of transactions of each item's period, 5 side by side, parsed and counted, and nothing kept. */
export class Counting implements INodeType {
	description = description;

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const { data, ask } = await asker(this);
		let rows = 0;
		for (const { json: period } of this.getInputData()) {
			const count = async (skip: number) => {
				const page = await ask({
					method: 'POST',
					url: `${data.host as string}/public/v1/report/transactions`,
					headers: { Accept: 'application/json' },
					body: { ...period, skip, limit: PAGE },
					json: true,
				});
				rows += (page.records as IDataObject[]).length;
				return page.count as number;
			};
			const all = await count(0);
			let next = PAGE;
			const worker = async () => {
				while (next < all) await count((next += PAGE) - PAGE);
			};
			await Promise.all(Array.from({ length: WIDTH }, worker));
		}
		return [[{ json: { rows }, pairedItem: { item: 0 } }]];
	}
}
