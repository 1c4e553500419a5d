/** Text as forms, ads and spreadsheets send it. */
import * as fc from 'fast-check';
import {
	clean,
	holdsInvisible,
	isNothing,
	isSpreadsheetError,
	readFreeText,
	readShapedText,
	readText,
	trimmed,
} from '../../crm/text.ts';

const ZERO_WIDTH = '\u200b';
const SOFT_HYPHEN = '\u00ad';
const NO_BREAK = '\u00a0';
const FAMILY = '👨‍👩‍👧';

describe('nothing is', () => {
	test.each([
		[undefined],
		[null],
		[''],
		['   '],
		['\n\t'],
		[NO_BREAK],
		[ZERO_WIDTH],
		['\ufeff'],
		['\u0000'],
		[` ${SOFT_HYPHEN}${ZERO_WIDTH} `],
		[[]],
		[['']],
		[[' ', null, undefined]],
		[[[]]],
		[{}],
		[Object.create(null)],
	])('%j', (value: unknown) => {
		expect(isNothing(value)).toBe(true);
	});

	test.each([
		[0],
		[false],
		[Number.NaN],
		['N/A'],
		['null'],
		['none'],
		['-'],
		['#ERROR!'],
		['0'],
		[[0]],
		[['', 'a']],
		[{ a: '' }],
		[new Date(Number.NaN)],
		[new Map()],
		[() => 1],
	])('not %j', (value: unknown) => {
		expect(isNothing(value)).toBe(false);
	});
});

test.each([
	[' INV-1 ', 'INV-1'],
	[`${ZERO_WIDTH}INV${SOFT_HYPHEN}-1${NO_BREAK}`, 'INV-1'],
	[`INV${NO_BREAK}1`, 'INV 1'],
	['INV \t\r\n 1', 'INV 1'],
	['Zoe\u0308', 'Zoë'],
	['a\u0000b', 'ab'],
	['e\u200b\u0301', 'é'],
	['', ''],
])('%j reads as %j to people', (text, seen) => {
	expect(clean(text)).toBe(seen);
});

test('what was cleaned stays as it is, and what looks alike becomes alike', () => {
	const invisible = fc.constantFrom(ZERO_WIDTH, SOFT_HYPHEN, '\u0000', '\ufeff', '\u202e');
	fc.assert(
		fc.property(fc.string({ unit: 'binary' }), invisible, fc.nat(), (text, character, at) => {
			const once = clean(text);
			expect(clean(once)).toBe(once);
			const points = [...text];
			points.splice(at % (points.length + 1), 0, character);
			expect(clean(points.join(''))).toBe(once);
		}),
	);
});

test('ends are trimmed of all that shows nothing, and only the ends', () => {
	expect(trimmed(`${ZERO_WIDTH} a${ZERO_WIDTH} b \u0000`)).toBe(`a${ZERO_WIDTH} b`);
	expect(trimmed(`${FAMILY} `)).toBe(FAMILY);
});

test('a stranger cannot make the trimming slow', () => {
	const started = Date.now();
	const text = `a${' '.repeat(500_000)}b`;
	expect(trimmed(text)).toBe(text);
	expect(clean(text)).toBe('a b');
	expect(readFreeText(text)).toEqual({ ok: true, value: text });
	expect(Date.now() - started).toBeLessThan(5000);
});

test.each(['\u0000', '\n', '\t', ZERO_WIDTH, SOFT_HYPHEN, '\u200f', '\u202e', '\ufeff', '\u007f'])(
	'%j is not seen inside a text',
	(character) => {
		expect(holdsInvisible(`a${character}b`)).toBe(true);
		expect(readShapedText(`a${character}b`)).toEqual({
			ok: false,
			reason: 'must not hold an invisible character: type it anew',
		});
		expect(readShapedText(`${character}ab${character} `)).toEqual({ ok: true, value: 'ab' });
	},
);

test.each([
	['a b', 'a b'],
	['李 Zoë', '李 Zoë'],
	['Zoe\u0308', 'Zoë'],
	[7, '7'],
])('%j is seen whole', (value, text) => {
	expect(readShapedText(value)).toEqual({ ok: true, value: text });
});

test.each([
	['  two words ', 'two words'],
	['one\ntwo\tthree', 'one\ntwo\tthree'],
	[`Ann${ZERO_WIDTH} Lee\u0000`, 'Ann Lee'],
	[`co${SOFT_HYPHEN}operate \u202eevil\u202c`, 'cooperate evil'],
	[`${FAMILY} ❤️`, `${FAMILY} ❤️`],
	['می‌خواهم', 'می‌خواهم'],
	['=1+1', '=1+1'],
	['<b>"quoted"</b>', '<b>"quoted"</b>'],
	['A\u0301na', 'A\u0301na'],
	['cut \ud83d', 'cut'],
	['N/A', 'N/A'],
	['-', '-'],
	[12.5, '12.5'],
	[true, 'true'],
])('free text %j is sent as %j', (value, text) => {
	expect(readFreeText(value)).toEqual({ ok: true, value: text });
});

test.each(['N/A', 'n/a', 'none', 'null', 'undefined', 'NaN', '-', '--', '—'])(
	'%j stands for nothing where a shape is wanted, and is kept in free text',
	(word) => {
		expect(readFreeText(word)).toEqual({ ok: true, value: word.trim() });
		expect(readShapedText(word)).toEqual({
			ok: false,
			reason: `must not be ${word.trim()}, which stands for nothing: leave it empty`,
		});
	},
);

test.each(['#ERROR!', '#N/A', '#REF!', '#DIV/0!', '#name?', ' #VALUE! '])(
	'%j of a spreadsheet is refused everywhere',
	(error) => {
		expect(isSpreadsheetError(error.trim())).toBe(true);
		for (const read of [readFreeText, readShapedText]) {
			expect(read(error)).toEqual({
				ok: false,
				reason: `must not be ${error.trim()}, an error of a spreadsheet`,
			});
		}
	},
);

test('half of a character can be sent in nothing that is compared', () => {
	for (const read of [readText, readShapedText]) {
		expect(read('a\ud800b')).toEqual({ ok: false, reason: 'holds half of a character' });
	}
});

test('text in which letters were lost is refused: a file was read in the wrong encoding', () => {
	for (const read of [readFreeText, readShapedText]) {
		expect(read('Zo\ufffd')).toEqual({
			ok: false,
			reason: expect.stringContaining('a letter that was lost: a file was not UTF-8'),
		});
	}
});

test('yes or no is nothing with a shape', () => {
	expect(readShapedText(true)).toEqual({ ok: false, reason: 'must be text, not true or false' });
});

test.each([
	[{}, /not an object or a list/],
	[['a'], /not an object or a list/],
	[new Date(0), /not an object or a list/],
	[Number.NaN, /not a number that can be sent/],
	[2 ** 53, /too large to be exact/],
])('%p is no text: %s', (value, reason) => {
	for (const read of [readText, readFreeText, readShapedText]) {
		expect(read(value)).toEqual({ ok: false, reason: expect.stringMatching(reason) });
	}
});
