import { createHash, timingSafeEqual } from 'crypto';
import { holdsInvisible } from './text';

/** Whether two texts are the same, told in a time that does not depend on where they differ. */
export function sameText(a: string, b: string): boolean {
	const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest();
	return timingSafeEqual(digest(a), digest(b));
}

/**
 * Why a secret can't be right, as a clause that follows its name; undefined when it can be.
 *
 * Text copied from a page or a chat can bring invisible characters along. n8n's client
 * leaves those out of a header, and a signature made with them never fits.
 *
 * @param use `header` for a secret that is also sent, and so has no characters but those of ASCII
 */
export function secretFault(secret: string, use: 'header' | 'signature'): string | undefined {
	if (secret.trim() === '') return 'is empty';
	const text = use === 'header' ? secret.trim() : secret;
	if (use === 'header') {
		return /^[\x20-\x7e]*$/.test(text)
			? undefined
			: 'contains a character that cannot be sent. Copy it again';
	}
	return holdsInvisible(text) ? 'contains an invisible character. Copy it again' : undefined;
}
