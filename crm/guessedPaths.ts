/**
 * The right paths of guessed endpoints, as users write them into the credential: one line for each,
 * the operation's name and its path. `mt5.getAccounts /public/v1/mt5/account`
 */
import { placeholders } from './path';
import { accept, refuse, type Result } from './result';
import { isNothing, trimmed } from './text';

/** Of an operation whose path may be put right: the path that was guessed. */
export type Guesses = ReadonlyMap<string, string>;

/** Own paths by the names of their operations. */
export type OwnPaths = ReadonlyMap<string, string>;

/**
 * Reads the paths of a credential. Between name and path may stand spaces, `=`, `:` or an arrow, quotes
 * around them and a comma behind; blank lines and lines that begin with `#` or `//` say nothing.
 * @param text of the credential's field; what an expression gave may be anything
 * @param guesses the operations whose paths may be put right, by their names
 * @param documented the paths of all other operations, which stay as they are
 * @param movesMoney whether a path, with placeholders, could lead to an endpoint that does
 */
export function readOwnPaths(
	text: unknown,
	guesses: Guesses,
	documented: ReadonlyMap<string, string>,
	movesMoney: (path: string) => boolean,
): Result<OwnPaths> {
	if (isNothing(text)) return accept(new Map());
	if (typeof text !== 'string') return refuse('must be text, one line per endpoint');
	const names = new Map([...guesses.keys()].map((name) => [name.toLowerCase(), name]));
	const paths = new Map<string, string>();
	for (const [at, line] of linesOf(text).entries()) {
		if (line === '') continue;
		const wrong = (reason: string) => refuse(`is wrong in line ${at + 1}: ${reason}`);
		const [, typed, own] = LINE.exec(line) ?? [];
		if (own === undefined) return wrong(`write a name and a path, such as ${EXAMPLE}`);
		const name = names.get(typed.toLowerCase());
		if (name === undefined) {
			// An endpoint that was a guess, and is documented now as the user had found it out.
			if (documented.get(typed) === own) continue;
			return wrong(
				documented.has(typed)
					? `the path of ${typed} is documented and can not be changed`
					: `there is no guessed endpoint of the name ${shortened(typed)}`,
			);
		}
		const path = checkedPath(guesses.get(name) ?? '', own);
		if (!path.ok) return wrong(`the path of ${name} ${path.reason}`);
		if (movesMoney(own)) return wrong(`the path of ${name} leads to an endpoint that moves money`);
		if ((paths.get(name) ?? own) !== own) return wrong(`${name} has two paths`);
		paths.set(name, path.value);
	}
	return accept(paths);
}

/** The text that `readOwnPaths` reads as these paths. */
export function writeOwnPaths(paths: OwnPaths): string {
	return [...paths].map(([name, path]) => `${name} ${path}`).join('\n');
}

const EXAMPLE = 'mt5.getAccounts /public/v1/mt5/account';

/** Name, what may stand between, path. */
const LINE =
	/^["'`]?([A-Za-z0-9]+\.[A-Za-z0-9]+)["'`]? ?(?:=>|->|→|[=: ]) ?["'`]?([^ "'`]+)["'`]?$/;

/** A text copied out of JSON has its line breaks written as `\n`. */
function linesOf(text: string): string[] {
	return text
		.split(/\r\n|[\n\r\u2028\u2029]|\\r\\n|\\n/)
		.map((line) => trimmed(line).replace(/\s+/g, ' '))
		.map((line) => line.replace(/(^| )(?:#|\/\/(?= )).*$/, '').replace(/ ?[,;]$/, ''));
}

/** Long enough for every name; what was pasted by mistake may be a key. */
const shortened = (name: string) => (name.length > 40 ? `${name.slice(0, 20)}…` : name);

/**
 * A path for a guessed endpoint: on the credential's own host, without query, dots and encoding, with
 * the placeholders of the guessed one, or a value would go unsent.
 */
export function checkedPath(guessed: string, own: string): Result<string> {
	if (!/^\/(?!\/)/.test(own)) return refuse('must begin with a single /, such as /public/v1/users');
	if (!/^(?:\/(?!\.{1,2}(?:\/|$))(?:[\w.~-]|\{\w+\})+)+$/.test(own)) {
		return refuse('must be a plain path, without ?, #, %, spaces, // or ..');
	}
	const wanted = placeholders(guessed);
	const given = placeholders(own);
	const missing = wanted.filter((name) => !given.includes(name));
	const unknown = given.filter((name) => !wanted.includes(name));
	if (missing.length) return refuse(`must keep {${missing.join('}, {')}}`);
	if (unknown.length) {
		return refuse(`names {${unknown.join('}, {')}}, which this operation has no value for`);
	}
	return accept(own);
}
