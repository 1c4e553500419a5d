/** Passwords leave the node only when asked for, and are never kept with the execution. */
import type { INodeParameters } from 'n8n-workflow';
import { CrmOpenApi } from '../../nodes/CrmOpenApi/CrmOpenApi.node.ts';
import { DOCUMENTED } from '../documented.cts';
import { parametersOf } from './contract.parameters.cts';
import { SAMPLES } from '../samples.cts';
import { CONTINUE, CRM, crmWorkflow, useFixture } from './fixture.cts';

const fixture = useFixture({ clients: 60 });

/** Ones that the CRM makes up; no other text of these tests holds them. */
const MADE = ['Made-by-1-Crm!', 'Made-by-2-Crm!', 'Made-by-3-Crm!'];

/** A record with passwords wherever one can stand. */
const RECORD = {
	id: 'rec00001',
	login: 777,
	order_id: 1,
	passport_number: 'P-1234567',
	kyc_passed: true,
	master_password: MADE[0],
	password: MADE[1],
	account: { masterPassword: MADE[0], deeper: [{ 'Investor-Password': MADE[2] }] },
	passwords: MADE,
	users: [{ pwd: MADE[0], passwd: MADE[1], update_password: true }],
	settings: [{ name: 'Master_Password', value: MADE[2] }],
	raw: JSON.stringify({ master_password: MADE[0] }),
};

/** It, in every shape in which an answer may come. */
const SHAPES: Record<string, unknown> = {
	object: RECORD,
	list: [RECORD],
	page: { count: 1, records: [RECORD] },
	map: { ...RECORD, USD: '1.00' },
};

/** Put together while the node runs, so that parameters and items hold no password. */
const hidden = (text: string) => `={{ ${JSON.stringify([...text])}.join('') }}`;

/** An operation with good values; its own passwords are in no parameter and no item. */
function prepared(endpoint: (typeof DOCUMENTED)[number]) {
	const { items } = SAMPLES[endpoint.id](fixture.sandbox.data);
	const [item] = items;
	const parameters = parametersOf(endpoint, items);
	delete (parameters.options as INodeParameters).includePasswords;
	const own: string[] = [];
	const hide = (place: INodeParameters) => {
		for (const [name, value] of Object.entries(place)) {
			if (typeof value === 'object') hide(value as INodeParameters);
			if (!/password$/i.test(name) || name === 'updatePassword') continue;
			const [, field] = /\$json\["(.+)"\]/.exec(String(value)) ?? [];
			if (!field) continue;
			own.push(String(item[field]));
			place[name] = hidden(String(item[field]));
			delete item[field];
		}
	};
	hide(parameters);
	return { parameters, item, own };
}

describe.each(DOCUMENTED)('$id', (endpoint) => {
	test.each(Object.keys(SHAPES))('keeps back what comes in the shape %s', async (shape) => {
		const { parameters, item, own } = prepared(endpoint);
		// With an echo of the request.
		const body = own.length
			? { answer: SHAPES[shape], echo: own, said: `Hello, ${own.join(' and ')}` }
			: SHAPES[shape];
		fixture.sandbox.faults.rules.push({
			match: { operationId: endpoint.id },
			times: null,
			when: 'after',
			action: { status: 200, body },
		});
		const run = await fixture.run(parameters, [item], CONTINUE);
		for (const password of [...MADE, ...own]) {
			expect(JSON.stringify(run.outputs(CRM))).not.toContain(password);
			expect(run.saved.execution).not.toContain(password);
		}
	});

	test('tells nothing of it in an error', async () => {
		const { parameters, item, own } = prepared(endpoint);
		const type = own[0] ?? MADE[0];
		fixture.sandbox.faults.rules.push({
			match: { operationId: endpoint.id },
			action: { status: 400, body: { error: true, type, password: MADE[0], message: own } },
		});
		const run = await fixture.run(parameters, [item], CONTINUE);
		for (const password of own) expect(run.saved.execution).not.toContain(password);
		if (own.length === 0) return;
		// The same for an error that stops the workflow.
		fixture.sandbox.faults.rules.push({
			match: { operationId: endpoint.id },
			action: { status: 400, body: { error: true, type } },
		});
		const stopped = await fixture.run(parameters, [item]);
		expect(stopped.error).toBeDefined();
		for (const password of own) {
			expect(JSON.stringify([stopped.error, stopped.error?.stack])).not.toContain(password);
			expect(stopped.saved.execution).not.toContain(password);
		}
	});
});

describe.each(['mt4', 'mt5'])('Create Account on %s', (resource) => {
	const id = `${resource}.createAccount`;
	const endpoint = DOCUMENTED.find((one) => one.id === id)!;
	const answer = (body: object = RECORD) =>
		fixture.sandbox.faults.rules.push({
			match: { operationId: id },
			times: null,
			when: 'after',
			action: { status: 200, body },
		});

	/** The node, then one that fails, so that n8n offers Retry. */
	function beforeAFailure(parameters: INodeParameters) {
		const workflow = crmWorkflow(parameters);
		workflow.nodes.find(({ name }) => name === 'Done')!.parameters = {};
		return workflow;
	}

	test('gives them with Include Passwords, and keeps none in its memory', async () => {
		answer();
		const { parameters, item } = prepared(endpoint);
		const shown = { ...parameters, options: { includePasswords: true } };
		const run = await fixture.engine().run({ workflow: beforeAFailure(shown), items: [item] });
		expect(run.json(CRM)[0]).toMatchObject(RECORD);
		const memory = JSON.stringify(run.data.executionData?.contextData);
		expect(memory.length).toBeGreaterThan(50);
		for (const password of MADE) expect(memory).not.toContain(password);
	});

	test('answered by what is no record it is made all the same, and not again', async () => {
		answer([{ login: 777 }]);
		const { parameters, item } = prepared(endpoint);
		const items = [item, { ...item, group: '' }];
		const first = await fixture.engine().run({ workflow: crmWorkflow(parameters), items });
		expect(first.error).toBeDefined();
		const workflow = crmWorkflow(parameters, CONTINUE);
		const again = await fixture.engine().retry(first, { workflow });
		expect(again.json(CRM)[0]).toEqual({ success: true, answer: [{ login: 777 }] });
		expect(fixture.sandbox.requests).toHaveLength(1);
	});

	test('a retry says that they are not shown again', async () => {
		answer();
		const { parameters, item } = prepared(endpoint);
		const shown = { ...parameters, options: { includePasswords: true } };
		// The second item fails, so that the node is run again.
		const items = [item, { ...item, group: '' }];
		const first = await fixture.engine().run({ workflow: crmWorkflow(shown), items });
		expect(first.error).toBeDefined();
		for (const password of MADE) expect(first.saved.execution).not.toContain(password);
		const sent = fixture.sandbox.requests.length;
		expect(sent).toBe(1);

		const again = await fixture.engine().retry(first, { workflow: crmWorkflow(shown, CONTINUE) });
		expect(fixture.sandbox.requests).toHaveLength(sent);
		const [row] = again.json(CRM);
		expect(row).toMatchObject({ login: 777, note: 'Passwords are not shown again.' });
		for (const password of MADE) expect(JSON.stringify(row)).not.toContain(password);
	});

	test('what the execution keeps does not depend on them, so nobody can guess them from it', async () => {
		const keptFor = async (password: string) => {
			fixture.sandbox.reset();
			const { parameters, item } = prepared(endpoint);
			parameters.additionalFields = {
				...(parameters.additionalFields as INodeParameters),
				masterPassword: hidden(password),
			};
			const run = await fixture.run(parameters, [item]);
			expect(run.error).toBeUndefined();
			// The account that the CRM opened is another one each time.
			return JSON.stringify(run.data.executionData?.contextData).replace(/\d{6}/g, 'login');
		};
		expect(await keptFor('Summer2024!')).toBe(await keptFor('Winter2025!'));
	});
});

describe('a Custom API Call', () => {
	const CALL: INodeParameters = {
		resource: 'customApiCall',
		method: 'GET',
		path: '/public/v1/users',
	};
	beforeEach(() => {
		fixture.sandbox.faults.rules.push({ action: { status: 200, body: RECORD } });
	});

	test('keeps them back like the operations', async () => {
		const run = await fixture.run(CALL);
		for (const password of MADE) expect(run.saved.execution).not.toContain(password);
		expect(run.json(CRM)[0]).toMatchObject({ id: 'rec00001', passport_number: 'P-1234567' });
	});

	test('gives them when asked for', async () => {
		const run = await fixture.run({ ...CALL, options: { includePasswords: true } });
		expect(run.json(CRM)).toEqual([RECORD]);
	});
});

test('n8n is told which fields of the output are secrets', () => {
	expect(new CrmOpenApi().description.sensitiveOutputFields).toEqual([
		'investor_password',
		'master_password',
	]);
});
