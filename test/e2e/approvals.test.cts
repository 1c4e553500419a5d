/** Withdrawals whose second step a person approves in a form: examples/withdrawal-*.json. */
import { seedWithdrawal } from '../../sandbox/index.cts';
import { example, WEBHOOK_SECRET } from '../examples.cts';
import { Editor } from './n8n/editor.cts';
import { until } from './n8n/rest.cts';
import { BASIC_AUTH, deliver, openForm, Scene, sendForm, submitForm } from './fixture.cts';
import { changed, requestsOf } from './examples/example.cts';
import { serve, startOutside, withStandIns, type Outside } from './outside.cts';

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
async function tell(
	{ id, user_id, fields }: ReturnType<typeof withdrawal>,
	secret?: string,
	file = EXAMPLE,
) {
	const data = { ...fields, id, user_id };
	return await deliver(scene, file, { event: 'withdrawal.approve', secret, step: 1, data });
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
	await waiting(id, execution);
	return { subject, text, link, execution };
}

/** Until an execution waits for the form. */
async function waiting(workflow: string, execution: string): Promise<void> {
	await until('an execution that waits', async () =>
		(await scene.rest.executions(workflow)).find(
			({ id, status }) => id === execution && status === 'waiting',
		),
	);
}

/** What Telegram's sendMessage is given. */
interface Message {
	chat_id: string;
	text: string;
	parse_mode: string;
	reply_markup?: { inline_keyboard: Array<Array<{ text: string; url: string }>> };
}

/** Fills in the form as the approver. @returns the execution, ended */
async function decide(
	{ link, execution }: Pick<Asked, 'link' | 'execution'>,
	values: Record<string, string>,
) {
	await openForm(editor.page, link);
	await submitForm(editor.page, values);
	return await scene.endOf(execution);
}

test('a person approves', async () => {
	const request = withdrawal();
	const mail = await asked(request);
	expect(mail.subject).toContain(request.id);
	const { clients, accounts } = scene.sandbox.data;
	const client = clients.find(({ id }) => id === request.user_id)!;
	const account = accounts.find(({ login }) => login === request.fields.trading_id)!;
	expect(mail.text).toContain(`Client: ${client.name} (${client.id})\n`);
	expect(mail.text).toContain(`KYC: ${client.kyc_status}\n`);
	expect(mail.text).toContain(`Balance: ${Number(account.balance)} ${account.currency}\n`);
	expect(mail.text).toContain('Amount: 250.00 USD\n');
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

describe('from Telegram', () => {
	const FROM_TELEGRAM = 'withdrawal-approval-from-telegram.json';

	/** What the bot was asked to send, in the order of arrival. */
	const sent: Message[] = [];
	let telegram: Awaited<ReturnType<typeof serve>>;
	let fails = false;
	beforeAll(async () => {
		telegram = await serve((path, body) => {
			if (path !== '/botof-the-approvers/sendMessage') throw new Error(`No such method: ${path}`);
			if (fails) throw new Error('Bad Gateway');
			sent.push(body as Message);
			return { ok: true, result: { message_id: sent.length } };
		});
		await scene.keep('telegramApi', { accessToken: 'of-the-approvers', baseUrl: telegram.url });
	});
	beforeEach(() => {
		sent.length = 0;
		fails = false;
	});
	afterAll(async () => await telegram.close());

	let workflow: string;
	afterEach(async () => await scene.rest.deactivate(workflow));

	/** Brings the example, with n8n's own Telegram node. @param seconds until nobody has decided */
	async function started(seconds?: number): Promise<string> {
		const limit = { resumeAmount: seconds ?? 1, resumeUnit: seconds ? 'seconds' : 'hours' };
		const settings = {
			assignments: {
				assignments: [
					{ id: '1', name: 'approvers_chat_id', value: '-1', type: 'string' },
					{ id: '2', name: 'escalation_chat_id', value: '-2', type: 'string' },
				],
			},
		};
		const limited = ['Decision', 'Last Decision'].map((name) => changed(name, limit));
		const changes = [...limited, changed('Settings', settings)];
		const workflow = changes.reduce((so, change) => change(so), example(FROM_TELEGRAM));
		const { nodes, ...rest } = withStandIns(workflow, outside);
		const own = (name: string) =>
			workflow.nodes.find((node) => node.name === name && node.type.endsWith('.telegram'));
		return await scene.start({ ...rest, nodes: nodes.map((node) => own(node.name) ?? node) });
	}

	/** n8n looks once a minute for executions that have waited long enough. */
	const messages = async (count: number) =>
		await until(
			`${count} messages`,
			async () => (sent.length >= count ? sent : undefined),
			200_000,
		);

	const linkIn = (message: Message) => message.reply_markup?.inline_keyboard[0][0].url ?? '';

	/** The CRM tells of a first approval. @returns the link of the button, which works from now on */
	async function question(request: ReturnType<typeof withdrawal>) {
		const before = sent.length;
		expect(await tell(request, WEBHOOK_SECRET, FROM_TELEGRAM)).toBe(200);
		const message = (await messages(before + 1))[before];
		const link = linkIn(message);
		const execution = /form-waiting\/(\d+)/.exec(link)?.[1] ?? '';
		await waiting(workflow, execution);
		return { ...message, link, execution };
	}

	test('the approvers see who asks, and decide in the form behind the button; a second time is refused', async () => {
		workflow = await started();
		const request = withdrawal(3);
		const client = scene.sandbox.data.clients.find(({ id }) => id === request.user_id)!;
		const account = scene.sandbox.data.accounts.find(
			({ login }) => login === request.fields.trading_id,
		)!;
		client.name = '<b>Zoë</b> & Co_*';
		const first = await question(request);
		expect(first).toMatchObject({ chat_id: '-1', parse_mode: 'HTML' });
		expect(first.text).toContain('Client: &lt;b>Zoë&lt;/b> &amp; Co_*');
		expect(first.text).toContain(`KYC: ${client.kyc_status}\n`);
		expect(first.text).toContain(`Balance: ${Number(account.balance)} ${account.currency}\n`);
		expect(first.text).toContain('Amount: 250.00 USD\n');
		expect((await fetch(first.link)).status).toBe(401);

		const second = await question(request);
		await openForm(editor.page, first.link);
		await editor.shot('telegram-form');
		const who = { 'Who decides': 'Approver <1>' };
		const execution = await decide(first, { ...who, Decision: 'Approve' });
		expect(execution.status).toBe('success');
		expect(decisions()).toMatchObject([{ request_id: request.id, decision: 'approve', step: 1 }]);
		const report = (await messages(3))[2].text;
		expect(report).toBe(`Withdrawal ${request.id}: Approve by Approver &lt;1> (done)`);
		console.log(`${FROM_TELEGRAM}: ${requestsOf(scene.sandbox)}`);

		// The page may show the execution's error in place of its thanks.
		await openForm(editor.page, second.link);
		await sendForm(editor.page, { ...who, Decision: 'Approve' });
		const again = await scene.endOf(second.execution);
		expect(again.status).toBe('error');
		expect((await messages(4))[3].text).toContain("'Only If - Approval Step' is not met");
		expect(decisions()).toHaveLength(1);
	});

	test('nobody decides: a second chat is told, then that nothing was sent', async () => {
		workflow = await started(1);
		const request = withdrawal();
		expect(await tell(request, WEBHOOK_SECRET, FROM_TELEGRAM)).toBe(200);
		const [asked, escalated, nobody] = await messages(3);
		expect([asked, escalated, nobody].map(({ chat_id }) => chat_id)).toEqual(['-1', '-2', '-2']);
		expect(linkIn(escalated)).toBe(linkIn(asked));
		expect(nobody.text).toMatch(/^Nobody has decided in time\./);
		expect((await scene.ended(workflow)).status).toBe('success');
		expect([decisions(), request.status]).toEqual([[], 'pending']);
	}, 300_000);

	test('Telegram takes nothing: the question goes out by email', async () => {
		workflow = await started();
		const request = withdrawal();
		fails = true;
		expect(await tell(request, WEBHOOK_SECRET, FROM_TELEGRAM)).toBe(200);
		const [{ parameters }] = await outside.by('Email Instead');
		const link = /http\S+$/.exec(String(parameters.text))?.[0] ?? '';
		const execution = /form-waiting\/(\d+)/.exec(link)?.[1] ?? '';
		await waiting(workflow, execution);
		fails = false;
		const values = { 'Who decides': 'Somebody', Decision: 'Reject', Comment: 'Papers are missing' };
		expect((await decide({ link, execution }, values)).status).toBe('success');
		expect(decisions()).toMatchObject([{ decision: 'reject', sent: { comment: values.Comment } }]);
	});
});
