import { compare, sample, type Case, type Variant } from '../bench.cts';
import { startCrm } from '../processes/index.cts';
import { claim, find, timeOf } from '../results.cts';

const LATENCY = 50;
const FOUND = 'the last client, by email';
const NOT_FOUND = 'a client who is not there';
const MOST_SECONDS = 2;

export const search: Case = {
	name: 'search',
	run: async (bench) => {
		const size = bench.quick ? 2000 : 50_000;
		const crm = await startCrm(bench.tls, size);
		try {
			const ways: Array<[string, string, number]> = [
				[FOUND, `client${size}@example.com`, 1],
				[NOT_FOUND, 'nobody@example.com', 0],
			];
			const variants = ways.map(([way, filter, items]): Variant => {
				const parameters = { resource: 'client', operation: 'get' };
				const step = { kind: 'search', method: 'searchClients', parameters, filter } as const;
				const how = { crm, latencyMs: LATENCY, runs: { warmUp: 1, counted: 1 } };
				const measure = async () => await sample(bench, step, { items }, how);
				return { way, latencyMs: LATENCY, measure };
			});
			const rows = await compare(bench, variants, 3);
			return {
				name: 'search',
				title: `Search among ${size.toLocaleString('en-US')} clients`,
				about:
					'Client → From List in the editor: the API has no search, so the node reads the list ten pages of 500 at a time until something fits. n8n makes a connection for each page.',
				rows,
				duels: [],
				claims: ways.map(([way]) =>
					claim(
						`${size.toLocaleString('en-US')} clients at ${LATENCY} ms, ${way}: at most ${MOST_SECONDS} s`,
						timeOf(find(rows, way)) / 1000,
						{ most: MOST_SECONDS },
						's',
					),
				),
				remarks: [],
			};
		} finally {
			crm.stop();
		}
	},
};
