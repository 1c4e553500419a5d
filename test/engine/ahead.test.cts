/** The parameters of items to come are read while others are sent, and nobody can tell by the result. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { CrmOpenApi } from '../../nodes/CrmOpenApi/CrmOpenApi.node.ts';
import { CONTINUE, crmWorkflow, formItems, LEAD_FROM_FORM, useFixture } from './fixture.cts';

const fixture = useFixture();

const COUNT = 60;
const leads = formItems(COUNT);

const ONE_BY_ONE = { options: { maxConcurrentRequests: 1 } };

/** Fails for one item, which is not among those that are read first. */
const FAILS_AT = 33;
const NAME = `={{ $itemIndex === ${FAILS_AT} ? $json.none.at.all : $json.name }}`;

const sentNames = () =>
	fixture.sandbox.requests.map(({ body }) => (body as { name: string }).name).sort();

test.each([1, 5, 20, 50])('each item is sent with its own values, %i at a time', async (width) => {
	const result = await fixture.run(
		{ ...LEAD_FROM_FORM, options: { maxConcurrentRequests: width } },
		leads,
	);
	expect(result.error).toBeUndefined();
	expect(sentNames()).toEqual(leads.map(({ name }) => name).sort());
	const made = new Map(
		fixture.sandbox.data.leads.map(({ id, email }) => [id as string, email as string]),
	);
	expect(result.json('Done').map(({ id }) => made.get(id as string))).toEqual(
		leads.map(({ email }) => email),
	);
});

test.each([1, 5, 20])(
	'an expression that fails is an error of its item alone, %i at a time',
	async (width) => {
		const result = await fixture.run(
			{ ...LEAD_FROM_FORM, name: NAME, options: { maxConcurrentRequests: width } },
			leads,
			CONTINUE,
		);
		expect(result.json('Done')).toHaveLength(COUNT);
		expect(result.json('Done').filter(({ error }) => error)).toHaveLength(1);
		expect(result.json('Done')[FAILS_AT]).toHaveProperty('error');
		const others = leads.filter((_, index) => index !== FAILS_AT);
		expect(sentNames()).toEqual(others.map(({ name }) => name).sort());
	},
);

test('it stops the node no earlier and no later than it would by itself', async () => {
	const result = await fixture.run({ ...LEAD_FROM_FORM, name: NAME, ...ONE_BY_ONE }, leads);
	expect(result.error).toBeDefined();
	expect(sentNames()).toEqual(
		leads
			.slice(0, FAILS_AT)
			.map(({ name }) => name)
			.sort(),
	);
});

/** The node, which notes whether a parameter was read after its run was over. */
class Watched extends CrmOpenApi {
	static readLate = 0;

	override async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		let over = false;
		const context = new Proxy(this, {
			get(target, key) {
				if (over && key === 'getNodeParameter') Watched.readLate++;
				const value: unknown = Reflect.get(target, key, target);
				return typeof value === 'function' ? value.bind(target) : value;
			},
		});
		try {
			return await super.execute.call(context);
		} finally {
			over = true;
		}
	}
}

test.each([
	['ends by itself', {}, undefined],
	['is stopped by its first item', { name: '={{ $itemIndex ? $json.name : "" }}' }, undefined],
	['is canceled', {}, 5],
])('nothing is read after a run that %s', async (_how, parameters, cancelAfter) => {
	Watched.readLate = 0;
	const engine = fixture.engine({}, { nodeTypes: [Watched] });
	await engine.run({
		workflow: crmWorkflow({ ...LEAD_FROM_FORM, ...parameters, ...ONE_BY_ONE }),
		items: leads,
		cancelAfter,
	});
	await new Promise((resolve) => setTimeout(resolve, 60));
	expect(Watched.readLate).toBe(0);
});
