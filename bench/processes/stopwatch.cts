import { readFileSync, writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Measured } from './task.cts';

/** A moment: by the clock, by processor time used up to it (ms), by the most memory so far (MB). */
export interface Moment {
	ms: number;
	cpuMs: number;
	peakMb: number;
}

export function now(): Moment {
	const { user, system } = process.cpuUsage();
	return { ms: performance.now(), cpuMs: (user + system) / 1000, peakMb: peakMb() };
}

export function measured(from: Moment, to: Moment, items: number): Measured {
	return { ms: to.ms - from.ms, cpuMs: to.cpuMs - from.cpuMs, items, peakMb: to.peakMb };
}

/**
 * Lets the peak begin anew, without what loading has left behind. Only Linux can; elsewhere a small
 * rise hides under the peak of loading.
 *
 * @returns the memory that is taken now, in MB
 */
export function resetPeak(): number {
	setFlagsFromString('--expose-gc');
	(runInNewContext('gc') as () => void)();
	if (process.platform === 'linux') writeFileSync('/proc/self/clear_refs', '5');
	return process.memoryUsage.rss() / 1024 ** 2;
}

export function peakMb(): number {
	if (process.platform !== 'linux') return process.resourceUsage().maxRSS / 1024;
	const status = readFileSync('/proc/self/status', 'utf8');
	return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) / 1024;
}
