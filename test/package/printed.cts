import { spawnSync } from 'node:child_process';
import {
	copyFileSync,
	cpSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	realpathSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type {
	ICredentialType,
	INodeProperties,
	INodePropertyOptions,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';

const ROOT = join(__dirname, '..', '..');

/** A class that package.json lists: `nodes/X/X.node.ts` or `credentials/X.credentials.ts`. */
export interface Listed<T> {
	file: string;
	className: string;
	instance: T;
}

/**
 * The description as the rules want it in three places, the only ones that are not linted as they are.
 * Custom API Call stands in its alphabetical place: the node has it last, because n8n adds a second
 * one to a list that does not end with it (n8n 2.41). English, which most people want, stands first
 * in the languages and not in its alphabetical place. Actions have no capital but the first: the
 * node writes cTrader as its maker does.
 */
function inOrder(description: INodeTypeDescription): INodeTypeDescription {
	const copy = structuredClone(description);
	const options = copy.properties.find(({ name }) => name === 'resource')?.options;
	if (options?.at(-1)?.name === 'Custom API Call') {
		options.sort((a, b) => a.name.localeCompare(b.name));
	}
	for (const { options: languages } of within(copy.properties)) {
		if (languages?.[0]?.name === 'English') languages.sort((a, b) => a.name.localeCompare(b.name));
	}
	for (const { name, options: operations = [] } of copy.properties) {
		if (name !== 'operation') continue;
		for (const operation of operations as INodePropertyOptions[]) {
			operation.action = operation.action?.replace('cTrader', 'ctrader');
		}
	}
	return copy;
}

/** Parameters, and those within collections. */
function within(properties: INodeProperties[]): INodeProperties[] {
	return properties.flatMap((property) => {
		const inner = (property.options ?? []).filter((option) => 'type' in option);
		return [property, ...within(inner as INodeProperties[])];
	});
}

/** What n8n calls of a node; which of them it has is all that the linter asks. */
const METHODS = {
	execute: ['IExecuteFunctions', 'INodeExecutionData[][]'],
	webhook: ['IWebhookFunctions', 'IWebhookResponseData'],
	poll: ['IPollFunctions', 'INodeExecutionData[][] | null'],
} as const;

const TYPES = `
	IExecuteFunctions, INodeExecutionData, IPollFunctions, IWebhookFunctions, IWebhookResponseData,
	INodeType, INodeTypeDescription, ICredentialType, INodeProperties, Icon, Themed,
	IHttpRequestOptions, ICredentialDataDecryptedObject, ICredentialTestRequest`
	.split(',')
	.map((name) => name.trim());

export function listedNodes(): Array<Listed<INodeType>> {
	return listed<INodeType>('nodes');
}

export function listedCredentials(): Array<Listed<ICredentialType>> {
	return listed<ICredentialType>('credentials');
}

function listed<T>(kind: 'nodes' | 'credentials'): Array<Listed<T>> {
	const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
		n8n: Record<typeof kind, string[]>;
	};
	return manifest.n8n[kind].map((path) => {
		const file = path.replace(/^dist\//, '').replace(/\.js$/, '.ts');
		const className = basename(file).split('.')[0];
		const classes = require(join(ROOT, file)) as Record<string, new () => T>;
		return { file, className, instance: new classes[className]() };
	});
}

/**
 * Lints nodes and credentials with their descriptions printed as literals, under the project's own
 * (n8n's strict) config: the linter sees literals only, and ours are made from data.
 * @returns one line per message
 */
export function lintPrinted(
	nodes: Array<Listed<INodeType>>,
	credentials: Array<Listed<ICredentialType>>,
): string[] {
	const project = realpathSync(mkdtempSync(join(tmpdir(), 'crm-printed-')));
	try {
		for (const file of ['package.json', 'eslint.config.mjs', 'tsconfig.json']) {
			copyFileSync(join(ROOT, file), join(project, file));
		}
		cpSync(join(ROOT, 'icons'), join(project, 'icons'), { recursive: true });
		symlinkSync(join(ROOT, 'node_modules'), join(project, 'node_modules'));
		const write = (file: string, code: string) => {
			mkdirSync(join(project, dirname(file)), { recursive: true });
			writeFileSync(join(project, file), withImports(code));
		};
		for (const node of nodes) write(node.file, printedNode(node));
		for (const credential of credentials) write(credential.file, printedCredential(credential));
		return eslint(project);
	} finally {
		rmSync(project, { recursive: true, force: true });
	}
}

function eslint(project: string): string[] {
	const bin = join(ROOT, 'node_modules', 'eslint', 'bin', 'eslint.js');
	const run = spawnSync(process.execPath, [bin, '.', '--format', 'json'], {
		cwd: project,
		// n8n's rules take every file for a node of their own tests when NODE_ENV is test.
		env: { ...process.env, NODE_ENV: 'production' },
		encoding: 'utf8',
		maxBuffer: 64 * 1024 * 1024,
	});
	if (run.status === 2 || run.error) throw new Error(`ESLint did not run: ${run.stderr}`);
	const results = JSON.parse(run.stdout) as Array<{
		filePath: string;
		messages: Array<{ ruleId: string | null; message: string; line: number }>;
	}>;
	return results.flatMap(({ filePath, messages }) => {
		const lines = readFileSync(filePath, 'utf8').split('\n');
		return messages.map(({ ruleId, message, line }) => {
			return `${basename(filePath)} ${ruleId}: ${message} | ${lines[line - 1]?.trim()}`;
		});
	});
}

function printedNode({ className, instance }: Listed<INodeType>): string {
	const methods = Object.entries(METHODS)
		.filter(([name]) => name in instance)
		.map(
			([name, [context, result]]) =>
				`async ${name}(this: ${context}): Promise<${result}> {\n\treturn await ${name}.call(this);\n}\n`,
		);
	const bodies = Object.entries(METHODS)
		.filter(([name]) => name in instance)
		.map(
			([name, [context, result]]) =>
				`async function ${name}(this: ${context}): Promise<${result}> {\n\treturn [];\n}\n`,
		);
	return `export class ${className} implements INodeType {
description: INodeTypeDescription = ${literal(inOrder(instance.description))};

${'webhookMethods' in instance ? printedLifecycle(instance) : ''}${methods.join('\n')}}

${bodies.join('\n')}`;
}

/** Of the life of a webhook only the names of the methods count. */
function printedLifecycle({ webhookMethods = {} }: INodeType): string {
	const groups = Object.entries(webhookMethods).map(([group, methods]) => {
		const names = Object.keys(methods ?? {});
		const bodies = names.map((name) => `async ${name}(): Promise<boolean> {\n\treturn true;\n}`);
		return `${group}: {\n${bodies.join(',\n')},\n},\n`;
	});
	return `webhookMethods = {\n${groups.join('')}};\n\n`;
}

function printedCredential({ className, instance }: Listed<ICredentialType>): string {
	const types: Partial<Record<string, string>> = {
		icon: ': Icon',
		properties: ': INodeProperties[]',
		test: ': ICredentialTestRequest',
	};
	const fields = Object.entries(instance)
		.filter(([, value]) => typeof value !== 'function')
		.map(([name, value]) => `${name}${types[name] ?? ''} = ${literal(value)};\n`);
	return `export class ${className} implements ICredentialType {\n${fields.join('\n')}}\n`;
}

function withImports(code: string): string {
	const withoutTexts = code.replace(/"(?:[^"\\]|\\.)*"/g, '');
	const types = TYPES.filter((name) => new RegExp(`\\b${name}\\b`).test(withoutTexts));
	const values = code.includes('NodeConnectionTypes') ? ['NodeConnectionTypes'] : [];
	const names = [...values, ...types.map((name) => `type ${name}`)];
	return `import { ${names.join(', ')} } from 'n8n-workflow';\n\n${code}`;
}

/** A value as people would write it, one thing per line. */
export function literal(value: unknown, indent = '\t'): string {
	if (value === undefined) return 'undefined';
	if (typeof value !== 'object' || value === null) return JSON.stringify(value);
	const end = indent.slice(1);
	if (Array.isArray(value)) {
		if (value.length === 0) return '[]';
		const items = value.map((item) => `${indent}${literal(item, `${indent}\t`)},\n`);
		return `[\n${items.join('')}${end}]`;
	}
	// That a node is no tool is written down; what is undefined elsewhere is not there.
	const entries = Object.entries(value).filter(
		([name, item]) => item !== undefined || name === 'usableAsTool',
	);
	if (entries.length === 0) return '{}';
	const lines = entries.map(([name, item]) => {
		const key = /^[a-z_$][\w$]*$/i.test(name) ? name : JSON.stringify(name);
		const isMain = (name === 'inputs' || name === 'outputs') && String(item) === 'main';
		const text = isMain ? '[NodeConnectionTypes.Main]' : literal(item, `${indent}\t`);
		return `${indent}${key}: ${text},\n`;
	});
	return `{\n${lines.join('')}${end}}`;
}
