/**
 * The rooms of the published code, with their arrows. A room imports from lower ones only, so that there is no circle
 * between rooms, and no arrow between two of the same rank.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { arrowsAmong, published, type Arrow } from './imports.cts';

/** The page that shows them, between two marks. */
export const ROOMS_PAGE = join(__dirname, '..', 'docs', 'contributing.md');

const SHOWN = /(<!-- rooms: [^\n]*\n)[^]*?(<!-- \/rooms -->)/;

/** Folders by their rank, from what all others may import to what nobody does. */
export const RANKS: readonly string[][] = [
	['crm'],
	['nodes/endpoints'],
	['credentials', 'nodes/transport'],
	['nodes/run', 'nodes/editor'],
];

/** Each other folder in nodes/ is a node. */
const NODES = RANKS.length;

export function roomOf(file: string): string {
	return file
		.split('/')
		.slice(0, file.startsWith('nodes/') ? 2 : 1)
		.join('/');
}

export function rankOf(room: string): number {
	const rank = RANKS.findIndex((rooms) => rooms.includes(room));
	return rank < 0 ? NODES : rank;
}

/** Imports that do not lead to the same room or a lower one. */
export function upward(arrows: Arrow[]): Arrow[] {
	return arrows.filter(({ from, to }) => {
		const [here, there] = [roomOf(from), roomOf(to)];
		return here !== there && rankOf(there) >= rankOf(here);
	});
}

/** Circles of files, each as the files on its way, the first one again at its end. */
export function circles(arrows: Arrow[]): string[][] {
	const next = new Map<string, string[]>();
	for (const { from, to } of arrows) next.set(from, [...(next.get(from) ?? []), to]);
	const found: string[][] = [];
	const done = new Set<string>();
	const walk = (file: string, way: string[]): void => {
		const at = way.indexOf(file);
		if (at >= 0) found.push([...way.slice(at), file]);
		if (at >= 0 || done.has(file)) return;
		for (const to of next.get(file) ?? []) walk(to, [...way, file]);
		done.add(file);
	};
	for (const file of next.keys()) walk(file, []);
	return found;
}

/** The rooms, highest first, each with those that it imports from. */
export function picture(arrows: Arrow[]): string {
	const files = arrows.flatMap(({ from, to }) => [from, to]);
	const rooms = [...new Set(files.map(roomOf))].sort(
		(one, other) => rankOf(other) - rankOf(one) || one.localeCompare(other),
	);
	const width = Math.max(...rooms.map(({ length }) => length));
	const lines = rooms.map((room) => {
		const used = rooms.filter(
			(other) =>
				other !== room &&
				arrows.some(({ from, to }) => roomOf(from) === room && roomOf(to) === other),
		);
		const line = `${rankOf(room)}  ${room.padEnd(width)}`;
		return used.length > 0 ? `${line}  → ${used.join(', ')}` : line.trimEnd();
	});
	return lines.join('\n');
}

/** The page with the rooms as they are now. */
export function roomsPage(): string {
	const now = `\n\`\`\`text\n${picture(arrowsAmong(published()))}\n\`\`\`\n\n`;
	return readFileSync(ROOMS_PAGE, 'utf8').replace(SHOWN, `$1${now}$2`);
}
