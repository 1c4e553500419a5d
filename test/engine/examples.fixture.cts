/** Runs the workflows of examples/ as they are. n8n's own nodes are not here: others stand in for them. */
import { NodeConnectionTypes } from 'n8n-workflow';
import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { CrmOpenApi as CrmOpenApiCredential } from '../../credentials/CrmOpenApi.credentials.ts';
import { CrmOpenApiPspApi } from '../../credentials/CrmOpenApiPspApi.credentials.ts';
import { CrmOpenApiWebhookApi } from '../../credentials/CrmOpenApiWebhookApi.credentials.ts';
import { CrmOpenApi } from '../../nodes/CrmOpenApi/CrmOpenApi.node.ts';
import { CrmOpenApiPaymentTrigger } from '../../nodes/CrmOpenApiPaymentTrigger/CrmOpenApiPaymentTrigger.node.ts';
import { CrmOpenApiPsp } from '../../nodes/CrmOpenApiPsp/CrmOpenApiPsp.node.ts';
import { CrmOpenApiTrigger } from '../../nodes/CrmOpenApiTrigger/CrmOpenApiTrigger.node.ts';
import type { Sandbox } from '../../sandbox/index.cts';
import { sandboxCredentials } from '../examples.cts';
import { Engine, type NodeClass } from './harness/index.cts';

/**
 * An engine with our nodes and credentials for the sandbox, named as the examples name them.
 * @param others what stands in for n8n's own nodes, by the end of their names
 */
export function exampleEngine(sandbox: Sandbox, others: Record<string, NodeClass>): Engine {
	const credentials = Object.entries(sandboxCredentials(sandbox)).map(
		([type, { name, data }]) => [name, { type, data }] as const,
	);
	return new Engine({
		nodeTypes: [CrmOpenApi, CrmOpenApiPaymentTrigger, CrmOpenApiPsp, CrmOpenApiTrigger],
		otherNodeTypes: Object.fromEntries(
			Object.entries(others).map(([name, type]) => [`n8n-nodes-base.${name}`, type]),
		),
		credentialTypes: [CrmOpenApiCredential, CrmOpenApiPspApi, CrmOpenApiWebhookApi],
		credentials: Object.fromEntries(credentials),
	});
}

type Work = (context: IExecuteFunctions) => INodeExecutionData[][];

interface Ports {
	inputs?: number;
	outputs?: number;
}

/**
 * A node that stands in for one of n8n's.
 * @param parameters those that `work` reads; n8n drops all others. `conditions` is read as a filter.
 */
export function standIn(
	parameters: string[],
	work: Work,
	{ inputs = 1, outputs = 1 }: Ports = {},
): NodeClass {
	const main = (count: number) => Array.from({ length: count }, () => NodeConnectionTypes.Main);
	return class implements INodeType {
		description: INodeTypeDescription = {
			displayName: 'Stand-in',
			name: 'standIn',
			group: ['transform'],
			version: 1,
			description: 'Stands in for a node of n8n',
			defaults: { name: 'Stand-in' },
			inputs: main(inputs),
			outputs: main(outputs),
			properties: parameters.map((name) => ({
				displayName: name,
				name,
				type: name === 'conditions' ? 'filter' : 'string',
				default: '',
			})),
		};

		async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
			return work(this);
		}
	};
}

/** A node that hands its items to the branch that `branch` names; they may be changed before. */
export function router(
	outputs: number,
	branch: (json: IDataObject) => number,
	change: IDataObject = {},
): NodeClass {
	return standIn(
		[],
		(context) => {
			const changed = context.getInputData().map(({ json }) => ({ ...json, ...change }));
			return sorted(outputs, changed, (item) => branch(changed[item]));
		},
		{ outputs },
	);
}

/** One branch per output, each with the rows that `branch` gives it, linked to their items. */
function sorted(outputs: number, rows: IDataObject[], branch: (item: number) => number) {
	const branches: INodeExecutionData[][] = Array.from({ length: outputs }, () => []);
	rows.forEach((json, item) => branches[branch(item)]?.push({ json, pairedItem: { item } }));
	return branches;
}

const rowsOf = (context: IExecuteFunctions) => context.getInputData().map(({ json }) => json);

/** Edit Fields: its assignments, and of the item's own fields those that it is told to keep. */
export const SetFields = standIn(['assignments', 'includeFields'], (context) => {
	const rows = rowsOf(context).map((json, item) => {
		const { assignments } = context.getNodeParameter('assignments', item) as unknown as {
			assignments: Array<{ name: string; value: string }>;
		};
		const kept = (context.getNodeParameter('includeFields', item, '') as string).split(/,\s*/);
		return {
			...Object.fromEntries(Object.entries(json).filter(([name]) => kept.includes(name))),
			...Object.fromEntries(assignments.map(({ name, value }) => [name, value])),
		};
	});
	return sorted(1, rows, () => 0);
});

/** Filter and If: branch 0 for items that meet the conditions, branch 1 for the others. */
export const Conditions = standIn(
	['conditions'],
	(context) =>
		sorted(2, rowsOf(context), (item) =>
			context.getNodeParameter('conditions', item, false, { extractValue: true }) ? 0 : 1,
		),
	{ outputs: 2 },
);

/** Remove Duplicates within the items of a run: the first of several is kept. */
export const RemoveDuplicates = standIn(['fieldsToCompare'], (context) => {
	const rows = rowsOf(context);
	const field = context.getNodeParameter('fieldsToCompare', 0) as string;
	const keys = rows.map((json) => json[field]);
	return sorted(1, rows, (item) => (keys.indexOf(keys[item]) === item ? 0 : -1));
});

/** A row of a data table; `createdAt` is a time in ms. */
export type Row = IDataObject & { createdAt: number };

/** Conditions as the parameters of Data Table have them: of several all must be met. */
interface Filters {
	conditions: Array<{ keyName: string; condition?: 'eq' | 'lt'; keyValue: string }>;
}

/**
 * Data Table, as far as the examples use it: the table is made, rows are inserted, deleted, and items
 * let through that have none.
 * @param tables the rows by the names of their tables
 */
export function dataTable(tables: Map<string, Row[]>): NodeClass {
	const parameters = ['resource', 'operation', 'tableName', 'dataTableId', 'filters', 'columns'];
	return standIn(parameters, (context) => {
		const read = (name: string, item: number) => context.getNodeParameter(name, item) as unknown;
		const rows = rowsOf(context);
		if (read('resource', 0) === 'table') {
			const name = read('tableName', 0) as string;
			if (!tables.has(name)) tables.set(name, []);
			return sorted(
				1,
				rows.map(() => ({ name })),
				() => 0,
			);
		}
		const { value: name } = read('dataTableId', 0) as { value: string };
		const table = tables.get(name);
		if (!table) throw new Error(`Data table with name "${name}" not found`);
		const found = (item: number) => table.filter((row) => meets(row, read('filters', item)));
		switch (read('operation', 0)) {
			case 'rowNotExists':
				return sorted(1, rows, (item) => (found(item).length ? -1 : 0));
			case 'deleteRows': {
				const gone = rows.map((_, item) =>
					found(item).map((row) => table.splice(table.indexOf(row), 1)),
				);
				return [
					gone.flatMap((list, item) => list.map(([json]) => ({ json, pairedItem: { item } }))),
				];
			}
			default: {
				const made = rows.map((_, item) => {
					const { value } = read('columns', item) as { value: IDataObject };
					return { ...value, createdAt: Date.now() };
				});
				table.push(...made);
				return sorted(1, made, () => 0);
			}
		}
	});
}

function meets(row: Row, filters: unknown): boolean {
	return (filters as Filters).conditions.every(({ keyName, condition = 'eq', keyValue }) =>
		condition === 'lt' ? Number(row[keyName]) < Date.parse(keyValue) : row[keyName] === keyValue,
	);
}

/** What reaches people or other systems: the parameters of each item, as they were sent out. */
export function outside(parameters: string[], sent: IDataObject[]): NodeClass {
	return standIn(parameters, (context) => {
		const rows = rowsOf(context).map((_json, item): IDataObject =>
			Object.fromEntries(parameters.map((name) => [name, context.getNodeParameter(name, item)])),
		);
		sent.push(...rows);
		return sorted(1, rows, () => 0);
	});
}
