/** Nodes in n8n's engine, measured by nodes before and behind them. */
import { join } from 'node:path';
import type {
	ICredentialType,
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
} from 'n8n-workflow';
import {
	Engine,
	PACKAGE_NAME,
	Pass,
	workflowOf,
	type NodeClass,
} from '../../test/engine/harness/index.cts';
import { keepFilesOnDisk } from './files.cts';
import { Bare, BareAtOnce, Counting, Transport } from '../rivals/bare.cts';
import { declarativeNode } from '../rivals/declarative.cts';
import { Loop } from '../rivals/loop.cts';
import { measured, now, type Moment } from './stopwatch.cts';
import type { CrmAddress, Items, Measured, NodeName, Step } from './task.cts';

const MEASURED = 'Measured';

/** Notes the moment at which items arrive. What n8n does after it, such as saving, is not counted. */
let arrivals: Moment[] = [];
class Clock extends Pass implements INodeType {
	override async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		arrivals.push(now());
		return [this.getInputData()];
	}
}

const RIVALS: Record<Exclude<NodeName, 'ours' | 'declarative'>, NodeClass> = {
	loop: Loop,
	bare: Bare,
	bareAtOnce: BareAtOnce,
	transport: Transport,
	counting: Counting,
};

/** One execution of Start → Clock → the node → Clock. */
export function nodeStep(
	{ node, parameters, items, files = 'memory' }: Extract<Step, { kind: 'node' }>,
	{ url, key }: CrmAddress,
	packageFolder: string,
): () => Promise<Measured> {
	const { CrmOpenApi, credential } = ours(packageFolder, { url, key });
	const rivals: Record<string, NodeClass> =
		node === 'ours'
			? {}
			: { 'rival.node': node === 'declarative' ? declarativeNode(packageFolder) : RIVALS[node] };
	const engine = new Engine({
		nodeTypes: [CrmOpenApi],
		otherNodeTypes: { 'bench.clock': Clock, ...rivals },
		...credential,
	});
	const workflow = workflowOf([
		{ name: 'Start', type: 'test.pass' },
		{ name: 'Before', type: 'bench.clock' },
		{
			name: MEASURED,
			type: node === 'ours' ? `${PACKAGE_NAME}.crmOpenApi` : 'rival.node',
			parameters,
			credentials: { crmOpenApi: { id: 'crm', name: 'crm' } },
		},
		{ name: 'After', type: 'bench.clock' },
	]);
	const input = itemsOf(items);
	return async () => {
		arrivals = [];
		if (files === 'disk') await keepFilesOnDisk();
		const { status, error, outputs } = await engine.run({ workflow, items: input });
		if (status !== 'success') {
			const cause = (error?.cause as Error | undefined)?.message;
			throw new Error([error?.message, error?.description, cause].filter(Boolean).join(' | '));
		}
		const [before, after] = arrivals;
		const made = outputs(MEASURED);
		// Rows in a file, or counted ones, are as good as items.
		const { rows, fileSize } = made[0]?.json ?? {};
		if (typeof rows !== 'number') return measured(before, after, made.length);
		const counted = measured(before, after, rows);
		return typeof fileSize === 'number' ? { ...counted, fileMb: fileSize / 1024 ** 2 } : counted;
	};
}

/** The node and its credential, as the package has them. */
function ours(packageFolder: string, { url, key }: CrmAddress) {
	const dist = join(packageFolder, 'dist');
	const { CrmOpenApi } = require(join(dist, 'nodes', 'CrmOpenApi', 'CrmOpenApi.node.js')) as {
		CrmOpenApi: NodeClass;
	};
	const { CrmOpenApi: Credential } = require(
		join(dist, 'credentials', 'CrmOpenApi.credentials.js'),
	) as { CrmOpenApi: new () => ICredentialType };
	const data = { host: url, apiKey: key, signatureScheme: 'v2' };
	const credentials = { crm: { type: 'crmOpenApi', data } };
	return { CrmOpenApi, credential: { credentialTypes: [Credential], credentials } };
}

/** A search in a list of the editor; its items are what was found. */
export function searchStep(
	{ method, parameters, filter }: Extract<Step, { kind: 'search' }>,
	crm: CrmAddress,
	packageFolder: string,
): () => Promise<Measured> {
	const { CrmOpenApi, credential } = ours(packageFolder, crm);
	const engine = new Engine({ nodeTypes: [CrmOpenApi], ...credential });
	return async () => {
		const start = now();
		const { results } = await engine.listSearch(CrmOpenApi, method, parameters, filter);
		return measured(start, now(), results.length);
	};
}

function itemsOf(items: Items): IDataObject[] {
	if ('given' in items) return items.given;
	return Array.from({ length: items.leads }, (_, i) => ({
		name: `Lead ${i + 1}`,
		email: `lead${i + 1}@example.com`,
	}));
}
