/** The physical limit: a client without n8n that signs and keeps its connections open. */
import { join } from 'node:path';
import { Pool } from 'undici';
import type { signBody } from '../../crm/signature.ts';
import type { CrmAddress, Step } from '../processes/task.cts';

const PAGE = 500;

interface Item {
	json: unknown;
	pairedItem: { item: number };
}

interface Page {
	count: number;
	records: unknown[];
}

type Of<Kind extends Step['kind']> = Extract<Step, { kind: Kind }>;

/** Posts JSON, signed as the package signs it, and gives the text of the answer. */
class Client {
	private readonly pool: Pool;

	private readonly sign: typeof signBody;

	constructor(
		{ url, key }: CrmAddress,
		packageFolder: string,
		readonly width: number,
	) {
		this.pool = new Pool(url, { connections: width });
		this.key = key;
		({ signBody: this.sign } = require(join(packageFolder, 'dist', 'crm', 'signature.js')) as {
			signBody: typeof signBody;
		});
	}

	private readonly key: string;

	async post(path: string, fields: object): Promise<string> {
		const body = JSON.stringify(fields);
		const headers = {
			'content-type': 'application/json',
			key: this.key,
			signature: this.sign('v2', this.key, body),
		};
		const { statusCode, body: answer } = await this.pool.request({
			method: 'POST',
			path,
			headers,
			body,
		});
		const text = await answer.text();
		if (statusCode >= 300) throw new Error(`${statusCode}: ${text}`);
		return text;
	}

	async page(fields: object, skip: number): Promise<Page> {
		const query = { ...fields, skip, limit: PAGE };
		return JSON.parse(await this.post('/public/v1/report/transactions', query)) as Page;
	}

	/** `width` at a time. */
	async each(count: number, work: (index: number) => Promise<void>): Promise<void> {
		let next = 0;
		const worker = async () => {
			while (next < count) await work(next++);
		};
		await Promise.all(Array.from({ length: Math.min(this.width, count) }, worker));
	}
}

export function keepAliveLeads(
	{ count, width }: Of<'leadsByLimit'>,
	crm: CrmAddress,
	packageFolder: string,
): () => Promise<Item[]> {
	const client = new Client(crm, packageFolder, width);
	return async () => {
		const items: Item[] = [];
		await client.each(count, async (item) => {
			const lead = { name: `Lead ${item + 1}`, email: `lead${item + 1}@example.com` };
			const json: unknown = JSON.parse(await client.post('/public/v1/leads/create', lead));
			items[item] = { json, pairedItem: { item } };
		});
		return items;
	};
}

export function keepAliveRows(
	{ start, end, width }: Of<'rowsByLimit'>,
	crm: CrmAddress,
	packageFolder: string,
): () => Promise<Item[]> {
	const client = new Client(crm, packageFolder, width);
	return async () => {
		const first = await client.page({ start, end }, 0);
		const pages = [first.records];
		await client.each(Math.ceil(first.count / PAGE) - 1, async (index) => {
			pages[index + 1] = (await client.page({ start, end }, (index + 1) * PAGE)).records;
		});
		return pages.flat().map((json) => ({ json, pairedItem: { item: 0 } }));
	};
}

/** The least time that rows can take: side by side, and nothing done but to count them. */
export function rowsCounted(
	{ periods, width }: Of<'rowsCounted'>,
	crm: CrmAddress,
	packageFolder: string,
): () => Promise<number> {
	const client = new Client(crm, packageFolder, width);
	return async () => {
		let rows = 0;
		for (const period of periods) {
			const first = await client.page(period, 0);
			rows += first.records.length;
			await client.each(Math.ceil(first.count / PAGE) - 1, async (index) => {
				const { records } = await client.page(period, (index + 1) * PAGE);
				rows += records.length;
			});
		}
		return rows;
	};
}

/** The least that rows can take: one page after the other, and nothing kept but its items. */
export function rowsHeld(
	{ start, end }: Of<'rowsHeld'>,
	crm: CrmAddress,
	packageFolder: string,
): () => Promise<Item[]> {
	const client = new Client(crm, packageFolder, 1);
	return async () => {
		const items: Item[] = [];
		for (let count = 1; items.length < count;) {
			const page = await client.page({ start, end }, items.length);
			({ count } = page);
			for (const json of page.records) items.push({ json, pairedItem: { item: 0 } });
		}
		return items;
	};
}
