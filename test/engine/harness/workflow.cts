import { NodeConnectionTypes } from 'n8n-workflow';
import type { IConnections, IDataObject, INode, IPinData, IWorkflowSettings } from 'n8n-workflow';

/** A workflow as users export it. */
export interface WorkflowJson {
	id?: string;
	name?: string;
	nodes: INode[];
	connections: IConnections;
	settings?: IWorkflowSettings;
	pinData?: IPinData;
	staticData?: IDataObject;
}

/** A node of which only that is said that matters. */
export type NodeSketch = Pick<INode, 'name' | 'type'> & Partial<INode>;

/** From which node to which, and from which of its branches (0: the first). */
export type Link = [from: string, to: string, branch?: number];

/** Writes a workflow's JSON: its nodes one after the other, unless links say otherwise. */
export function workflowOf(
	sketches: NodeSketch[],
	links: Link[] = sketches.slice(1).map(({ name }, index) => [sketches[index].name, name]),
	settings?: IWorkflowSettings,
): WorkflowJson {
	const nodes = sketches.map((sketch, index): INode => ({
		id: `id-of-${sketch.name}`,
		typeVersion: 1,
		position: [index * 200, 0],
		parameters: {},
		...sketch,
	}));
	const connections: IConnections = {};
	for (const [from, to, branch = 0] of links) {
		const branches = (connections[from] ??= { main: [] }).main;
		while (branches.length <= branch) branches.push([]);
		branches[branch]?.push({ node: to, type: NodeConnectionTypes.Main, index: 0 });
	}
	return { nodes, connections, ...(settings && { settings }) };
}
