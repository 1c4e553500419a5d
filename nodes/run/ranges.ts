/** Numbers of items as people read them: `[0, 1, 2, 5]` → `0-2, 5`. */
export function ranges(sorted: number[]): string {
	const parts: Array<[from: number, to: number]> = [];
	for (const index of sorted) {
		const last = parts[parts.length - 1];
		if (last && last[1] === index - 1) last[1] = index;
		else parts.push([index, index]);
	}
	return parts.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
}
