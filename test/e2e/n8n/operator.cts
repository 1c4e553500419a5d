/** What people press in n8n's editor, by the routes that it uses. */
import { randomUUID } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';
import { WebSocket } from 'undici';
import type { NodeSketch } from '../../engine/harness/workflow.cts';
import { until, type N8nRest } from './rest.cts';

/** How the Retry button is pressed: with the workflow as it was then, or as it is saved now. */
export interface Pressed {
	withSavedWorkflow?: boolean;
}

/** Presses Retry on a row of the executions list, and waits for its end. @returns the new row's id */
export async function pressRetry(
	rest: N8nRest,
	executionId: string,
	{ withSavedWorkflow = false }: Pressed = {},
): Promise<string> {
	const path = `/rest/executions/${executionId}/retry`;
	const made = await rest.editor('POST', path, { loadWorkflow: withSavedWorkflow });
	// n8n before 2.41 tells only how it ended.
	if (typeof made === 'object' && made !== null && 'id' in made) return String(made.id);
	const { results } = (await rest.editor('GET', '/rest/executions?limit=100')) as {
		results: Array<{ id: string; retryOf: string | null }>;
	};
	const [newest] = results.filter(({ retryOf }) => String(retryOf) === executionId);
	return newest.id;
}

/** Presses Execute Workflow, with the editor open, until it ends or waits. @returns the execution's id */
export async function runByHand(
	rest: N8nRest,
	workflowId: string,
	trigger: string,
): Promise<string> {
	const workflowData = await rest.editor('GET', `/rest/workflows/${workflowId}`);
	const editor = await openEditor(rest);
	try {
		const started = await rest.editor(
			'POST',
			`/rest/workflows/${workflowId}/run`,
			{ workflowData, triggerToStartFrom: { name: trigger } },
			{ 'push-ref': editor.pushRef },
		);
		const { executionId } = started as { executionId: string };
		// The editor is closed only when it has heard of the end: n8n may store a run without it otherwise.
		await until(`the end of ${executionId} by hand`, async () =>
			(await editor.heard()).some((text) => /"execution(Finished|Waiting)"/.test(text))
				? true
				: undefined,
		);
		return executionId;
	} finally {
		editor.close();
	}
}

/** The connection on which n8n tells an open editor what happens. */
async function openEditor(rest: N8nRest) {
	const pushRef = randomUUID();
	const { host } = new URL(rest.url);
	const heard: string[] = [];
	const socket = new WebSocket(`ws://${host}/rest/push?pushRef=${pushRef}`, {
		headers: { cookie: rest.cookie, origin: rest.url },
	});
	socket.addEventListener('message', ({ data }) => heard.push(String(data)));
	await new Promise<void>((resolve, reject) => {
		socket.addEventListener('open', () => resolve());
		socket.addEventListener('error', () => reject(new Error('n8n refused the editor')));
	});
	return { pushRef, heard: async () => await Promise.resolve(heard), close: () => socket.close() };
}

/** A data table of n8n. @returns its id */
export async function dataTable(
	rest: N8nRest,
	name: string,
	rows: Array<Record<string, string>>,
): Promise<string> {
	const project = (await rest.editor('GET', '/rest/projects/personal')) as { id: string };
	const path = `/rest/projects/${project.id}/data-tables`;
	const columns = Object.keys(rows[0]).map((column) => ({ name: column, type: 'string' }));
	const { id } = (await rest.editor('POST', path, { name, columns })) as { id: string };
	await rest.editor('POST', `${path}/${id}/insert`, { data: rows });
	return id;
}

/** Presses Run Evaluation. @returns how the run ended, and the executions of its rows */
export async function evaluate(rest: N8nRest, workflowId: string) {
	const path = `/rest/workflows/${workflowId}/test-runs`;
	const { testRunId } = (await rest.send('POST', `${path}/new`, {})).body as { testRunId: string };
	const run = await until('the end of the evaluation', async () => {
		const seen = (await rest.editor('GET', `${path}/${testRunId}`)) as IDataObject;
		return ['new', 'running'].includes(String(seen.status)) ? undefined : seen;
	});
	const cases = await rest.editor('GET', `${path}/${testRunId}/test-cases`);
	const executions = (cases as Array<{ executionId: string }>).map(
		({ executionId }) => executionId,
	);
	return { status: run.status, errorCode: run.errorCode, executions };
}

/** Presses Test in the form of a credential that is saved. */
export async function testCredential(
	rest: N8nRest,
	id: string,
): Promise<{ status: string; message: string }> {
	const { type, name, data } = (await rest.editor(
		'GET',
		`/rest/credentials/${id}?includeData=true`,
	)) as IDataObject;
	const credentials = { id, type, name, data };
	const verdict = await rest.editor('POST', '/rest/credentials/test', { credentials });
	return verdict as { status: string; message: string };
}

/** Opens a list of a node's parameter. @returns what there is to choose */
export async function openList(
	rest: N8nRest,
	node: NodeSketch,
	parameter: string,
	methodName: string,
): Promise<Array<{ name: string; value: string }>> {
	const { results } = (await rest.editor(
		'POST',
		'/rest/dynamic-node-parameters/resource-locator-results',
		{
			path: `parameters.${parameter}`,
			nodeTypeAndVersion: { name: node.type, version: node.typeVersion ?? 1 },
			currentNodeParameters: node.parameters,
			credentials: node.credentials,
			methodName,
		},
	)) as { results: Array<{ name: string; value: string }> };
	return results;
}
