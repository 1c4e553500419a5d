/** Numbers of items as people read them: `[0, 1, 2, 5, 7]` → `0-2, 5 and 7`. */
export function ranges(sorted: number[]): string {
	const parts: Array<[from: number, to: number]> = [];
	for (const index of sorted) {
		const last = parts[parts.length - 1];
		if (last && last[1] === index - 1) last[1] = index;
		else parts.push([index, index]);
	}
	const texts = parts.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`));
	return texts.join(', ').replace(/, (?=[^,]*$)/, ' and ');
}
