import { setTimeout as sleep } from 'node:timers/promises';
import { Gate, inParallel } from '../../nodes/transport/parallel.ts';

/** Counts how many tasks run at the same moment. */
class Meter {
	now = 0;

	peak = 0;

	readonly started: number[] = [];

	readonly run = async (task: number, ms = 1): Promise<number> => {
		this.started.push(task);
		this.now += 1;
		this.peak = Math.max(this.peak, this.now);
		await sleep(ms);
		this.now -= 1;
		return task;
	};
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('inParallel', () => {
	test.each([
		[0, 5, 0],
		[1, 5, 1],
		[5, 5, 5],
		[20, 5, 5],
		[20, 1, 1],
	])('%i tasks, %i wide: %i at once, results by index', async (count, width, peak) => {
		const meter = new Meter();
		const results = await inParallel(count, width, (index) => meter.run(index, (index * 7) % 5));
		expect(results).toEqual(upTo(count));
		expect(meter.started).toEqual(upTo(count));
		expect(meter.peak).toBe(peak);
	});

	test('begins nothing after a failure, waits for what is under way, and tells the reason', async () => {
		const meter = new Meter();
		const work = async (index: number) => {
			await meter.run(index, index === 1 ? 5 : 20);
			if (index === 1) throw new Error('number 1');
		};
		await expect(inParallel(10, 3, work)).rejects.toThrow('number 1');
		expect(meter.started).toEqual([0, 1, 2]);
		expect(meter.now).toBe(0);
	});

	test('work that throws at once is no different', async () => {
		const work = () => {
			throw new Error('at once');
		};
		await expect(inParallel(3, 2, work)).rejects.toThrow('at once');
	});
});

describe('Gate', () => {
	test('lets as many through as it is wide, in the order in which they came', async () => {
		const meter = new Meter();
		const gate = new Gate(3);
		const tasks = upTo(12).map((index) => gate.pass(() => meter.run(index)));
		expect(await Promise.all(tasks)).toEqual(upTo(12));
		expect(meter.started).toEqual(upTo(12));
		expect(meter.peak).toBe(3);
	});

	test('a task that throws frees its place', async () => {
		const meter = new Meter();
		const gate = new Gate(1);
		const fails = gate.pass(async () => await Promise.reject(new Error('no')));
		const works = gate.pass(() => meter.run(1));
		await expect(fails).rejects.toThrow('no');
		expect(await works).toBe(1);
		expect(await gate.pass(() => meter.run(2))).toBe(2);
	});

	test('newcomers do not slip in before those who wait', async () => {
		const meter = new Meter();
		const gate = new Gate(1);
		const first = gate.pass(() => meter.run(0)).then(() => gate.pass(() => meter.run(2)));
		await Promise.all([first, gate.pass(() => meter.run(1))]);
		expect(meter.started).toEqual([0, 1, 2]);
		expect(meter.peak).toBe(1);
	});
});
