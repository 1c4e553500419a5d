import { refuse } from '../../../crm/result';
import { password, type About, type Field } from './field';

/** A password of an MT4 account. */
export function mt4Password(name: string, about: About): Field {
	return platformPassword(name, about, 5, (given) => {
		const kinds = [/[a-z]/, /[A-Z]/, /\d/].filter((kind) => kind.test(given));
		return kinds.length >= 2
			? undefined
			: 'must hold at least two of: lower-case letters, upper-case letters, digits';
	});
}

/** A password of an MT5 account. */
export function mt5Password(name: string, about: About): Field {
	return platformPassword(name, about, 8, (given) =>
		[/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].every((kind) => kind.test(given))
			? undefined
			: 'must hold a lower-case letter, an upper-case letter, a digit and a special character',
	);
}

const MAX_LENGTH = 15;

/** @param fault what a password of the right length lacks, if anything; it never quotes the password */
function platformPassword(
	name: string,
	about: About,
	minLength: number,
	fault: (given: string) => string | undefined,
): Field {
	const field = password(name, about);
	return {
		...field,
		read: (value) => {
			const given = field.read(value);
			if (!given.ok) return given;
			const text = given.value as string;
			const { length } = [...text];
			if (length < minLength || length > MAX_LENGTH) {
				return refuse(`must have ${minLength} to ${MAX_LENGTH} characters`);
			}
			const lacking = fault(text);
			return lacking ? refuse(lacking) : given;
		},
	};
}
