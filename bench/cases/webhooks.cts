import { compare, sample, type Bench, type Case, type Variant } from '../bench.cts';
import { claim, find, timeOf, type Duel, type Row } from '../results.cts';
import { WholeN8n } from '../whole-n8n.cts';

const WIDTH = 10;

/** Settings of n8n 2.41: sandboxes for expressions where an expression is met only, or none at all. */
const SETTINGS = ['N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true', 'N8N_EXPRESSION_ENGINE=legacy'];

const ENGINE = 'engine';
const WHOLE = 'whole n8n';
const withSetting = (setting: string) => `whole n8n with ${setting}`;
const PLACES = [ENGINE, WHOLE, ...SETTINGS.map(withSetting)];
const ours = (where: string) => `${where}: CRM Open API Trigger, signature verified`;
const unsigned = (where: string) => `${where}: CRM Open API Trigger, unsigned accepted`;
const bare = (where: string) => `${where}: Webhook node, nothing checked`;
const header = (where: string) => `${where}: Webhook node, Header Auth`;

export const webhooks: Case = {
	name: 'webhooks',
	run: async (bench) => {
		const rows = [
			...(await compare(bench, inEngine(bench), 3)),
			...(await compare(bench, await inN8n(await bench.n8n(), WHOLE, bench.quick ? 20 : 100), 3)),
		];
		for (const setting of SETTINGS) rows.push(...(await inN8nWith(bench, setting)));
		const duels = PLACES.map((where): Duel => [ours(where), bare(where)]);
		const text = (where: string) =>
			`a trigger that verifies takes deliveries at least at 0.9 of the rate of n8n's bare Webhook node, ${where}`;
		return {
			name: 'webhooks',
			title: 'Receive signed webhook deliveries',
			about: `${WIDTH} deliveries at a time, until the last execution (trigger, then a node that does nothing) is over. In the engine: n8n-core around the triggers, and for the Webhook node a copy of what it does with JSON. In the whole n8n 2.41, each request to another trigger than n8n's own Webhook node costs a new sandbox for expressions, and each credential that a webhook reads costs another, whether an expression is in it or not; both are many times dearer than a signature.`,
			rows,
			duels,
			claims: PLACES.map((where) => claim(text(where), rate(rows, where), { least: 0.9 })),
			remarks: [],
		};
	},
};

const rate = (rows: Row[], where: string) =>
	timeOf(find(rows, bare(where))) / timeOf(find(rows, ours(where)));

function inEngine(bench: Bench): Variant[] {
	const size = bench.quick ? 200 : 5000;
	return (['ours', 'bare'] as const).map((trigger) => ({
		way: trigger === 'ours' ? ours(ENGINE) : bare(ENGINE),
		size,
		measure: async () => {
			const step = { kind: 'deliveries', trigger, count: size, width: WIDTH } as const;
			return await sample(bench, step, { items: size });
		},
	}));
}

async function inN8n(n8n: WholeN8n, where: string, size: number): Promise<Variant[]> {
	const receivers = await n8n.receivers();
	const names = { ours, unsigned, bare, header };
	return (['ours', 'unsigned', 'bare', 'header'] as const).map((which) => ({
		way: names[which](where),
		size,
		measure: async () => await n8n.deliver(receivers[which], size, WIDTH),
	}));
}

/** The same in an n8n of its own, since it is a setting of the server. */
async function inN8nWith(bench: Bench, setting: string): Promise<Row[]> {
	const [name, value] = setting.split('=');
	const n8n = await WholeN8n.start(bench.packed.folder, bench.crm, { [name]: value });
	try {
		return await compare(bench, await inN8n(n8n, withSetting(setting), bench.quick ? 20 : 200), 3);
	} finally {
		await n8n.stop();
	}
}
