import { ok, type Answer } from './answer.cts';
import type { Crm } from './crm.cts';
import type { CrmData } from './data.cts';
import type { Growth, ListLie, ListName } from './faults.cts';
import { nextId, nextNumber } from './ids.cts';

/** The documented `limit` of the lists that do not require one. */
const DEFAULT_LIMIT = 10;

type Row<Name extends ListName> = CrmData[Name][number];

/** Which records a list endpoint gives, and how. */
export interface Listing<Name extends ListName> {
	name: Name;
	/** The request's filters, skip and limit. */
	query: Record<string, unknown>;
	keep: (row: Row<Name>) => boolean;
	/** A record as the API shows it. */
	show: (row: Row<Name>) => object;
}

/** Whether a page is the first of a reading. */
export function isFirstPage(query: Record<string, unknown>): boolean {
	return Number(query.skip ?? 0) === 0;
}

/** The answer of a list endpoint: {count, records}, true or as the switch `lie` says. */
export function listPage<Name extends ListName>(crm: Crm, listing: Listing<Name>): Answer {
	const { name, query, show } = listing;
	const rows = matching(crm, listing);
	const { lie, newestFirst } = crm.faults;
	const lying = lie && (lie.list ?? name) === name ? lie : undefined;
	const { skip, limit } = asked(query, lying);
	const answer = lying
		? lyingPage(newestFirst ? [...rows].reverse() : rows, { skip, limit, lie: lying, show })
		: {
				count: rows.length,
				records: slice(rows, skip, limit, newestFirst).map(show),
			};
	crm.growing.afterPage(crm, name, rows);
	return ok(answer);
}

/** The records that the filters leave, in the order of their creation. */
function matching<Name extends ListName>(
	{ data, faults, kept }: Crm,
	{ name, query, keep }: Listing<Name>,
): Array<Row<Name>> {
	const all = data[name] as Array<Row<Name>>;
	const { skip: _skip, limit: _limit, ...filters } = query;
	const { timezone, endExclusive } = faults;
	const key = JSON.stringify([name, filters, timezone, endExclusive]);
	return kept.get(key, [all], isFirstPage(query), () => all.filter(keep));
}

function asked(query: Record<string, unknown>, lie?: ListLie) {
	const limit = Number(query.limit ?? DEFAULT_LIMIT);
	return { skip: Number(query.skip ?? 0), limit: Math.min(limit, lie?.pageLimit ?? Infinity) };
}

function slice<T>(rows: T[], skip: number, limit: number, newestFirst: boolean): T[] {
	if (!newestFirst) return rows.slice(skip, skip + limit);
	const end = Math.max(0, rows.length - skip);
	return rows.slice(Math.max(0, end - limit), end).reverse();
}

interface Lying<T> {
	skip: number;
	limit: number;
	lie: ListLie;
	show: (row: T) => object;
}

function lyingPage<T>(rows: T[], { skip, limit, lie, show }: Lying<T>) {
	const owners = new Map(lie.sameId?.map(([owner, other]) => [rows[other], rows[owner]]));
	const told = [...rows];
	// From the back, so that the places before stay what they are
	for (const [row, before] of [...(lie.twice ?? [])].sort(([, a], [, b]) => b - a)) {
		if (row < rows.length) told.splice(before, 0, rows[row]);
	}
	const shown = (row: T) => {
		const owner = owners.get(row);
		const told = owner === undefined ? show(row) : withIdOf(show(owner), show(row));
		return lie.addToIds === undefined ? told : withLargerId(told, BigInt(lie.addToIds));
	};
	return {
		count: lie.count === undefined ? told.length + (lie.countBy ?? 0) : lie.count,
		records: told.slice(skip, skip + limit).map(shown),
	};
}

/** The fields that tell the rows of a list apart; the first that a row has is its id. */
const IDS = ['id', 'order_id', 'login'] as const;

function withIdOf(owner: object, row: object): object {
	const name = IDS.find((one) => one in row);
	return name ? { ...row, [name]: (owner as Record<string, unknown>)[name] } : row;
}

function withLargerId(row: object, more: bigint): object {
	const name = IDS.find((one) => one in row);
	const id = name && (row as Record<string, unknown>)[name];
	return typeof id === 'number' ? { ...row, [name as string]: BigInt(id) + more } : row;
}

/** Lets a list change while it is read, as the switch `grow` says. */
export class Growing {
	private readonly progress = new WeakMap<Growth, { pages: number; grown: number }>();

	/**
	 * To be called after a page of `list` was answered. What changes are the first or last of the
	 * records that are being read; new ones are like them.
	 */
	afterPage(crm: Crm, list: ListName, matching: object[]): void {
		const { grow } = crm.faults;
		if (grow?.list !== list || matching.length === 0) return;
		const { every = 1, at = 'end', rows = 1, times = Infinity, change = 'come' } = grow;
		const progress = this.progress.get(grow) ?? { pages: 0, grown: 0 };
		this.progress.set(grow, progress);
		progress.pages += 1;
		if (progress.pages % every !== 0 || progress.grown >= times) return;
		progress.grown += 1;
		const lists: Record<ListName, object[]> = crm.data;
		const model = at === 'end' ? matching[matching.length - 1] : matching[0];
		const changed =
			change === 'come'
				? Array.from({ length: rows }, () => another(crm.data, model))
				: at === 'end'
					? matching.slice(-rows)
					: matching.slice(0, rows);
		if (change !== 'come') {
			const leaving = new Set(changed);
			lists[list] = lists[list].filter((row) => !leaving.has(row));
		}
		if (change !== 'go') {
			if ((change === 'come') === (at === 'end')) lists[list].push(...changed);
			else lists[list].unshift(...changed);
		}
		crm.kept.clear();
	}
}

/** A copy of a record with an identity of its own. */
function another(data: CrmData, model: object): object {
	const copy = structuredClone(model) as Record<string, unknown>;
	const id = IDS.find((name) => name in copy) ?? 'id';
	copy[id] = id === 'id' ? nextId(data) : nextNumber(data);
	if ('referral_code' in copy) {
		copy.email = `client-${String(copy.id)}@example.com`;
		copy.referral_code = nextId(data);
	}
	return copy;
}
