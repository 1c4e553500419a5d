/** Each operation, and each trigger, opened in the editor: it shows what the description says. */
import {
	NodeHelpers,
	type INode,
	type INodeParameters,
	type INodeProperties,
	type INodePropertyOptions,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { CrmOpenApi } from '../../nodes/CrmOpenApi/CrmOpenApi.node.ts';
import { CrmOpenApiPaymentTrigger } from '../../nodes/CrmOpenApiPaymentTrigger/CrmOpenApiPaymentTrigger.node.ts';
import { CrmOpenApiPollingTrigger } from '../../nodes/CrmOpenApiPollingTrigger/CrmOpenApiPollingTrigger.node.ts';
import { CrmOpenApiTrigger } from '../../nodes/CrmOpenApiTrigger/CrmOpenApiTrigger.node.ts';
import { workflowOf } from '../engine/harness/index.cts';
import { Scene } from './fixture.cts';
import { by, Editor, RESOURCE_MAPPER } from './n8n/editor.cts';

/** A node as it is put into the workflow, and what its dropdowns then show. */
interface Case {
	title: string;
	description: INodeTypeDescription;
	parameters: INodeParameters;
	/** By parameter. */
	chosen: Record<string, string>;
}

const NODES_PER_ROW = 9;

/** What n8n puts before the parameters of a node that polls. */
const OF_POLLING = ['Poll Times', 'Mode'];

const { description } = new CrmOpenApi();
const optionsOf = ({ options }: INodeProperties) => options as INodePropertyOptions[];

/** The cases of every value of a dropdown. */
function casesOf(
	node: INodeTypeDescription,
	parameter: string,
	before: Case = { title: node.displayName, description: node, parameters: {}, chosen: {} },
): Case[] {
	const dropdown = shown(node, before.parameters).find(({ name }) => name === parameter);
	if (!dropdown) return [before];
	return optionsOf(dropdown).map(({ name, value }) => ({
		title: `${before.title}: ${name}`,
		description: node,
		parameters: { ...before.parameters, [parameter]: value },
		chosen: { ...before.chosen, [parameter]: name },
	}));
}

function shown(node: INodeTypeDescription, given: INodeParameters): INodeProperties[] {
	const values = filledIn(node, given);
	return node.properties.filter((property) =>
		NodeHelpers.displayParameter(values, property, versionOf(node), node),
	);
}

/** All parameters, as n8n fills them in when some are given. */
function filledIn(node: INodeTypeDescription, given: INodeParameters): INodeParameters {
	const { properties } = node;
	return NodeHelpers.getNodeParameters(properties, given, true, false, versionOf(node), node) ?? {};
}

/** The version that the editor gives to a new node. */
const versionOf = ({ version }: INodeTypeDescription) => ({
	typeVersion: [version].flat().at(-1) ?? 1,
});

const cases = [
	...casesOf(description, 'resource').flatMap((resource) =>
		casesOf(description, 'operation', resource),
	),
	...casesOf(new CrmOpenApiPollingTrigger().description, 'event'),
	...[new CrmOpenApiTrigger(), new CrmOpenApiPaymentTrigger()].flatMap((trigger) =>
		casesOf(trigger.description, 'resource'),
	),
];

let scene: Scene;
let editor: Editor;
beforeAll(async () => {
	scene = await Scene.open();
	editor = await Editor.of(scene.rest);
	const nodes = cases.map(({ title, description, parameters }, index) => ({
		name: title,
		type: `n8n-nodes-crm-open-api.${description.name}`,
		...versionOf(description),
		parameters,
		position: [(index % NODES_PER_ROW) * 220, Math.floor(index / NODES_PER_ROW) * 200] as [
			number,
			number,
		],
	}));
	await editor.open(await scene.bring(workflowOf(nodes, [])));
});
afterAll(async () => {
	await editor.close();
	await scene.close();
});

test.each(cases)('$title', async ({ title, description: node, parameters, chosen }) => {
	await editor.openNode(title);
	const { labels, issues, credentials } = await editor.panel();
	const values = filledIn(node, parameters);
	const expected = shown(node, parameters).filter(({ type }) => type !== 'hidden');
	const as = { ...versionOf(node), parameters: values } as INode;
	const missing = NodeHelpers.getNodeParametersIssues(node.properties, as, node)?.parameters;
	const wanted = (node.credentials ?? []).filter((each) =>
		NodeHelpers.displayParameter(values, each, as, node),
	);

	expect(await editor.page.locator(by('node-title-container')).innerText()).toBe(title);
	for (const [parameter, name] of Object.entries(chosen)) {
		expect(await editor.chosen(parameter)).toBe(name);
	}
	expect(labels).toEqual([
		...(node.polling ? OF_POLLING : []),
		...expected.map(({ type, displayName }) =>
			type === 'resourceMapper' ? RESOURCE_MAPPER : displayName,
		),
	]);
	expect(issues.sort()).toEqual(Object.keys(missing ?? {}).sort());
	expect(credentials).toBe(wanted.length);
	expect(editor.complaints).toEqual([]);
});
