import {
	CredentialTestContext,
	ExecutionLifecycleHooks,
	ExternalSecretsProxy,
	LoadOptionsContext,
	WorkflowExecute,
} from 'n8n-core';
import {
	createRunExecutionData,
	migrateRunExecutionData,
	setGlobalState,
	Workflow,
	WorkflowOperationError,
} from 'n8n-workflow';
import type {
	ExecuteWorkflowOptions,
	ExecutionError,
	ExecutionStatus,
	ICredentialDataDecryptedObject,
	ICredentialTestFunction,
	ICredentialTestFunctions,
	IDataObject,
	IExecuteResponsePromiseData,
	IExecutionContext,
	ILoadOptionsFunctions,
	INode,
	INodeCredentialTestResult,
	INodeExecutionData,
	INodeListSearchResult,
	INodeParameters,
	INodePropertyOptions,
	INodeType,
	IPinData,
	IRun,
	IRunExecutionData,
	ITaskData,
	IVersionedNodeType,
	IWorkflowBase,
	IWorkflowExecuteAdditionalData,
	ResourceMapperFields,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { CredentialStore } from './credentials.cts';
import type { CredentialClass, StoredCredential } from './credentials.cts';
import { NodeTypes } from './node-types.cts';
import type { NodeClass } from './node-types.cts';
import { Poller, type Keeping } from './poll.cts';
import { Again, Call, Loop, Make, Pass, Read, Wait } from './test-nodes.cts';
import { listen, type Listening } from './webhook-server.cts';
import type { WorkflowJson } from './workflow.cts';

// What n8n writes executions into its database with; its types say that it cannot be required.
const { parse, stringify } = require('flatted') as {
	parse(text: string): unknown;
	stringify(value: unknown): string;
};

/** What the package under test is called; its nodes are `<package>.<node>` in workflows. */
export const PACKAGE_NAME = 'n8n-nodes-crm-open-api';

// Nobody listens there: nodes only show these addresses, or put them into what they send.
const SERVER = 'http://n8n.invalid/';

/** The n8n server that an Engine stands for. */
export interface EngineOptions {
	/** The nodes of the package under test. */
	nodeTypes: NodeClass[];
	/** Other nodes, by full name: `{ 'n8n-nodes-base.set': Pass }`. */
	otherNodeTypes?: Record<string, NodeClass>;
	credentialTypes?: CredentialClass[];
	/** What users have saved, by the id or the name that the workflows' nodes refer to. */
	credentials?: Record<string, StoredCredential>;
	/** Other workflows that have been saved, by their id: for nodes that call them. */
	workflows?: Record<string, WorkflowJson>;
	/** The instance's time zone, for workflows that set none (n8n's default: America/New_York). */
	timezone?: string;
	packageName?: string;
}

/** One execution. */
export interface RunOptions {
	workflow: WorkflowJson;
	/**
	 * The node that gets `items`; unless told, the one that no other leads to. If it is a trigger, it
	 * hands them on, as when it has fired (its package need not be here). If it is any other node,
	 * it starts on them, with nothing before it that expressions or error items could look back to.
	 */
	startNode?: string;
	/** Default: one empty item. */
	items?: Array<INodeExecutionData | IDataObject>;
	/** Default: trigger, a production execution. */
	mode?: WorkflowExecuteMode;
	/** Instead of the workflow's own; like those, only in manual mode. */
	pinData?: IPinData;
	/** What n8n says of the start, where that is not what n8n-core would say; null for nothing. */
	executionContext?: Partial<IExecutionContext> | null;
	/** Stops the execution, as a user's click on Stop does: after so many milliseconds, or on a signal. */
	cancelAfter?: number;
	signal?: AbortSignal;
}

/** How an execution ended. */
export interface RunResult {
	executionId: string;
	mode: WorkflowExecuteMode;
	status: ExecutionStatus;
	error?: ExecutionError;
	data: IRunExecutionData;
	/** The items a node gave on a branch, in its last run unless told; none if it did not run. */
	outputs(nodeName: string, branch?: number, run?: number): INodeExecutionData[];
	/** Only the json of `outputs`. */
	json(nodeName: string, branch?: number, run?: number): IDataObject[];
	/** A node's runs: more than one if the workflow came by several times; tries are not runs. */
	runs(nodeName: string): ITaskData[];
	/** How often nodes had a credential decrypted. */
	credentialReads: number;
	/** What nodes sent through `this.sendResponse`. */
	responses: IExecuteResponsePromiseData[];
	/** What n8n would have in its database now: the workflow, and the execution when it ended. */
	saved: Saved;
	/** What n8n would have there if its process had died: the execution as it began. */
	crashed: Saved;
	/** The same with n8n 2.8 and 1.123, which store an execution before they know its context. */
	crashedOn28: Saved;
	/** The executions of other workflows that its nodes called, in their order. */
	called: RunResult[];
}

/** A row of the executions list, as it stands in n8n's database. */
export interface Saved {
	workflow: WorkflowJson;
	execution: string;
}

/** Runs workflows, and the nodes' methods, in n8n-core as an n8n server with these nodes does. */
export class Engine {
	private readonly nodeTypes = new NodeTypes();

	private readonly credentials: CredentialStore;

	private executions = 0;

	constructor(private readonly options: EngineOptions) {
		this.nodeTypes.addPackage('test', [Pass, Read, Make, Call, Loop, Again, Wait]);
		this.nodeTypes.addPackage(options.packageName ?? PACKAGE_NAME, options.nodeTypes);
		for (const [name, NodeType] of Object.entries(options.otherNodeTypes ?? {})) {
			this.nodeTypes.add(name, NodeType);
		}
		this.credentials = new CredentialStore(
			options.credentialTypes ?? [],
			options.credentials ?? {},
			this.nodeTypes,
		);
	}

	/** Runs a workflow, as after a trigger fired. */
	async run(options: RunOptions): Promise<RunResult> {
		const { mode = 'trigger', items = [{}] } = options;
		// Building a Workflow fills in the nodes' parameters; the caller's JSON stays as it is.
		const json = structuredClone(options.workflow);
		const startNode = json.nodes.find(({ name }) => name === startNodeOf(options));
		if (!startNode) throw new Error(`No node "${options.startNode}" in the workflow`);
		const pinData = mode === 'manual' ? (options.pinData ?? json.pinData) : undefined;
		const data = createRunExecutionData({
			executionData: {
				nodeExecutionStack: [
					{ node: startNode, data: { main: [items.map(asItem)] }, source: null },
				],
			},
			resultData: { pinData },
		});
		if (options.executionContext !== undefined && data.executionData) {
			// n8n-core leaves a context that is there as it is, also one that tells nothing.
			data.executionData.runtimeData = { ...options.executionContext } as IExecutionContext;
		}
		return await this.execute(json, mode, data, options);
	}

	/**
	 * Retries a failed execution as the executions list does: from what was saved, without the error
	 * and without the failed node's last run, where the execution stack says.
	 * With a `workflow` it is "Retry with currently saved workflow".
	 */
	async retry(
		{ saved }: Pick<RunResult, 'saved'>,
		options: Pick<RunOptions, 'cancelAfter' | 'signal'> & { workflow?: WorkflowJson } = {},
	): Promise<RunResult> {
		const data = migrateRunExecutionData(parse(saved.execution) as IRunExecutionData);
		if (!data.executionData) throw new Error('n8n does not retry an execution that never began');
		const json = structuredClone(options.workflow ?? saved.workflow);
		const { lastNodeExecuted, runData } = data.resultData;
		if (lastNodeExecuted !== undefined) {
			delete data.resultData.error;
			if (runData[lastNodeExecuted]?.at(-1)?.error !== undefined) runData[lastNodeExecuted].pop();
		}
		if (options.workflow) {
			for (const entry of data.executionData.nodeExecutionStack) {
				const node = json.nodes.find(({ name }) => name === entry.node.name);
				if (!node) throw new WorkflowOperationError(`Could not find the node "${entry.node.name}"`);
				entry.node = node;
			}
		}
		return await this.execute(json, 'retry', data, options);
	}

	/** Goes on with an execution that waits, as when its time has come and n8n reads it again. */
	async resume({ saved, mode }: Pick<RunResult, 'saved' | 'mode'>): Promise<RunResult> {
		const data = migrateRunExecutionData(parse(saved.execution) as IRunExecutionData);
		if (!data.waitTill) throw new Error('The execution does not wait');
		return await this.execute(structuredClone(saved.workflow), mode, data, {});
	}

	/** Publishes a workflow with a webhook node: it runs at each request that the node takes. */
	async listen(workflow: WorkflowJson): Promise<Listening> {
		const json = structuredClone(workflow);
		return await listen({
			workflow: this.workflow(json),
			additionalData: () => this.additionalData(),
			run: async (node, main, onResponse) => {
				const nodeExecutionStack = [{ node, data: { main }, source: null }];
				const data = createRunExecutionData({ executionData: { nodeExecutionStack } });
				return await this.execute(json, 'webhook', data, { onResponse });
			},
		});
	}

	/** A workflow whose trigger polls. */
	poller(workflow: WorkflowJson, nodeName: string, keeping?: Keeping): Poller {
		const server = {
			workflow: (json: WorkflowJson) => this.workflow(json),
			additionalData: () => this.additionalData(),
		};
		return new Poller(server, structuredClone(workflow), nodeName, keeping);
	}

	/** Calls a node's list search, as a resource locator's "From List" does. */
	async listSearch(
		nodeType: string | NodeClass,
		method: string,
		parameters: INodeParameters = {},
		filter?: string,
		paginationToken?: string,
	): Promise<INodeListSearchResult> {
		const { context, methods } = this.loadOptionsContext(nodeType, parameters);
		const search = ofName(methods.listSearch, method);
		return await search.call(context, filter, paginationToken);
	}

	/** Calls a node's option loader, as the editor does when a dropdown is opened. */
	async loadOptions(
		nodeType: string | NodeClass,
		method: string,
		parameters: INodeParameters = {},
	): Promise<INodePropertyOptions[]> {
		const { context, methods } = this.loadOptionsContext(nodeType, parameters);
		return await ofName(methods.loadOptions, method).call(context);
	}

	/** Calls a node's resource mapping method, as the editor does for a resource mapper. */
	async resourceMapping(
		nodeType: string | NodeClass,
		method: string,
		parameters: INodeParameters = {},
	): Promise<ResourceMapperFields> {
		const { context, methods } = this.loadOptionsContext(nodeType, parameters);
		return await ofName(methods.resourceMapping, method).call(context);
	}

	/** Tests a credential with the node method that says it tests this type (`testedBy`). */
	async testCredential(
		credentialType: string,
		data: ICredentialDataDecryptedObject,
	): Promise<INodeCredentialTestResult> {
		const additionalData = this.additionalData();
		const credential = await this.credentials.forTest(credentialType, data, additionalData);
		// The types leave out the helper, which is there: nodes see it as `this.helpers.request`.
		const context = new CredentialTestContext(additionalData) as ICredentialTestFunctions;
		return await this.testFunctionOf(credentialType).call(context, credential);
	}

	private async execute(
		json: WorkflowJson,
		mode: WorkflowExecuteMode,
		data: IRunExecutionData,
		{
			cancelAfter,
			signal,
			onResponse,
		}: Pick<RunOptions, 'cancelAfter' | 'signal'> & {
			onResponse?: (response: IExecuteResponsePromiseData) => void;
		},
	): Promise<RunResult> {
		const executionId = String(++this.executions);
		const row = (): Saved => ({ workflow: structuredClone(json), execution: stringify(data) });
		const saved = row();
		const crashed = row();
		const crashedOn28 = row();
		const called: RunResult[] = [];
		const startNode = data.executionData?.nodeExecutionStack.at(0)?.node;
		const workflow = this.workflow(json, startNode);
		const additionalData = this.additionalData();
		additionalData.executionId = executionId;
		additionalData.workflowId = workflow.id;
		additionalData.executeWorkflow = async (info, _data, options) => {
			const run = await this.call(info.id ?? '', options);
			called.push(run);
			if (run.error) throw run.error;
			const { lastNodeExecuted = '' } = run.data.resultData;
			const main = run.runs(lastNodeExecuted).at(-1)?.data?.main ?? [];
			return { executionId: run.executionId, data: main };
		};

		const hooks = new ExecutionLifecycleHooks(mode, executionId, workflowBase(json));
		const responses: IExecuteResponsePromiseData[] = [];
		hooks.addHandler('sendResponse', (response) => {
			responses.push(response);
			onResponse?.(response);
		});
		// A stopped execution is saved the moment it is stopped, whatever its node does afterwards.
		hooks.addHandler('workflowExecuteBefore', () => {
			crashed.execution = stringify(data);
		});
		hooks.addHandler('workflowExecuteAfter', (run) => {
			saved.execution = stringify(run.data);
		});
		additionalData.hooks = hooks;

		const seconds = json.settings?.executionTimeout ?? -1;
		if (seconds > 0) additionalData.executionTimeoutTimestamp = Date.now() + seconds * 1000;

		const finish = (run: IRun): RunResult => ({
			...readRun(run),
			executionId,
			credentialReads: this.credentials.readsIn(additionalData),
			responses,
			saved,
			crashed,
			crashedOn28,
			called,
		});

		let execution: ReturnType<WorkflowExecute['processRunExecutionData']>;
		try {
			const workflowExecute = new WorkflowExecute(additionalData, mode, data);
			execution = workflowExecute.processRunExecutionData(workflow);
		} catch (error) {
			// A workflow with issues (a required parameter is empty) does not start; n8n lists it as failed.
			const run = neverStarted(mode, error as ExecutionError);
			await hooks.runHook('workflowExecuteAfter', [run, {}]);
			return finish(run);
		}

		const stop = (): void => execution.cancel();
		const timers = [cancelAfter, seconds > 0 ? seconds * 1000 : undefined].map(
			(ms) => ms !== undefined && setTimeout(stop, ms),
		);
		if (signal?.aborted) stop();
		signal?.addEventListener('abort', stop);
		try {
			return finish(await execution);
		} finally {
			for (const timer of timers) if (timer) clearTimeout(timer);
			signal?.removeEventListener('abort', stop);
		}
	}

	/** Runs another workflow for a node that calls it. */
	private async call(id: string, options: ExecuteWorkflowOptions): Promise<RunResult> {
		const workflow = this.options.workflows?.[id];
		if (!workflow) throw new Error(`There is no workflow "${id}"`);
		const json = structuredClone(workflow);
		const node = json.nodes.find(({ name }) => name === startNodeOf({ workflow })) as INode;
		const { inputData: items = [], parentExecution } = options;
		const data = createRunExecutionData({
			executionData: { nodeExecutionStack: [{ node, data: { main: [items] }, source: null }] },
			parentExecution,
		});
		return await this.execute(json, 'integrated', data, {});
	}

	private loadOptionsContext(nodeType: string | NodeClass, parameters: INodeParameters) {
		const type = this.nodeTypes.nameOf(nodeType);
		const nodeTypeObject = this.nodeTypes.getByNameAndVersion(type);
		const { version, defaultVersion } = nodeTypeObject.description;
		const node: INode = {
			id: 'editor',
			name: 'Temp-Node',
			type,
			typeVersion: defaultVersion ?? [version].flat().at(-1) ?? 1,
			position: [0, 0],
			parameters,
			credentials: this.credentials.choose(nodeTypeObject.description),
		};
		const workflow = this.workflow({ nodes: [node], connections: {} });
		const additionalData = this.additionalData();
		additionalData.currentNodeParameters = structuredClone(parameters);
		const context = new LoadOptionsContext(workflow, node, additionalData, 'parameters');
		return { context: context as ILoadOptionsFunctions, methods: nodeTypeObject.methods ?? {} };
	}

	private workflow(json: WorkflowJson, startNode?: INode): Workflow {
		setGlobalState({ defaultTimezone: this.options.timezone ?? 'America/New_York' });
		return new Workflow({
			...workflowBase(json),
			nodeTypes: startNode ? this.nodeTypes.withStandIn(startNode.type) : this.nodeTypes,
		});
	}

	private testFunctionOf(credentialType: string): ICredentialTestFunction {
		for (const [, type] of this.nodeTypes.all()) {
			for (const { description, methods } of versionsOf(type)) {
				const used = description.credentials?.find(({ name }) => name === credentialType);
				const { testedBy } = used ?? {};
				if (typeof testedBy === 'string') return ofName(methods?.credentialTest, testedBy);
			}
		}
		throw new Error(`No node has a method that tests the credential "${credentialType}"`);
	}

	private additionalData(): IWorkflowExecuteAdditionalData {
		const notHere = async (): Promise<never> => {
			throw new Error('The test engine has no agents, runners or other executions');
		};
		return {
			credentialsHelper: this.credentials,
			externalSecretsProxy: new ExternalSecretsProxy(),
			currentNodeExecutionIndex: 0,
			variables: {},
			restApiUrl: `${SERVER}rest`,
			instanceBaseUrl: SERVER,
			formBaseUrl: `${SERVER}form`,
			formTestBaseUrl: `${SERVER}form-test`,
			formWaitingBaseUrl: `${SERVER}form-waiting`,
			webhookBaseUrl: `${SERVER}webhook`,
			webhookTestBaseUrl: `${SERVER}webhook-test`,
			webhookWaitingBaseUrl: `${SERVER}webhook-waiting`,
			mcpBaseUrl: `${SERVER}mcp`,
			mcpTestBaseUrl: `${SERVER}mcp-test`,
			setExecutionStatus: () => {},
			sendDataToUI: () => {},
			logAiEvent: () => {},
			executeWorkflow: notHere,
			getRunExecutionData: notHere,
			getRuntimeCredential: notHere,
			startRunnerTask: notHere,
		};
	}
}

/** What is no start of a run: notes on the canvas, and the trigger for the failed runs of others. */
const NO_START = ['stickyNote', 'errorTrigger'].map((name) => `n8n-nodes-base.${name}`);

/** The one node that no other leads to, unless one is named. */
function startNodeOf({ workflow, startNode }: RunOptions): string {
	if (startNode !== undefined) return startNode;
	const targets = new Set(
		Object.values(workflow.connections).flatMap((byType) =>
			Object.values(byType).flatMap((branches) =>
				branches.flatMap((branch) => (branch ?? []).map(({ node }) => node)),
			),
		),
	);
	const roots = workflow.nodes
		.filter(({ name, type }) => !targets.has(name) && !NO_START.includes(type))
		.map(({ name }) => name);
	if (roots.length === 1) return roots[0];
	throw new Error(`Say the startNode: the workflow could start at ${roots.join(', ') || 'none'}`);
}

function asItem(item: INodeExecutionData | IDataObject): INodeExecutionData {
	const given = structuredClone(item);
	const { json } = given;
	const isItem = typeof json === 'object' && json !== null && !Array.isArray(json);
	return isItem ? (given as INodeExecutionData) : { json: given as IDataObject };
}

/** New workflows run in the order called v1, which exports say in their settings. */
function workflowBase(json: WorkflowJson): IWorkflowBase {
	return {
		id: 'test-workflow',
		name: 'Test workflow',
		...json,
		active: false,
		activeVersionId: null,
		isArchived: false,
		createdAt: new Date(),
		updatedAt: new Date(),
		settings: { executionOrder: 'v1', ...json.settings },
	};
}

function readRun(run: IRun) {
	const { data, mode } = run;
	const runs = (nodeName: string): ITaskData[] => data.resultData.runData[nodeName] ?? [];
	const outputs = (nodeName: string, branch = 0, index = -1): INodeExecutionData[] =>
		runs(nodeName).at(index)?.data?.main[branch] ?? [];
	const json = (...where: Parameters<typeof outputs>): IDataObject[] =>
		outputs(...where).map((item) => item.json);
	const { error } = data.resultData;
	return { status: run.status, mode, error, data, runs, outputs, json };
}

function neverStarted(mode: WorkflowExecuteMode, error: ExecutionError): IRun {
	const data = createRunExecutionData({ executionData: null, resultData: { error, runData: {} } });
	const now = new Date();
	return { data, mode, status: 'error', startedAt: now, stoppedAt: now, storedAt: 'db' };
}

function versionsOf(type: INodeType | IVersionedNodeType): INodeType[] {
	return 'nodeVersions' in type ? Object.values(type.nodeVersions).reverse() : [type];
}

function ofName<T>(methods: Record<string, T> | undefined, name: string): T {
	const method = methods?.[name];
	if (!method) throw new Error(`The node has no method "${name}"`);
	return method;
}
