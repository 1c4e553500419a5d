/** The parameters of items to come are read while others are sent, and nobody can tell by the result. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { IExecuteFunctions, INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { CrmOpenApi } from '../../nodes/CrmOpenApi/CrmOpenApi.node.ts';
import { CONTINUE, crmWorkflow, formItems, LEAD_FROM_FORM, useFixture } from './fixture.cts';

const fixture = useFixture();

const COUNT = 60;
const leads = formItems(COUNT);

const ONE_BY_ONE = { options: { maxConcurrentRequests: 1 } };

/** Fails for one item, which is not among those that are read first. */
const FAILS_AT = 33;
const NAME = `={{ $itemIndex === ${FAILS_AT} ? $json.none.at.all : $json.name }}`;

const namesOf = (items: unknown[]) => items.map((item) => (item as { name: string }).name).sort();
const sentNames = () => namesOf(fixture.sandbox.requests.map(({ body }) => body));

test.each([1, 5, 20, 50])('each item is sent with its own values, %i at a time', async (width) => {
	const result = await fixture.run(
		{ ...LEAD_FROM_FORM, options: { maxConcurrentRequests: width } },
		leads,
	);
	expect(result.error).toBeUndefined();
	expect(sentNames()).toEqual(namesOf(leads));
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
		expect(sentNames()).toEqual(namesOf(others));
	},
);

test('it stops the node no earlier and no later than it would by itself', async () => {
	const result = await fixture.run({ ...LEAD_FROM_FORM, name: NAME, ...ONE_BY_ONE }, leads);
	expect(result.error).toBeDefined();
	expect(sentNames()).toEqual(namesOf(leads.slice(0, FAILS_AT)));
});

/** The node, which notes what was read, and whether a parameter was after its run was over. */
class Watched extends CrmOpenApi {
	static readLate = 0;

	static readonly items = new Set<number>();

	override async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		let over = false;
		const context = new Proxy(this, {
			get(target, key) {
				if (over && key === 'getNodeParameter') Watched.readLate++;
				const value: unknown = Reflect.get(target, key, target);
				if (typeof value !== 'function') return value;
				return (...given: unknown[]) => {
					if (given[0] === 'name') Watched.items.add(given[1] as number);
					return value.apply(target, given) as unknown;
				};
			},
		});
		try {
			return await super.execute.call(context);
		} finally {
			over = true;
		}
	}
}

test.each<
	[
		how: string,
		parameters: INodeParameters,
		cancelAfter: number | undefined,
		most: number,
		node?: Partial<INode>,
	]
>([
	['ends by itself', {}, undefined, COUNT],
	['is stopped by its first item', { name: '={{ $itemIndex ? $json.name : "" }}' }, undefined, 40],
	['is canceled', {}, 5, 40],
	['is canceled under Continue', {}, 5, 40, CONTINUE],
])(
	'nothing is read after a run that %s',
	async (_how, parameters, cancelAfter, most, node = {}) => {
		Watched.readLate = 0;
		Watched.items.clear();
		const engine = fixture.engine({}, { nodeTypes: [Watched] });
		await engine.run({
			workflow: crmWorkflow({ ...LEAD_FROM_FORM, ...parameters, ...ONE_BY_ONE }, node),
			items: leads,
			cancelAfter,
		});
		await sleep(60);
		expect(Watched.readLate).toBe(0);
		// Two lots at most were read where it did not get to its end.
		expect(Watched.items.size).toBeLessThanOrEqual(most);
	},
);
