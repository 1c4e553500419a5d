import { NodeHelpers } from 'n8n-workflow';
import type { IDataObject, INodeType, INodeTypes, IVersionedNodeType } from 'n8n-workflow';

/** A node's class, as n8n's loader finds it in a package: plain or versioned. */
export type NodeClass = new () => INodeType | IVersionedNodeType;

/** n8n's node type registry: node types by the name that workflows use, `<package>.<node>`. */
export class NodeTypes implements INodeTypes {
	private readonly types = new Map<string, INodeType | IVersionedNodeType>();

	/** Adds the nodes of a package; n8n too makes one instance of each and shares it. */
	addPackage(packageName: string, classes: NodeClass[]): void {
		for (const NodeType of classes) {
			const type = new NodeType();
			this.types.set(`${packageName}.${type.description.name}`, type);
		}
	}

	/** Puts one class under a full name, such as `n8n-nodes-base.set`. */
	add(fullName: string, NodeType: NodeClass): void {
		this.types.set(fullName, new NodeType());
	}

	/**
	 * These types, and something in the place of a trigger that is not here. When a trigger has
	 * fired, n8n does not run its code again: it hands on what the trigger gave, as this does.
	 */
	withStandIn(fullName: string): NodeTypes {
		if (this.types.has(fullName)) return this;
		const types = new NodeTypes();
		for (const [name, type] of this.types) types.types.set(name, type);
		types.types.set(fullName, standInTrigger(fullName));
		return types;
	}

	/** The full name of a node type: given in full, without its package, or as its class. */
	nameOf(type: string | NodeClass): string {
		const short = typeof type === 'string' ? type : new type().description.name;
		const names = [...this.types.keys()];
		const found = names.find((name) => name === short || name.endsWith(`.${short}`));
		if (found === undefined) throw new Error(`No node type "${short}": ${names.join(', ')}`);
		return found;
	}

	all(): Array<[string, INodeType | IVersionedNodeType]> {
		return [...this.types];
	}

	getByName(name: string): INodeType | IVersionedNodeType {
		return this.types.get(name) as INodeType;
	}

	/**
	 * Unknown types are undefined and not an error, so that a workflow may hold nodes of other
	 * packages; n8n-core refuses to run it when such a node is reachable from the first one.
	 */
	getByNameAndVersion(name: string, version?: number): INodeType {
		const type = this.types.get(name);
		return (type && NodeHelpers.getVersionedNodeType(type, version)) as INodeType;
	}

	getKnownTypes(): IDataObject {
		return Object.fromEntries([...this.types.keys()].map((name) => [name, { className: name }]));
	}
}

function standInTrigger(fullName: string): INodeType {
	return {
		description: {
			displayName: fullName,
			name: fullName.split('.').at(-1) ?? fullName,
			group: ['trigger'],
			version: 1,
			description: 'Hands on what the trigger gave',
			defaults: {},
			inputs: [],
			outputs: ['main'],
			properties: [],
		},
		webhook: async () => await Promise.reject(new Error('A stand-in serves no webhook')),
	};
}
