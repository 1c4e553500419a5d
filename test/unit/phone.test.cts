/** Phone numbers as people, forms and spreadsheets write them, held against libphonenumber. */
import { getCountryCallingCode, getExampleNumber, type CountryCode } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/examples.mobile.json';
import metadata from 'libphonenumber-js/metadata.max.json';
import { COUNTRIES } from '../../crm/country.ts';
import { CALLING_CODES, readPhone, type GivenPhone } from '../../crm/phone.ts';

const phoneOf = (country_code: string, number: string) => ({
	ok: true,
	value: { country_code, number },
});
const NOTHING = { ok: true, value: undefined };
const SINGAPORE = phoneOf('65', '81234567');

describe('the table', () => {
	const known = metadata as unknown as {
		country_calling_codes: Record<string, CountryCode[]>;
		nonGeographic: object;
	};
	const all = [
		...Object.keys(known.country_calling_codes),
		...Object.keys(known.nonGeographic),
	].sort();

	test('has the 215 calling codes of libphonenumber, of which none begins another', () => {
		expect(all).toHaveLength(215);
		expect([...CALLING_CODES].sort()).toEqual(all);
		for (const code of CALLING_CODES) {
			const longer = CALLING_CODES.filter((other) => other !== code && other.startsWith(code));
			expect(longer).toEqual([]);
		}
	});

	test.each(CALLING_CODES)('knows a number that begins with +%s', (code) => {
		const number = '2345678901';
		expect(readPhone({ phone: `+${code} ${number}` })).toEqual(phoneOf(code, number));
		expect(readPhone({ phone: number, defaultCode: code })).toEqual(phoneOf(code, number));
	});

	test('of countries has the same calling codes', () => {
		for (const { code, callingCode } of COUNTRIES) {
			const country = code.toUpperCase() as CountryCode;
			if (!(country in (metadata as { countries: object }).countries)) continue;
			expect([country, callingCode]).toEqual([country, getCountryCallingCode(country)]);
		}
	});

	/** Numbers that are written another way at home than by trunk prefix and number, and why. */
	const OTHERWISE: Record<string, string> = {
		AR: 'a mobile has 15 within the number at home and 9 before it from abroad',
	};

	test('splits the example number of every country the same way, from abroad and from home', () => {
		const differing: string[] = [];
		const excused = new Set<string>();
		let compared = 0;
		for (const country of Object.keys(examples) as CountryCode[]) {
			const example = getExampleNumber(country, examples);
			if (!example) throw new Error(`no example for ${country}`);
			const right = phoneOf(example.countryCallingCode, example.nationalNumber);
			const defaultCode = example.countryCallingCode;
			const ways: GivenPhone[] = [
				{ phone: example.number },
				{ phone: example.formatInternational() },
				{ phone: example.number.replace('+', '00') },
				{ phone: `p:${example.number}` },
				{ phone: example.nationalNumber, defaultCode },
				{ phone: example.formatNational(), defaultCode },
				{ number: example.formatNational(), code: defaultCode },
				{ number: example.number, code: `+${defaultCode}` },
				// Ascension and Tristan da Cunha are no countries of ISO 3166-1.
				...(country === 'AC' || country === 'TA'
					? []
					: [{ number: example.nationalNumber, code: country }]),
			];
			for (const way of ways) {
				compared += 1;
				const split = readPhone(way);
				if (JSON.stringify(split) === JSON.stringify(right)) continue;
				if (country in OTHERWISE) excused.add(country);
				else differing.push(`${country} ${JSON.stringify(way)}: ${JSON.stringify(split)}`);
			}
		}
		expect(compared).toBe(Object.keys(examples).length * 9 - 2);
		expect(differing).toEqual([]);
		expect([...excused]).toEqual(Object.keys(OTHERWISE));
	});
});

test.each<[GivenPhone, object]>([
	[{ phone: '+65 8123 4567' }, SINGAPORE],
	[{ phone: '+6581234567' }, SINGAPORE],
	[{ phone: 'p:+6581234567' }, SINGAPORE],
	[{ phone: 'tel:+65-8123-4567' }, SINGAPORE],
	[{ phone: '006581234567' }, SINGAPORE],
	[{ phone: '00 65 8123 4567' }, SINGAPORE],
	[{ phone: '(+65) 8123-4567' }, SINGAPORE],
	[{ phone: '+(65) 8123.4567' }, SINGAPORE],
	[{ phone: '+65\u00a08123\u200b4567' }, SINGAPORE],
	[{ phone: '\u202a+65 8123 4567\u202c' }, SINGAPORE],
	[{ phone: '+65 8123–4567' }, SINGAPORE],
	[{ phone: '＋６５ ８１２３４５６７' }, SINGAPORE],
	[{ phone: '+٦٥ ٨١٢٣ ٤٥٦٧' }, SINGAPORE],
	[{ phone: "'+6581234567" }, SINGAPORE],
	[{ phone: '="+6581234567"' }, SINGAPORE],
	[{ phone: '81234567', defaultCode: '65' }, SINGAPORE],
	[{ phone: 81234567, defaultCode: '+65' }, SINGAPORE],
	[{ phone: '81234567.0', defaultCode: 65 }, SINGAPORE],
	[{ phone: '(65) 8123-4567', defaultCode: '65' }, SINGAPORE],
	[{ phone: '+65 8123 4567', defaultCode: '44' }, SINGAPORE],
	[{ phone: '81234567', defaultCode: 'SG' }, SINGAPORE],
	[{ code: '65', number: '81234567' }, SINGAPORE],
	[{ code: '+65', number: '8123 4567' }, SINGAPORE],
	[{ code: '0065', number: '81234567' }, SINGAPORE],
	[{ code: 65, number: 81234567 }, SINGAPORE],
	[{ code: 'SG', number: '81234567' }, SINGAPORE],
	[{ code: 'Singapore (+65)', number: '81234567' }, SINGAPORE],
	[{ code: '65', number: '+6581234567' }, SINGAPORE],
	[{ code: '65', number: '006581234567' }, SINGAPORE],
	[{ code: '65', phone: '81234567' }, SINGAPORE],
	[{ number: '+6581234567' }, SINGAPORE],
	[{ number: '81234567', defaultCode: '65' }, SINGAPORE],
	[{ phone: '+65 8123 4567', code: '65', number: '81234567' }, SINGAPORE],
	[{ phone: '+44 (0)7700 900123' }, phoneOf('44', '7700900123')],
	[{ phone: '+44 07700 900123' }, phoneOf('44', '7700900123')],
	[{ phone: '07700 900123', defaultCode: 'UK' }, phoneOf('44', '7700900123')],
	[{ phone: '+39 06 1234 5678' }, phoneOf('39', '0612345678')],
	[{ phone: '06 1234 5678', defaultCode: '39' }, phoneOf('39', '0612345678')],
	[{ phone: '+225 07 01 02 03 04' }, phoneOf('225', '0701020304')],
	[{ phone: '+229 01 90 12 34 56' }, phoneOf('229', '0190123456')],
	[{ phone: '+241 06 03 12 34' }, phoneOf('241', '06031234')],
	[{ phone: '+242 06 123 4567' }, phoneOf('242', '061234567')],
	[{ phone: '8 (912) 345-67-89', defaultCode: '7' }, phoneOf('7', '9123456789')],
	[{ phone: '+7 800 555 35 35' }, phoneOf('7', '8005553535')],
	[{ phone: '79123456789', defaultCode: '7' }, phoneOf('7', '9123456789')],
	[{ phone: '1 (650) 253-0000', defaultCode: 'US' }, phoneOf('1', '6502530000')],
	[{ phone: '(650) 253-0000', defaultCode: '1' }, phoneOf('1', '6502530000')],
	[{ code: 'United States (+1)', number: '650-253-0000' }, phoneOf('1', '6502530000')],
	[{ code: '1-242', number: '359 1234' }, phoneOf('1', '2423591234')],
	[{ code: '1242', number: '2423591234' }, phoneOf('1', '2423591234')],
	[{ code: '+44-1481', number: '(01481) 960194' }, phoneOf('44', '1481960194')],
	[{ phone: '(55) 99123-4567', defaultCode: '55' }, phoneOf('55', '55991234567')],
	[{ phone: '(55) 11 99123-4567', defaultCode: '55' }, phoneOf('55', '11991234567')],
	[{ phone: '030/1234567', defaultCode: '49' }, phoneOf('49', '301234567')],
	[{ phone: '+52 1 55 1234 5678' }, phoneOf('52', '5512345678')],
	[{ phone: '06 20 123 4567', defaultCode: '36' }, phoneOf('36', '201234567')],
])('%j is one number', (given, phone) => {
	expect(readPhone(given)).toEqual(phone);
});

test.each<[GivenPhone]>([
	[{}],
	[{ phone: '' }],
	[{ phone: ' \u200b' }],
	[{ code: '65' }],
	[{ code: '65', number: '' }],
	[{ code: 'N/A', number: null }],
	[{ phone: '+65' }],
	[{ number: '+65 ', code: '65' }],
	[{ defaultCode: '65' }],
	[{ phone: [], code: {}, number: [''] }],
])('%j is no number', (given) => {
	expect(readPhone(given)).toEqual(NOTHING);
});

const SHAPE = /must be a phone number/;
test.each<[GivenPhone, RegExp, keyof GivenPhone]>([
	[{ phone: '81234567' }, /must begin with \+/, 'phone'],
	[{ phone: '6581234567' }, /must begin with \+/, 'phone'],
	[{ phone: '(65) 8123-4567' }, /must begin with \+/, 'phone'],
	[{ number: '81234567' }, /must begin with \+/, 'number'],
	[{ phone: 'N/A' }, SHAPE, 'phone'],
	[{ phone: '-' }, SHAPE, 'phone'],
	[{ phone: 'none', defaultCode: '65' }, SHAPE, 'phone'],
	[{ phone: 'null', defaultCode: '65' }, SHAPE, 'phone'],
	[{ phone: '#ERROR!' }, SHAPE, 'phone'],
	[{ phone: '<test lead: dummy data for phone_number>' }, SHAPE, 'phone'],
	[{ phone: '+65 8123 4567 ext. 9' }, SHAPE, 'phone'],
	[{ phone: '1-800-FLOWERS', defaultCode: '1' }, SHAPE, 'phone'],
	[{ phone: '+6581234567, +6591234567' }, SHAPE, 'phone'],
	[{ phone: '+6581234567/+6591234567' }, SHAPE, 'phone'],
	[{ phone: '81234567/91234567', defaultCode: '65' }, /too long/, 'phone'],
	[{ phone: '8.12E+07', defaultCode: '65' }, /rounded by a spreadsheet/, 'phone'],
	[{ phone: '8,12E+07', code: '65' }, /rounded by a spreadsheet/, 'phone'],
	[{ phone: 8.5, defaultCode: '65' }, /too short/, 'phone'],
	[{ phone: -81234567, defaultCode: '65' }, SHAPE, 'phone'],
	[{ phone: true, defaultCode: '65' }, SHAPE, 'phone'],
	[{ phone: { number: '+65' } }, /must be text/, 'phone'],
	[{ phone: ['+6581234567'] }, /must be text/, 'phone'],
	[{ phone: 2 ** 60 }, /too large/, 'phone'],
	[{ phone: '+999 1234567' }, /no country code/, 'phone'],
	[{ phone: '+065 81234567' }, /no country code/, 'phone'],
	[{ phone: '+65 12' }, /too short/, 'phone'],
	[{ phone: '+49 123 456 789 012 345' }, /too long/, 'phone'],
	[{ code: '44', number: '+6581234567' }, /\+65, another country code/, 'number'],
	[{ code: '44', phone: '+6581234567' }, /\+65, another country code/, 'phone'],
	[{ phone: '+6581234567', number: '+6591234567' }, /another number/, 'phone'],
	[{ code: 'N/A', number: '81234567' }, /must be a country calling code/, 'code'],
	[{ code: '999', number: '81234567' }, /must be a country calling code/, 'code'],
	[{ code: '658', number: '1234567' }, /must be a country calling code/, 'code'],
	[{ code: { a: 65 }, number: '81234567' }, /must be text/, 'code'],
	[{ phone: '81234567', defaultCode: 'Atlantis' }, /calling code/, 'defaultCode'],
])('%j is refused: %s', (given, reason, part) => {
	expect(readPhone(given)).toEqual({ ok: false, reason: expect.stringMatching(reason), part });
});
