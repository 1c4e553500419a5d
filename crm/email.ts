import { accept, refuse, type Result } from './result';
import { readShapedText } from './text';

/** Longest address with a name before it; patterns below are slow with much longer texts. */
const MAX_LENGTH = 1000;

/** One address, by its shape only. */
const ADDRESS = /^[^\s@<>()[\]",;:\\]+@[^\s@<>()[\]",;:\\.]+(?:\.[^\s@<>()[\]",;:\\.]+)*$/u;

/**
 * An email address, also as programs copy it: `Ann Lee <ann@example.com>`, `mailto:ann@example.com`,
 * with a comma, semicolon or full stop behind. Capitals stay: what is before the @ may need them.
 */
export function readEmail(value: unknown): Result<string> {
	const given = readShapedText(value);
	if (!given.ok) return given;
	if (given.value.length > MAX_LENGTH) return refuse('must be an email address');
	const bracketed = /^[^<>@]*<([^<>]+)>[;,.\s]*$/.exec(given.value)?.[1] ?? given.value;
	const address = bracketed
		.trim()
		.replace(/^mailto:\s*([^?]*).*$/iu, '$1')
		.replace(/[;,.\s]+$/, '');
	if (ADDRESS.test(address)) return accept(address);
	return (address.match(/@/g) ?? []).length > 1
		? refuse('must be one email address')
		: refuse('must be an email address');
}
