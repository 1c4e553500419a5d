import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';
import { CrmOpenApi as CrmOpenApiCredential } from '../../credentials/CrmOpenApi.credentials.ts';
import { CrmOpenApiPspApi } from '../../credentials/CrmOpenApiPspApi.credentials.ts';
import { CrmOpenApi } from '../../nodes/CrmOpenApi/CrmOpenApi.node.ts';
import { CrmOpenApiPsp } from '../../nodes/CrmOpenApiPsp/CrmOpenApiPsp.node.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/index.cts';
import { useStarted } from '../started.cts';
import {
	Engine,
	workflowOf,
	type EngineOptions,
	type RunResult,
	type WorkflowJson,
} from './harness/index.cts';

/** The node under test, by the name that it has in the workflows of these tests. */
export const CRM = 'CRM';

/** A sandbox, and n8n's engine with the package and a credential for that sandbox. */
export interface Fixture {
	sandbox: Sandbox;
	/**
	 * An engine whose credential differs from the right one in the fields given.
	 * @param more other settings, such as further node types
	 */
	engine(credential?: IDataObject, more?: Partial<EngineOptions>): Engine;
	/** The node's class, to register it under other names too. */
	nodeType: typeof CrmOpenApi;
	/**
	 * Runs items through Start → CRM, whose branches end in `Done` and `Failed`.
	 * @param node settings of the node, such as `onError` or `retryOnFail`
	 */
	run(
		parameters: INodeParameters,
		items?: IDataObject[],
		node?: Partial<INode>,
		credential?: IDataObject,
	): Promise<RunResult>;
}

export async function startFixture(options: SandboxOptions = {}): Promise<Fixture> {
	const sandbox = await startSandbox(options);
	const engine = (credential: IDataObject = {}, more: Partial<EngineOptions> = {}) =>
		new Engine({
			nodeTypes: [CrmOpenApi, CrmOpenApiPsp],
			credentialTypes: [CrmOpenApiCredential, CrmOpenApiPspApi],
			credentials: {
				crm: {
					type: 'crmOpenApi',
					data: {
						host: sandbox.url,
						apiKey: sandbox.key,
						signatureScheme: sandbox.scheme,
						...credential,
					} as Record<string, string>,
				},
				psp: {
					type: 'crmOpenApiPspApi',
					data: {
						merchantId: sandbox.psp.merchant,
						token: sandbox.psp.token,
						callbackUrl: sandbox.url,
					},
				},
			},
			...more,
		});
	return {
		nodeType: CrmOpenApi,
		sandbox,
		engine,
		run: async (parameters, items = [{}], node = {}, credential = {}) =>
			await engine(credential).run({ workflow: crmWorkflow(parameters, node), items }),
	};
}

/** The fixture that the tests of a file share; its sandbox is as new before each. */
export function useFixture(options: SandboxOptions = {}): Fixture {
	return useStarted(
		async () => await startFixture(options),
		({ sandbox }) => sandbox,
	);
}

/** Start → CRM → Done, and Failed on the second branch. */
export function crmWorkflow(parameters: INodeParameters, node: Partial<INode> = {}): WorkflowJson {
	return workflowOf(
		[
			{ name: 'Start', type: 'test.pass' },
			{
				name: CRM,
				type: 'n8n-nodes-crm-open-api.crmOpenApi',
				parameters,
				credentials: { crmOpenApi: { id: 'crm', name: 'crm' } },
				...node,
			},
			{ name: 'Done', type: 'test.pass' },
			{ name: 'Failed', type: 'test.pass' },
		],
		[
			['Start', CRM],
			[CRM, 'Done'],
			[CRM, 'Failed', 1],
		],
	);
}

/** A client, or anything else chosen by its id, as a resource locator holds it. */
export const byId = (value: string): INodeParameters => ({ __rl: true, mode: 'id', value });

/** Lead → Create with name and email from the item, as a form gives them. */
export const LEAD_FROM_FORM: INodeParameters = {
	resource: 'lead',
	operation: 'create',
	name: '={{ $json.name }}',
	email: '={{ $json.email }}',
};

/** What people type into a form: lead 1, lead 2 and so on. */
export const formItems = (count: number): IDataObject[] =>
	Array.from({ length: count }, (_, i) => ({
		name: `Lead ${i + 1}`,
		email: `lead${i + 1}@example.com`,
	}));

/** On Error: Continue; failed items come out among the others. */
export const CONTINUE: Partial<INode> = { onError: 'continueRegularOutput' };
/** On Error: Continue (using error output). */
export const ERROR_BRANCH: Partial<INode> = { onError: 'continueErrorOutput' };

/** What stands above the node's output. */
export const hintsOf = (result: RunResult): string[] =>
	(result.runs(CRM)[0].hints ?? []).map(({ message }) => message);

/** What the user reads when the node has stopped the workflow. */
export function errorText({ error }: RunResult): string {
	if (!error) throw new Error('The execution did not fail');
	return `${error.message} | ${error.description}`;
}

/** What the user reads on the items that failed, in their order. */
export const failedTexts = (items: IDataObject[]): string[] =>
	items.filter(({ error }) => error !== undefined).map(({ message }) => String(message));

/** A server of a test's own, for what no CRM does. */
export interface LocalServer {
	url: string;
	/** How many requests have come in. */
	requests: number;
	close(): Promise<void>;
}

export async function startServer(answer: RequestListener): Promise<LocalServer> {
	const server = createServer((request, response) => {
		local.requests++;
		answer(request, response);
	});
	await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
	const local: LocalServer = {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		requests: 0,
		close: async () => {
			server.closeAllConnections();
			await new Promise((closed) => server.close(closed));
		},
	};
	return local;
}
