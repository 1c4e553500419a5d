/** What users install: what is in it, what it needs, and that n8n loads and runs it. */
import '../engine/harness/environment.cts';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LazyPackageDirectoryLoader, PackageDirectoryLoader } from 'n8n-core';
import type { INodeProperties, INodeType } from 'n8n-workflow';
import { outputSchemas } from '../../scripts/schemas.cts';
import { startSandbox } from '../../sandbox/index.cts';
import { crmWorkflow } from '../engine/fixture.cts';
import { Engine, type CredentialClass, type NodeClass } from '../engine/harness/index.cts';
import { filesIn, pack, type Packed } from './packed.cts';

interface Manifest {
	[key: string]: unknown;
	scripts: Record<string, string>;
	n8n: { strict: boolean; nodes: string[]; credentials: string[] };
}

let packed: Packed;
let files: string[];
let manifest: Manifest;
let loader: PackageDirectoryLoader;

beforeAll(async () => {
	packed = pack();
	files = filesIn(packed.folder);
	manifest = JSON.parse(readFileSync(join(packed.folder, 'package.json'), 'utf8')) as Manifest;
	loader = new PackageDirectoryLoader(packed.folder);
	await loader.loadAll();
	process.stdout.write(`The package: ${files.length} files, ${Math.ceil(packed.size / 1024)} kB\n`);
});

afterAll(() => packed.remove());

describe('the tarball', () => {
	test('holds what was made from the sources, the texts and package.json, and nothing else', () => {
		const made = ['credentials', 'crm', 'icons', 'nodes']
			.flatMap((folder) => filesIn(join(packed.clone, folder)).map((file) => `${folder}/${file}`))
			.map((file) => file.replace(/\.ts$/, '.js'));
		const lists = ['known', 'types'].flatMap((folder) =>
			['credentials', 'nodes'].map((name) => `${folder}/${name}.json`),
		);
		const texts = ['LICENSE.md', 'README.md', 'package.json'];
		const schemas = [...outputSchemas().keys()].map((file) => `nodes/${file}`);
		const expected = [
			...texts,
			...[...made, ...lists, ...schemas].map((file) => `dist/${file}`),
		].sort();
		expect(files).toEqual(expected);
		expect(made.length).toBeGreaterThan(30);
	});

	test('has its output schemas in the words that n8n knows, under the version that nodes have', () => {
		const schemas = outputSchemas();
		expect(schemas.size).toBeGreaterThan(30);
		for (const [file, schema] of schemas) {
			const path = join(packed.folder, 'dist', 'nodes', file);
			expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(schema);
			expect(JSON.stringify(schema)).not.toMatch(/\$ref|oneOf|anyOf|"type":\[/);
		}
		const { version } = (loader.nodeTypes.crmOpenApi.type as INodeType).description;
		expect(version).toBe(1);
	});

	test('is small', () => {
		expect(packed.size).toBeLessThan(200 * 1024);
	});

	test('needs nothing at run time but the n8n that it runs in', () => {
		for (const kind of [
			'dependencies',
			'optionalDependencies',
			'bundleDependencies',
			'overrides',
		]) {
			expect(manifest).not.toHaveProperty(kind);
		}
		expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
		const atInstall = /^(pre|post)?(install|prepare|publish)$|^prepublish$/;
		expect(Object.keys(manifest.scripts).filter((name) => atInstall.test(name))).toEqual([]);
	});

	test('requires only n8n-workflow, crypto and its own files', () => {
		const others = new Set<string>();
		for (const file of files.filter((name) => name.endsWith('.js'))) {
			const code = readFileSync(join(packed.folder, file), 'utf8');
			const required = [...code.matchAll(/\brequire\(["']([^"']+)["']\)/g)].map(([, name]) => name);
			expect(code.match(/\b(require|import)\s*\(/g) ?? []).toHaveLength(required.length);
			for (const name of required) {
				if (!name.startsWith('.')) others.add(name.replace(/^node:/, ''));
				else expect(files).toContain(ownFile(file, name));
			}
		}
		expect([...others].sort()).toEqual(['crypto', 'n8n-workflow']);
	});
});

/** The file that a relative require means, as Node finds it. */
function ownFile(from: string, name: string): string {
	const path = join(dirname(from), name);
	const tries = [path, `${path}.js`, `${path}.json`, `${path}/index.js`];
	return tries.find((file) => files.includes(file)) ?? `${from} requires ${name}`;
}

describe("n8n's loader", () => {
	test('knows every node and credential that package.json lists', () => {
		expect(Object.keys(loader.known.nodes)).toHaveLength(manifest.n8n.nodes.length);
		expect(Object.keys(loader.known.credentials)).toHaveLength(manifest.n8n.credentials.length);
		expect(loader.known.nodes.crmOpenApi.className).toBe('CrmOpenApi');
		expect(loader.known.credentials.crmOpenApi.supportedNodes).toContain('crmOpenApi');
	});

	test('has at its start what the nodes themselves say, without loading them', async () => {
		const atStart = new LazyPackageDirectoryLoader(packed.folder);
		await atStart.loadAll();
		expect(atStart.loadedNodes).toEqual([]);
		expect(atStart.known).toEqual(asJson(loader.known));
		expect(atStart.types).toEqual(asJson(loader.types));
		expect(atStart.types.nodes).toHaveLength(manifest.n8n.nodes.length);
		const { type } = atStart.getNode('crmOpenApi');
		expect(type).toHaveProperty('execute');
		expect(atStart.getCredential('crmOpenApi').type).toHaveProperty('authenticate');
	});

	test('finds light and dark icons of all of them', () => {
		const withIcons = [
			...Object.values(loader.nodeTypes).map(({ type }) => (type as INodeType).description),
			...Object.values(loader.credentialTypes).map(({ type }) => type),
		];
		for (const { iconUrl } of withIcons) {
			const { light, dark } = iconUrl as { light: string; dark: string };
			expect(light).not.toBe(dark);
			for (const url of [light, dark]) {
				const file = url.replace('icons/n8n-nodes-crm-open-api/', '');
				expect(readFileSync(join(packed.folder, file), 'utf8')).toContain('<svg');
			}
		}
		expect(withIcons.length).toBeGreaterThan(1);
	});

	test('reads the codex of every node, by which people find it', () => {
		for (const { type } of Object.values(loader.nodeTypes)) {
			const { codex } = (type as INodeType).description;
			expect(codex?.categories).toContain('Sales');
			expect(codex?.alias?.length).toBeGreaterThan(3);
			const urls = Object.values(codex?.resources ?? {}).flat() as Array<{ url: string }>;
			for (const { url } of urls) expect(url).toMatch(/^https:\/\/github\.com\//);
			expect(urls.length).toBeGreaterThan(1);
		}
	});

	test('finds the node usable by AI agents, payments and triggers not', () => {
		for (const [name, { type }] of Object.entries(loader.nodeTypes)) {
			const { usableAsTool } = (type as INodeType).description;
			expect([name, Boolean(usableAsTool)]).toEqual([name, name === 'crmOpenApi']);
		}
	});

	test('finds the methods that parameters and credentials name', () => {
		for (const { type } of Object.values(loader.nodeTypes)) {
			const { description, methods = {} } = type as INodeType;
			const named = { listSearch: new Set<string>(), loadOptions: new Set<string>() };
			const mappings = new Set<string>();
			for (const property of everyProperty(description.properties)) {
				const { loadOptionsMethod, resourceMapper } = property.typeOptions ?? {};
				if (loadOptionsMethod) named.loadOptions.add(loadOptionsMethod);
				if (resourceMapper?.resourceMapperMethod) mappings.add(resourceMapper.resourceMapperMethod);
				for (const { typeOptions } of property.modes ?? []) {
					if (typeOptions?.searchListMethod) named.listSearch.add(typeOptions.searchListMethod);
				}
			}
			const tests = (description.credentials ?? []).map(({ testedBy }) => testedBy as string);
			expect(Object.keys(methods.listSearch ?? {}).sort()).toEqual([...named.listSearch].sort());
			expect(Object.keys(methods.loadOptions ?? {}).sort()).toEqual([...named.loadOptions].sort());
			expect(Object.keys(methods.resourceMapping ?? {}).sort()).toEqual([...mappings].sort());
			expect(Object.keys(methods.credentialTest ?? {})).toEqual(tests.filter(Boolean));
		}
	});
});

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

function everyProperty(properties: INodeProperties[]): INodeProperties[] {
	return properties.flatMap((property) => {
		const inner = (property.options ?? []).flatMap((option) =>
			'values' in option ? option.values : 'type' in option ? [option] : [],
		);
		return [property, ...everyProperty(inner)];
	});
}

test('what was unpacked creates a lead', async () => {
	const sandbox = await startSandbox();
	try {
		const engine = new Engine({
			nodeTypes: [classIn<NodeClass>('nodes/CrmOpenApi/CrmOpenApi.node.js')],
			credentialTypes: [classIn<CredentialClass>('credentials/CrmOpenApi.credentials.js')],
			credentials: {
				crm: { type: 'crmOpenApi', data: { host: sandbox.url, apiKey: sandbox.key } },
			},
		});
		const parameters = {
			resource: 'lead',
			operation: 'create',
			name: 'Zoë 李',
			phone: '+65 8123 4567',
		};
		const result = await engine.run({ workflow: crmWorkflow(parameters) });
		expect(result.status).toBe('success');
		expect(sandbox.requests).toMatchObject([{ operationId: 'lead.create', verified: 'v2' }]);
	} finally {
		await sandbox.close();
	}
});

function classIn<T extends NodeClass | CredentialClass>(file: string): T {
	const path = join(packed.folder, 'dist', file);
	if (!existsSync(path)) throw new Error(`${file} is not in the package`);
	return (require(path) as { CrmOpenApi: T }).CrmOpenApi;
}
