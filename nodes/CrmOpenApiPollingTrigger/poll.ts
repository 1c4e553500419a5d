import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { idOf, Seen, timeOf, versionOf, type Change, type Memory } from './memory';
import { addDays } from '../../crm/period';
import { simplifier } from '../transport/answer';
import { pollByPeriod } from './pollByPeriod';
import { isDated } from './events';
import type { Reading } from './reading';
import { newestOf } from './sample';
import { openWatch, type Watch } from './watch';
import { pollFullList } from './pollFullList';

interface Found {
	row: IDataObject;
	change: Change;
	id: string;
	version: string;
	time: string;
}

/** How long a poll may last where n8n does not tell, in ms. */
const BUDGET = 5 * 60_000;

/**
 * One poll: look, find what is new, remember it. The memory changes only at the very end, without a
 * pause between finding and remembering, so that a failure leaves it as it was.
 */
export async function poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const watch = await openWatch(this);
	const itemOf = itemMaker(this, watch);
	if (this.getMode() === 'manual') {
		const row = await newestOf(this.getNode(), watch);
		return [[itemOf(foundIn(watch, row, 'new'))]];
	}

	const stored = this.getWorkflowStaticData('node') as { memory?: Memory };
	const before = memoryOf(stored, watch);
	const turn = turnOf(stored);
	const budget = this.getPollBudgetMs?.() ?? BUDGET;
	const reading = isDated(watch.event)
		? await pollByPeriod(watch, before, budget)
		: await pollFullList(this.getNode(), watch, before, budget);

	// Another poll, which began meanwhile or took longer, has told of the news: the next goes on.
	if (turnOf(stored) !== turn) return null;
	const { found, memory } = compared(watch, before, reading);
	if (!isSame(memory, before)) stored.memory = { ...memory, turn: turn + 1 };
	return found.length ? [found.map(itemOf)] : null;
}

/** A memory of something else, or of another version of this node, is none. */
function memoryOf({ memory }: { memory?: Memory }, { fingerprint }: Watch): Memory | undefined {
	return memory?.version === 1 && memory.watch === fingerprint ? memory : undefined;
}

const turnOf = ({ memory }: { memory?: Memory }) => memory?.turn ?? 0;

/** What is new or changed, oldest first, and the memory with it. */
function compared(watch: Watch, before: Memory | undefined, reading: Reading) {
	const { rows, old = [], from, cursor, count, readAt } = reading;
	const { fingerprint, since } = watch;
	const seen = new Seen(before?.seen);
	const found: Found[] = [];
	const note = (row: IDataObject): Found | undefined => {
		const one = foundIn(watch, row, 'new');
		const day = isDated(watch.event) ? (one.time || cursor || from).slice(0, 10) : '';
		const change = seen.note(one.id, one.version, day);
		return change && { ...one, change };
	};

	for (const row of old) note(row);
	// What is not wanted is not known either: it comes out when it has become what is waited for.
	for (const row of rows.filter(watch.isWanted)) {
		const one = note(row);
		if (one && (before || isSince(one, watch, since))) found.push(one);
	}
	found.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
	const memory: Memory = {
		version: 1,
		watch: fingerprint,
		turn: turnOf({ memory: before }),
		// By the time that records show they may be a day off from the day that was asked for.
		seen: seen.since(from && addDays(from, -1)),
		from,
		...(cursor !== undefined && { cursor }),
		...(count !== undefined && { count }),
		...(readAt !== undefined && { readAt }),
	};
	return { found, memory };
}

/** Whether an old record is wanted at first. Without a time it is, if it came for the days wanted. */
function isSince({ time }: Found, { event }: Watch, since: string | undefined): boolean {
	if (!since) return false;
	return time ? time.slice(0, 10) >= since : isDated(event);
}

function isSame(memory: Memory, before: Memory | undefined): boolean {
	return before !== undefined && JSON.stringify(memory) === JSON.stringify(before);
}

function foundIn({ event, tellsChanges }: Watch, row: IDataObject, change: Change): Found {
	return {
		row,
		change,
		id: idOf(row, event.key),
		version: tellsChanges ? versionOf(row, event.matters) : '',
		time: timeOf(row, event.times) ?? '',
	};
}

/**
 * Makes items: the record, how it came here, and a key that is the same whenever just this comes
 * out again.
 */
function itemMaker(
	context: IPollFunctions,
	{ event, scope }: Watch,
): (found: Found) => INodeExecutionData {
	const { simple } = event.operation;
	const simplified =
		simple && (context.getNodeParameter('simplify', true) as boolean)
			? simplifier(simple)
			: (row: IDataObject) => row;
	return ({ row, change, id, version }) => ({
		json: {
			...simplified(row),
			change,
			deliveryKey: [event.value, scope, id, version].filter(Boolean).join(':'),
		},
	});
}
