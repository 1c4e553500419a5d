import { PollContext } from 'n8n-core';
import type {
	IDataObject,
	INode,
	INodeExecutionData,
	IWorkflowExecuteAdditionalData,
	Workflow,
	WorkflowActivateMode,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import type { WorkflowJson } from './workflow.cts';

/** What a poller needs of the server that it is on. */
export interface PollServer {
	workflow(json: WorkflowJson): Workflow;
	additionalData(): IWorkflowExecuteAdditionalData;
}

/**
 * - `memory`: n8n's own way. The active workflow is in memory, and what its nodes remember is saved
 *   when it is activated and when a poll gives items; a poll that gives none saves nothing.
 * - `durable`: as with n8n's durable poll cursors. Each poll gets a copy of what was saved, and the
 *   copy is saved with the poll's items, or after a poll without any.
 */
export type Keeping = 'memory' | 'durable';

/** An active workflow whose trigger polls, as n8n 2.41 has it. */
export class Poller {
	/** Items of all polls, in order. */
	readonly emitted: INodeExecutionData[][] = [];

	/** While it is true n8n can't write what a poll remembers into its database. */
	failsToSave = false;

	/** What n8n says that one poll may last, in ms. */
	budget = 5 * 60_000;

	private active: Workflow;

	private saved: string;

	constructor(
		private readonly server: PollServer,
		private json: WorkflowJson,
		private readonly nodeName: string,
		private readonly keeping: Keeping = 'memory',
	) {
		this.saved = JSON.stringify(json.staticData ?? {});
		this.active = this.load();
	}

	/** Activates the workflow: its first poll. What it throws stops the activation. */
	async activate(): Promise<IDataObject[]> {
		this.active = this.load();
		const items = await this.poll('activate');
		this.save(this.active.staticData);
		return items;
	}

	/** One poll of the active workflow. @returns the json of its items */
	async poll(activation: WorkflowActivateMode = 'update'): Promise<IDataObject[]> {
		const { active } = this;
		const data = active.getStaticData('node', this.nodeIn(active));
		const isCopy = this.keeping === 'durable';
		const mine = isCopy ? copyOf(data) : data;
		const items = await this.run(active, mine, 'trigger', activation);
		if (isCopy && !this.failsToSave) {
			for (const name of Object.keys(data)) delete data[name];
			Object.assign(data, copyOf(mine));
		}
		if (items || isCopy) this.save(active.staticData);
		if (items) this.emitted.push(items);
		return (items ?? []).map(({ json }) => json);
	}

	/** Runs the trigger by hand in the editor, which saves nothing. */
	async test(): Promise<IDataObject[]> {
		const workflow = this.load();
		const data = workflow.getStaticData('node', this.nodeIn(workflow));
		const items = await this.run(workflow, data, 'manual', 'manual');
		this.tested = copyOf(data);
		return (items ?? []).map(({ json }) => json);
	}

	/** What the trigger remembered in the last test, which n8n throws away. */
	tested: IDataObject = {};

	/** n8n starts anew, and the workflow with it: what was not saved is gone. */
	async restart(): Promise<IDataObject[]> {
		return await this.activate();
	}

	/** The user changes parameters of the trigger and publishes the workflow again. */
	async change(parameters: INode['parameters']): Promise<IDataObject[]> {
		this.json = structuredClone(this.json);
		const node = this.json.nodes.find(({ name }) => name === this.nodeName);
		if (node) node.parameters = { ...node.parameters, ...parameters };
		this.save(this.active.staticData);
		return await this.activate();
	}

	/** What the trigger remembers, as it is in the database. */
	get remembered(): IDataObject {
		const all = JSON.parse(this.saved) as Record<string, IDataObject>;
		return all[`node:${this.nodeName}`] ?? {};
	}

	private load(): Workflow {
		const staticData = JSON.parse(this.saved) as IDataObject;
		return this.server.workflow({ ...structuredClone(this.json), staticData });
	}

	private save(staticData: IDataObject): void {
		if (!this.failsToSave) this.saved = JSON.stringify(staticData);
	}

	private nodeIn(workflow: Workflow): INode {
		const node = workflow.getNode(this.nodeName);
		if (!node) throw new Error(`No node "${this.nodeName}" in the workflow`);
		return node;
	}

	private async run(
		workflow: Workflow,
		data: IDataObject,
		mode: WorkflowExecuteMode,
		activation: WorkflowActivateMode,
	): Promise<INodeExecutionData[] | undefined> {
		const node = this.nodeIn(workflow);
		const type = workflow.nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
		if (!type.poll) throw new Error(`The node "${this.nodeName}" does not poll`);
		const context = new PollContext(
			workflow,
			node,
			this.server.additionalData(),
			mode,
			activation,
			undefined,
			undefined,
			undefined,
			undefined,
			() => data,
			() => this.budget,
		);
		const given = await type.poll.call(context);
		return given ? structuredClone(given[0]) : undefined;
	}
}

const copyOf = <T,>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
