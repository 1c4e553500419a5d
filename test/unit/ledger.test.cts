import type { IExecuteFunctions } from 'n8n-workflow';
import type { CrmRequest } from '../../crm/request.ts';
import { writeKeys } from '../../nodes/run/keys.ts';
import { paymentKeys, type MoneyRun } from '../../nodes/run/ways/money/payment.ts';
import { MONEY_OPERATIONS } from '../engine/money.cases.cts';
import { Ledger, type Remembered } from '../../nodes/run/ledger.ts';

/** What n8n keeps of a node, through its JSON, as when an execution is saved and retried. */
class Saved {
	constructor(private node: Record<string, unknown> = {}) {}

	ledger(run = 0): Ledger {
		const context = {
			getContext: () => this.node,
			getWorkflowDataProxy: () => ({ $runIndex: run }),
		} as unknown as IExecuteFunctions;
		return Ledger.of(context);
	}

	save(): void {
		this.node = JSON.parse(JSON.stringify(this.node)) as Record<string, unknown>;
	}
}

const request = (body: Record<string, unknown>): CrmRequest => ({
	method: 'POST',
	path: '/public/v1/leads/create',
	query: [],
	body,
	effect: 'write',
	timeout: 1000,
});
const lead = (index: number, name: string) => writeKeys({}, request({ name }), index);
const payment = (index: number, what: string, step = ''): Remembered => ({
	index,
	operation: 'approve',
	request: `${what}${step}`,
	identity: what,
	payment: `${what}${step}`,
});
const NONE = { state: 'none' };
const JSON_ROWS = [{ created: true, id: '0d8f9s3k' }];

describe('by its place', () => {
	test('knows nothing at first', () => {
		expect(new Saved().ledger().earlier(lead(0, 'Ann'))).toEqual(NONE);
	});

	test('what was sent stays sent, also with other values, until the CRM surely refused it', () => {
		const saved = new Saved();
		saved.ledger().sending(lead(3, 'Ann'));
		saved.save();
		expect(saved.ledger().earlier(lead(3, 'Ann'))).toMatchObject({ state: 'sent' });
		expect(saved.ledger().earlier(lead(3, 'Ben'))).toMatchObject({ state: 'sent' });
		expect(saved.ledger().earlier(lead(2, 'Ben'))).toEqual(NONE);

		saved.ledger().refused(lead(3, 'Ann'));
		saved.save();
		expect(saved.ledger().earlier(lead(3, 'Ann'))).toEqual(NONE);
	});

	test('what is done is given again, and says when its values changed since', () => {
		const saved = new Saved();
		saved.ledger().sending(lead(0, 'Ann'));
		saved.ledger().done(lead(0, 'Ann'), JSON_ROWS);
		saved.save();
		const done = { state: 'done', json: JSON_ROWS };
		expect(saved.ledger().earlier(lead(0, 'Ann'))).toEqual({ ...done, changed: false });
		expect(saved.ledger().earlier(lead(0, 'Ben'))).toEqual({ ...done, changed: true });
	});

	test('each of several writes at one place is known by what it is', () => {
		const saved = new Saved();
		for (const name of ['Ann', 'Ben']) {
			saved.ledger().sending(lead(0, name));
			saved.ledger().done(lead(0, name), [{ id: name }]);
		}
		saved.ledger().sending(lead(0, 'Eve'));
		saved.ledger().refused(lead(0, 'Eve'));
		for (const name of ['Ann', 'Ben']) {
			expect(saved.ledger().earlier(lead(0, name))).toEqual({
				state: 'done',
				json: [{ id: name }],
				changed: false,
			});
		}
	});

	test('what is done stays so, also where the same write of another item is not known', () => {
		const saved = new Saved();
		saved.ledger().done(lead(0, 'Ann'), JSON_ROWS);
		saved.ledger().sending(lead(1, 'Ann'));
		expect(saved.ledger().earlier(lead(0, 'Ann'))).toMatchObject({ state: 'done' });
		expect(saved.ledger().earlier(lead(1, 'Ann'))).toMatchObject({ state: 'sent' });
	});

	test('what is sent again is kept once, and says whether it was looked for before', () => {
		const node: Record<string, unknown> = {};
		const ledger = new Saved(node).ledger();
		ledger.sending(lead(0, 'Ann'), true);
		expect(ledger.earlier(lead(0, 'Ann'))).toEqual({ state: 'sent', searched: true });
		ledger.sending(lead(0, 'Ann'));
		expect(ledger.earlier(lead(0, 'Ann'))).toEqual({ state: 'sent', searched: false });
		expect(node.crmSent).toHaveLength(1);
		expect(JSON.stringify(node)).not.toContain('searched');
	});

	test('a wait that is longer now is no other request', () => {
		const saved = new Saved();
		saved.ledger().done(lead(0, 'Ann'), []);
		const patient = writeKeys({}, { ...request({ name: 'Ann' }), timeout: 9000 }, 0);
		expect(saved.ledger().earlier(patient)).toMatchObject({ changed: false });
	});

	test('what another operation did is no earlier try of this one, and is not forgotten by it', () => {
		const saved = new Saved();
		const other = { ...payment(0, 'a'), operation: 'reject', identity: 'b', payment: 'b' };
		saved.ledger().done(payment(0, 'a'), JSON_ROWS);
		expect(saved.ledger().earlier(other)).toEqual(NONE);
		saved.ledger().sending(other);
		saved.ledger().refused(other);
		expect(saved.ledger().earlier(payment(0, 'a'))).toMatchObject({ state: 'done' });
	});
});

describe('by what it is', () => {
	test('a write without an answer blocks the same one in every run, a done one does not', () => {
		const saved = new Saved();
		saved.ledger(0).sending(lead(0, 'Ann'));
		saved.ledger(0).unknown(lead(0, 'Ann'));
		saved.ledger(0).done(lead(1, 'Ben'), JSON_ROWS);
		for (const again of [() => {}, () => saved.save()]) {
			again();
			expect(saved.ledger(1).earlier(lead(5, 'Ann'))).toMatchObject({ state: 'sent' });
			expect(saved.ledger(0).earlier(lead(5, 'Ann'))).toMatchObject({ state: 'sent' });
			expect(saved.ledger(1).earlier(lead(5, 'Ben'))).toEqual(NONE);
		}
	});

	test('the same write may be under way twice at once', () => {
		const ledger = new Saved().ledger();
		ledger.sending(lead(0, 'Ann'));
		expect(ledger.earlier(lead(1, 'Ann'))).toEqual(NONE);
		ledger.unknown(lead(0, 'Ann'));
		expect(ledger.earlier(lead(1, 'Ann'))).toMatchObject({ state: 'sent' });
	});

	test('a payment that was made blocks the same one in another run', () => {
		const saved = new Saved();
		saved.ledger(0).done(payment(0, 'a'), JSON_ROWS);
		expect(saved.ledger(1).earlier(payment(0, 'a'))).toEqual({ state: 'taken' });
		expect(saved.ledger(1).earlier(payment(0, 'b'))).toEqual(NONE);
	});

	test('a payment that moved to another place between tries is given again, not another one', () => {
		const saved = new Saved();
		saved.ledger().done(payment(0, 'a'), [{ is: 'a' }]);
		saved.ledger().done(payment(1, 'b'), [{ is: 'b' }]);
		expect(saved.ledger().earlier(payment(0, 'b'))).toMatchObject({ json: [{ is: 'b' }] });
		expect(saved.ledger().earlier(payment(1, 'a'))).toMatchObject({ json: [{ is: 'a' }] });
	});

	test('one step blocks itself when it is done, and every step when that is not known', () => {
		const saved = new Saved();
		saved.ledger(0).done(payment(0, 'a', '0'), JSON_ROWS);
		expect(saved.ledger(1).earlier(payment(0, 'a', '0'))).toEqual({ state: 'taken' });
		expect(saved.ledger(1).earlier(payment(0, 'a', '1'))).toEqual(NONE);
		// Which step is meant is not told: it may be the one that is done.
		expect(saved.ledger(1).earlier(payment(0, 'a'))).toEqual({ state: 'taken' });

		saved.ledger(1).sending(payment(0, 'a', '1'));
		saved.ledger(1).unknown(payment(0, 'a', '1'));
		expect(saved.ledger(2).earlier(payment(0, 'a', '2'))).toMatchObject({ state: 'sent' });
	});

	test('after one whose step was not told, no step is another one', () => {
		const saved = new Saved();
		saved.ledger(0).done(payment(0, 'a'), JSON_ROWS);
		expect(saved.ledger(1).earlier(payment(0, 'a', '1'))).toEqual({ state: 'taken' });
	});
});

describe('what is kept', () => {
	test('no value that was sent, and nothing that a secret could be found by', () => {
		const node: Record<string, unknown> = {};
		const saved = new Saved(node);
		const keys = (password: string) =>
			writeKeys({}, request({ name: 'Ann Lee', deep: { master_password: password } }), 0);
		saved.ledger().sending(keys('Summer2024'));
		expect(JSON.stringify(node)).not.toContain('Ann');
		expect(JSON.stringify(node)).not.toContain('Summer');
		expect(JSON.stringify(node)).toContain('sent');
		expect(keys('Winter2024')).toEqual(keys('Summer2024'));
		const asked = (secret: string) =>
			writeKeys({}, { ...request({}), query: [['token', secret]] }, 0);
		expect(asked('1234')).toEqual(asked('5678'));
	});

	test('what stands in the query makes another write, too', () => {
		const asked = (page: string) => writeKeys({}, { ...request({}), query: [['page', page]] }, 0);
		expect(asked('1').identity).not.toBe(asked('2').identity);
	});

	test('the same write to another CRM is another one, where items have CRMs of their own', () => {
		const to = (crm?: string) => writeKeys({ crm }, request({ name: 'Ann' }), 0).identity;
		expect(to('https://a.example')).not.toBe(to('https://b.example'));
		expect(to()).toBe(lead(0, 'Ann').identity);
	});

	test('a kind of code is no code', () => {
		const otp = (values: Record<string, unknown>) => writeKeys({}, request(values), 0);
		expect(otp({ otp_type: 'email' }).identity).not.toBe(otp({ otp_type: 'phone' }).identity);
		for (const name of ['otp', 'email_otp', 'otp_code', 'otpCode']) {
			expect(otp({ [name]: '123456' })).toEqual(otp({ [name]: '654321' }));
		}
	});

	test('the same values for another operation are another payment', () => {
		const sent = { connection_id: 1, login: '5', comment: 'x', order_no: '5', status: 'success' };
		const keys = MONEY_OPERATIONS.map(({ operation }) => {
			const run = { job: {}, operation } as unknown as MoneyRun;
			const { identity, payment } = paymentKeys(
				run,
				{ index: 0, request: request({}), sent },
				undefined,
			);
			expect(payment).toBe(identity);
			return identity;
		});
		expect(keys.length).toBeGreaterThan(5);
		expect(new Set(keys).size).toBe(keys.length);
	});

	test('values that look alike are one', () => {
		expect(lead(0, ' Zoe\u0308\u200b ')).toEqual(lead(0, 'Zoë'));
		expect(lead(0, 'Zoe')).not.toEqual(lead(0, 'Zoë'));
	});

	test('text bodies are read as what they say', () => {
		const text = { ...request({}), body: '{ "name": "Ann" }' };
		expect(writeKeys({}, text, 0)).toEqual(lead(0, 'Ann'));
	});
});

describe('executions that an older version began', () => {
	const older = () =>
		new Saved({
			crmLedger: {
				0: {
					0: { hash: 'x', state: 'done', json: JSON_ROWS },
					1: { hash: 'y', state: 'sent', searched: true },
					2: null,
				},
				1: { 0: { hash: 'z', state: 'done' } },
			},
		});

	test('stay closed by their place: done is given again, sent is not known', () => {
		const ledger = older().ledger();
		expect(ledger.earlier(payment(0, 'a'))).toEqual({
			state: 'done',
			json: JSON_ROWS,
			changed: false,
		});
		expect(ledger.earlier(payment(1, 'b'))).toEqual({ state: 'sent', searched: true });
		// What can't be read may have been anything.
		expect(ledger.earlier(payment(2, 'c'))).toEqual({ state: 'sent', searched: false });
		expect(ledger.earlier(payment(3, 'd'))).toEqual(NONE);
		expect(older().ledger(1).earlier(payment(0, 'e'))).toMatchObject({ state: 'done', json: [] });
	});

	test('an empty or odd one does no harm', () => {
		for (const crmLedger of [undefined, null, {}, { 0: null }, { 0: {} }]) {
			expect(new Saved({ crmLedger }).ledger().earlier(payment(0, 'a'))).toEqual(NONE);
		}
	});
});
