import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';
import { CrmOpenApi as CrmOpenApiCredential } from '../../credentials/CrmOpenApi.credentials.ts';
import { CrmOpenApi } from '../../nodes/CrmOpenApi/CrmOpenApi.node.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/index.cts';
import { Engine, workflowOf, type RunResult, type WorkflowJson } from './harness/index.cts';

/** The node under test, by the name that it has in the workflows of these tests. */
export const CRM = 'CRM';

/** A sandbox, and n8n's engine with the package and a credential for that sandbox. */
export interface Fixture {
	sandbox: Sandbox;
	/** An engine whose credential differs from the right one in the fields given. */
	engine(credential?: IDataObject): Engine;
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
	const engine = (credential: IDataObject = {}) =>
		new Engine({
			nodeTypes: [CrmOpenApi],
			credentialTypes: [CrmOpenApiCredential],
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
			},
		});
	return {
		sandbox,
		engine,
		run: async (parameters, items = [{}], node = {}, credential = {}) =>
			await engine(credential).run({ workflow: crmWorkflow(parameters, node), items }),
	};
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

/** A client as a resource locator holds it. */
export const clientById = (value: string): INodeParameters => ({ __rl: true, mode: 'id', value });
