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
