import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

/** What one item is to the ledger. All keys are hashes, so that no value of a request is kept. */
export interface Remembered {
	index: number;
	/** Of the operation: what another operation did is not an earlier try of this one. */
	operation: string;
	/** Of all that is sent, to notice an item whose values changed since. */
	request: string;
	/** A try without an answer blocks whatever has the same one. Undefined where nothing is blocked. */
	identity?: string;
	/**
	 * What was carried out blocks whatever has the same one. It is the identity itself, or that with
	 * a step of it; undefined where the same may be done again, such as a second lead.
	 */
	payment?: string;
}

/** What is known of one write: it went out, or it went out and the CRM answered. */
interface Entry extends Partial<Remembered> {
	index: number;
	run: number;
	state: 'sent' | 'done';
	/** Whether the CRM was searched for it before it went out, and did not have it. */
	searched?: boolean;
	/** What the item came out as, to be given again. */
	json?: IDataObject[];
}

/** What this execution did before with the same item, or with the same payment. */
export type Earlier =
	| { state: 'none' }
	/** It may have been carried out; nobody knows. @property searched it was not there before */
	| { state: 'sent'; searched: boolean }
	/** @property changed its values are others now; what was done stays as it was */
	| { state: 'done'; json: IDataObject[]; changed: boolean }
	/** The same payment was carried out for another item, in another run of the node. */
	| { state: 'taken' };

/**
 * Remembers what the node sent in this execution, so that no write is sent twice: by what it is, over
 * all runs of the node (loops, branches), and by its place where its values changed between tries.
 *
 * It lives in the node's context, which n8n keeps with the execution: it outlasts the tries of Retry
 * On Fail and the Retry button (tried on n8n-core 2.41.1). Each row of the executions list has its
 * own copy, and a row whose process died has none: for those the CRM itself is asked.
 */
export class Ledger {
	private readonly flying = new Set<Entry>();

	private constructor(
		private readonly memory: Memory,
		private readonly run: number,
	) {}

	static of(context: IExecuteFunctions): Ledger {
		const run = context.getWorkflowDataProxy(0).$runIndex as number;
		return new Ledger(Memory.of(context.getContext('node')), run);
	}

	earlier(item: Remembered): Earlier {
		const { operation, identity, payment } = item;
		const here = this.memory.at(this.run, item.index);
		const own = here.find((entry) => entry.operation === operation && entry.identity === identity);
		if (own && own.payment === payment) return this.told(own, item);

		const same = this.memory.like(identity).filter((entry) => !this.flying.has(entry));
		const unanswered = same.find(({ state }) => state === 'sent');
		if (unanswered) return this.told(unanswered, item);
		const done = same.find((entry) => isSamePayment(entry, item));
		if (done) return done.run === this.run ? this.told(done, item) : { state: 'taken' };

		// Other values than at the try before, or an entry of a version that kept no keys.
		const before = here.find(
			(entry) => entry.operation === undefined || entry.operation === operation,
		);
		return before ? this.told(before, item) : { state: 'none' };
	}

	/** To be called before the request leaves: a crash in between must not look like "never sent". */
	sending(item: Remembered, searched = false): void {
		this.forget(item);
		const entry: Entry = { ...item, run: this.run, state: 'sent', ...(searched && { searched }) };
		this.flying.add(entry);
		this.memory.add(entry);
	}

	done(item: Remembered, json: IDataObject[]): void {
		this.forget(item);
		this.memory.add({ ...item, run: this.run, state: 'done', json });
	}

	/** Nobody knows whether the CRM carried it out, so no later try may send it. */
	unknown(item: Remembered): void {
		for (const entry of this.ownOf(item)) this.flying.delete(entry);
	}

	/** The CRM surely did not carry it out, so a later try may send it. */
	refused(item: Remembered): void {
		this.forget(item);
	}

	private told(entry: Entry, { request }: Remembered): Earlier {
		if (entry.state === 'sent') return { state: 'sent', searched: entry.searched === true };
		const changed = entry.request !== undefined && entry.request !== request;
		return { state: 'done', json: entry.json ?? [], changed };
	}

	private ownOf({ index, operation, identity }: Remembered): Entry[] {
		return this.memory
			.at(this.run, index)
			.filter((entry) => entry.operation === operation && entry.identity === identity);
	}

	private forget(item: Remembered): void {
		for (const entry of this.ownOf(item)) {
			this.flying.delete(entry);
			this.memory.remove(entry);
		}
	}
}

/** A payment in steps whose step is not told may be any of them. */
function isSamePayment(entry: Entry, { identity, payment }: Remembered): boolean {
	if (entry.payment === undefined || payment === undefined) return false;
	return entry.payment === payment || entry.payment === entry.identity || payment === identity;
}

/** All entries of a node in an execution, found by their place and by what they are. */
class Memory {
	/** By n8n's own object, so that a loop of thousands of runs does not sort them anew each time. */
	private static readonly known = new WeakMap<IDataObject, Memory>();

	private readonly byPlace = new Map<string, Entry[]>();
	private readonly byIdentity = new Map<string, Entry[]>();

	private constructor(private readonly entries: Entry[]) {}

	static of(node: IDataObject): Memory {
		const known = Memory.known.get(node);
		if (known) return known;
		const entries = (node.crmSent ??= []) as unknown as Entry[];
		const memory = new Memory(entries);
		for (const entry of [...earlierFormat(node), ...entries]) memory.index(entry);
		Memory.known.set(node, memory);
		return memory;
	}

	at(run: number, index: number): Entry[] {
		return this.byPlace.get(`${run}/${index}`) ?? [];
	}

	like(identity: string | undefined): Entry[] {
		return identity === undefined ? [] : (this.byIdentity.get(identity) ?? []);
	}

	add(entry: Entry): void {
		this.entries.push(entry);
		this.index(entry);
	}

	remove(entry: Entry): void {
		const lists = [this.entries, this.at(entry.run, entry.index), this.like(entry.identity)];
		for (const list of lists) {
			const place = list.lastIndexOf(entry);
			if (place >= 0) list.splice(place, 1);
		}
	}

	private index(entry: Entry): void {
		put(this.byPlace, `${entry.run}/${entry.index}`, entry);
		if (entry.identity !== undefined) put(this.byIdentity, entry.identity, entry);
	}
}

function put(lists: Map<string, Entry[]>, key: string, entry: Entry): void {
	const list = lists.get(key);
	if (list) list.push(entry);
	else lists.set(key, [entry]);
}

/**
 * What executions kept that were started before entries had keys: by run and by item. They are as
 * closed as others, though only by their place.
 */
function* earlierFormat({ crmLedger }: IDataObject): Generator<Entry> {
	for (const [run, items] of Object.entries(crmLedger ?? {})) {
		for (const [index, kept] of Object.entries((items ?? {}) as Record<string, IDataObject>)) {
			const state = kept?.state === 'done' ? 'done' : 'sent';
			const json = Array.isArray(kept?.json) ? (kept.json as IDataObject[]) : [];
			const searched = kept?.searched === true;
			yield { run: Number(run), index: Number(index), state, searched, json };
		}
	}
}
