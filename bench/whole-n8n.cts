/** The whole n8n, with the package among its community nodes: what users run. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { installed } from '../test/e2e/n8n/install.cts';
import { N8nRest, type Execution } from '../test/e2e/n8n/rest.cts';
import { startServer, type Server } from '../test/e2e/n8n/server.cts';
import { CURRENT } from '../test/e2e/n8n/versions.cts';
import { workflowOf, type Link, type NodeSketch } from '../test/engine/harness/workflow.cts';
import { delivery, HEADER, SECRET, sendDeliveries } from './deliveries.cts';
import type { Crm } from './processes/index.cts';
import { median, type Sample } from './results.cts';

const MEMORY_EVERY_MS = 50;

/** Makes the leads, as a workflow before the node would, and signs them where nothing else does. */
const codeOf = (key?: string) => `
const { createHmac } = require('crypto');
return Array.from({ length: $json.body.count }, (_, i) => {
	const lead = { name: \`Lead \${i + 1}\`, email: \`lead\${i + 1}@example.com\` };
	${
		key === undefined
			? 'return { json: lead };'
			: `const body = JSON.stringify(lead);
	const signature = 'sha256=' + createHmac('sha256', '${key}').update(body).digest('hex');
	return { json: { body, signature } };`
	}
});`;

/** A workflow that is called with a number and creates as many leads. */
export interface LeadWorkflow {
	id: string;
	path: string;
	/** Its nodes whose times count: the one that makes the leads, and the one that sends them. */
	nodes: string[];
}

export class WholeN8n {
	private constructor(
		private readonly server: Server,
		private readonly rest: N8nRest,
		private readonly crm: Crm,
		private readonly credentials: { crm: string; webhook: string; header: string },
	) {}

	/** @param env settings of n8n that differ from its defaults; it trusts what this process trusts */
	static async start(
		packageFolder: string,
		crm: Crm,
		env: NodeJS.ProcessEnv = {},
	): Promise<WholeN8n> {
		const { NODE_EXTRA_CA_CERTS } = process.env;
		const server = await startServer({
			installed: await installed(CURRENT),
			packageFolder,
			env: { NODE_EXTRA_CA_CERTS, NODE_FUNCTION_ALLOW_BUILTIN: 'crypto', ...env },
		});
		const rest = await N8nRest.of(server.url);
		const data = { host: crm.url, apiKey: crm.key, signatureScheme: 'v2' };
		const header = { name: HEADER, value: SECRET };
		return new WholeN8n(server, rest, crm, {
			crm: await rest.credential('crmOpenApi', 'CRM', data),
			webhook: await rest.credential('crmOpenApiWebhookApi', 'Hook', { secret: SECRET }),
			header: await rest.credential('httpHeaderAuth', 'Header', header),
		});
	}

	async stop(): Promise<void> {
		await this.server.stop();
	}

	/** Code that makes leads → our node. */
	async ours(maxConcurrentRequests: number): Promise<LeadWorkflow> {
		return await this.leads(
			`ours-${maxConcurrentRequests}`,
			codeOf(),
			this.sender(maxConcurrentRequests),
		);
	}

	private sender(maxConcurrentRequests: number): NodeSketch {
		return {
			name: 'Send',
			type: 'n8n-nodes-crm-open-api.crmOpenApi',
			parameters: {
				resource: 'lead',
				operation: 'create',
				name: '={{ $json.name }}',
				email: '={{ $json.email }}',
				options: { maxConcurrentRequests },
			},
			credentials: { crmOpenApi: { id: this.credentials.crm, name: 'CRM' } },
		};
	}

	/** Code that makes and signs leads → HTTP Request. */
	async httpRequest(): Promise<LeadWorkflow> {
		const { url, key } = this.crm;
		return await this.leads('http-request', codeOf(key), {
			name: 'Send',
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			parameters: {
				method: 'POST',
				url: `${url}/public/v1/leads/create`,
				sendHeaders: true,
				headerParameters: {
					parameters: [
						{ name: 'key', value: key },
						{ name: 'signature', value: '={{ $json.signature }}' },
					],
				},
				sendBody: true,
				contentType: 'raw',
				rawContentType: 'application/json',
				body: '={{ $json.body }}',
				options: {},
			},
		});
	}

	private readonly made = new Map<string, LeadWorkflow>();

	/** Published once, and called by all cases. */
	private async leads(path: string, jsCode: string, send: NodeSketch): Promise<LeadWorkflow> {
		const known = this.made.get(path);
		if (known) return known;
		const id = await this.publish([
			webhookNode(path, { responseMode: 'lastNode' }),
			{ name: 'Leads', type: 'n8n-nodes-base.code', typeVersion: 2, parameters: { jsCode } },
			send,
		]);
		const workflow = { id, path, nodes: ['Leads', 'Send'] };
		this.made.set(path, workflow);
		return workflow;
	}

	private async publish(nodes: NodeSketch[], settings = {}, links?: Link[]): Promise<string> {
		const workflow = workflowOf(nodes, links, { executionOrder: 'v1', ...settings });
		const id = await this.rest.workflow({ name: nodes[0].name, ...workflow });
		await this.rest.activate(id);
		return id;
	}

	/** Creates leads with a workflow: the time is that of its nodes, as n8n tells it. */
	async create(
		{ id, path, nodes }: LeadWorkflow,
		count: number,
		latencyMs: number,
	): Promise<Sample> {
		await this.crm.ask({ do: 'latency', ms: latencyMs });
		await this.crm.ask({ do: 'clear' });
		const memory = watchMemory(this.server.child.pid);
		const { status } = await this.rest.call(`/webhook/${path}`, { count });
		const peakMb = memory.rise();
		const { leads, peak, connections, cpuMs: crmCpuMs } = await this.crm.ask({ do: 'tell' });
		const execution = await this.newest(id);
		const ms = nodes.reduce((sum, node) => sum + timeOfNode(execution, node), 0);
		const told = {
			ms,
			items: count,
			peakMb,
			connections,
			crmCpuMs,
			...(latencyMs > 0 && { inFlight: peak }),
		};
		if (status === 200 && leads === count) return told;
		return { ...told, error: `n8n answered ${status}, and ${leads} leads were made` };
	}

	/**
	 * Code that makes leads → Loop Over Items, so many at once → the node, or none, and back.
	 *
	 * @param batch how many items go round at once
	 */
	async importer(batch: number, withNode: boolean): Promise<LeadWorkflow> {
		const path = withNode ? 'import' : 'import-nothing';
		const send = withNode ? this.sender(20) : { name: 'Send', type: 'n8n-nodes-base.noOp' };
		const nodes: NodeSketch[] = [
			webhookNode(path, { responseMode: 'onReceived' }),
			{
				name: 'Leads',
				type: 'n8n-nodes-base.code',
				typeVersion: 2,
				parameters: { jsCode: codeOf() },
			},
			{
				name: 'Loop',
				type: 'n8n-nodes-base.splitInBatches',
				typeVersion: 3,
				parameters: { batchSize: batch, options: {} },
			},
			send,
			{ name: 'Done', type: 'n8n-nodes-base.noOp' },
		];
		const links: Link[] = [
			['Webhook', 'Leads'],
			['Leads', 'Loop'],
			['Loop', 'Done'],
			['Loop', 'Send', 1],
			['Send', 'Loop'],
		];
		return { id: await this.publish(nodes, {}, links), path, nodes: ['Send'] };
	}

	/** Imports leads, and watches n8n's memory until the execution is saved. */
	async import({ id, path }: LeadWorkflow, count: number, leads: number): Promise<Sample> {
		await this.crm.ask({ do: 'latency', ms: 0 });
		await this.crm.ask({ do: 'clear' });
		const memory = watchMemory(this.server.child.pid);
		const start = performance.now();
		await this.rest.call(`/webhook/${path}`, { count });
		const ended = await this.ended(id);
		const ms = performance.now() - start;
		const peakMb = memory.rise();
		const told = await this.crm.ask({ do: 'tell' });
		const { connections, cpuMs: crmCpuMs } = told;
		const result = { ms, items: count, peakMb, connections, crmCpuMs, course: memory.course(10) };
		if (ended === 'success' && told.leads === leads) return result;
		return {
			...result,
			error: `the execution ended as ${ended}, and ${told.leads} leads were made`,
		};
	}

	/** How the newest execution of a workflow ended. */
	private async ended(workflowId: string): Promise<string> {
		for (;;) {
			await sleep(250);
			try {
				const [newest] = await this.executions(`workflowId=${workflowId}&limit=1`);
				const status = newest?.status ?? 'new';
				if (!['new', 'running', 'waiting'].includes(status)) return status;
			} catch (error) {
				// Busy with a large execution, n8n answers that its database is not ready.
				if (this.server.child.exitCode !== null) throw error;
			}
		}
	}

	/** From the call of a workflow to its answer, with one lead: mean of so many calls. */
	async createOne({ path }: LeadWorkflow, calls: number, latencyMs: number): Promise<Sample> {
		await this.crm.ask({ do: 'latency', ms: latencyMs });
		await this.crm.ask({ do: 'clear' });
		const start = performance.now();
		for (let call = 0; call < calls; call++) {
			await this.rest.call(`/webhook/${path}`, { count: 1 });
		}
		const ms = (performance.now() - start) / calls;
		const { leads } = await this.crm.ask({ do: 'tell' });
		if (leads === calls) return { ms, items: 1 };
		return { ms, items: 1, error: `${leads} leads were made by ${calls} calls` };
	}

	private async newest(workflowId: string): Promise<Execution> {
		return (await this.executions(`workflowId=${workflowId}&includeData=true&limit=1`))[0];
	}

	private async executions(query: string): Promise<Execution[]> {
		const { data } = (await this.rest.api('GET', `/executions?${query}`)) as { data: Execution[] };
		return data;
	}

	/** Workflows that wait for deliveries: our trigger and n8n's Webhook node, checking and not. */
	async receivers(): Promise<Record<'ours' | 'unsigned' | 'bare' | 'header', Receiver>> {
		return {
			ours: await this.receiver(this.trigger('bench-signed', false), '/webhook'),
			unsigned: await this.receiver(this.trigger('bench-unsigned', true), '/webhook'),
			bare: await this.receiver(webhookNode('bench-bare', { responseMode: 'onReceived' })),
			header: await this.receiver({
				...webhookNode('bench-header', {
					responseMode: 'onReceived',
					authentication: 'headerAuth',
				}),
				credentials: { httpHeaderAuth: { id: this.credentials.header, name: 'Header' } },
			}),
		};
	}

	private trigger(webhookId: string, acceptUnsigned: boolean): NodeSketch {
		return {
			name: 'Trigger',
			type: 'n8n-nodes-crm-open-api.crmOpenApiTrigger',
			typeVersion: 2,
			webhookId,
			parameters: { events: ['any'], acceptUnsigned },
			credentials: { crmOpenApiWebhookApi: { id: this.credentials.webhook, name: 'Hook' } },
		};
	}

	private async receiver(trigger: NodeSketch, end = ''): Promise<Receiver> {
		// Executions that went well are not kept: it is the triggers that are compared, not SQLite.
		const settings = { saveDataSuccessExecution: 'none' };
		const after = { name: 'After', type: 'n8n-nodes-base.noOp' };
		const id = await this.publish([trigger, after], settings);
		const path = `/webhook/${trigger.webhookId}${end}`;
		const { text, headers } = delivery();
		// Until n8n knows the path.
		const { status } = await this.rest.call(path, JSON.parse(text), headers);
		if (status !== 200) throw new Error(`${path} answered ${status}`);
		return { id, path };
	}

	/** Sends signed deliveries, `width` at a time, and waits until their executions are over. */
	async deliver({ id, path }: Receiver, count: number, width: number): Promise<Sample> {
		const memory = watchMemory(this.server.child.pid);
		const start = performance.now();
		const refused = await sendDeliveries(this.server.url + path, count, width);
		while (await this.isBusy(id)) await sleep(10);
		const ms = performance.now() - start;
		const error = refused ? `${refused} of ${count} were refused` : undefined;
		return { ms, items: count, peakMb: memory.rise(), error };
	}

	private async isBusy(workflowId: string): Promise<boolean> {
		const query = `workflowId=${workflowId}&status=running&limit=1`;
		return (await this.executions(query)).length > 0;
	}
}

/** A published workflow, and where its trigger listens. */
export interface Receiver {
	id: string;
	path: string;
}

function webhookNode(
	path: string,
	parameters: { responseMode: string; authentication?: string },
): NodeSketch {
	return {
		name: 'Webhook',
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		webhookId: path,
		parameters: { path, httpMethod: 'POST', ...parameters },
	};
}

function timeOfNode({ data }: Execution, node: string): number {
	return data?.resultData.runData[node]?.at(-1)?.executionTime ?? Number.NaN;
}

interface MemoryWatch {
	/** Ends the watch. @returns how far it rose */
	rise: () => number | undefined;
	/** By how much it was above its start in each of so many parts of the time, at their median. */
	course: (parts: number) => number[];
}

/** Watches a process's memory, where /proc tells it (Linux). */
function watchMemory(pid: number | undefined): MemoryWatch {
	const now = () => {
		try {
			const status = readFileSync(`/proc/${pid}/status`, 'utf8');
			return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1024;
		} catch {
			return undefined;
		}
	};
	const before = now();
	const seen: number[] = [];
	const timer = setInterval(() => seen.push(now() ?? 0), MEMORY_EVERY_MS);
	return {
		rise: () => {
			clearInterval(timer);
			return before === undefined
				? undefined
				: seen.reduce((most, one) => Math.max(most, one), before) - before;
		},
		course: (parts) => {
			if (before === undefined || seen.length < parts) return [];
			const at = (part: number) => Math.floor((part * seen.length) / parts);
			return Array.from(
				{ length: parts },
				(_, part) => median(seen.slice(at(part), at(part + 1))) - before,
			);
		},
	};
}
