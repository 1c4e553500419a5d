/** A process of its own for one measurement, so that memory and warmed-up code are its own. */
import { peakMb, resetPeak } from './stopwatch.cts';
import { prepare } from './steps.cts';
import type { Done, Measured, Task } from './task.cts';

async function carryOut({ crm, packageFolder, steps, rounds }: Task): Promise<Done> {
	const runs = steps.map((step) => prepare(step, crm, packageFolder));
	const loaded = resetPeak();
	const done: Done = { times: [], peakMb: 0 };
	try {
		for (let round = 0; round < rounds; round++) {
			const times: Measured[] = [];
			// Turned round by round, so that no step always comes after the same other.
			for (let at = 0; at < runs.length; at++) {
				const which = (at + round) % runs.length;
				times[which] = await runs[which]();
			}
			done.times.push(times);
		}
	} catch (error) {
		done.error = (error as Error).message;
	}
	// Of the first round: what n8n does after a node, such as saving, would count in the next.
	const peaks = done.times[0]?.map((measured) => measured.peakMb) ?? [peakMb()];
	done.peakMb = Math.max(...peaks) - loaded;
	return done;
}

process.once('message', (task: Task) => {
	void carryOut(task).then((done) => process.send?.(done, () => process.exit()));
});

// Not longer than the benchmark itself, however that ends.
process.once('disconnect', () => process.exit());
