import { sleep } from 'n8n-workflow';
import fc from 'fast-check';
import { Pace, PacedGate } from '../../nodes/transport/pace.ts';

/** When so many requests leave, which all want to at once, with a timer that is late by turns. */
function departures(pace: Pace, count: number, late: (turn: number) => number = () => 0) {
	const times: number[] = [];
	for (let now = 0; times.length < count;) {
		const wait = pace.wait(now);
		if (wait > 0) now += wait + late(times.length);
		else {
			pace.leave(now);
			times.push(now);
		}
	}
	return times;
}

/** The most that fall into any one second, its first and last moment included. */
function mostInASecond(times: number[]): number {
	return Math.max(
		...times.map((from) => times.filter((at) => at >= from && at <= from + 1000).length),
	);
}

describe('Pace', () => {
	test('10 a second: every 100 ms, the first at once', () => {
		const times = departures(new Pace(10), 100);
		expect(times.slice(0, 4)).toEqual([0, 100, 200, 300]);
		expect(times.at(-1)).toBe(9900);
		expect(mostInASecond(times)).toBe(11);
	});

	test('half a request a second: every 2 seconds', () => {
		expect(departures(new Pace(0.5), 3)).toEqual([0, 2000, 4000]);
	});

	test('0: as fast as they come', () => {
		expect(departures(new Pace(0), 5)).toEqual([0, 0, 0, 0, 0]);
	});

	test('small delays of the timer do not add up', () => {
		const times = departures(new Pace(10), 100, () => 20);
		expect(times.at(-1)).toBeLessThanOrEqual(9920);
	});

	test('whatever the timer does, no second has one more than the rate, and the first gap', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 50 }),
				fc.array(fc.nat({ max: 3000 }), { minLength: 1, maxLength: 20 }),
				(rate, delays) => {
					const times = departures(new Pace(rate), 120, (turn) => delays[turn % delays.length]);
					expect(mostInASecond(times)).toBeLessThanOrEqual(rate + 1);
					expect(times.at(-1)! - times[0]).toBeGreaterThanOrEqual(
						(119 * 1000) / rate - 1000 / rate,
					);
				},
			),
		);
	});

	test('after a rest nothing is made up for', () => {
		const pace = new Pace(10);
		expect(departures(pace, 2)).toEqual([0, 100]);
		pace.leave(5000);
		expect(pace.wait(5000)).toBe(100);
	});

	test('a pause holds all back, with a rate or without, and the longest one counts', () => {
		for (const rate of [0, 10]) {
			const pace = new Pace(rate);
			pace.pause(0, 3000);
			pace.pause(10, 20);
			expect(pace.wait(1000)).toBe(2000);
			expect(pace.wait(3000)).toBe(0);
		}
	});
});

describe('PacedGate', () => {
	beforeEach(() => jest.useFakeTimers());
	afterEach(() => jest.useRealTimers());

	/** Lets requests take their turns; tells when each left, in ms from now. */
	function start(gate: PacedGate, count: number, nap = napOf(() => false)) {
		const began = performance.now();
		const left: number[] = [];
		for (let index = 0; index < count; index++) {
			void gate.turn(nap).then(() => left.push(Math.round(performance.now() - began)));
		}
		return left;
	}

	const napOf = (isOver: () => boolean) => async (ms: number) => {
		await sleep(Math.min(ms, 200));
		return !isOver();
	};

	test('requests leave in turn, evenly spaced', async () => {
		const left = start(new PacedGate(5, 4), 5);
		await jest.advanceTimersByTimeAsync(600);
		expect(left).toEqual([0, 250, 500]);
		await jest.advanceTimersByTimeAsync(10_000);
		expect(left).toEqual([0, 250, 500, 750, 1000]);
	});

	test('a pause also holds back those that wait already', async () => {
		const gate = new PacedGate(5, 2);
		const left = start(gate, 3);
		await jest.advanceTimersByTimeAsync(100);
		gate.pause(4900);
		await jest.advanceTimersByTimeAsync(20_000);
		expect(left).toEqual([0, 5000, 5500]);
	});

	test('without a rate a pause holds back whatever comes', async () => {
		const gate = new PacedGate(5);
		gate.pause(3000);
		const left = start(gate, 3);
		await jest.advanceTimersByTimeAsync(20_000);
		expect(left).toEqual([3000, 3000, 3000]);
	});

	test('who does not want to wait any longer goes, and so do those behind', async () => {
		let over = false;
		const gate = new PacedGate(5);
		gate.pause(3_600_000);
		const left = start(
			gate,
			3,
			napOf(() => over),
		);
		await jest.advanceTimersByTimeAsync(1000);
		over = true;
		await jest.advanceTimersByTimeAsync(1000);
		expect(left).toHaveLength(3);
	});
});
