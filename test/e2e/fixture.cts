/** What the scenarios share: a sandbox CRM, credentials for it, and workflows in the whole n8n. */
import { randomUUID } from 'node:crypto';
import {
	NodeHelpers,
	type IDataObject,
	type INode,
	type INodeParameters,
	type INodeTypeDescription,
	type IWorkflowSettings,
} from 'n8n-workflow';
import type { Page } from 'playwright-core';
import {
	sendEvent,
	startSandbox,
	type Sandbox,
	type SandboxOptions,
	type Sending,
} from '../../sandbox/index.cts';
import {
	workflowOf,
	type Link,
	type NodeSketch,
	type WorkflowJson,
} from '../engine/harness/workflow.cts';
import { example, sandboxCredentials } from '../examples.cts';
import { pressRetry, runByHand, type Pressed } from './n8n/operator.cts';
import { until, type Execution, type N8nRest } from './n8n/rest.cts';
import { sharedRest } from './shared.cts';

/** The branch of items that failed, under On Error: Continue (using error output). */
export const ERROR_BRANCH: Partial<INode> = { onError: 'continueErrorOutput' };

/** An execution whose data are there. */
export type Ended = Execution & Required<Pick<Execution, 'data'>>;

/** User name and password of whoever may open a form, and the header of whoever may call a webhook. */
export const BASIC_AUTH = { username: 'approver', password: 'a password' };
export const HEADER_AUTH = { name: 'key', value: 'the key of the caller' };

/** A sandbox CRM, and an n8n with credentials for it. */
export class Scene {
	private readonly workflows: string[] = [];
	private readonly credentials: Record<string, { id: string; name: string }> = {};

	private constructor(
		readonly rest: N8nRest,
		readonly sandbox: Sandbox,
		private readonly nodeTypes: INodeTypeDescription[],
	) {}

	/** @param rest default: the n8n that all test files share */
	static async open(rest = sharedRest(), options: SandboxOptions = {}): Promise<Scene> {
		const sandbox = await startSandbox(options);
		const nodeTypes = (await rest.send('GET', '/types/nodes.json')).body;
		const scene = new Scene(rest, sandbox, nodeTypes as INodeTypeDescription[]);
		for (const [type, { data }] of Object.entries(sandboxCredentials(sandbox))) {
			await scene.keep(type, data);
		}
		const { username: user, password } = BASIC_AUTH;
		await scene.keep('httpBasicAuth', { user, password });
		await scene.keep('httpHeaderAuth', HEADER_AUTH);
		return scene;
	}

	/** Makes the credential that nodes of this scene get when they want one of its type. @returns its id */
	async keep(type: string, data: IDataObject): Promise<string> {
		const name = `${type} of ${this.sandbox.url}`;
		const id = await this.rest.credential(type, name, data);
		this.credentials[type] = { id, name };
		return id;
	}

	/** The workflow as after its import, when the user has chosen this scene's credentials in all nodes. */
	signedIn(workflow: WorkflowJson): WorkflowJson {
		const nodes = workflow.nodes.map((node) => {
			const types = [...Object.keys(node.credentials ?? {}), ...this.wanted(node)];
			const chosen = types.map((type) => {
				if (!this.credentials[type]) throw new Error(`${node.name} wants a ${type}: keep one`);
				return [type, this.credentials[type]];
			});
			return { ...node, credentials: Object.fromEntries(chosen) as INode['credentials'] };
		});
		return { ...workflow, nodes };
	}

	/** Types of the credentials that a node asks for, as its parameters are. */
	private wanted(node: INode): string[] {
		const description = this.nodeTypes.find(
			({ name, version }) => name === node.type && [version].flat().includes(node.typeVersion),
		);
		if (!description) throw new Error(`n8n has no ${node.type} ${node.typeVersion}`);
		const { credentials = [], properties } = description;
		const parameters =
			NodeHelpers.getNodeParameters(properties, node.parameters, true, false, node, description) ??
			{};
		return (
			credentials
				// Of ours also what a node can do without: people choose it.
				.filter(({ name, required }) => required || name.startsWith('crmOpenApi'))
				.filter((each) => NodeHelpers.displayParameter(parameters, each, node, description))
				.map(({ name }) => name)
		);
	}

	/** Imports a workflow, with this scene's credentials. @returns its id */
	async bring(workflow: WorkflowJson): Promise<string> {
		const id = await this.rest.workflow(this.signedIn(workflow));
		this.workflows.push(id);
		return id;
	}

	/** Imports a workflow and activates it. @returns its id */
	async start(workflow: WorkflowJson): Promise<string> {
		const id = await this.bring(workflow);
		await this.publish(id);
		return id;
	}

	/** Activates a workflow as it is saved. */
	async publish(workflowId: string): Promise<void> {
		await until(`${workflowId} to be active`, async () => await this.activated(workflowId));
	}

	/** n8n gives up looking at a node's parameters when its machine is busy for 250 ms; then again. */
	private async activated(workflowId: string): Promise<true | undefined> {
		try {
			await this.rest.activate(workflowId);
			return true;
		} catch (error) {
			if (String(error).includes('Error validating node parameters')) return undefined;
			throw error;
		}
	}

	/** Saves a workflow with other parameters of a node. */
	async setParameters(
		workflowId: string,
		name: string,
		parameters: INodeParameters,
	): Promise<void> {
		const path = `/rest/workflows/${workflowId}`;
		const saved = (await this.rest.editor('GET', path)) as WorkflowJson & { versionId: string };
		const nodes = saved.nodes.map((node) => (node.name === name ? { ...node, parameters } : node));
		const { connections, versionId } = saved;
		await this.rest.editor('PATCH', path, { nodes, connections, versionId });
	}

	/** Gives items to nodes behind a webhook. @returns the id of their workflow */
	async begin(
		items: IDataObject[],
		nodes: NodeSketch[],
		links?: Link[],
		settings?: IWorkflowSettings,
	): Promise<string> {
		const path = randomUUID();
		const id = await this.start(behindWebhook(path, nodes, links, settings));
		await this.rest.call(`/webhook/${path}`, { items });
		return id;
	}

	/** Runs items through nodes behind a webhook, until the end. */
	async run(...given: Parameters<Scene['begin']>): Promise<Ended> {
		return await this.ended(await this.begin(...given));
	}

	/** The newest execution of a workflow that has ended, as soon as `count` of them have. */
	async ended(workflowId: string, count = 1): Promise<Ended> {
		return await until(`${count} executions of ${workflowId} that have ended`, async () => {
			const ended = (await this.rest.executions(workflowId)).filter(hasEnded);
			return ended.length >= count ? ended[0] : undefined;
		});
	}

	/** The end of an execution. */
	async endOf(executionId: string): Promise<Ended> {
		return await until(`the end of execution ${executionId}`, async () => {
			const path = `/executions/${executionId}?includeData=true`;
			const execution = (await this.rest.api('GET', path)) as Execution;
			return hasEnded(execution) ? execution : undefined;
		});
	}

	/** Presses Retry in the executions list. @returns the execution that this makes */
	async retry({ id }: Execution, pressed?: Pressed): Promise<Ended> {
		return await this.endOf(await pressRetry(this.rest, id, pressed));
	}

	/** Runs a workflow by hand, as it is. @param trigger the node that it starts with */
	async byHand(workflowId: string, trigger: string): Promise<Ended> {
		return await this.endOf(await runByHand(this.rest, workflowId, trigger));
	}

	/** Ends the webhooks of its workflows, whose paths other files may use, and the sandbox. */
	async close(): Promise<void> {
		for (const id of this.workflows) await this.rest.deactivate(id);
		await this.sandbox.close();
	}
}

const hasEnded = (execution: Execution): execution is Ended =>
	Boolean(execution.stoppedAt && execution.data) &&
	!['new', 'running', 'waiting'].includes(execution.status);

/** The node under test. */
export const crm = (name: string, more: Partial<INode>): NodeSketch => ({
	name,
	type: 'n8n-nodes-crm-open-api.crmOpenApi',
	...more,
});

/** A node that hands on what it gets. */
export const pass = (name: string): NodeSketch => ({ name, type: 'n8n-nodes-base.noOp' });

/** What the editor gives new workflows. Without it n8n asks an agent's tools too late. */
const AS_IN_THE_EDITOR: IWorkflowSettings = { executionOrder: 'v1' };

/** Webhook → Items → the nodes; `{items}` in a call's body are the items. */
export function behindWebhook(
	path: string,
	nodes: NodeSketch[],
	links?: Link[],
	settings: IWorkflowSettings = {},
): WorkflowJson {
	const first: NodeSketch[] = [
		{
			name: 'Webhook',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2,
			webhookId: path,
			parameters: { httpMethod: 'POST', path },
		},
		{
			name: 'Items',
			type: 'n8n-nodes-base.splitOut',
			parameters: { fieldToSplitOut: 'body.items', options: {} },
		},
	];
	const all = [...first, ...nodes];
	const chain = all.slice(1).map(({ name }, index): Link => [all[index].name, name]);
	return workflowOf(all, links ? [...chain.slice(0, 1), ...links] : chain, {
		...AS_IN_THE_EDITOR,
		...settings,
	});
}

/** Where people fill in the form of an example. */
export function formUrl({ rest }: Scene, file: string): string {
	const trigger = example(file).nodes.find(({ type }) => type.endsWith('.formTrigger'));
	return `${rest.url}/form/${trigger?.webhookId}`;
}

/**
 * The CRM sends an event to the trigger of an example; for a moment after activation n8n does not
 * know it. @returns the status of n8n's answer
 */
export async function deliver(
	{ rest }: Scene,
	file: string,
	sending: Omit<Sending, 'to'>,
): Promise<number> {
	const trigger = example(file).nodes.find(({ type }) => type.endsWith('.crmOpenApiTrigger'));
	const to = `${rest.url}/webhook/${trigger?.webhookId}/webhook`;
	return await until(`webhook ${to}`, async () => {
		const { status } = await sendEvent({ ...sending, to });
		return status === 404 ? undefined : status;
	});
}

/** Opens a form of n8n; for a moment after activation n8n does not know it. */
export async function openForm(page: Page, url: string): Promise<void> {
	await until(`the form ${url}`, async () => {
		// Not all of the page: n8n wants fonts from elsewhere.
		await page.goto(url, { waitUntil: 'domcontentloaded' });
		return (await page.locator('#n8n-form').count()) ? true : undefined;
	});
}

/** Types into the form that is open, and sends it off. @param values by the labels of their fields */
export async function sendForm(page: Page, values: Record<string, string>): Promise<void> {
	for (const [label, value] of Object.entries(values)) {
		const field = page.getByLabel(label, { exact: true });
		const isList = await field.evaluate(({ tagName }) => tagName === 'SELECT');
		await (isList ? field.selectOption(value) : field.fill(value));
	}
	await page.click('#submit-btn');
}

/** Sends the form that is open off, and waits until n8n has taken it. */
export async function submitForm(page: Page, values: Record<string, string>): Promise<void> {
	await sendForm(page, values);
	await page.waitForSelector('#submitted-form', { state: 'visible' });
}
