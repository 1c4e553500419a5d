import { workflowOf, type NodeSketch, type WorkflowJson } from '../../engine/harness/workflow.cts';
import { withAccounts, type Accounts } from '../n8n/accounts.cts';
import type { Told } from './crm.process.cts';

const PACKAGE = 'n8n-nodes-crm-open-api';
const TRIGGER = 'CRM Open API Trigger';

/** Where a workflow's CRM Open API Trigger listens. */
export const addressOf = (webhookId: string): string => `/webhook/${webhookId}/webhook`;

const DELIVERED = '@delivered.example.com';
const POLLED = '@polled.example.com';

/** The email of the lead that a delivery makes. */
export const emailOf = (id: string): string => id + DELIVERED;

/** The email of the lead that a polled transaction makes. */
export const polledEmailOf = (id: string): string => id + POLLED;

/** Starts for what ended badly in another workflow, and does nothing more. */
export const errorWorkflow = (): WorkflowJson => ({
	name: 'Error workflow',
	...workflowOf([
		{ name: 'Error Trigger', type: 'n8n-nodes-base.errorTrigger' },
		{ name: 'Done', type: 'n8n-nodes-base.noOp' },
	]),
});

/**
 * A delivery → a lead, which no key protects → money into a wallet, with the delivery's id as its
 * order id. The lead's comment is the execution.
 */
export function deliveries(
	accounts: Accounts,
	client: string,
	errorWorkflow: string,
): WorkflowJson {
	const id = `$('${TRIGGER}').item.json.data.id`;
	return withAccounts(
		{
			name: 'Deliveries',
			...workflowOf(
				[
					trigger('queue-deliveries'),
					lead(`={{ ${id} }}`, `={{ ${id} }}${DELIVERED}`),
					crm('Wallet', {
						resource: 'wallet',
						operation: 'updateBalance',
						userId: { __rl: true, mode: 'id', value: client },
						currency: 'USD',
						amount: '1',
						orderId: `={{ ${id} }}`,
					}),
				],
				undefined,
				{ errorWorkflow },
			),
		},
		accounts,
	);
}

/** New deposits → a lead each. */
export const polled = (accounts: Accounts): WorkflowJson =>
	withAccounts(
		{
			name: 'Polled',
			...workflowOf([
				{
					name: 'CRM Open API Polling Trigger',
					type: `${PACKAGE}.crmOpenApiPollingTrigger`,
					parameters: {
						event: 'newTransaction',
						filters: { type: ['deposit'] },
						pollTimes: { item: [{ mode: 'everyMinute' }] },
					},
					credentials: { crmOpenApi: { id: '', name: '' } },
				},
				lead('={{ $json.id }}', `={{ $json.id }}${POLLED}`),
			]),
		},
		accounts,
	);

/** One delivery with many rows → a lead for each row, in one execution. */
export const manyLeads = (accounts: Accounts): WorkflowJson =>
	withAccounts(
		{
			name: 'Many leads',
			...workflowOf([
				trigger('queue-many-leads'),
				ROWS,
				lead('={{ $json.name }}', '={{ $json.email }}'),
			]),
		},
		accounts,
	);

/** One delivery with many rows → a deposit for each row, with the row's id as its comment. */
export const payments = (
	accounts: Accounts,
	{ connection_id, login, currency }: Told['account'],
): WorkflowJson =>
	withAccounts(
		{
			name: 'Payments',
			...workflowOf([
				trigger('queue-payments'),
				ROWS,
				crm('Deposit', {
					...{ resource: 'mt4', operation: 'deposit', login, currency, amount: '1.00' },
					connectionId: { __rl: true, mode: 'id', value: connection_id },
					comment: '={{ $json.id }}',
				}),
			]),
		},
		accounts,
	);

/** The rows of a delivery. */
const ROWS: NodeSketch = {
	name: 'Rows',
	type: 'n8n-nodes-base.splitOut',
	parameters: { fieldToSplitOut: 'data.rows', options: {} },
};

const trigger = (webhookId: string): NodeSketch => ({
	name: TRIGGER,
	type: `${PACKAGE}.crmOpenApiTrigger`,
	typeVersion: 2,
	webhookId,
	parameters: { events: ['any'] },
	credentials: { crmOpenApiWebhookApi: { id: '', name: '' } },
});

const lead = (name: string, email: string): NodeSketch =>
	crm('Lead', {
		resource: 'lead',
		operation: 'create',
		name,
		email,
		additionalFields: { comment: '={{ $execution.id }}' },
	});

const crm = (name: string, parameters: NodeSketch['parameters']): NodeSketch => ({
	name,
	type: `${PACKAGE}.crmOpenApi`,
	parameters,
	credentials: { crmOpenApi: { id: '', name: '' } },
});
