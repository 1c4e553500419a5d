import type { IDataObject } from 'n8n-workflow';
import { readList, type ListSource } from '../../nodes/transport/pages.ts';
import { Random } from '../../sandbox/seed/random.cts';

const PAGE = 500;

type FetchPage = ListSource['fetch'];

class BrokenList extends Error {}

async function readFrom(fetch: FetchPage, wanted?: number, key = 'id'): Promise<IDataObject[]> {
	const broken = (why: string) => new BrokenList(why);
	return await readList({ fetch, key, width: 5, broken }, wanted);
}

/**
 * A list whose rows are numbered in its order: those it starts with are 0, 1, 2 and so on, rows that
 * come in at the start are below them. It is served as the CRM does, `max` rows per page at most.
 */
class FakeList {
	readonly rows: number[];

	readonly asked: Array<{ skip: number; limit: number }> = [];

	constructor(
		private readonly size: number,
		private readonly max = PAGE,
		/** Called before each page is made; it changes the list. */
		private readonly meanwhile: (list: FakeList) => void = () => {},
		/** How many turns a request takes, so that requests overtake each other. */
		private readonly turns: () => number = () => 1,
	) {
		this.rows = Array.from({ length: size }, (_, id) => id);
	}

	readonly fetch: FetchPage = async (skip, limit) => {
		this.asked.push({ skip, limit });
		for (let turn = this.turns(); turn > 0; turn--) await null;
		this.meanwhile(this);
		const ids = this.rows.slice(skip, skip + Math.min(limit, this.max));
		for (let turn = this.turns(); turn > 0; turn--) await null;
		return { count: this.rows.length, records: ids.map((id) => ({ id, name: `client ${id}` })) };
	};

	async read(wanted?: number): Promise<number[]> {
		return (await readFrom(this.fetch, wanted)).map(({ id }) => id as number);
	}

	addAtStart(count: number): void {
		for (let added = 0; added < count; added++) {
			this.rows.unshift(Math.min(0, this.rows[0] ?? 0) - 1);
		}
	}

	addAtEnd(count: number): void {
		for (let added = 0; added < count; added++) {
			this.rows.push(Math.max(this.size - 1, this.rows.at(-1) ?? 0) + 1);
		}
	}
}

const upTo = (count: number) => Array.from({ length: count }, (_, id) => id);
/** Rows in the order of the list, none of them twice. */
const isOrdered = (ids: number[]) => ids.every((id, at) => at === 0 || ids[at - 1] < id);
/** Rows without a gap: nothing was lost in between. */
const isWhole = (ids: number[]) => ids.every((id, at) => at === 0 || ids[at - 1] + 1 === id);

describe('a list at rest', () => {
	test.each([0, 1, 2, 499, 500, 501, 999, 1000, 1001, 1499, 5000])('of %i rows', async (size) => {
		const list = new FakeList(size);
		expect(await list.read()).toEqual(upTo(size));
	});

	test.each([0, 1, 499, 500])('of %i rows is read in one request', async (size) => {
		const list = new FakeList(size);
		await list.read();
		expect(list.asked).toEqual([{ skip: 0, limit: PAGE }]);
	});

	test.each([
		[1, 1],
		[50, 1],
		[499, 1],
		[500, 1],
		[501, 2],
		[998, 2],
		[1000, 3],
		[1500, 4],
		[2000, 4],
	])('Limit %i gives as many rows, in %i requests', async (wanted, requests) => {
		const list = new FakeList(1499);
		expect(await list.read(wanted)).toEqual(upTo(Math.min(wanted, 1499)));
		expect(list.asked).toHaveLength(requests);
	});

	test('Limit asks for no more rows than wanted', async () => {
		const list = new FakeList(1499);
		await list.read(7);
		expect(list.asked).toEqual([{ skip: 0, limit: 7 }]);
	});

	test.each([2, 3, 7, 100])('on a server with pages of %i rows', async (max) => {
		const list = new FakeList(1000, max);
		expect(await list.read()).toEqual(upTo(1000));
		expect(await list.read(501)).toEqual(upTo(501));
	});

	test('of 150,000 rows', async () => {
		const list = new FakeList(150_000);
		expect(await list.read()).toHaveLength(150_000);
	});

	test('whose rows have no key is compared by whole rows', async () => {
		const { fetch } = new FakeList(1200);
		expect(await readFrom(fetch, undefined, 'nothing')).toHaveLength(1200);
	});
});

describe('a server that can not be read whole', () => {
	const broken: Array<[string, FetchPage]> = [
		['ignores skip', async (_skip, limit) => await new FakeList(1200).fetch(0, limit)],
		['gives one row per page', new FakeList(1200, 1).fetch],
		['counts more rows than it gives', countingMore(new FakeList(700).fetch)],
		['gives other rows each time', neverTheSame()],
	];

	test.each(broken)('one that %s is told, not read for ever or in part', async (_what, fetch) => {
		await expect(readFrom(fetch)).rejects.toThrow(BrokenList);
	});

	test('a page that fails ends the reading with its own reason', async () => {
		const list = new FakeList(2000);
		const fetch: FetchPage = async (skip, limit) =>
			skip > 900 ? await Promise.reject(new Error('no answer')) : await list.fetch(skip, limit);
		await expect(readFrom(fetch)).rejects.toThrow('no answer');
	});
});

describe('a list that changes while it is read, in many random ways', () => {
	const SEEDS = upTo(300);

	/** A list that one in three requests changes, of a size and with pages that the seed tells. */
	function changing(seed: number, change: (list: FakeList, random: Random) => void) {
		const random = new Random(seed);
		const max = random.pick([10, 20, 50, PAGE]);
		const size = random.whole(0, max * random.pick([1, 2, 8]));
		let changes = random.whole(1, 12);
		const meanwhile = (list: FakeList) => {
			if (list.asked.length > 1 && random.next() < 0.34 && changes-- > 0) change(list, random);
		};
		return { size, list: new FakeList(size, max, meanwhile, () => random.whole(0, 3)) };
	}

	test.each(['end', 'start', 'both ends'])(
		'growing at %s: nothing lost, nothing twice',
		async (at) => {
			for (const seed of SEEDS) {
				const { size, list } = changing(seed, (grown, random) => {
					if (at !== 'start') grown.addAtEnd(random.whole(0, 3));
					if (at !== 'end') grown.addAtStart(random.whole(0, 3));
				});
				const ids = await list.read();
				const what = {
					seed,
					size,
					whole: isWhole(ids),
					from: ids[0] <= 0,
					to: ids.at(-1)! >= size - 1,
				};
				expect(what).toEqual({ seed, size, whole: true, from: size > 0, to: size > 0 });
			}
		},
	);

	test('growing, with a Limit: as many rows as wanted, without a gap', async () => {
		for (const seed of SEEDS) {
			const { size, list } = changing(seed, (grown, random) => {
				grown.addAtEnd(random.whole(0, 3));
				grown.addAtStart(random.whole(0, 3));
			});
			const wanted = new Random(seed).whole(1, size + 5);
			const ids = await list.read(wanted);
			const least = Math.min(wanted, size);
			const enough = ids.length >= least && ids.length <= wanted;
			expect({ seed, enough, whole: isWhole(ids) }).toEqual({ seed, enough: true, whole: true });
		}
	});

	test('losing rows: all that stay are there, nothing twice', async () => {
		for (const seed of SEEDS) {
			const { size, list } = changing(seed, ({ rows }, random) => {
				rows.splice(random.whole(0, rows.length), random.whole(0, 2));
			});
			const ids = await list.read();
			const missing = list.rows.filter((id) => !ids.includes(id));
			const what = { seed, size, missing, ordered: isOrdered(ids) };
			expect(what).toEqual({ seed, size, missing: [], ordered: true });
		}
	});

	test('losing and getting rows: all that were there and stay are there, nothing twice', async () => {
		for (const seed of SEEDS) {
			const { size, list } = changing(seed, (changed, random) => {
				changed.rows.splice(random.whole(0, changed.rows.length), random.whole(0, 2));
				changed.addAtEnd(random.whole(0, 2));
				changed.addAtStart(random.whole(0, 2));
			});
			const ids = await list.read();
			const old = list.rows.filter((id) => id >= 0 && id < size);
			const missing = old.filter((id) => !ids.includes(id));
			const what = { seed, size, missing, ordered: isOrdered(ids) };
			expect(what).toEqual({ seed, size, missing: [], ordered: true });
		}
	});
});

function countingMore(fetch: FetchPage): FetchPage {
	return async (skip, limit) => {
		const { count, records } = await fetch(skip, limit);
		return { count: count + 5, records };
	};
}

function neverTheSame(): FetchPage {
	let next = 0;
	return async (_skip, limit) => ({
		count: 2000,
		records: Array.from({ length: limit }, (): IDataObject => ({ id: next++ })),
	});
}
