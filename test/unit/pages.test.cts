import type { IDataObject } from 'n8n-workflow';
import { passList, readList, type ListSource } from '../../nodes/transport/pages.ts';
import { Random } from '../../sandbox/seed/random.cts';

const PAGE = 500;

type FetchPage = ListSource['fetch'];

class BrokenList extends Error {}

async function readFrom(fetch: FetchPage, wanted?: number, key = 'id'): Promise<IDataObject[]> {
	const broken = (why: string) => new BrokenList(why);
	return await readList({ fetch, key, width: 5, broken }, wanted);
}

/** Reads a list as a node does that can say what is odd about it. */
async function readAndTold(fetch: FetchPage, wanted?: number, key = 'id') {
	const told: string[] = [];
	const broken = (why: string) => new BrokenList(why);
	const tell = (what: string) => told.push(what);
	const rows = await readList({ fetch, key, width: 5, broken, tell }, wanted);
	return { rows, told };
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

	test.each([0, 1, 499])('of %i rows is read in one request', async (size) => {
		const list = new FakeList(size);
		await list.read();
		expect(list.asked).toEqual([{ skip: 0, limit: PAGE }]);
	});

	test('a full page is followed by one more, since counts can be too low', async () => {
		const list = new FakeList(500);
		expect(await list.read()).toEqual(upTo(500));
		expect(list.asked).toHaveLength(2);
	});

	test.each([
		[1, 1],
		[50, 1],
		[499, 1],
		[500, 1],
		[501, 2],
		[998, 2],
		[999, 2],
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
		const longer = new FakeList(1499);
		await longer.read(700);
		expect(longer.asked).toEqual([
			{ skip: 0, limit: PAGE },
			{ skip: 499, limit: 201 },
		]);
	});

	test('is read side by side, behind the first page', async () => {
		let now = 0;
		let most = 0;
		const list = new FakeList(5000);
		const fetch: FetchPage = async (skip, limit) => {
			most = Math.max(most, ++now);
			for (let turn = 0; turn < 50; turn++) await null;
			now--;
			return await list.fetch(skip, limit);
		};
		expect(await readFrom(fetch)).toHaveLength(5000);
		expect(most).toBe(5);
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

	test('one that gives one row per page is told by that', async () => {
		await expect(readFrom(new FakeList(1200, 1).fetch)).rejects.toThrow('gives 1 per page');
	});

	test('a page that fails ends the reading with its own reason', async () => {
		const list = new FakeList(2000);
		const fetch: FetchPage = async (skip, limit) =>
			skip > 900 ? await Promise.reject(new Error('no answer')) : await list.fetch(skip, limit);
		await expect(readFrom(fetch)).rejects.toThrow('no answer');
	});
});

describe('a list whose count is wrong', () => {
	const counting =
		(by: (count: number) => number, { fetch }: FakeList): FetchPage =>
		async (skip, limit) => {
			const page = await fetch(skip, limit);
			return { ...page, count: by(page.count) };
		};
	const SIZES = [500, 501, 998, 999, 1000, 1499, 1500, 2000];

	test.each([1, 2, 200, 499])('%i too low: all rows are there', async (less) => {
		for (const size of SIZES) {
			const { rows, told } = await readAndTold(
				counting((count) => count - less, new FakeList(size)),
			);
			expect([size, rows.map(({ id }) => id)]).toEqual([size, upTo(size)]);
			expect(told).toEqual([]);
		}
	});

	test.each([0, 1, -5])('%i, whatever there is: all rows are there', async (count) => {
		for (const size of [1, 40, ...SIZES]) {
			const { rows } = await readAndTold(counting(() => count, new FakeList(size)));
			expect([size, rows.length]).toEqual([size, size]);
		}
	});

	test.each([1, 2, 200, 501, 5000])('%i too high: what there is, and a word', async (more) => {
		for (const size of [1, 2, 40, ...SIZES]) {
			const list = new FakeList(size);
			const { rows, told } = await readAndTold(counting((count) => count + more, list));
			expect([size, rows.map(({ id }) => id)]).toEqual([size, upTo(size)]);
			expect(told).toEqual([
				`The CRM counts ${size + more} rows, but its pages hold ${size} different ones`,
			]);
			expect(list.asked.length).toBeLessThan(20);
		}
	});

	test('too high, with a Limit: what there is, and a word only when the Limit was not reached', async () => {
		const list = new FakeList(40);
		const { rows, told } = await readAndTold(
			counting((count) => count + 2, list),
			50,
		);
		expect(rows).toHaveLength(40);
		expect(told).toEqual(['The CRM counts 42 rows, but its pages hold 40 different ones']);
		expect(list.asked.length).toBeLessThan(5);

		const enough = await readAndTold(
			counting((count) => count + 2, new FakeList(60)),
			50,
		);
		expect(enough.rows).toHaveLength(50);
		expect(enough.told).toEqual([]);
	});

	test.each([1e15, Number.MAX_SAFE_INTEGER, 1e300])('%d ends', async (count) => {
		for (const size of [1, 2, 499, 500, 1499]) {
			const list = new FakeList(size);
			const { rows } = await readAndTold(counting(() => count, list));
			expect(rows).toHaveLength(size);
			// Its pages, those that were under way when it ended, and a look at what may have come since.
			expect(list.asked.length).toBeLessThan(12);
		}
	});

	test('without a single row is an error: an empty output would say that there is nothing', async () => {
		const counted = counting(() => 2, new FakeList(0));
		await expect(readAndTold(counted)).rejects.toThrow('counts 2 rows, but its pages hold 0');
	});

	test('because rows in the middle are left out is an error', async () => {
		const { fetch } = new FakeList(1200);
		const leavingOut: FetchPage = async (skip, limit) => {
			const { count, records } = await fetch(skip, limit);
			return { count, records: records.filter(({ id }) => id !== 600 && id !== 601) };
		};
		await expect(readAndTold(leavingOut)).rejects.toThrow(
			'counts 1200 rows, but its pages hold 1198',
		);
	});

	test('for somebody who must know all rows, fewer than are counted are an error', async () => {
		await expect(readFrom(counting((count) => count + 2, new FakeList(1499)))).rejects.toThrow(
			'The CRM counts 1501 rows, but its pages hold 1499 different ones',
		);
	});
});

describe('rows that share an id', () => {
	/** Numbered rows; those that are listed come as another row with the id of the first. */
	const serving = (size: number, sharing: number[]): FetchPage => {
		const rows = upTo(size).map((id) => ({ id: sharing.includes(id) ? 0 : id, name: `row ${id}` }));
		return async (skip, limit) => ({ count: size, records: rows.slice(skip, skip + limit) });
	};

	test.each<[where: string, size: number, sharing: number[]]>([
		['on one page', 10, [1]],
		['on one page, several', 10, [3, 4, 9]],
		['at the ends of pages', 1200, [499, 500, 501]],
		['at the ends of pages', 1200, [498, 499]],
		['on several pages', 1600, [1, 700, 1300, 1599]],
		['on the last page', 1600, [1599]],
	])('and differ %s all come out, with a word', async (_where, size, sharing) => {
		const { rows, told } = await readAndTold(serving(size, sharing));
		expect(rows.map(({ name }) => name)).toEqual(upTo(size).map((id) => `row ${id}`));
		expect(told).toEqual([
			`${sharing.length} of the rows share their id with another row, but not its values; all of them are there`,
		]);
	});

	test('come out for somebody who can not be told, too', async () => {
		expect(await readFrom(serving(10, [1]))).toHaveLength(10);
	});

	test('and are the same row come out once', async () => {
		const row = { id: 1, name: 'a' };
		const fetch: FetchPage = async () => ({ count: 3, records: [row, { ...row }, { id: 2 }] });
		const { rows, told } = await readAndTold(fetch);
		expect(rows).toEqual([row, { id: 2 }]);
		expect(told).toEqual(['The CRM counts 3 rows, but its pages hold 2 different ones']);
	});
});

/** A list of three pages that gets rows in front before its last page, and before the eighth and ninth that are asked for. */
function growingInFront(more: number[]): FakeList {
	let page = 0;
	return new FakeList(1200, PAGE, (list) => {
		const at = [3, 8, 9].indexOf(++page);
		if (at >= 0) list.addAtStart(more[at] ?? 0);
	});
}

describe('rows that come in front', () => {
	const CASES = [[1], [499], [500], [501], [700], [1300], [700, 1], [700, 0, 600], [1, 700]];

	test.each(CASES)('while a list is read are its first: %j', async (...more) => {
		const list = growingInFront(more);
		const ids = await list.read();
		expect(ids).toEqual(list.rows.slice(-ids.length));
		expect(ids[0]).toBeLessThanOrEqual(-more[0]);
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

describe('a list that is handed on instead of kept', () => {
	const SIZES = [0, 1, 499, 500, 501, 999, 1499, 5000];

	async function passed(list: FakeList): Promise<IDataObject[]> {
		const rows: IDataObject[] = [];
		const broken = (why: string) => new BrokenList(why);
		await passList({ fetch: list.fetch, key: 'id', width: 5, broken }, (some) =>
			rows.push(...some),
		);
		return rows;
	}

	test.each(SIZES)('of %d rows is the same, with pages that overtake each other', async (size) => {
		const random = new Random(size + 1);
		const turns = () => random.whole(1, 20);
		const rows = await passed(new FakeList(size, PAGE, () => {}, turns));
		expect(rows.map(({ id }) => id)).toEqual(upTo(size));
	});

	test.each([[1], [499], [700], [1300]])(
		'hands rows that came in front on at the end, and never no row: %i',
		async (more) => {
			const given: number[][] = [];
			const broken = (why: string) => new BrokenList(why);
			const { fetch } = growingInFront([more]);
			await passList({ fetch, key: 'id', width: 5, broken }, (rows) =>
				given.push(rows.map(({ id }) => id as number)),
			);
			const newest = upTo(more).map((at) => at - more);
			expect(given.flat()).toEqual([...upTo(1200), ...newest]);
			expect(given.filter(({ length }) => length === 0)).toEqual([]);
		},
	);

	test('that gets no row hands on no row', async () => {
		const given: unknown[] = [];
		const broken = (why: string) => new BrokenList(why);
		const { fetch } = new FakeList(500);
		await passList({ fetch, key: 'id', width: 5, broken }, (rows) => given.push(rows.length));
		expect(given).toEqual([500]);
	});

	test('that gets rows at both ends: nothing is missing, nothing twice', async () => {
		for (let seed = 1; seed <= 30; seed++) {
			const random = new Random(seed);
			const size = random.whole(600, 6000);
			const list = new FakeList(size, PAGE, (changed) => {
				changed.addAtStart(random.whole(0, 2));
				changed.addAtEnd(random.whole(0, 2));
			});
			const ids = (await passed(list)).map(({ id }) => id as number);
			expect(ids.filter((id) => id >= 0 && id < size)).toEqual(upTo(size));
			expect(new Set(ids).size).toBe(ids.length);
		}
	});

	test('that loses rows: those that stay are there, nothing twice', async () => {
		for (let seed = 1; seed <= 30; seed++) {
			const random = new Random(seed);
			const list = new FakeList(random.whole(600, 6000), PAGE, ({ rows }) => {
				rows.splice(random.whole(0, rows.length), random.whole(0, 2));
			});
			const ids = (await passed(list)).map(({ id }) => id as number);
			expect(list.rows.filter((id) => !ids.includes(id))).toEqual([]);
			expect(isOrdered(ids)).toBe(true);
		}
	});

	test('is handed on while it is read, and little of it is held', async () => {
		let held = 0;
		let most = 0;
		const list = new FakeList(50_000, PAGE, () => {
			held++;
			most = Math.max(most, held);
		});
		const broken = (why: string) => new BrokenList(why);
		await passList({ fetch: list.fetch, key: 'id', width: 5, broken }, () => {
			held--;
		});
		expect(most).toBeLessThanOrEqual(12);
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
