import type { IExecuteFunctions } from 'n8n-workflow';
import { Ledger } from '../../nodes/run/ledger.ts';
import type { CrmRequest } from '../../crm/request.ts';

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

const request = (name: string): CrmRequest => ({
	method: 'POST',
	path: '/public/v1/leads/create',
	query: [],
	body: { name },
	effect: 'write',
	timeout: 1000,
});

test('knows nothing at first', () => {
	expect(new Saved().ledger().earlier(0, request('Ann'))).toEqual({ state: 'none' });
});

test('what was sent stays sent, also with other values, until the CRM surely refused it', () => {
	const saved = new Saved();
	saved.ledger().sending(3, request('Ann'));
	saved.save();
	expect(saved.ledger().earlier(3, request('Ann'))).toMatchObject({ state: 'sent' });
	expect(saved.ledger().earlier(3, request('Ben'))).toMatchObject({ state: 'sent' });
	expect(saved.ledger().earlier(2, request('Ann'))).toEqual({ state: 'none' });

	saved.ledger().refused(3);
	saved.save();
	expect(saved.ledger().earlier(3, request('Ann'))).toEqual({ state: 'none' });
});

test('what is done is given again, and says when its values changed since', () => {
	const saved = new Saved();
	const json = [{ created: true, id: '0d8f9s3k' }];
	saved.ledger().sending(0, request('Ann'));
	saved.ledger().done(0, request('Ann'), json);
	saved.save();
	const ledger = saved.ledger();
	expect(ledger.earlier(0, request('Ann'))).toEqual({ state: 'done', json, changed: false });
	expect(ledger.earlier(0, request('Ben'))).toEqual({ state: 'done', json, changed: true });
});

test('a wait that is longer now is no other request', () => {
	const saved = new Saved();
	saved.ledger().sending(0, request('Ann'));
	saved.ledger().done(0, request('Ann'), []);
	const patient = { ...request('Ann'), timeout: 9000 };
	expect(saved.ledger().earlier(0, patient)).toMatchObject({ changed: false });
});

test('the runs of a node in a loop have a ledger each', () => {
	const saved = new Saved();
	saved.ledger(0).sending(0, request('Ann'));
	saved.save();
	expect(saved.ledger(1).earlier(0, request('Ann'))).toEqual({ state: 'none' });
	expect(saved.ledger(0).earlier(0, request('Ann'))).toMatchObject({ state: 'sent' });
});

test('nothing that was sent can be read from it', () => {
	const node: Record<string, unknown> = {};
	const saved = new Saved(node);
	saved.ledger().sending(0, request('Ann Lee'));
	expect(JSON.stringify(node)).not.toContain('Ann');
	expect(JSON.stringify(node)).toContain('sent');
});
