/**
 * `npm run demo`: submissions of a web form become leads. The workflow is examples/leads-from-a-form.json,
 * n8n's own engine runs it, and a sandbox CRM checks every key and signature. The form and n8n's own
 * nodes, Clean Up and those for the data table, are stood in for: they come with the whole n8n.
 */
import { startSandbox, type Lead, type Sandbox } from '../sandbox/index.cts';
import { dataTable, exampleEngine, SetFields } from './engine/examples.fixture.cts';
import { example } from './examples.cts';
import type { RunResult } from './engine/harness/index.cts';

const LONGEST = 30_000;

/** How many clients the example reads. */
const CLIENTS = 5;

/** What the form gives; a phone number alone is enough. */
const SUBMISSIONS = [
	submission('Ann Lee', 'ann@example.com', '', 'I would like a demo account'),
	submission('Zoë 李', 'zoe@example.com', '+65 8123 4567', 'Please call after 6 pm – 谢谢'),
	submission('Nathan Ong', '', '0060 (0)12-345 6789', ''),
	submission("Aoife O'Neill", 'aoife@example.com', '', 'Line one\nLine "two" & more'),
];

/** The phones that were typed in one piece, as the CRM must hold them. */
const PHONES: Record<string, string> = { 'Zoë 李': '+65 81234567', 'Nathan Ong': '+60 123456789' };

/** The first of them, pressed twice. */
const REPEAT = SUBMISSIONS[0];

function submission(name: string, email: string, phone: string, message: string) {
	return {
		'Full Name': name,
		Email: email,
		Phone: phone,
		Message: message,
		submittedAt: new Date().toISOString(),
		formMode: 'production',
	};
}

async function demo(): Promise<void> {
	const sandbox = await startSandbox();
	try {
		console.log(
			`A sandbox CRM runs at ${sandbox.url} and wants ${sandbox.scheme.toUpperCase()} signatures.`,
		);
		const before = sandbox.data.leads.length;
		const results = await runExample(sandbox);
		const leads = sandbox.data.leads.slice(before);
		console.log(
			`\n${results.length} submissions of the form went in, one of them twice. The CRM now holds:`,
		);
		for (const lead of leads) console.log(line(lead, signatureOf(lead, sandbox)));
		const clients = results[0].json('Get Many Clients').length;
		console.log(`\n${clients} clients were read.`);
		check(results, sandbox, leads);
		console.log(
			`${leads.length} of ${SUBMISSIONS.length} leads arrived, each signed and verified, and none twice.`,
		);
	} finally {
		await sandbox.close();
	}
}

/** Runs the example once for each submission, as n8n does. */
async function runExample(sandbox: Sandbox): Promise<RunResult[]> {
	const engine = exampleEngine(sandbox, { set: SetFields, dataTable: dataTable(new Map()) });
	const workflow = example('leads-from-a-form.json');
	const signal = AbortSignal.timeout(LONGEST);
	const results: RunResult[] = [];
	for (const item of [...SUBMISSIONS, REPEAT]) {
		results.push(await engine.run({ workflow, items: [item], signal }));
	}
	return results;
}

/** How the CRM found the signature of the request that made a lead: v2, v1 or refused. */
function signatureOf(lead: Lead, { requests }: Sandbox): string {
	const made = requests.find(({ operationId, body }) => {
		return operationId === 'lead.create' && (body as Lead | undefined)?.name === lead.name;
	});
	return made?.verified ?? 'no request';
}

function line({ id, name, email, phone }: Lead, signature: string): string {
	const contact = [email, phoneOf(phone)].filter(Boolean).join(', ');
	const verified = signature.startsWith('v')
		? `signature ${signature.toUpperCase()}, verified`
		: signature;
	return `  ${id}  ${name.padEnd(14)} ${contact.padEnd(30)} ${verified}`;
}

const phoneOf = (phone: Lead['phone']) => phone && `+${phone.country_code} ${phone.number}`;

function check(results: RunResult[], sandbox: Sandbox, leads: Lead[]): void {
	for (const { error, status } of results) {
		if (error) throw new Error(`${error.message}. ${error.description ?? ''}`);
		if (status !== 'success') throw new Error(`The workflow ended as ${status}`);
	}
	if (leads.length !== SUBMISSIONS.length) throw new Error('Not every submission became one lead');
	for (const { 'Full Name': name, Email: email, Phone: typed } of SUBMISSIONS) {
		const [lead, ...others] = leads.filter((held) => held.name === name);
		const same = lead?.email === (email || undefined) && phoneOf(lead.phone) === PHONES[name];
		if (typed) console.log(`\n${name} typed ${typed}; the CRM holds ${phoneOf(lead?.phone)}.`);
		if (!same || others.length) throw new Error(`${name} is not in the CRM as in the form`);
		if (signatureOf(lead, sandbox) !== sandbox.scheme) throw new Error(`${name} was not verified`);
	}
	const read = new Set(results[0].json('Get Many Clients').map(({ id }) => id)).size;
	if (read !== CLIENTS) throw new Error(`${read} clients were read, not ${CLIENTS}`);
}

demo().catch((error: Error) => {
	console.error(`\nThe demo stopped: ${error.message}`);
	process.exitCode = 1;
});
