/**
 * Every workflow in examples/: imported as it is and looked at in the editor, then run to its end.
 * A new example needs an entry in one of the files of test/e2e/examples/.
 */
import type { IDataObject } from 'n8n-workflow';
import { example, exampleFiles, pictureOf } from '../examples.cts';
import { requestsOf, type Example } from './examples/example.cts';
import { LEADS } from './examples/leads.cts';
import { MONEY } from './examples/money.cts';
import { REPORTS } from './examples/reports.cts';
import { BASIC_AUTH, Scene } from './fixture.cts';
import { Editor } from './n8n/editor.cts';
import { runByHand } from './n8n/operator.cts';
import { until, type Execution } from './n8n/rest.cts';
import { pathOf, startOutside, withStandIns } from './outside.cts';

/** Pixels around the workflow on its picture in docs/examples.md: names are wider than their nodes. */
const MARGIN = 40;

/** Credentials of services outside. */
const OUTSIDE_ACCOUNTS = [
	'facebookLeadAdsOAuth2Api',
	'googleSheetsOAuth2Api',
	'slackApi',
	'smtp',
	'telegramApi',
	'typeformApi',
];

let scene: Scene;
let editor: Editor;
beforeAll(async () => {
	scene = await Scene.open();
	// Nobody is asked anything: stand-ins are in the place of these services when workflows run.
	for (const type of OUTSIDE_ACCOUNTS) await scene.keep(type, {});
	editor = await Editor.of(scene.rest);
	await editor.page.context().setHTTPCredentials(BASIC_AUTH);
});
beforeEach(() => {
	scene.sandbox.reset();
	scene.sandbox.data.leads = [];
});
afterAll(async () => {
	await editor.close();
	await scene.close();
});

const EXAMPLES: Record<string, Example> = { ...LEADS, ...MONEY, ...REPORTS };

/** Runs of the examples that have files of their own. */
const ELSEWHERE = [
	'leads-from-a-form.json',
	'withdrawal-approval-from-telegram.json',
	'withdrawal-second-step-approval.json',
];

test('each example is run by a test', () => {
	expect([...Object.keys(EXAMPLES), ...ELSEWHERE].sort()).toEqual(exampleFiles);
});

test.each([...Object.keys(EXAMPLES), ...ELSEWHERE])(
	'%s: no node is red once its credentials are chosen',
	async (file) => {
		const id = await scene.bring(example(file));
		await editor.open(id);
		await editor.workflowShot(pictureOf(file).replace('.png', ''), MARGIN);
		const red = await editor.page
			.locator('[data-test-id="canvas-node"]:has([data-test-id="node-issues"])')
			.evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-node-name')));
		expect(red).toEqual(EXAMPLES[file]?.toFillIn ?? []);
	},
);

test.each(Object.entries(EXAMPLES))(
	'%s runs to its end',
	async (file, { change, answers, run }) => {
		const outside = await startOutside(answers);
		const workflow = withStandIns(change?.(example(file)) ?? example(file), outside);
		const id = await scene.start(workflow);
		const feed = async (items: IDataObject[]) => {
			const before = (await scene.rest.executions(id)).map((each) => each.id);
			await scene.rest.call(pathOf(example(file)), { items });
			// A run that fails starts another one, in mode error, which tells of it.
			const isStarted = (each: Execution) => each.mode !== 'error' && !before.includes(each.id);
			const started = await until(`a run of ${file}`, async () =>
				(await scene.rest.executions(id)).find(isStarted),
			);
			return await scene.endOf(started.id);
		};
		try {
			await run({ scene, editor, id, outside, feed });
			console.log(`${file}: ${requestsOf(scene.sandbox)}`);
		} finally {
			await scene.rest.deactivate(id);
			await outside.close();
		}
	},
);

/** Examples whose sample data are tried; those of leads wait for somebody at a form. */
const TRIED: Record<string, Partial<Example>> = {
	...REPORTS,
	...MONEY,
	'withdrawal-approval-from-telegram.json': {},
	'withdrawal-second-step-approval.json': {},
};

/** Those with sample data that end at the CRM, in a table or in an answer. */
const TELL_NOBODY = ['exchange-rate.json', 'psp-payment.json', 'withdrawals-waiting-24-hours.json'];

test.each(Object.entries(TRIED))(
	'%s can be tried with its sample data',
	async (file, { change, answers }) => {
		const outside = await startOutside(answers);
		const workflow = withStandIns(change?.(example(file)) ?? example(file), outside);
		try {
			const id = await scene.bring(workflow);
			for (const trigger of Object.keys(workflow.pinData ?? {})) {
				const before = outside.told.length;
				const executionId = await runByHand(scene.rest, id, trigger);
				const made = (await scene.rest.executions(id)).find((each) => each.id === executionId);
				// One with a page at its end waits for somebody to open it.
				expect([trigger, made?.status]).toEqual([
					trigger,
					expect.stringMatching(/success|waiting/),
				]);
				const least = TELL_NOBODY.includes(file) ? before : before + 1;
				expect(outside.told.length).toBeGreaterThanOrEqual(least);
			}
		} finally {
			await outside.close();
		}
	},
);
