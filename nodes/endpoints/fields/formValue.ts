import type { ResourceMapperField } from 'n8n-workflow';
import { countryNamed } from '../../../crm/country';
import { readNumber } from '../../../crm/number';
import { readDay } from '../../../crm/period';
import { accept, refuse, type Result } from '../../../crm/result';
import { severalOf } from '../../../crm/several';
import { clean, isNothing, readFreeText, readShapedText } from '../../../crm/text';
import { readYesNo } from '../../../crm/yesNo';

type Options = NonNullable<ResourceMapperField['options']>;

/**
 * One value of a form of the CRM, as the form's field wants it. n8n checks only what is typed, not
 * what expressions give, so this does.
 * @param field text with options takes several of them
 * @returns undefined as value for nothing
 */
export function readFormValue(
	{ type, options = [] }: Pick<ResourceMapperField, 'type' | 'options'>,
	given: unknown,
	zone: string,
): Result<unknown> {
	if (isNothing(given)) return accept(undefined);
	if (type === 'options') return oneOf(options, given);
	if (type === 'string' && options.length) return someOf(options, given);
	if (type === 'number') return readNumber(given);
	if (type === 'dateTime') return readDay(given, zone, '1990-12-31');
	if (typeof given === 'string') return readFreeText(given);
	// Nobody knows what a file of a form looks like: what is no text goes as it is, if JSON has it.
	const isLost = JSON.stringify(given) === 'null' || JSON.stringify(given) === undefined;
	return isLost ? refuse('is not a value that can be sent') : accept(given);
}

function oneOf(options: Options, given: unknown): Result<unknown> {
	const found = optionFor(options, given);
	if (found !== undefined) return accept(found);
	if (options.every(({ value }) => typeof value === 'boolean')) return readYesNo(given);
	return unknownOption(given);
}

function someOf(options: Options, given: unknown): Result<unknown> {
	// A form's only checkbox, "I agree", is answered with yes or no elsewhere.
	const answer = readYesNo(given);
	const known = (text: unknown) => optionFor(options, text) !== undefined;
	if (answer.ok && !known(given)) {
		if (!answer.value) return accept(undefined);
		return options.length === 1
			? accept([options[0].value])
			: refuse('must be some of its options');
	}
	const chosen: unknown[] = [];
	for (const one of severalOf(given, known)) {
		const found = optionFor(options, one);
		const read = found === undefined ? unknownOption(one) : accept(found);
		if (!read.ok) return read;
		chosen.push(read.value);
	}
	return accept(chosen.length ? chosen : undefined);
}

/** Options that came up since the fields were read are not known here: a sound value may be one. */
function unknownOption(given: unknown): Result<unknown> {
	if (typeof given === 'object')
		return refuse('must be one of its options, not a list or an object');
	const text = readShapedText(given);
	return text.ok && typeof given === 'number' ? accept(given) : text;
}

/**
 * The option that is meant: by its value or else, since expressions often give what people saw, by
 * its label; in another word for yes or no; or as a country in another way to write it.
 */
function optionFor(options: Options, given: unknown): Options[number]['value'] | undefined {
	if (Array.isArray(given) && given.length === 1) return optionFor(options, given[0]);
	if (typeof given === 'object') return undefined;
	const { exact, values, names } = lookUpOf(options);
	const text = String(given);
	const word = plain(text);
	const found = exact.get(text) ?? values.get(word) ?? names.get(word);
	return (found ?? answerFor(options, given) ?? countryFor(options, text))?.value;
}

const plain = (text: string) => clean(text).toLowerCase();

/** By value as it is, by value and by label in any case; the first of several counts. */
type LookUp = Record<'exact' | 'values' | 'names', ReadonlyMap<string, Options[number]>>;

/** Made once for a form, which every item is read by. */
const lookUps = new WeakMap<Options, LookUp>();

function lookUpOf(options: Options): LookUp {
	const known = lookUps.get(options);
	if (known) return known;
	const by = (key: (option: Options[number]) => string) =>
		new Map([...options].reverse().map((option) => [key(option), option]));
	const made = {
		exact: by(({ value }) => String(value)),
		values: by(({ value }) => plain(String(value))),
		names: by(({ name }) => plain(name)),
	};
	lookUps.set(options, made);
	return made;
}

function answerFor(options: Options, given: unknown): Options[number] | undefined {
	const answer = readYesNo(given);
	if (!answer.ok || options.length !== 2) return undefined;
	const meant = options.filter(({ value, name }) =>
		[readYesNo(value), readYesNo(name)].some((one) => one.ok && one.value === answer.value),
	);
	return meant.length === 1 ? meant[0] : undefined;
}

function countryFor(options: Options, given: string): Options[number] | undefined {
	const country = countryNamed(given);
	return country && options.find(({ value }) => countryNamed(String(value)) === country);
}
