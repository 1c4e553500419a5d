/** Items are read before their turn, so many and no more, and what was read comes at its turn. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ReadAhead } from '../../nodes/run/ahead.ts';

const LOT = 5;

/** Reads items by their number, and notes which. */
function readAhead(count: number, fails: number[] = [], work = () => {}) {
	const read: number[] = [];
	const ahead = new ReadAhead(count, LOT, (index) => {
		read.push(index);
		work();
		if (fails.includes(index)) throw new Error(`number ${index}`);
		return `item ${index}`;
	});
	return { ahead, read };
}

/** Longer than requests come first, in ms. */
const LATER = 30;

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

test.each([1, LOT, LOT + 1, 23])('%i items are each read once, in order', async (count) => {
	const { ahead, read } = readAhead(count);
	const taken: string[] = [];
	for (const index of upTo(count)) taken.push(await ahead.take(index));
	expect(taken).toEqual(upTo(count).map((index) => `item ${index}`));
	expect(read).toEqual(upTo(count));
});

test('a lot is read in one go, and the next one only after those who asked have gone on', async () => {
	const { ahead, read } = readAhead(100);
	await ahead.take(0);
	expect(read).toEqual(upTo(LOT));
	await sleep(LATER);
	expect(read).toEqual(upTo(2 * LOT));
});

test('the next item is always there, and never do more than two lots wait for their turn', async () => {
	const { ahead, read } = readAhead(100);
	for (const index of upTo(40)) {
		await ahead.take(index);
		if (index % 3 === 0) await sleep(LATER);
		const wait = read.length - (index + 1);
		expect(wait).toBeLessThanOrEqual(2 * LOT);
		if (index % 3 === 0) expect(wait).toBeGreaterThanOrEqual(LOT - 1);
	}
});

test('nothing is read that is not there, where the last are asked for meanwhile', async () => {
	const { ahead, read } = readAhead(LOT + 2);
	await ahead.take(0);
	await ahead.take(LOT + 1);
	await sleep(LATER);
	expect(read).toEqual(upTo(LOT + 2));
});

test('nothing is read after the end', async () => {
	const { ahead, read } = readAhead(100);
	await ahead.take(0);
	ahead.end();
	await sleep(LATER);
	expect(read).toEqual(upTo(LOT));
});

test('a lot of slow ones ends early, so that answers are heard meanwhile', async () => {
	const { ahead, read } = readAhead(100, [], () => {
		for (const end = performance.now() + 30; performance.now() < end;);
	});
	expect(await ahead.take(0)).toBe('item 0');
	expect(read.length).toBeLessThanOrEqual(2);
	expect(await ahead.take(4)).toBe('item 4');
});

test('whoever asks for more than is read gets it at once', async () => {
	const { ahead } = readAhead(100);
	expect(await ahead.take(12)).toBe('item 12');
	expect(await ahead.take(3)).toBe('item 3');
});

test('what can not be read is told at its turn, and hides no other', async () => {
	const { ahead } = readAhead(10, [2, 3]);
	expect(await ahead.take(0)).toBe('item 0');
	expect(await ahead.take(1)).toBe('item 1');
	await expect(ahead.take(2)).rejects.toThrow('number 2');
	await expect(ahead.take(3)).rejects.toThrow('number 3');
	expect(await ahead.take(4)).toBe('item 4');
});

test('what can not be read, and is never asked for, troubles nobody', async () => {
	const unhandled = jest.fn();
	process.on('unhandledRejection', unhandled);
	const { ahead } = readAhead(10, [2, 3]);
	await ahead.take(0);
	await sleep(LATER);
	process.off('unhandledRejection', unhandled);
	expect(unhandled).not.toHaveBeenCalled();
});
