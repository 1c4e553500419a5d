import { together, type Case } from '../bench.cts';
import { claim, find, processorTimeOf, timeOf, type Row } from '../results.cts';
import { leadStep } from './steps.cts';

const OURS = 'this node, 1 at a time';
const BARE = 'a node that calls httpRequestWithAuthentication, 1 at a time';
const DECLARATIVE = 'declarative node with all operations, all at once';
const AT_ONCE = 'a node that calls httpRequestWithAuthentication, all at once';

export const perItem: Case = {
	name: 'per-item',
	run: async (bench) => {
		const size = bench.quick ? 50 : 200;
		const steps = [
			leadStep('ours', size, 1),
			leadStep('bare', size),
			leadStep('declarative', size),
			leadStep('bareAtOnce', size),
		];
		const how = { crm: bench.plainCrm, rounds: bench.quick ? 3 : 20 };
		const samples = await together(bench, steps, size, how);
		const rows = [OURS, BARE, DECLARATIVE, AT_ONCE].map((way, at): Row => ({
			way,
			latencyMs: 0,
			size,
			samples: samples[at],
		}));
		const time = (way: string) => timeOf(find(rows, way)) / size;
		const cpu = (way: string) => processorTimeOf(find(rows, way)) / size;
		const own = time(OURS) - time(BARE);
		const declarative = time(DECLARATIVE) - time(AT_ONCE);
		return {
			name: 'per-item',
			title: "A node's own time for one item",
			about:
				"Leads over plain HTTP without latency, all in one warmed-up process in turn, against nodes that do nothing but call n8n's helper with the same credential and the same body. What a node takes beyond the bare one of its kind is its own: reading parameters, checking, the ledger against sending twice, linking items.",
			rows,
			duels: [],
			claims: [
				claim('own time for each item: at most 1 ms', own, { most: 1 }, 'ms'),
				claim("own time for each item: less than half of a declarative node's", own / declarative, {
					most: 0.5,
				}),
			],
			remarks: [
				`Own time for each item: ${own.toFixed(2)} ms; that of the declarative node: ${declarative.toFixed(2)} ms. In processor time: ${(cpu(OURS) - cpu(BARE)).toFixed(2)} ms and ${(cpu(DECLARATIVE) - cpu(AT_ONCE)).toFixed(2)} ms.`,
			],
		};
	},
};
