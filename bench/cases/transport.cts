import { compare, sample, together, type Bench, type Case } from '../bench.cts';
import { startProxy } from '../processes/index.cts';
import { find, largest, short, timeOf, type Row } from '../results.cts';
import { leadStep } from './steps.cts';

const OURS = 'this node, 1 at a time';
const SECURE = "n8n's transport alone, HTTPS";
const PLAIN = "n8n's transport alone, plain HTTP";
const LIMIT = 'keep-alive client without n8n, HTTPS';
const DIRECT = 'this node, to the CRM itself';
const PROXIED = 'this node, through a reverse proxy beside n8n';

export const transport: Case = {
	name: 'transport',
	run: async (bench) => {
		const floor = await floorOf(bench);
		const reuse = await reuseOf(bench);
		const time = (way: string) => timeOf(find(floor, way));
		const share = (part: number) => `${Math.round((part / time(OURS)) * 100)} %`;
		const gain = timeOf(find(reuse, DIRECT)) / timeOf(find(reuse, PROXIED));
		const connections = (way: string) => {
			const row = find(reuse, way);
			return short((row && largest(row, 'connections')) ?? Number.NaN);
		};
		return {
			name: 'transport',
			title: "The floor: n8n's transport",
			about:
				"n8n makes a new connection for each request, and so a TCP and a TLS handshake; a node can't choose. Here is what that takes, for leads one after the other without latency. On a real network each handshake also waits for two round trips, which a loopback does not have: see the case with a round trip above.",
			rows: [...floor, ...reuse],
			duels: [[OURS, LIMIT]],
			claims: [],
			remarks: [
				`Of this node's time over HTTPS, ${share(time(SECURE))} is n8n's transport; ${share(time(SECURE) - time(PLAIN))} is the difference that TLS makes. The keep-alive client needs ${share(time(LIMIT))}.`,
				`A reverse proxy on n8n's machine that keeps its connections to the CRM open makes this node ${short(gain)} times as fast without latency: ${connections(PROXIED)} connections to the CRM instead of ${connections(DIRECT)}.`,
			],
		};
	},
};

async function floorOf(bench: Bench): Promise<Row[]> {
	const size = bench.quick ? 30 : 100;
	const rounds = bench.quick ? 3 : 15;
	const steps = [
		leadStep('ours', size, 1),
		leadStep('transport', size),
		{ kind: 'leadsByLimit', count: size, width: 1 } as const,
	];
	const secure = await together(bench, steps, size, { rounds });
	const [plain] = await together(bench, [leadStep('transport', size)], size, {
		crm: bench.plainCrm,
		rounds,
	});
	const [ours, alone, limit] = secure;
	const row = { latencyMs: 0, size };
	return [
		{ ...row, way: OURS, samples: ours },
		{ ...row, way: SECURE, samples: alone },
		{ ...row, way: PLAIN, samples: plain },
		{ ...row, way: LIMIT, samples: limit },
	];
}

/** The same leads with and without a proxy before the CRM; the case `network` has the distance. */
async function reuseOf(bench: Bench): Promise<Row[]> {
	const size = bench.quick ? 50 : 500;
	const proxy = await startProxy(bench.crm);
	const proxied = { ...bench.crm, url: proxy.url };
	const variants = [bench.crm, proxied].map((crm) => ({
		way: crm === proxied ? PROXIED : DIRECT,
		latencyMs: 0,
		size,
		measure: async () =>
			await sample(bench, leadStep('ours', size), { items: size, leads: size }, { crm }),
	}));
	try {
		return await compare(bench, variants, 3);
	} finally {
		proxy.stop();
	}
}
