import type { IDataObject } from 'n8n-workflow';
import { until } from './rest.cts';

/** A tool, as an MCP server lists it. */
interface McpTool {
	name: string;
	description: string;
	inputSchema: IDataObject;
}

/** A client of n8n's MCP Server Trigger, over streamable HTTP. */
export class McpClient {
	private id = 0;

	private constructor(
		private readonly url: string,
		private session = '',
	) {}

	/** Connects; for a moment after activation n8n does not know the address. */
	static async of(url: string): Promise<McpClient> {
		const client = new McpClient(url);
		const capabilities = { protocolVersion: '2025-03-26', capabilities: {} };
		const clientInfo = { name: 'e2e', version: '1' };
		await until(`the MCP server ${url}`, async () => {
			const response = await client.post('initialize', { ...capabilities, clientInfo });
			client.session = response.headers.get('mcp-session-id') ?? '';
			return client.session || undefined;
		});
		await client.post('notifications/initialized');
		return client;
	}

	async tools(): Promise<McpTool[]> {
		return ((await this.ask('tools/list', {})) as { tools: McpTool[] }).tools;
	}

	/** Calls a tool. @returns what it says */
	async call(name: string, given: IDataObject): Promise<string> {
		const { content } = (await this.ask('tools/call', { name, arguments: given })) as {
			content: Array<{ text: string }>;
		};
		return content.map(({ text }) => text).join('\n');
	}

	private async ask(method: string, params: object): Promise<unknown> {
		const text = await (await this.post(method, params)).text();
		// An event stream of one event, or JSON.
		const json = /^data: (.*)$/m.exec(text)?.[1] ?? text;
		return (JSON.parse(json) as { result: unknown }).result;
	}

	private async post(method: string, params?: object): Promise<Response> {
		// A notification has no id: nobody answers it.
		const message = { jsonrpc: '2.0', method, params, ...(params && { id: ++this.id }) };
		return await fetch(this.url, {
			method: 'POST',
			headers: {
				'content-type': 'application/json',
				accept: 'application/json, text/event-stream',
				...(this.session && { 'mcp-session-id': this.session }),
			},
			body: JSON.stringify(message),
		});
	}
}
