import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { CrmOpenApi as CrmOpenApiCredential } from '../../credentials/CrmOpenApi.credentials.ts';
import { CrmOpenApiPollingTrigger } from '../../nodes/CrmOpenApiPollingTrigger/CrmOpenApiPollingTrigger.node.ts';
import {
	startSandbox,
	type Client,
	type Sandbox,
	type SandboxOptions,
	type Trade,
	type Transaction,
} from '../../sandbox/index.cts';
import { nextId, nextNumber } from '../../sandbox/ids.cts';
import { newTransaction } from '../../sandbox/seed/records.cts';
import { stamp } from '../../sandbox/time.cts';
import { useStarted } from '../started.cts';
import {
	Engine,
	workflowOf,
	type EngineOptions,
	type Keeping,
	type Poller,
	type WorkflowJson,
} from './harness/index.cts';

export const TRIGGER = 'CRM Open API Polling Trigger';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const MINUTE = 60_000;

/** Now, or so long before, by the clock of the sandbox (UTC). */
export const ago = (ms: number): string => stamp(Date.now() - ms);

/** A sandbox, with workflows in n8n's engine that poll it. */
export interface PollingFixture {
	sandbox: Sandbox;
	engine(credential?: IDataObject, otherNodeTypes?: EngineOptions['otherNodeTypes']): Engine;
	poller(parameters: INodeParameters, keeping?: Keeping, credential?: IDataObject): Poller;
	/** Something happens in the CRM. */
	addTransaction(given?: Partial<Transaction>): Transaction;
	addTrade(given?: Partial<Trade>): Trade;
	addClient(given?: Partial<Client>): Client;
	/** How often an endpoint was asked since the last time that somebody wanted to know. */
	asked(operationId?: string): number;
}

export async function startPolling(options: SandboxOptions = {}): Promise<PollingFixture> {
	const sandbox = await startSandbox(options);
	const engine: PollingFixture['engine'] = (credential = {}, otherNodeTypes = {}) =>
		new Engine({
			otherNodeTypes,
			nodeTypes: [CrmOpenApiPollingTrigger],
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
	let heard = 0;
	return {
		sandbox,
		engine,
		poller: (parameters, keeping, credential) =>
			engine(credential).poller(pollingWorkflow(parameters), TRIGGER, keeping),
		addTransaction(given = {}) {
			const { data } = sandbox;
			const [account] = data.accounts;
			const made = newTransaction(data, {
				user_id: account.user_id,
				type: 'deposit',
				currency: 'USD',
				amount: 100,
				...given,
			});
			data.transactions.push(made);
			return made;
		},
		addTrade(given = {}) {
			const { data } = sandbox;
			const [model] = data.trades;
			const made = { ...model, order_id: nextNumber(data), close_time: ago(0), ...given };
			data.trades.push(made);
			return made;
		},
		addClient(given = {}) {
			const { data } = sandbox;
			const id = nextId(data);
			const made = {
				...structuredClone(data.clients[0]),
				id,
				email: `client-${id}@example.com`,
				created_at: ago(0),
				...given,
			};
			data.clients.push(made);
			return made;
		},
		asked(operationId) {
			const news = sandbox.requests.slice(heard);
			heard = sandbox.requests.length;
			return news.filter((one) => !operationId || one.operationId === operationId).length;
		},
	};
}

/** The fixture that the tests of a file share; its sandbox is as new before each. */
export function usePolling(): PollingFixture {
	return useStarted(
		async () => await startPolling(),
		({ sandbox }) => sandbox,
	);
}

export function pollingWorkflow(parameters: INodeParameters): WorkflowJson {
	return workflowOf([
		{
			name: TRIGGER,
			type: 'n8n-nodes-crm-open-api.crmOpenApiPollingTrigger',
			parameters,
			credentials: { crmOpenApi: { id: 'crm', name: 'crm' } },
		},
		{ name: 'Done', type: 'test.pass' },
	]);
}

export const idsOf = (items: IDataObject[]): string[] => items.map(({ id }) => String(id));
