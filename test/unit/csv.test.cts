import fc from 'fast-check';
import { csvCell, CsvFile, harmless, MAX_COLUMNS } from '../../crm/csv.ts';

type Row = Record<string, unknown>;

/** Reads a CSV file as RFC 4180 tells. */
function parsed(text: string): string[][] {
	const rows: string[][] = [];
	let row: string[] = [];
	for (let at = 0; at < text.length;) {
		let cell = '';
		if (text[at] === '"') {
			for (at++; text[at] !== '"' || text[at + 1] === '"'; at++) {
				if (text[at] === '"') at++;
				cell += text[at];
			}
			at++;
		} else {
			while (at < text.length && text[at] !== ',' && text[at] !== '\r') cell += text[at++];
		}
		row.push(cell);
		if (text[at] === ',') {
			at++;
			if (at < text.length) continue;
			row.push('');
		}
		if (text.startsWith('\r\n', at)) {
			rows.push(row);
			row = [];
			at += 2;
			continue;
		}
		throw new Error(`No end of a line at ${at}`);
	}
	return rows;
}

/** The file of some pages of rows. */
function fileOf(pages: Row[][], columns: string[] = [], bom = false): string {
	const file = new CsvFile(columns);
	for (const rows of pages) file.write(rows);
	expect(file.count).toBe(pages.flat().length);
	const bytes = file.finish(false, bom);
	return bytes.toString('utf8');
}

describe('a cell', () => {
	test.each([
		[undefined, ''],
		[null, ''],
		['', ''],
		[0, '0'],
		[-12.5, '-12.5'],
		['-12.50', '-12.50'],
		[true, 'true'],
		['0012', '0012'],
		['2026-01-31 10:00:00', '2026-01-31 10:00:00'],
		['Ann "A" Lee', '"Ann ""A"" Lee"'],
		['Lee, Ann', '"Lee, Ann"'],
		['two\nlines', '"two\nlines"'],
		[' Ann', '" Ann"'],
		['李', '李'],
		[['mt4', 1], '"[""mt4"",1]"'],
	])('%j is %s', (value, cell) => {
		expect(csvCell(value)).toBe(cell);
	});

	test.each([
		['=1+1', "'=1+1"],
		['+1+1', "'+1+1"],
		['-2+3', "'-2+3"],
		['-', "'-"],
		['@SUM(1)', "'@SUM(1)"],
		[' =1', " '=1"],
		['"=1', '"\'=1'],
		["'=1", "''=1"],
		['Bob;=1', "Bob;'=1"],
		['Bob\n=1', "Bob\n'=1"],
		['\t=1', "\t'=1"],
		['＝1', "'＝1"],
		['a=b', 'a=b'],
		['a-b@c.example', 'a-b@c.example'],
	])('%j is no formula: %j', (text, safe) => {
		expect(harmless(text)).toBe(safe);
	});

	test('whatever it holds, it comes back, and no part of it is run by any separator', () => {
		const hostile = fc.string({ unit: fc.constantFrom(...' \'"=+-@;,|\t\r\n1aA＝') });
		fc.assert(
			fc.property(hostile, (text) => {
				const cell = csvCell(text);
				expect(parsed(`${cell},\r\n`)[0][0]).toBe(harmless(text));
				if (/^-\d+$/.test(text)) return;
				for (const part of harmless(text).split(/[;,|\t\r\n]/)) {
					expect(part).not.toMatch(/^[ "]*[=+\-@＝]/);
				}
			}),
			{ numRuns: 2000 },
		);
	});

	test('a megabyte takes no time', () => {
		for (const one of ['=', "'", ' ', ';', '"', ', ', '\n']) {
			const began = performance.now();
			csvCell(one.repeat(1_000_000 / one.length));
			expect(performance.now() - began).toBeLessThan(2000);
		}
	});
});

describe('a file', () => {
	test('has a header, columns in their order, and lines that end as RFC 4180 says', () => {
		expect(fileOf([[{ b: 1, a: 'x' }], [{ a: 'y' }]], ['a', 'b'])).toBe('a,b\r\nx,1\r\ny,\r\n');
	});

	test('has its header also without rows', () => {
		expect(fileOf([], ['id', 'amount'])).toBe('id,amount\r\n');
		expect(fileOf([])).toBe('');
	});

	test('begins with a byte order mark where that is wanted', () => {
		expect(fileOf([[{ a: 1 }]], [], true)).toBe('\uFEFFa\r\n1\r\n');
	});

	test('has a column for each field of an object', () => {
		expect(fileOf([[{ id: 1, phone: { code: '65', number: '81' } }]])).toBe(
			'id,phone.code,phone.number\r\n1,65,81\r\n',
		);
	});

	test('fills up lines that were made before a column came', () => {
		const text = fileOf([[{ a: 'x\r\n"y"' }, {}], [{ a: 2, b: { c: 3 } }], [{ d: 4 }]]);
		expect(parsed(text)).toEqual([
			['a', 'b.c', 'd'],
			['x\r\n"y"', '', ''],
			['', '', ''],
			['2', '3', ''],
			['', '', '4'],
		]);
	});

	test('loses no field, whatever they are called', () => {
		const row = JSON.parse(
			'{"a.b": 1, "a": {"b": 2, "": 3}, "__proto__": 4, "constructor": 5, "=1": 6, "x,y": 7}',
		) as Row;
		expect(parsed(fileOf([[row]]))).toEqual([
			['a.b', 'a.b (2)', 'a.', '__proto__', 'constructor', "'=1", 'x,y'],
			['1', '2', '3', '4', '5', '6', '7'],
		]);
	});

	test('a deep object is JSON', () => {
		const deep = { a: { a: { a: { a: { a: { a: { a: 1 } } } } } } };
		expect(parsed(fileOf([[deep]]))[1]).toEqual(['{"a":1}']);
	});

	test('any rows come back as they were, in their order', () => {
		const value = fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.boolean());
		const name = fc.constantFrom('a', 'b', 'c d', 'e"f', 'g,h');
		const page = fc.array(fc.dictionary(name, value, { maxKeys: 5 }), { maxLength: 4 });
		fc.assert(
			fc.property(fc.array(page, { maxLength: 4 }), (pages) => {
				const [header = [], ...lines] = parsed(fileOf(pages));
				const rows = pages.flat();
				if (rows.every((row) => Object.keys(row).length === 0)) return;
				expect(lines).toEqual(
					rows.map((row) =>
						header.map((column) => {
							const given = row[column];
							return typeof given === 'string' ? harmless(given) : String(given ?? '');
						}),
					),
				);
			}),
			{ numRuns: 500 },
		);
	});

	test.each([
		[false, 'a\r\n1\r\n2\r\n3\r\n4\r\n'],
		[true, 'a\r\n4\r\n2\r\n3\r\n1\r\n'],
	])('has its parts in their order, or the last one first: %s', (isReversed, text) => {
		const file = new CsvFile();
		file.write([{ a: 1 }], 0);
		file.write([{ a: 2 }], 1);
		file.write([{ a: 3 }], 1);
		file.write([{ a: 4 }], 2);
		expect(file.finish(isReversed, false).toString()).toBe(text);
	});

	test.each([false, true])(
		'of many blocks holds each row once, the last part first: %s',
		(last) => {
			const file = new CsvFile(['id', 'text']);
			const rows = Array.from({ length: 60 }, (_, id) => ({ id, text: '李'.repeat(400_000) }));
			rows.forEach((row, at) => file.write([row], Math.floor(at / 7)));
			const [header, ...lines] = file.finish(last, false).toString().trimEnd().split('\r\n');
			expect(header).toBe('id,text');
			const parts = Array.from({ length: 9 }, (_, part) => rows.slice(part * 7, part * 7 + 7));
			if (last) parts.reverse();
			const expected = parts.flat().map(({ id }) => `${id},${rows[0].text}`);
			expect(lines.every((line, at) => line === expected[at])).toBe(true);
			expect(lines).toHaveLength(60);
		},
	);

	test('tells when rows bring more columns than a spreadsheet is made for', () => {
		const file = new CsvFile();
		const wide = (from: number) =>
			Object.fromEntries(Array.from({ length: MAX_COLUMNS }, (_, at) => [`c${from + at}`, at]));
		file.write([wide(0)]);
		expect(file.isTooWide).toBe(false);
		file.write([wide(1)]);
		expect(file.isTooWide).toBe(true);
	});
});
