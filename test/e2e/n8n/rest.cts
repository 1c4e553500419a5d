import type { IDataObject, INodeExecutionData, IRunExecutionData } from 'n8n-workflow';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkflowJson } from '../../engine/harness/index.cts';

const OWNER = {
	email: 'operator@example.com',
	firstName: 'Olga',
	lastName: 'Operator',
	password: 'Sandbox-Passw0rd',
};

/** An execution, as n8n's public API tells it. */
export interface Execution {
	id: string;
	workflowId: string;
	status: string;
	mode: string;
	finished: boolean;
	startedAt: string;
	stoppedAt: string | null;
	data?: IRunExecutionData;
}

export interface Answer {
	status: number;
	/** Parsed when it is JSON, else the text. */
	body: unknown;
}

/** How long n8n may take for what it does by itself: to register a webhook, to end an execution. */
const LONGEST_MS = 60_000;

/** n8n's HTTP APIs: the one of its editor for what only that has, the public one for the rest. */
export class N8nRest {
	/**
	 * @param cookie of the owner's session: a browser with it is logged in
	 * @param key of the public API
	 */
	constructor(
		readonly url: string,
		public cookie = '',
		public key = '',
	) {}

	/** Makes the owner of a fresh n8n, or logs in to one that has it. */
	static async of(url: string): Promise<N8nRest> {
		const rest = new N8nRest(url);
		await rest.send('POST', '/rest/owner/setup', OWNER);
		const { email: emailOrLdapLoginId, password } = OWNER;
		await rest.editor('POST', '/rest/login', { emailOrLdapLoginId, password });
		const scopes = await rest.editor('GET', '/rest/api-keys/scopes');
		const label = `e2e ${Date.now()}`;
		const made = await rest.editor('POST', '/rest/api-keys', { label, scopes, expiresAt: null });
		rest.key = (made as { rawApiKey: string }).rawApiKey;
		return rest;
	}

	static get owner() {
		return OWNER;
	}

	/** @returns the credential's id */
	async credential(type: string, name: string, data: IDataObject): Promise<string> {
		const made = await this.editor('POST', '/rest/credentials', { type, name, data });
		return (made as { id: string }).id;
	}

	/** Imports a workflow. @returns its id */
	async workflow(workflow: WorkflowJson & { name?: string }): Promise<string> {
		const { name = 'A workflow', nodes, connections, settings, pinData } = workflow;
		const told = { settings: settings ?? {}, pinData: pinData ?? {}, active: false };
		const body = { name, nodes, connections, ...told };
		return ((await this.editor('POST', '/rest/workflows', body)) as { id: string }).id;
	}

	async activate(workflowId: string): Promise<void> {
		await this.api('POST', `/workflows/${workflowId}/activate`);
	}

	async deactivate(workflowId: string): Promise<void> {
		await this.api('POST', `/workflows/${workflowId}/deactivate`);
	}

	/** The newest first, at most 250 with their data. */
	async executions(workflowId: string): Promise<Execution[]> {
		const query = `workflowId=${workflowId}&includeData=true&limit=250`;
		return ((await this.api('GET', `/executions?${query}`)) as { data: Execution[] }).data;
	}

	/** Calls a webhook of an active workflow; for a moment after activation n8n does not know it. */
	async call(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
		return await until(`webhook ${path}`, async () => {
			const answer = await this.send('POST', path, body, headers);
			return answer.status === 404 ? undefined : answer;
		});
	}

	/** The editor's own API. */
	async editor(
		method: string,
		path: string,
		body?: unknown,
		headers: Record<string, string> = {},
	): Promise<unknown> {
		const answer = await this.send(method, path, body, headers);
		return (good(answer, `${method} ${path}`) as { data: unknown }).data;
	}

	/** The public API. */
	async api(method: string, path: string, body?: unknown): Promise<unknown> {
		const answer = await this.send(method, `/api/v1${path}`, body, { 'X-N8N-API-KEY': this.key });
		return good(answer, `${method} ${path}`);
	}

	async send(
		method: string,
		path: string,
		body?: unknown,
		headers: Record<string, string> = {},
	): Promise<Answer> {
		const response = await fetch(this.url + path, {
			method,
			headers: {
				'content-type': 'application/json',
				// Not that of a browser: n8n would bind the session to it.
				cookie: this.cookie,
				// n8n closes a connection that is idle, which a busy machine hears of too late.
				connection: 'close',
				...headers,
			},
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		const cookies = response.headers.getSetCookie();
		if (cookies.length) this.cookie = cookies.map((each) => each.split(';')[0]).join('; ');
		const text = await response.text();
		return { status: response.status, body: parsed(text) };
	}
}

/** What `ask` gives as soon as it gives something. */
export async function until<T>(
	what: string,
	ask: () => Promise<T | undefined>,
	longestMs = LONGEST_MS,
): Promise<T> {
	const last = Date.now() + longestMs;
	while (Date.now() < last) {
		const answer = await ask();
		if (answer !== undefined) return answer;
		await sleep(200);
	}
	throw new Error(`Waited in vain for ${what}`);
}

/** The items that a node gave on a branch, in a run (default: its last); none if it did not run. */
export function outputs(
	{ data }: Execution,
	node: string,
	branch = 0,
	run = -1,
): INodeExecutionData[] {
	return data?.resultData.runData[node]?.at(run)?.data?.main[branch] ?? [];
}

/** Their json. */
export const jsonOf = (execution: Execution, node: string, branch = 0, run = -1): IDataObject[] =>
	outputs(execution, node, branch, run).map(({ json }) => json);

function good({ status, body }: Answer, what: string): unknown {
	if (status < 400) return body;
	throw new Error(`${what} answered ${status}: ${JSON.stringify(body)}`);
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}
