/** How many requests are under way at once, and whose answer is whose. */
import type { INodeParameters } from 'n8n-workflow';
import {
	byId,
	CONTINUE,
	CRM,
	crmWorkflow,
	ERROR_BRANCH,
	errorText,
	formItems,
	LEAD_FROM_FORM,
	useFixture,
} from './fixture.cts';

const fixture = useFixture();

const leads = (maxConcurrentRequests?: INodeParameters[string]): INodeParameters => ({
	...LEAD_FROM_FORM,
	...(maxConcurrentRequests !== undefined && { options: { maxConcurrentRequests } }),
});

describe('Max Concurrent Requests', () => {
	test.each([
		['5 by default', undefined, 5],
		['1', 1, 1],
		['5', 5, 5],
		['7 as text', '={{ "7" }}', 7],
	])('%s: so many at once, and no more', async (_name, option, peak) => {
		fixture.sandbox.faults.latencyMs = 150;
		const result = await fixture.run(leads(option), formItems(peak * 2 + 1));
		expect(result.error).toBeUndefined();
		expect(fixture.sandbox.inFlight.peak).toBe(peak);
		expect(fixture.sandbox.requests).toHaveLength(peak * 2 + 1);
	});

	test('50 is the most', async () => {
		fixture.sandbox.faults.latencyMs = 1500;
		await fixture.run(leads(50), formItems(52));
		expect(fixture.sandbox.inFlight.peak).toBe(50);
		expect(fixture.sandbox.requests).toHaveLength(52);
	});

	test.each([51, 0, -1, 2.5, 'many', ''])('%p is refused by name', async (given) => {
		const result = await fixture.run(leads(`={{ ${JSON.stringify(given)} }}`), formItems(2));
		expect(errorText(result)).toMatch(/^'Max Concurrent Requests' must be/);
		expect(fixture.sandbox.requests).toEqual([]);
	});
});

test('the credential is read twice, which tells that it is the same for all items, and no more', async () => {
	const result = await fixture.run(leads(), formItems(12));
	expect(result.credentialReads).toBe(2);
	expect(fixture.sandbox.requests).toHaveLength(12);

	expect((await fixture.run(leads(), formItems(1))).credentialReads).toBe(1);
});

test('the order of the output is that of the input, whatever the order of the answers', async () => {
	const late = (lead: number, delayMs: number) => ({
		match: { body: `"lead${lead}@` },
		action: { delayMs },
	});
	fixture.sandbox.faults.rules = [late(1, 300), late(4, 150), late(6, 80)];
	const result = await fixture.run(leads(), formItems(8));

	const { data } = fixture.sandbox;
	const made = data.leads.slice(-8).map(({ name }) => name);
	const names = formItems(8).map(({ name }) => name);
	expect(made).not.toEqual(names);
	expect(made.at(-1)).toBe('Lead 1');
	const given = result
		.json('Done')
		.map(({ id }) => data.leads.find((lead) => lead.id === id)?.name);
	expect(given).toEqual(names);
});

describe('an expression after the node finds the item that each item came from', () => {
	const details: INodeParameters = {
		resource: 'client',
		operation: 'getRegistrationDetails',
		id: byId('={{ $json.id }}'),
	};
	/** Start → CRM → Good and, on the error branch, Bad: both tell the name of the item at Start. */
	function linked(node: Parameters<typeof crmWorkflow>[1]) {
		const workflow = crmWorkflow(details, node);
		for (const name of ['Done', 'Failed']) {
			const reader = workflow.nodes.find((one) => one.name === name);
			Object.assign(reader ?? {}, {
				type: 'test.read',
				parameters: { value: "={{ $('Start').item.json.name }}" },
			});
		}
		return workflow;
	}
	const names = (items: Array<{ value?: unknown }>) => items.map(({ value }) => value);

	/** many: 4 rows, none: an empty list, failing: unknown to the CRM, one: 1 row, bad: never sent. */
	function items() {
		const { clients } = fixture.sandbox.data;
		const [many, none, one] = clients;
		none.details = [];
		one.details.length = 1;
		many.details.length = 4;
		return [
			{ name: 'many', id: many.id },
			{ name: 'none', id: none.id },
			{ name: 'failing', id: 'nobody00' },
			{ name: 'one', id: one.id },
			{ name: 'bad', id: '../..' },
			{ name: 'many again', id: many.id },
		];
	}
	const many = (name: string) => [name, name, name, name];

	test('under Continue', async () => {
		const engine = fixture.engine();
		const result = await engine.run({ workflow: linked(CONTINUE), items: items() });
		expect(names(result.json('Done'))).toEqual([
			...many('many'),
			'failing',
			'one',
			'bad',
			...many('many again'),
		]);
	});

	test('under Continue (using error output), on both branches', async () => {
		const engine = fixture.engine();
		const result = await engine.run({ workflow: linked(ERROR_BRANCH), items: items() });
		expect(names(result.json('Done'))).toEqual([...many('many'), 'one', ...many('many again')]);
		expect(names(result.json('Failed'))).toEqual(['failing', 'bad']);
	});

	test.each([
		['rows', [false, true, false]],
		// n8n links by itself where there are as many rows as items, and wrongly so.
		['as many rows as items', [false, true, false, false]],
	])('under Stop, with empty lists around %s', async (_name, shape) => {
		const [four, none] = items();
		const given = shape.map((hasRows) => (hasRows ? four : none));
		const result = await fixture.engine().run({ workflow: linked({}), items: given });
		expect(names(result.json('Done'))).toEqual(many('many'));
	});

	test('gives nothing, and no error, for empty lists only', async () => {
		const [, none] = items();
		const result = await fixture.run(details, [none, none]);
		expect(result.status).toBe('success');
		expect(result.json(CRM)).toEqual([]);
		expect(result.runs('Done')).toEqual([]);
	});
});
