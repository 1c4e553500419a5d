/**
 * Lets at most `limit` tasks run at once; the others wait in line, first come first served.
 * n8n's transport has no such bound of its own.
 */
export class Gate {
	private running = 0;
	private readonly waiting: Array<() => void> = [];

	constructor(private readonly limit: number) {}

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
 * Calls `work` for 0 to count-1 in order, at most `width` at a time, until all are done or `work`
 * answers false; calls that are under way then are waited for.
 */
export async function inParallel(
	count: number,
	width: number,
	work: (index: number) => Promise<boolean>,
): Promise<void> {
	let next = 0;
	const worker = async () => {
		while (next < count) {
			if (!(await work(next++))) next = count;
		}
	};
	await Promise.all(Array.from({ length: Math.min(width, count) }, worker));
}
