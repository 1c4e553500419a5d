/** The workflows in examples/ fit the nodes: n8n drops parameters that it does not know, without a word. */
import {
	cronNodeOptions,
	NodeHelpers,
	type INode,
	type INodeParameters,
	type INodeProperties,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { example, exampleFiles, exampleText } from '../examples.cts';
import { listedNodes } from './printed.cts';

const PACKAGE = 'n8n-nodes-crm-open-api.';

/** What n8n calls a credential when users don't. */
const ACCOUNTS: Record<string, string> = {
	crmOpenApi: 'CRM account',
	crmOpenApiPspApi: 'CRM PSP account',
	crmOpenApiWebhookApi: 'CRM Webhook account',
};

/** Examples that need no node of ours: too little is known of what the CRM asks there. */
const WITHOUT_OURS = ['exchange-rate.json'];

/** Triggers that run as they are, without an event of somebody else. */
const BY_THEMSELVES = ['scheduleTrigger', 'manualTrigger'].map((name) => `n8n-nodes-base.${name}`);

const examples = exampleFiles.map((file) => ({
	file,
	text: exampleText(file),
	workflow: example(file),
}));

/** What n8n puts before the parameters of a node that polls. */
const POLL_TIMES: INodeProperties = {
	displayName: 'Poll Times',
	name: 'pollTimes',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	default: { item: [{ mode: 'everyMinute' }] },
	options: cronNodeOptions,
};

function descriptionOf(type: string): INodeTypeDescription | undefined {
	const node = listedNodes().find(
		({ instance }) => `${PACKAGE}${instance.description.name}` === type,
	);
	if (!node?.instance.description.polling) return node?.instance.description;
	const { description } = node.instance;
	return { ...description, properties: [POLL_TIMES, ...description.properties] };
}

test('there are examples', () => {
	expect(examples.map(({ file }) => file)).toContain('leads-from-a-form.json');
});

test('n8n finds the right data table: it takes the first whose name contains the one that is asked for', () => {
	const all = examples.flatMap(({ workflow: { nodes } }) =>
		nodes.flatMap(({ parameters }) => parameters.tableName ?? []),
	) as string[];
	const names = [...new Set(all)];
	expect(names).toContain('leads-from-a-form');
	for (const name of names) expect(names.filter((other) => other.includes(name))).toEqual([name]);
});

describe.each(examples)('$file', ({ workflow: { nodes, pinData = {} } }) => {
	const notes = nodes
		.filter(({ type }) => type === 'n8n-nodes-base.stickyNote')
		.map(({ parameters }) => String(parameters.content))
		.join('\n\n');

	test('says what it costs the CRM', () => {
		expect(notes).toMatch(/^\*\*Requests to the CRM:\*\* \S/m);
	});

	test('can be tried before an event, with a sample that its note tells of', () => {
		const triggers = nodes
			.filter(({ type }) => /trigger$|\.webhook$/i.test(type) && !BY_THEMSELVES.includes(type))
			.map(({ name }) => name);
		expect(Object.keys(pinData).sort()).toEqual(triggers.sort());
		for (const items of Object.values(pinData)) expect(items.length).toBeGreaterThan(0);
		if (triggers.length > 0) expect(notes).toMatch(/sample data/i);
	});
});

describe.each(examples)('$file', ({ file, text, workflow: { nodes, connections } }) => {
	const ours = nodes.filter(({ type }) => type.startsWith(PACKAGE));

	test('is whole: names and ids are there once, links lead from node to node', () => {
		const names = nodes.map(({ name }) => name);
		expect(new Set(names).size).toBe(names.length);
		expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
		const links = Object.entries(connections).flatMap(([from, { main }]) => [
			from,
			...main.flatMap((branch) => (branch ?? []).map(({ node }) => node)),
		]);
		expect(links.filter((name) => !names.includes(name))).toEqual([]);
		expect(ours.length === 0).toBe(WITHOUT_OURS.includes(file));
	});

	test('asks in expressions for nodes that are there', () => {
		const asked = [...text.matchAll(/\$\('([^']+)'\)/g)].map(([, name]) => name);
		expect(asked.filter((name) => !nodes.some((node) => node.name === name))).toEqual([]);
	});

	test('leads what fails to somewhere, where it does not stop', () => {
		const onward = ours.filter(({ onError }) => onError === 'continueErrorOutput');
		const branched = ours.filter(({ name }) => connections[name]?.main[1]?.length);
		expect(onward.map(({ name }) => name)).toEqual(branched.map(({ name }) => name));
		expect(ours.map(({ onError }) => onError)).not.toContain('continueRegularOutput');
	});

	test('lies on the canvas without one thing over another', () => {
		const over = nodes.flatMap((one, i) =>
			nodes
				.slice(i + 1)
				.filter((other) => overlap(placeOf(one), placeOf(other)))
				.map((other) => `${one.name} and ${other.name}`),
		);
		expect(over).toEqual([]);
	});

	test('has a note for whoever imports it, and no secrets', () => {
		expect(nodes.map(({ type }) => type)).toContain('n8n-nodes-base.stickyNote');
		expect(text).not.toMatch(/apiKey|signature"|password"|https?:\/\/(?!\w+\.example\.com\b)/i);
		for (const node of ours) {
			const shown = (descriptionOf(node.type)?.credentials ?? []).filter((credential) =>
				NodeHelpers.displayParameter(filledIn(node), credential, node, null),
			);
			const expected = shown.map(({ name }) => [name, { id: null, name: ACCOUNTS[name] }]);
			expect([node.name, node.credentials ?? {}]).toEqual([
				node.name,
				Object.fromEntries(expected),
			]);
		}
	});

	test('gives only parameters that the nodes show, and all that are required', () => {
		for (const node of ours) {
			const description = descriptionOf(node.type);
			expect({ node: node.name, known: description?.version }).toEqual({
				node: node.name,
				known: node.typeVersion,
			});
			if (!description) continue;
			expect(keptOf(node)).toEqual(node.parameters);
			const issues = NodeHelpers.getNodeParametersIssues(description.properties, node, description);
			expect(issues).toBeNull();
		}
	});
});

interface Place {
	left: number;
	top: number;
	right: number;
	bottom: number;
}

/** What a node takes on the canvas, its name below included; a note says how large it is. */
function placeOf({ type, position: [left, top], parameters }: INode): Place {
	const note = type === 'n8n-nodes-base.stickyNote';
	const [width, height] = note ? [Number(parameters.width), Number(parameters.height)] : [96, 144];
	return { left, top, right: left + width, bottom: top + height };
}

function overlap(one: Place, other: Place): boolean {
	return (
		one.left < other.right &&
		other.left < one.right &&
		one.top < other.bottom &&
		other.top < one.bottom
	);
}

/** What n8n keeps of a node's parameters. */
function keptOf(node: INode) {
	const given = Object.keys(node.parameters);
	return Object.fromEntries(
		Object.entries(filledIn(node)).filter(([name]) => given.includes(name)),
	);
}

/** All parameters, as n8n fills them in where some are given. */
function filledIn(node: INode): INodeParameters {
	const description = descriptionOf(node.type);
	if (!description) return {};
	const { properties } = description;
	const given = node.parameters;
	return NodeHelpers.getNodeParameters(properties, given, true, false, node, description) ?? {};
}
