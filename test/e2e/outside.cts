/** Services outside, such as mail and sheets: in a copy of a workflow a local server stands in for them. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { IDataObject, INode, NodeParameterValueType } from 'n8n-workflow';
import type { WorkflowJson } from '../engine/harness/workflow.cts';
import { until } from './n8n/rest.cts';

/** What a node wanted to tell a service outside about one item. */
export interface Told {
	/** Name of the node. */
	node: string;
	/** Its item. */
	json: IDataObject;
	/** Its parameters with their expressions worked out, by their paths: `options.fileAttachments`. */
	parameters: IDataObject;
}

/** A server that stands in for all services outside, and remembers what it was told. */
export interface Outside {
	url: string;
	/** In the order of arrival. */
	told: Told[];
	/** What one node told, waited for. @param count how many items at least */
	by(node: string, count?: number): Promise<Told[]>;
	close(): Promise<void>;
}

/** @param answers what comes out of a node, by its name; default: the item that it was given */
export async function startOutside(
	answers: Record<string, (told: Told) => unknown> = {},
): Promise<Outside> {
	const told: Told[] = [];
	const server = await serve((path, body) => {
		const { json, ...parameters } = body as { json: IDataObject };
		const one = { node: decodeURIComponent(path.slice(1)), json, parameters };
		told.push(one);
		return answers[one.node]?.(one) ?? json;
	});
	return {
		...server,
		told,
		by: async (node, count = 1) =>
			await until(`${count} items that ${node} tells of`, async () => {
				const own = told.filter((one) => one.node === node);
				return own.length >= count ? own : undefined;
			}),
	};
}

/** A server that answers JSON with JSON, and with 500 where `answer` throws. */
export async function serve(
	answer: (path: string, body: unknown) => unknown,
): Promise<{ url: string; close(): Promise<void> }> {
	const server = createServer((request, response) => {
		void text(request).then((body) => {
			const given: unknown = body === '' ? undefined : JSON.parse(body);
			response.setHeader('content-type', 'application/json');
			try {
				response.end(JSON.stringify(answer(request.url ?? '/', given)));
			} catch (error) {
				response.writeHead(500).end(JSON.stringify({ message: String(error) }));
			}
		});
	});
	await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		async close() {
			server.closeAllConnections();
			await new Promise((closed) => server.close(closed));
		},
	};
}

/** n8n's nodes that talk to services outside. */
const OUTSIDE = ['emailSend', 'googleSheets', 'slack', 'telegram'].map(
	(name) => `n8n-nodes-base.${name}`,
);

/** Triggers of services outside, and of a time that a test can't wait for. */
const TRIGGERS = ['facebookLeadAdsTrigger', 'scheduleTrigger', 'typeformTrigger'].map(
	(name) => `n8n-nodes-base.${name}`,
);

/**
 * The workflow with stand-ins of the same names: for each node that talks to the outside an HTTP
 * Request to the server, for the trigger a webhook, see `pathOf`.
 */
export function withStandIns(workflow: WorkflowJson, { url }: { url: string }): WorkflowJson {
	const nodes = workflow.nodes.map((node) => {
		const to = `${url}/${encodeURIComponent(node.name)}`;
		if (node.type === 'n8n-nodes-base.httpRequest') {
			return { ...node, parameters: { ...node.parameters, url: to } };
		}
		if (TRIGGERS.includes(node.type)) return splitsItems(node);
		return OUTSIDE.includes(node.type) ? tells(node, to) : node;
	});
	const connections = { ...workflow.connections };
	for (const trigger of triggersOf(workflow)) {
		const webhook = webhookOf(trigger);
		nodes.push(webhook);
		connections[webhook.name] = { main: [[{ node: trigger.name, type: 'main', index: 0 }]] };
	}
	return { ...workflow, nodes, connections };
}

/** Where `{items}` are posted to that come out of the stand-in of a workflow's trigger. */
export const pathOf = (workflow: WorkflowJson): string =>
	`/webhook/${String(webhookOf(triggersOf(workflow)[0]).parameters.path)}`;

const triggersOf = ({ nodes }: WorkflowJson): INode[] =>
	nodes.filter(({ type }) => TRIGGERS.includes(type));

function webhookOf({ id, name, position }: INode): INode {
	const path = `outside-${id}`;
	return {
		...{ id: path, name: `Webhook for ${name}`, type: 'n8n-nodes-base.webhook', typeVersion: 2 },
		...{ position, webhookId: path, parameters: { httpMethod: 'POST', path } },
	};
}

/** A node that gives the items of the webhook in front of it. */
const splitsItems = (node: INode): INode => ({
	...node,
	...{ type: 'n8n-nodes-base.splitOut', typeVersion: 1 },
	parameters: { fieldToSplitOut: 'body.items', options: {} },
});

/** A node that posts its item, and its parameters with their expressions worked out. */
function tells(node: INode, url: string): INode {
	const parameters = [{ name: 'json', value: '={{ $json }}' }, ...texts(node.parameters)];
	return {
		...node,
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: { method: 'POST', url, sendBody: true, bodyParameters: { parameters } },
	};
}

/** All texts in parameters, by their paths. */
function texts(value: NodeParameterValueType, path = ''): Array<{ name: string; value: string }> {
	if (typeof value === 'string') return [{ name: path, value }];
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([key, inner]) =>
		texts(inner as NodeParameterValueType, path ? `${path}.${key}` : key),
	);
}
