import { Gate } from './parallel';

/** A timer that is late by at most this part of a gap is made up for; a pause of the work is not. */
const MADE_UP = 0.25;

/**
 * When requests may leave: so many a second at most, evenly spaced, and none before the CRM wants
 * to be asked again. A rule without a clock: each call tells the time, in ms.
 */
export class Pace {
	private readonly gap: number;

	private next = Number.NEGATIVE_INFINITY;

	private pausedUntil = Number.NEGATIVE_INFINITY;

	/** @param perSecond most requests a second; 0 for any number */
	constructor(perSecond: number) {
		this.gap = perSecond > 0 ? 1000 / perSecond : 0;
	}

	/** How long the next request has to wait; 0 when it may leave. */
	wait(now: number): number {
		return Math.max(0, this.next - now, this.pausedUntil - now);
	}

	/** Notes that a request leaves. */
	leave(now: number): void {
		const late = now - this.next;
		this.next = (late >= 0 && late <= this.gap * MADE_UP ? this.next : now) + this.gap;
	}

	/** Lets nothing leave for a while. */
	pause(now: number, ms: number): void {
		this.pausedUntil = Math.max(this.pausedUntil, now + ms);
	}
}

/** The gate of all requests of a run: bounded in number and, where that is set, in their rate. */
export class PacedGate extends Gate {
	private readonly pace: Pace;

	/** Where requests wait, in the order in which they came. */
	private readonly line = new Gate(1);

	/**
	 * @param limit most requests at once
	 * @param perSecond most requests a second; 0 for any number
	 */
	constructor(limit: number, perSecond = 0) {
		super(limit);
		this.pace = new Pace(perSecond);
	}

	/**
	 * Waits until one request may leave. Each try takes its own turn.
	 * @param nap sleeps for at most so many ms; false to wait no longer
	 */
	async turn(nap: (ms: number) => Promise<boolean>): Promise<void> {
		await this.line.pass(async () => {
			for (let wait = this.pace.wait(now()); wait > 0; wait = this.pace.wait(now())) {
				// Looked at again after each nap: a request under way can be told to wait meanwhile.
				if (!(await nap(wait))) return;
			}
			this.pace.leave(now());
		});
	}

	/** How long requests have waited because the CRM had too many, in ms; waits side by side are one. */
	get held(): number {
		return this.heldFor;
	}

	private heldFor = 0;

	private heldUntil = Number.NEGATIVE_INFINITY;

	/** Notes that a request waits because the CRM had too many. */
	hold(ms: number): void {
		const from = Math.max(now(), this.heldUntil);
		this.heldUntil = Math.max(this.heldUntil, now() + ms);
		this.heldFor += Math.max(0, this.heldUntil - from);
	}

	/** The CRM wants a pause: no request of the run leaves for so many ms. */
	pause(ms: number): void {
		this.pace.pause(now(), ms);
	}
}

/** Not the time of day, which can be set back. */
const now = () => performance.now();
