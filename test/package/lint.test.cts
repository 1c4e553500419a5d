/** n8n's strict lint over what the nodes and credentials really show, not only over the sources. */
import { validateNodeDescription } from 'n8n-core/dist/nodes-loader/validate-node-description.js';
import type { ICredentialType, INodeProperties, INodeType } from 'n8n-workflow';
import { lintPrinted, listedCredentials, listedNodes, literal, type Listed } from './printed.cts';

test('every description passes n8n’s strict rules, without a warning', () => {
	expect(lintPrinted(listedNodes(), listedCredentials())).toEqual([]);
});

test('n8n loads every description: it refuses a package with a hint in the wrong place', () => {
	for (const { instance } of listedNodes()) {
		expect(() => validateNodeDescription(instance.description)).not.toThrow();
	}
	const [node] = listedNodes().filter(({ className }) => className === 'CrmOpenApi');
	const { description } = node.instance;
	const operation = description.properties.find(({ name }) => name === 'operation');
	if (operation) operation.builderHint = { propertyHint: 'in the wrong place' };
	expect(() => validateNodeDescription(description)).toThrow('builderHint');
});

test('the rules see the printed descriptions: each fault that is put in is found', () => {
	const [node] = listedNodes().filter(({ className }) => className === 'CrmOpenApi');
	const [credential] = listedCredentials().filter(({ className }) => className === 'CrmOpenApi');
	spoilNode(node);
	spoilCredential(credential);
	const found = lintPrinted([node], [credential]).join('\n');
	for (const rule of [
		'n8n-nodes-base/node-param-options-type-unsorted-items',
		'n8n-nodes-base/node-param-operation-option-without-action',
		'n8n-nodes-base/node-param-operation-option-action-miscased',
		'n8n-nodes-base/node-param-collection-type-unsorted-items',
		'n8n-nodes-base/node-param-default-wrong-for-limit',
		'n8n-nodes-base/node-param-description-boolean-without-whether',
		'n8n-nodes-base/node-param-description-excess-final-period',
		'n8n-nodes-base/node-param-display-name-miscased',
		'@n8n/community-nodes/require-node-description-fields',
		'@n8n/community-nodes/icon-validation',
		'@n8n/community-nodes/no-emoji-in-options',
		'@n8n/community-nodes/node-usable-as-tool',
		'@n8n/community-nodes/credential-password-field',
	]) {
		expect(found).toContain(` ${rule}: `);
	}
});

test('a literal says what the value says', () => {
	const value = { a: [1, 'it’s "so"\n', { 'b-c': null }], d: {}, e: [], f: undefined, g: true };
	const again = new Function(`return ${literal(value)}`) as () => unknown;
	expect(again()).toEqual(value);
});

function spoilNode({ instance: { description } }: Listed<INodeType>): void {
	const { properties } = description;
	const first = (fits: (property: INodeProperties) => boolean) =>
		properties.find(fits) as INodeProperties & { options: Array<Record<string, unknown>> };

	first(({ name }) => name === 'resource').options.reverse();
	const { options } = first((property) => property.name === 'operation' && count(property) > 2);
	delete options[0].action;
	options[1].action = 'Get A Thing';
	options[2].name = '🚀 Launch';
	first(
		(property) => property.name === 'additionalFields' && count(property) > 4,
	).options.reverse();
	first(({ name }) => name === 'limit').default = 7;
	first(({ type, name }) => type === 'boolean' && name !== 'returnAll').description = 'If so';
	const named = first(({ type }) => type === 'string');
	named.description = 'One sentence.';
	named.displayName = 'some thing';
	description.icon = { light: 'file:../../icons/none.svg', dark: 'file:../../icons/none.svg' };
	delete description.subtitle;
	delete description.usableAsTool;
}

function spoilCredential({ instance }: Listed<ICredentialType>): void {
	const key = instance.properties.find(({ name }) => name === 'apiKey') as INodeProperties;
	delete key.typeOptions;
}

const count = ({ options = [] }: INodeProperties) => options.length;
