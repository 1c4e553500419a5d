import { ok, type Answer } from './answer.cts';
import type { Crm } from './crm.cts';
import type { CrmData } from './data.cts';
import type { Growth, GrowingList } from './faults.cts';
import { nextId, nextNumber } from './ids.cts';

/** The documented `limit` of the lists that do not require one. */
const DEFAULT_LIMIT = 10;

/** One page of a list. */
export interface Page<T> {
	count: number;
	records: T[];
}

/** One page of `rows`, which are in the order of their creation. */
export function page<T>(rows: T[], query: Record<string, unknown>, newestFirst: boolean): Page<T> {
	const skip = Number(query.skip ?? 0);
	const limit = Number(query.limit ?? DEFAULT_LIMIT);
	if (!newestFirst) return { count: rows.length, records: rows.slice(skip, skip + limit) };
	const end = Math.max(0, rows.length - skip);
	return { count: rows.length, records: rows.slice(Math.max(0, end - limit), end).reverse() };
}

/** The answer of a list endpoint: {count, records}, with each record as the API shows it. */
export function listPage<T, Shown>(
	crm: Crm,
	rows: T[],
	query: Record<string, unknown>,
	show: (row: T) => Shown,
): Answer {
	const { count, records } = page(rows, query, crm.faults.newestFirst);
	return ok({ count, records: records.map(show) });
}

/** Lets a list grow while it is read, as the switch `grow` says. */
export class Growing {
	private readonly progress = new WeakMap<Growth, { pages: number; grown: number }>();

	/**
	 * To be called after a page of `list` was answered.
	 * New records are like the first or last of `matching`, so that they belong to what is being read.
	 */
	afterPage(crm: Crm, list: GrowingList, matching: object[]): void {
		const { grow } = crm.faults;
		if (grow?.list !== list || matching.length === 0) return;
		const { every = 1, at = 'end', rows = 1, times = Infinity } = grow;
		const progress = this.progress.get(grow) ?? { pages: 0, grown: 0 };
		this.progress.set(grow, progress);
		progress.pages += 1;
		if (progress.pages % every !== 0 || progress.grown >= times) return;
		progress.grown += 1;
		const model = at === 'end' ? matching[matching.length - 1] : matching[0];
		for (let i = 0; i < rows; i++) {
			const record = another(crm.data, model);
			const target = crm.data[list] as object[];
			if (at === 'end') target.push(record);
			else target.unshift(record);
		}
	}
}

/** A copy of a record with an identity of its own. */
function another(data: CrmData, model: object): object {
	const copy = structuredClone(model) as Record<string, unknown>;
	if ('id' in copy) copy.id = nextId(data);
	else copy.order_id = nextNumber(data);
	if ('referral_code' in copy) {
		copy.email = `client-${String(copy.id)}@example.com`;
		copy.referral_code = nextId(data);
	}
	return copy;
}
