/** Withdrawals whose second step a person approves in a form: examples/withdrawal-second-step-approval.json. */
import { seedWithdrawal, sendEvent } from '../../sandbox/index.cts';
import { example, WEBHOOK_SECRET } from '../examples.cts';
import { Editor } from './n8n/editor.cts';
import { until } from './n8n/rest.cts';
import { BASIC_AUTH, openForm, Scene, submitForm } from './fixture.cts';
import { startOutside, withStandIns, type Outside } from './outside.cts';

const EXAMPLE = 'withdrawal-second-step-approval.json';

let scene: Scene;
let editor: Editor;
let outside: Outside;
let id: string;
beforeAll(async () => {
	scene = await Scene.open();
	editor = await Editor.of(scene.rest);
	await editor.page.context().setHTTPCredentials(BASIC_AUTH);
	outside = await startOutside();
	id = await scene.start(withStandIns(example(EXAMPLE), outside));
});
beforeEach(() => {
	scene.sandbox.reset();
	outside.told.length = 0;
});
afterAll(async () => {
	await editor.close();
	await scene.close();
	await outside.close();
});

/** A withdrawal of several steps, of which somebody has approved the first. */
function withdrawal(steps = 2) {
	const request = seedWithdrawal(scene.sandbox.data, { steps });
	request.flow.current = 1;
	return request;
}

/** The CRM tells n8n of the first approval. @returns the status of n8n's answer */
async function tell({ id, user_id, fields }: ReturnType<typeof withdrawal>, secret?: string) {
	const trigger = example(EXAMPLE).nodes.find(({ type }) => type.endsWith('.crmOpenApiTrigger'));
	const to = `${scene.rest.url}/webhook/${trigger?.webhookId}/webhook`;
	const event = 'withdrawal.approve';
	return await until(`webhook ${to}`, async () => {
		const sent = await sendEvent({ event, to, secret, step: 1, data: { ...fields, id, user_id } });
		return sent.status === 404 ? undefined : sent.status;
	});
}

const decisions = () => scene.sandbox.data.decisions;
const executions = async () => await scene.rest.executions(id);

/** A mail to the approver, and the execution that waits for the answer. */
interface Asked {
	subject: string;
	text: string;
	/** Where the approver decides. */
	link: string;
	execution: string;
}

/** Tells n8n of a first approval; the approver gets a mail, whose link works from now on. */
async function asked(request: ReturnType<typeof withdrawal>): Promise<Asked> {
	const mails = outside.told.length;
	expect(await tell(request, WEBHOOK_SECRET)).toBe(200);
	const told = (await outside.by('Tell Approver', mails + 1))[mails];
	const { subject, text } = told.parameters as { subject: string; text: string };
	const link = /http\S+$/.exec(text)?.[0] ?? '';
	const execution = /form-waiting\/(\d+)/.exec(link)?.[1] ?? '';
	await until('an execution that waits', async () =>
		(await executions()).find(({ id, status }) => id === execution && status === 'waiting'),
	);
	return { subject, text, link, execution };
}

/** Fills in the form as the approver. @returns the execution, ended */
async function decide({ link, execution }: Asked, values: Record<string, string>) {
	await openForm(editor.page, link);
	await submitForm(editor.page, values);
	return await scene.endOf(execution);
}

test('a person approves', async () => {
	const request = withdrawal();
	const mail = await asked(request);
	expect(mail.subject).toContain(request.id);
	expect(mail.text).toContain('250.00 USD');
	expect([decisions(), request.status]).toEqual([[], 'pending']);

	await openForm(editor.page, mail.link);
	await editor.shot('approval-form');
	expect(await editor.page.textContent('body')).toContain(`Withdrawal ${request.id}`);
	const execution = await decide(mail, { Decision: 'Approve' });
	expect(execution.status).toBe('success');
	expect(decisions()).toMatchObject([{ request_id: request.id, decision: 'approve', step: 1 }]);
	expect([request.flow.current, request.status]).toEqual([2, 'approved']);
	expect(scene.sandbox.data.bookings).toMatchObject([{ kind: 'payout', reference: request.id }]);
});

test('a person rejects, with a reason', async () => {
	const request = withdrawal();
	const values = { Decision: 'Reject', Comment: 'Die Papiere fehlen – 缺少文件' };
	const execution = await decide(await asked(request), values);
	expect(execution.status).toBe('success');
	expect(decisions()).toMatchObject([{ decision: 'reject', sent: { comment: values.Comment } }]);
	expect([request.status, scene.sandbox.data.bookings]).toEqual(['rejected', []]);
});

test('whoever has only the link decides nothing', async () => {
	const request = withdrawal();
	const { link, execution } = await asked(request);
	const form = new FormData();
	form.set('field-0', 'Approve');
	const [read, sent] = [await fetch(link), await fetch(link, { method: 'POST', body: form })];
	expect([read.status, sent.status]).toEqual([401, 401]);
	const waiting = (await executions()).find(({ id }) => id === execution);
	expect([waiting?.status, decisions(), request.status]).toEqual(['waiting', [], 'pending']);
});

test('a form that two windows send approves one step', async () => {
	// Of three steps: a second approval would find another one open.
	const request = withdrawal(3);
	const mail = await asked(request);
	const second = await editor.page.context().newPage();
	await openForm(second, mail.link);
	const execution = await decide(mail, { Decision: 'Approve' });
	await submitForm(second, { Decision: 'Approve' });
	await second.close();
	expect(execution.status).toBe('success');
	expect(decisions()).toHaveLength(1);
	expect(request.flow.current).toBe(2);
});

test('two windows at the same moment, too', async () => {
	const request = withdrawal(3);
	const mail = await asked(request);
	const second = await editor.page.context().newPage();
	await openForm(second, mail.link);
	await openForm(editor.page, mail.link);
	const values = { Decision: 'Approve' };
	await Promise.all([submitForm(editor.page, values), submitForm(second, values)]);
	await second.close();
	await scene.endOf(mail.execution);
	expect(decisions()).toHaveLength(1);
	expect(request.flow.current).toBe(2);
});

test('a webhook that is resent meanwhile approves no further step', async () => {
	const request = withdrawal(3);
	const [mail, resent] = [await asked(request), await asked(request)];
	const first = await decide(mail, { Decision: 'Approve' });
	const again = await decide(resent, { Decision: 'Approve' });
	expect([first.status, again.status]).toEqual(['success', 'error']);
	expect(again.data.resultData.error?.message).toContain("'Only If - Approval Step' is not met");
	expect([decisions().length, request.flow.current]).toEqual([1, 2]);
});

test.each([
	['without a signature', undefined],
	['with a wrong signature', 'another secret'],
])('a webhook %s starts nothing', async (_how, secret) => {
	const before = (await executions()).length;
	expect(await tell(withdrawal(), secret)).toBe(401);
	// The next one does, and it is the only one.
	await asked(withdrawal());
	expect((await executions()).length).toBe(before + 1);
	expect(outside.told).toHaveLength(1);
});
