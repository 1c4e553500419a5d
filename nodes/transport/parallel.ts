/**
 * Lets at most `limit` tasks run at once; the others wait in line, first come first served.
 * n8n's transport has no such bound of its own.
 */
export class Gate {
	private running = 0;

	private readonly waiting: Array<() => void> = [];

	constructor(readonly limit: number) {}

	async pass<T>(task: () => Promise<T>): Promise<T> {
		if (this.running >= this.limit) await new Promise<void>((go) => this.waiting.push(go));
		else this.running++;
		try {
			return await task();
		} finally {
			// The place is handed over rather than freed, or a newcomer could slip in between.
			const next = this.waiting.shift();
			if (next) next();
			else this.running--;
		}
	}
}

/**
 * Calls `work` for 0 to count-1, at most `width` at a time, and hands what each gave to `take`, one
 * after the other and in order. Work gets ahead of `take` only so far, so that little has to wait.
 *
 * @param take false to let no further work begin
 * @throws what the first failing call threw, once those under way are over
 */
export async function inOrder<T>(
	count: number,
	width: number,
	work: (index: number) => Promise<T>,
	take: (result: T) => Promise<boolean>,
): Promise<void> {
	const gate = new Gate(width);
	const ahead: Array<Promise<T>> = [];
	let next = 0;
	let goesOn = true;
	const begin = async (index: number) => await gate.pass(async () => await work(index));
	try {
		while (goesOn && (next < count || ahead.length > 0)) {
			while (next < count && ahead.length < 2 * width) {
				const result = begin(next++);
				// It may fail before it is waited for.
				result.catch(() => {});
				ahead.push(result);
			}
			goesOn = await take(await (ahead.shift() as Promise<T>));
		}
	} finally {
		await Promise.allSettled(ahead);
	}
}

/**
 * Calls `work` for 0 to count-1 in order, at most `width` at a time. After the first that throws
 * no further one is begun; those under way are waited for.
 *
 * @returns what each call gave, by index
 * @throws what the first failing call threw
 */
export async function inParallel<T>(
	count: number,
	width: number,
	work: (index: number) => Promise<T>,
): Promise<T[]> {
	const results = new Array<T>(count);
	let next = 0;
	const worker = async () => {
		while (next < count) {
			const index = next++;
			let worked = false;
			try {
				results[index] = await work(index);
				worked = true;
			} finally {
				if (!worked) next = count;
			}
		}
	};
	const workers = Array.from({ length: Math.min(width, count) }, worker);
	const ends = await Promise.allSettled(workers);
	const failed = ends.find((end) => end.status === 'rejected');
	if (failed) throw failed.reason;
	return results;
}
