/** The node as a tool of an AI agent. The model is a stand-in that asks for one call of the tool. */
import { randomUUID } from 'node:crypto';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { workflowOf, type WorkflowJson } from '../engine/harness/workflow.cts';
import { behindWebhook, Scene } from './fixture.cts';
import { byId } from './money.cts';
import { McpClient } from './n8n/mcp.cts';
import { serve } from './outside.cts';

/** What a chat model is asked, as OpenAI's API has it. */
interface Chat {
	messages: Array<{ role: string; content: string }>;
	tools: Array<{ function: { name: string; description: string; parameters: IDataObject } }>;
}

/** A chat model that calls the first tool with these arguments, and then says that it is done. */
const model = { calls: {} as IDataObject, chats: [] as Chat[] };

function answerOf(chat: Chat) {
	model.chats.push(chat);
	const [tool] = chat.tools;
	const called = { name: tool.function.name, arguments: JSON.stringify(model.calls) };
	const message =
		chat.messages.at(-1)?.role === 'tool'
			? { content: 'Done' }
			: { content: null, tool_calls: [{ id: 'call_1', type: 'function', function: called }] };
	const finish_reason = message.content === null ? 'tool_calls' : 'stop';
	return {
		...{ id: 'chat-1', object: 'chat.completion', created: 1, model: 'stand-in' },
		choices: [{ index: 0, finish_reason, message: { role: 'assistant', ...message } }],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
	};
}

let scene: Scene;
let server: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
	scene = await Scene.open();
	server = await serve((_path, body) => answerOf(body as Chat));
	await scene.keep('openAiApi', { apiKey: 'none', url: `${server.url}/v1` });
});
beforeEach(() => {
	scene.sandbox.reset();
	model.chats = [];
});
afterAll(async () => {
	await scene.close();
	await server.close();
});

/** The node as a tool, and the types of agents that call tools in different ways. */
const TOOL = 'n8n-nodes-crm-open-api.crmOpenApiTool';
const AGENTS = [2.2, 3.1];

/** An agent with the node as its only tool. */
function agent(version: number, path: string, parameters: INodeParameters): WorkflowJson {
	const workflow = behindWebhook(path, [
		{
			name: 'Agent',
			type: '@n8n/n8n-nodes-langchain.agent',
			typeVersion: version,
			parameters: { promptType: 'define', text: '={{ $json.ask }}' },
		},
		{
			name: 'Model',
			type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
			typeVersion: 1.2,
			parameters: { model: { __rl: true, mode: 'id', value: 'stand-in' } },
		},
		{ name: 'CRM', type: TOOL, parameters },
	]);
	const to = (type: 'ai_languageModel' | 'ai_tool') => ({
		[type]: [[{ node: 'Agent', type, index: 0 }]],
	});
	const { Webhook, Items } = workflow.connections;
	const connections = { Webhook, Items, Model: to('ai_languageModel'), CRM: to('ai_tool') };
	return { ...workflow, connections };
}

/** Lets the model call the tool with these arguments. @returns what the model was told, and what it read */
async function call(version: number, parameters: INodeParameters, given: IDataObject) {
	model.calls = given;
	const path = randomUUID();
	const id = await scene.start(agent(version, path, parameters));
	await scene.rest.call(`/webhook/${path}`, { items: [{ ask: 'Please' }] });
	const { status, data } = await scene.ended(id);
	const [first, second] = model.chats;
	expect(data.resultData.runData.CRM[0].error).toBeUndefined();
	return { status, told: first.tools[0].function, read: second.messages.at(-1)?.content };
}

/** A client of the MCP Server Trigger that has the node as its only tool. @returns what the tool told it */
async function callOverMcp(parameters: INodeParameters, given: IDataObject): Promise<string> {
	const path = randomUUID();
	const workflow = workflowOf([
		{
			name: 'MCP',
			type: '@n8n/n8n-nodes-langchain.mcpTrigger',
			typeVersion: 2,
			webhookId: path,
			parameters: { path },
		},
		{ name: 'CRM', type: TOOL, parameters },
	]);
	await scene.start({
		...workflow,
		connections: { CRM: { ai_tool: [[{ node: 'MCP', type: 'ai_tool', index: 0 }]] } },
	});
	const client = await McpClient.of(`${scene.rest.url}/mcp/${path}`);
	const [{ name }] = await client.tools();
	return await client.call(name, given);
}

const fromAi = (name: string, about: string, type = 'string') =>
	`={{ $fromAI('${name}', '${about}', '${type}') }}`;

test('n8n makes a tool of the node, and of none of the triggers', async () => {
	const types = (await scene.rest.send('GET', '/types/nodes.json')).body as Array<{ name: string }>;
	const tools = types.filter(({ name }) => /^n8n-nodes-crm-open-api\..*Tool$/.test(name));
	expect(tools.map(({ name }) => name)).toEqual([TOOL]);
});

describe.each(AGENTS)('an agent of version %s', (version) => {
	test('creates a lead', async () => {
		const { status, told, read } = await call(
			version,
			{
				resource: 'lead',
				operation: 'create',
				name: fromAi('name', 'Full name of the lead'),
				email: fromAi('email', 'Email of the lead'),
				additionalFields: { comment: 'By the assistant' },
			},
			{ name: 'Zoë 李', email: 'zoe@example.com' },
		);
		expect(told).toMatchObject({
			name: 'CRM',
			description: 'Create lead in CRM Open API',
			parameters: {
				type: 'object',
				properties: {
					name: { type: 'string', description: 'Full name of the lead' },
					email: { type: 'string', description: 'Email of the lead' },
				},
				required: ['name', 'email'],
			},
		});
		expect(Object.keys(told.parameters.properties as IDataObject)).toEqual(['name', 'email']);
		expect(status).toBe('success');
		const { id, created_at: _at, ...lead } = scene.sandbox.data.leads[3];
		expect(lead).toEqual({
			name: 'Zoë 李',
			email: 'zoe@example.com',
			comment: 'By the assistant',
		});
		expect(scene.sandbox.data.leads).toHaveLength(4);
		expect(read).toContain(id);
	});

	test('learns that a lead was not taken', async () => {
		const { read } = await call(
			version,
			{ resource: 'lead', operation: 'create', name: fromAi('name', 'Full name of the lead') },
			{ name: 'Ann Lee' },
		);
		expect(read).toMatch(/"error":".*email/i);
		expect(scene.sandbox.data.leads).toHaveLength(3);
	});

	test('reads clients', async () => {
		const { status, told, read } = await call(
			version,
			{
				resource: 'client',
				operation: 'getMany',
				returnAll: false,
				limit: fromAi('limit', 'How many', 'number'),
				filters: { suspended: fromAi('suspended', 'Whether suspended', 'boolean') },
			},
			{ limit: 2, suspended: true },
		);
		expect(told.parameters).toMatchObject({
			properties: { limit: { type: 'number' }, suspended: { type: 'boolean' } },
		});
		expect(status).toBe('success');
		const suspended = scene.sandbox.data.clients.filter((client) => client.suspended);
		expect(suspended).toHaveLength(3);
		const ids = [...String(read).matchAll(/"id":"(\w{8})"/g)].map(([, id]) => id);
		expect(ids).toEqual(suspended.slice(0, 2).map(({ id }) => id));
		expect(read).not.toContain(scene.sandbox.key);
	});
});

describe.each<[string, (parameters: INodeParameters, given: IDataObject) => Promise<string>]>([
	...AGENTS.map((version): [string, typeof callOverMcp] => [
		`an agent of version ${version}`,
		async (parameters, given) => String((await call(version, parameters, given)).read),
	]),
	['a client over MCP', callOverMcp],
])('%s', (_who, ask) => {
	const text = (name: string) => fromAi(name, name);

	test('reads one client', async () => {
		const [{ id, email }] = scene.sandbox.data.clients;
		const parameters = { resource: 'client', operation: 'get', id: byId(text('client')) };
		expect(await ask(parameters, { client: id })).toContain(email);
	});

	test('reads by a Custom API Call', async () => {
		const [{ id, email }] = scene.sandbox.data.clients;
		const parameters = { resource: 'customApiCall', method: 'GET', path: text('path') };
		expect(await ask(parameters, { path: `/public/v1/users/${id}` })).toContain(email);
	});

	test.each<[string, INodeParameters]>([
		[
			'MT4 Deposit',
			{
				...{ resource: 'mt4', operation: 'deposit' },
				connectionId: byId(text('connection_id')),
				...{ login: text('login'), amount: text('amount') },
				...{ currency: text('currency'), comment: text('comment') },
			},
		],
		[
			'Wallet Update Balance',
			{
				...{ resource: 'wallet', operation: 'updateBalance' },
				userId: byId(text('user_id')),
				...{ currency: text('currency'), amount: text('amount'), orderId: text('comment') },
			},
		],
		[
			'Approve Withdrawal',
			{ resource: 'request', operation: 'approveWithdrawal', id: text('request') },
		],
		[
			'Validate Credentials',
			{
				...{ resource: 'client', operation: 'validateCredentials' },
				...{ email: text('email'), password: text('password') },
			},
		],
		[
			'Custom API Call with POST to a deposit',
			{ resource: 'customApiCall', method: 'POST', path: text('deposit'), body: text('body') },
		],
		[
			'Custom API Call with a method of its own choice',
			{
				...{ resource: 'customApiCall', method: text('method') },
				...{ path: text('wallet'), body: text('update') },
			},
		],
	])('cannot use %s', async (_name, parameters) => {
		const { accounts, clients, requests } = scene.sandbox.data;
		const [account] = accounts.filter(({ platform }) => platform === 'mt4');
		const [{ email, password }] = clients;
		const [{ id: request }] = requests.filter(({ type }) => type === 'withdrawal');
		const { connection_id, user_id, currency, login } = account;
		const movement = { currency, amount: '10.00', comment: 'order 1' };
		const read = await ask(parameters, {
			...{ ...movement, connection_id, user_id, login: String(login) },
			...{ request, email, password },
			deposit: `/public/v1/mt4/accounts/${login}/deposit`,
			body: JSON.stringify({ ...movement, connection_id }),
			...{ method: 'PATCH', wallet: '/public/v1/wallets/balance' },
			update: JSON.stringify({ user_id, currency, amount: 10, order_id: 'a'.repeat(16) }),
		});
		expect(scene.sandbox.requests).toEqual([]);
		expect([scene.sandbox.data.bookings, scene.sandbox.data.decisions]).toEqual([[], []]);
		expect(read).toContain('Nothing was sent');
	});
});
