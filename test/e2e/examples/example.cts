/** How an example is run to its end. */
import { randomUUID } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';
import type { Sandbox } from '../../../sandbox/index.cts';
import type { WorkflowJson } from '../../engine/harness/workflow.cts';
import type { Ended, Scene } from '../fixture.cts';
import type { Editor } from '../n8n/editor.cts';
import { outputs } from '../n8n/rest.cts';
import type { Outside, Told } from '../outside.cts';

/** An example at work, with stand-ins for services outside. */
export interface Work {
	scene: Scene;
	editor: Editor;
	id: string;
	outside: Outside;
	/** Gives items to its trigger. @returns the execution that they start, ended */
	feed(items: IDataObject[]): Promise<Ended>;
}

export interface Example {
	/** Nodes in which its notes ask for more than a credential. */
	toFillIn?: string[];
	/** Changes to the copy that runs. */
	change?: (workflow: WorkflowJson) => WorkflowJson;
	/** What services outside answer, by the names of the nodes; default: what they were given. */
	answers?: Record<string, (told: Told) => unknown>;
	/** Runs it twice: the second run doubles nothing. */
	run: (work: Work) => Promise<void>;
}

export const inUtc = (workflow: WorkflowJson): WorkflowJson => ({
	...workflow,
	settings: { ...workflow.settings, timezone: 'UTC' },
});

/** With other parameters of one node. */
export const changed =
	(name: string, parameters: WorkflowJson['nodes'][number]['parameters']) =>
	(workflow: WorkflowJson): WorkflowJson => ({
		...workflow,
		nodes: workflow.nodes.map((node) =>
			node.name === name ? { ...node, parameters: { ...node.parameters, ...parameters } } : node,
		),
	});

/** With data tables of its own: they outlive workflows. */
export function withOwnTables(workflow: WorkflowJson): WorkflowJson {
	const names = workflow.nodes.flatMap(({ parameters }) => parameters.tableName ?? []) as string[];
	const text = names.reduce(
		(json, name) =>
			json.replaceAll(JSON.stringify(name), JSON.stringify(`${name} ${randomUUID()}`)),
		JSON.stringify(workflow),
	);
	return JSON.parse(text) as WorkflowJson;
}

/** The text of the file that a node has written. */
export async function fileOf({ rest }: Scene, execution: Ended, node: string): Promise<string> {
	const [{ binary }] = outputs(execution, node);
	const path = `/rest/binary-data?action=view&id=${binary?.data.id}`;
	return String((await rest.send('GET', path)).body).replace(/^\uFEFF/, '');
}

/** What the CRM was asked in all runs of an example: `2 × GET /public/v1/clients, …`. */
export function requestsOf({ requests }: Sandbox): string {
	const counts = new Map<string, number>();
	for (const { method, path } of requests) {
		const line = `${method} ${path}`;
		counts.set(line, (counts.get(line) ?? 0) + 1);
	}
	return [...counts].map(([line, count]) => `${count} × ${line}`).join(', ') || 'no requests';
}
