/** The node as a tool: a model may be talked into anything, so it can only read, and create leads. */
import type { IDataObject, INodeParameters, INodeProperties } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';
import { CrmOpenApi } from '../../nodes/CrmOpenApi/CrmOpenApi.node.ts';
import { DOCUMENTED } from '../documented.cts';
import { parametersOf } from './contract.parameters.cts';
import { SAMPLES } from '../samples.cts';
import { crmWorkflow, failedTexts, useFixture } from './fixture.cts';

const TOOL = 'n8n-nodes-crm-open-api.crmOpenApiTool';

/** Reads that open a door: one tells which password is right, the other lets a file in. */
const DOORS = ['client.validateCredentials', 'form.getUploadSignature'];

/** Operations that are no endpoint of their own. */
const MADE_OF_READS = ['client.find'];
const MADE_OF_WRITES = ['form.uploadDocument'];

const fixture = useFixture({ clients: 60 });

/** As the tool of an agent gets its call: the model's values are in the item. */
async function asTool(parameters: INodeParameters, items: IDataObject[]) {
	const engine = fixture.engine({}, { otherNodeTypes: { [TOOL]: CrmOpenApi } });
	return await engine.run({ workflow: crmWorkflow(parameters, { type: TOOL }), items });
}

describe.each(DOCUMENTED)('$id', (endpoint) => {
	const allowed =
		endpoint.id === 'lead.create' ||
		(endpoint.kind.startsWith('read') && !DOORS.includes(endpoint.id));

	test(allowed ? 'is for agents' : 'refuses every item, and sends nothing', async () => {
		const { items } = SAMPLES[endpoint.id](fixture.sandbox.data);
		const { options, ...parameters } = parametersOf(endpoint, items);
		const run = await asTool(parameters, items);
		if (allowed) {
			expect(failedTexts(run.json('Done'))).toEqual([]);
			expect(fixture.sandbox.requests.length).toBeGreaterThan(0);
		} else {
			expect(failedTexts(run.json('Done'))).toEqual(
				items.map(() => expect.stringContaining('is not for AI agents. Nothing was sent')),
			);
			expect(fixture.sandbox.requests).toEqual([]);
		}
	});
});

describe('a Custom API Call', () => {
	const CALL: INodeParameters = {
		resource: 'customApiCall',
		method: '={{ $json.method }}',
		path: '={{ $json.path }}',
		body: '={{ $json.body }}',
	};
	const FORM = '/public/v1/form/registration/trader';
	const LOGINS = '/public/v1/mt4/accounts/200028';

	test('takes GET only, looked at for each item', async () => {
		const items = [
			{ method: 'GET', path: FORM },
			{ method: 'POST', path: `${LOGINS}/deposit`, body: { amount: '5000' } },
			{ method: 'PATCH', path: '/public/v1/wallets/balance', body: { amount: 1 } },
			{ method: 'PUT', path: '/public/v1/users', body: {} },
			{ method: 'DELETE', path: '/public/v1/users/045dff8l' },
			{ method: 'GET', path: '/public/v1/config/countries' },
		];
		const run = await asTool(CALL, items);
		expect(failedTexts(run.json('Done'))).toEqual(
			Array.from({ length: 4 }, () => expect.stringContaining('only takes GET. Nothing was sent')),
		);
		expect(fixture.sandbox.requests.map(({ method }) => method)).toEqual(['GET', 'GET']);
	});

	test('never shows passwords', async () => {
		const options = { includePasswords: '={{ $json.show }}' };
		const read = { method: 'GET', path: FORM };
		const run = await asTool({ ...CALL, options }, [
			{ ...read, show: false },
			{ ...read, show: true },
		]);
		expect(failedTexts(run.json('Done'))).toEqual([
			expect.stringContaining("'Include Passwords' is not for AI agents"),
		]);
		expect(fixture.sandbox.requests).toHaveLength(1);
	});
});

describe('what an agent gets of a record', () => {
	const CLIENTS = { resource: 'client', operation: 'getMany', limit: 1 };
	/** n8n's copy of the node for agents goes by another name, and shows other parameters. */
	class CrmOpenApiTool extends CrmOpenApi {
		constructor() {
			super();
			this.description = { ...this.description, name: 'crmOpenApiTool' };
		}
	}
	const given = async (parameters: INodeParameters) => {
		const engine = fixture.engine({}, { otherNodeTypes: { [TOOL]: CrmOpenApiTool } });
		const workflow = crmWorkflow({ ...CLIENTS, ...parameters }, { type: TOOL });
		return (await engine.run({ workflow })).json('Done');
	};

	test('simplified, raw, or the fields that it names', async () => {
		const [simple] = await given({});
		expect(simple).toHaveProperty('phone_number');
		const [raw] = await given({ output: 'raw' });
		expect(raw).toHaveProperty('phone.number');
		const outputFields = 'id, phone_number, phone.country_code,nothing';
		const [some] = await given({ output: 'selectedFields', outputFields });
		expect(some).toEqual({
			id: simple.id,
			phone_number: simple.phone_number,
			phone_country_code: (raw.phone as IDataObject).country_code,
		});
	});

	test.each(['', ' , ', 'constructor', 'id.__proto__'])('not %j', async (outputFields) => {
		const rows = await given({ output: 'selectedFields', outputFields });
		expect(failedTexts(rows)).toEqual([expect.stringContaining("'Fields'")]);
		expect(rows).toHaveLength(1);
	});
});

describe('the editor', () => {
	const { description } = new CrmOpenApi();
	/** n8n's copy of the description for a tool; `@tool` goes by its name. */
	const tool = { ...description, name: `${description.name}Tool` };

	/** What is shown of properties or options, in a node that is set up so far. */
	function shown(
		all: INodeProperties['options'] = [],
		values: INodeParameters,
		type: typeof description,
	): string[] {
		return all.flatMap((one) => {
			const isShown = NodeHelpers.displayParameter(values, one as INodeProperties, null, type);
			return isShown ? [String('value' in one ? one.value : one.name)] : [];
		});
	}
	const property = (name: string, values: INodeParameters, type = tool) =>
		description.properties.find(
			(one) => one.name === name && NodeHelpers.displayParameter(values, one, null, type),
		);

	test.each([...new Set(DOCUMENTED.map(({ resource }) => resource))])(
		'shows agents of %s what is for them, and people everything',
		(resource) => {
			const mine = DOCUMENTED.filter((one) => one.resource === resource);
			const forAgents = mine.filter(
				({ id, kind }) => id === 'lead.create' || (kind.startsWith('read') && !DOORS.includes(id)),
			);
			const { options } = property('operation', { resource }) as INodeProperties;
			const names = (list: typeof mine) => list.map(({ operation }) => operation).sort();
			const of = (all: string[]) =>
				all.flatMap((id) => (id.startsWith(`${resource}.`) ? [id.split('.')[1]] : []));
			expect(shown(options, { resource }, tool).sort()).toEqual(
				[...names(forAgents), ...of(MADE_OF_READS)].sort(),
			);
			expect(shown(options, { resource }, description).sort()).toEqual(
				[...names(mine), ...of([...MADE_OF_READS, ...MADE_OF_WRITES])].sort(),
			);
			const resources = property('resource', {})?.options;
			expect(shown(resources, {}, tool).includes(resource)).toBe(forAgents.length > 0);
			expect(shown(resources, {}, description)).toContain(resource);
		},
	);

	test('asks agents how much they want, and people whether to simplify', () => {
		const values = { resource: 'client', operation: 'getMany' };
		expect(property('output', values)).toMatchObject({ default: 'simplified' });
		expect(property('simplify', values)).toBeUndefined();
		expect(property('outputFields', values)).toBeUndefined();
		expect(property('outputFields', { ...values, output: 'selectedFields' })).toBeDefined();
		expect(property('simplify', values, description)).toBeDefined();
		expect(property('output', values, description)).toBeUndefined();
		const withSimplify = description.properties.filter(({ name }) => name === 'simplify');
		const withOutput = description.properties.filter(({ name }) => name === 'output');
		expect(withOutput).toHaveLength(withSimplify.length);
	});

	test('shows agents no option that opens a door', () => {
		const doors = ['includePasswords', 'inTestRuns'];
		const seen = new Set<string>();
		for (const options of description.properties.filter(({ name }) => name === 'options')) {
			const names = shown(options.options, {}, tool);
			expect(names.filter((name) => doors.includes(name) || name.endsWith('Path'))).toEqual([]);
			for (const name of shown(options.options, {}, description)) seen.add(name);
		}
		expect([...seen]).toEqual(expect.arrayContaining(doors));
	});

	test('offers GET only in a Custom API Call', () => {
		const values = { resource: 'customApiCall' };
		const { options } = property('method', values) as INodeProperties;
		expect(shown(options, values, tool)).toEqual(['GET']);
		expect(shown(options, values, description)).toHaveLength(5);
	});
});
