import type { INodeType } from 'n8n-workflow';
import { n8n } from '../package.json';

/** The classes of all nodes that the package brings, as package.json lists them for n8n. */
export function nodesOfPackage(): Array<new () => INodeType> {
	return n8n.nodes.map((built) => {
		const [, file, name] = /^dist\/(nodes\/.+\/(\w+)\.node)\.js$/.exec(built) ?? [];
		const { [name]: NodeType } = require(`../${file}.ts`) as Record<string, new () => INodeType>;
		return NodeType;
	});
}
