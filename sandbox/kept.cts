/** How a live list looked: cheap to compare, whatever its length. */
interface Look {
	list: readonly unknown[];
	length: number;
	first: unknown;
	last: unknown;
}

const MOST = 64;

/**
 * Keeps what was worked out of live lists, such as the rows that a filter leaves, from page to page.
 * It is worked out anew when a list has another length, beginning or end. A record that a test changes
 * in its place, so that a filter treats it differently, is seen from the next first page on.
 */
export class Kept {
	private readonly entries = new Map<string, { looks: Look[]; value: unknown }>();

	/**
	 * @param of the lists that the value is made of
	 * @param fresh whether to make it in any case
	 */
	get<T>(name: string, of: ReadonlyArray<readonly unknown[]>, fresh: boolean, make: () => T): T {
		const entry = this.entries.get(name);
		const same =
			entry !== undefined && !fresh && of.every((list, i) => isLook(list, entry.looks[i]));
		const value = same ? (entry.value as T) : make();
		// Taken out first: the oldest stands first, and goes first
		this.entries.delete(name);
		this.entries.set(name, { looks: of.map(lookOf), value });
		if (this.entries.size > MOST) this.entries.delete([...this.entries.keys()][0]);
		return value;
	}

	/** Forgets everything. */
	clear(): void {
		this.entries.clear();
	}
}

function lookOf(list: readonly unknown[]): Look {
	return { list, length: list.length, first: list[0], last: list.at(-1) };
}

function isLook(list: readonly unknown[], look: Look): boolean {
	return (
		look.list === list &&
		look.length === list.length &&
		look.first === list[0] &&
		look.last === list.at(-1)
	);
}
