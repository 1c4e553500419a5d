/** Random numbers that are the same in every run: mulberry32. */
export class Random {
	constructor(private state: number) {}

	/** From 0 up to, not including, 1. */
	next(): number {
		this.state = (this.state + 0x6d2b79f5) | 0;
		let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
	}

	/** A whole number from `min` to `max`, both included. */
	whole(min: number, max: number): number {
		return min + Math.floor(this.next() * (max - min + 1));
	}

	/** An amount with `places` decimals. */
	amount(min: number, max: number, places = 2): number {
		return Number((min + this.next() * (max - min)).toFixed(places));
	}

	pick<T>(items: readonly T[]): T {
		return items[this.whole(0, items.length - 1)];
	}
}
