/** Triggers on the webhook server of the engine: n8n-core around the node, and nothing else of n8n. */
import { join } from 'node:path';
import type { ICredentialType } from 'n8n-workflow';
import {
	Engine,
	PACKAGE_NAME,
	workflowOf,
	type NodeClass,
} from '../../test/engine/harness/index.cts';
import { SECRET, sendDeliveries } from '../deliveries.cts';
import { BareWebhook } from '../rivals/bare-webhook.cts';
import { measured, now } from './stopwatch.cts';
import type { Measured, Step } from './task.cts';

export function deliveriesStep(
	{ trigger, count, width }: Extract<Step, { kind: 'deliveries' }>,
	packageFolder: string,
): () => Promise<Measured> {
	const dist = join(packageFolder, 'dist');
	const of = <T,>(file: string): T => require(join(dist, file)) as T;
	const { CrmOpenApiTrigger } = of<{ CrmOpenApiTrigger: NodeClass }>(
		'nodes/CrmOpenApiTrigger/CrmOpenApiTrigger.node.js',
	);
	const { CrmOpenApiWebhookApi } = of<{ CrmOpenApiWebhookApi: new () => ICredentialType }>(
		'credentials/CrmOpenApiWebhookApi.credentials.js',
	);
	const engine = new Engine({
		nodeTypes: [CrmOpenApiTrigger],
		otherNodeTypes: { 'rival.webhook': BareWebhook },
		credentialTypes: [CrmOpenApiWebhookApi],
		credentials: { hook: { type: 'crmOpenApiWebhookApi', data: { secret: SECRET } } },
	});
	const workflow = workflowOf([
		{
			name: 'Trigger',
			type: trigger === 'ours' ? `${PACKAGE_NAME}.crmOpenApiTrigger` : 'rival.webhook',
			webhookId: 'bench',
			parameters: { events: ['any'] },
			credentials: { crmOpenApiWebhookApi: { id: 'hook', name: 'hook' } },
		},
		{ name: 'After', type: 'test.pass' },
	]);
	return async () => {
		const listening = await engine.listen(workflow);
		const start = now();
		const refused = await sendDeliveries(listening.url, count, width);
		await listening.settled();
		const end = now();
		const succeeded = listening.executions.filter(({ status }) => status === 'success').length;
		await listening.close();
		if (refused) throw new Error(`${refused} of ${count} were refused`);
		return measured(start, end, succeeded);
	};
}
