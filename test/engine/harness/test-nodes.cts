/** Nodes that tests put around the node under test, registered as `test.<name>`. */
import { NodeConnectionTypes } from 'n8n-workflow';
import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodeType,
	INodeTypeDescription,
	NodeParameterValueType,
} from 'n8n-workflow';

/** Lets items through untouched: to see what arrives on a branch. */
export class Pass implements INodeType {
	description = describe('pass', []);

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [this.getInputData()];
	}
}

/** Evaluates the expression in `value` for each item: `$('Node').item` shows how items are linked. */
export class Read implements INodeType {
	description = describe('read', [
		{ displayName: 'Value', name: 'value', type: 'string', default: '' },
	]);

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const items = this.getInputData().map((_item, index) => ({
			json: { value: this.getNodeParameter('value', index) as NodeParameterValueType },
			pairedItem: { item: index },
		}));
		return [items as INodeExecutionData[]];
	}
}

/** Gives `count` items, { n: 0 }, { n: 1 } and so on, for every item that comes in. */
export class Make implements INodeType {
	description = describe('make', [
		{ displayName: 'Count', name: 'count', type: 'number', default: 1 },
	]);

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const items = this.getInputData().flatMap((_item, index) =>
			Array.from({ length: this.getNodeParameter('count', index) as number }, (_made, n) => ({
				json: { n },
				pairedItem: { item: index },
			})),
		);
		return [items];
	}
}

/** Calls another workflow, as n8n's Execute Workflow does: once for each item, or once for all. */
export class Call implements INodeType {
	description = describe('call', [
		{ displayName: 'Workflow', name: 'workflow', type: 'string', default: '' },
		{ displayName: 'Per Item', name: 'perItem', type: 'boolean', default: true },
	]);

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const items = this.getInputData();
		const id = this.getNodeParameter('workflow', 0) as string;
		const { id: workflowId = '' } = this.getWorkflow();
		const parentExecution = { executionId: this.getExecutionId(), workflowId };
		const groups = this.getNodeParameter('perItem', 0) ? items.map((item) => [item]) : [items];
		const given: INodeExecutionData[] = [];
		for (const group of groups) {
			const { data } = await this.executeWorkflow({ id }, group, undefined, { parentExecution });
			given.push(...(data?.[0] ?? []).map(({ json }) => ({ json, pairedItem: { item: 0 } })));
		}
		return [given];
	}
}

/** Gives its items out one by one, a run of its own for each, and none on the first branch before all. */
export class Loop implements INodeType {
	description = { ...describe('loop', []), outputs: ['main', 'main'] } as INodeTypeDescription;

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const memory = this.getContext('node');
		const waiting = (memory.waiting ??= this.getInputData()) as unknown as INodeExecutionData[];
		const next = waiting.shift();
		return next ? [[], [{ ...next, pairedItem: { item: 0 } }]] : [[{ json: {} }], []];
	}
}

/** Lets items through in so many of its runs, then no more: the end of a loop. */
export class Again implements INodeType {
	description = describe('again', [
		{ displayName: 'Times', name: 'times', type: 'number', default: 1 },
	]);

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const run = this.getWorkflowDataProxy(0).$runIndex as number;
		return [run < (this.getNodeParameter('times', 0) as number) ? this.getInputData() : []];
	}
}

/** Puts the execution away until its time comes, as n8n's Wait does. */
export class Wait implements INodeType {
	description = describe('wait', []);

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		await this.putExecutionToWait(new Date(Date.now() + 3_600_000));
		return [this.getInputData()];
	}
}

function describe(name: string, properties: INodeProperties[]): INodeTypeDescription {
	return {
		displayName: name,
		name,
		group: ['transform'],
		version: 1,
		description: name,
		defaults: { name },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties,
	};
}
