import type { Case } from '../bench.cts';
import { concurrency } from './concurrency.cts';
import { file } from './file.cts';
import { growth } from './growth.cts';
import { largeImport } from './import.cts';
import { leads } from './leads.cts';
import { loading } from './loading.cts';
import { network } from './network.cts';
import { oneLead } from './one-lead.cts';
import { perItem } from './per-item.cts';
import { rate } from './rate.cts';
import { returnAll } from './return-all.cts';
import { search } from './search.cts';
import { tarball } from './tarball.cts';
import { transport } from './transport.cts';
import { twoYears } from './two-years.cts';
import { webhooks } from './webhooks.cts';

/** In the order of the report. */
export const CASES: readonly Case[] = [
	leads,
	oneLead,
	returnAll,
	twoYears,
	file,
	network,
	rate,
	search,
	largeImport,
	webhooks,
	perItem,
	transport,
	growth,
	concurrency,
	loading,
	tarball,
];
