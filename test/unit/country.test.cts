/** Countries as people write them. */
import { readFileSync } from 'node:fs';
import { COUNTRIES, countryNamed, readCountry } from '../../crm/country.ts';
import { LANGUAGES } from '../../crm/endpoint.ts';

test('there are the 249 countries of ISO 3166-1 and Kosovo, each with codes of its own', () => {
	expect(COUNTRIES).toHaveLength(250);
	for (const key of ['code', 'alpha3', 'name'] as const) {
		expect(new Set(COUNTRIES.map((country) => country[key])).size).toBe(250);
	}
	for (const { code, alpha3, callingCode, name } of COUNTRIES) {
		expect(code).toMatch(/^[a-z]{2}$/);
		expect(alpha3).toMatch(/^[a-z]{3}$/);
		expect(callingCode).toMatch(/^[1-9]\d{0,2}$/);
		expect(name).not.toBe(code.toUpperCase());
	}
});

test('retired codes that Intl still names are none', () => {
	const known = new Set(COUNTRIES.map(({ code }) => code));
	for (const retired of ['dd', 'su', 'yu', 'zr', 'bu', 'tp', 'an', 'cs', 'fx']) {
		expect(known.has(retired)).toBe(false);
	}
	expect(countryNamed('Germany')?.code).toBe('de');
	expect(countryNamed('Russia')?.code).toBe('ru');
});

test('each is known by its codes in any case, and by its name in every language of the CRM', () => {
	const ambiguous: string[] = [];
	let names = 0;
	for (const { code, alpha3, name } of COUNTRIES) {
		for (const text of [
			code,
			code.toUpperCase(),
			alpha3,
			alpha3.toUpperCase(),
			name,
			` ${name} `,
		]) {
			expect([text, countryNamed(text)?.code]).toEqual([text, code]);
		}
		for (const { value } of LANGUAGES) {
			for (const style of ['long', ...(/^en|^zh/.test(value) ? ['short'] : [])]) {
				const shown = new Intl.DisplayNames(value, {
					type: 'region',
					style: style as 'long',
				});
				const text = shown.of(code.toUpperCase()) as string;
				names += 1;
				const found = countryNamed(text)?.code;
				if (found !== code) ambiguous.push(`${value} ${text}: ${code} read as ${found}`);
			}
		}
	}
	expect(names).toBe(250 * 12);
	// There are two Congos, and Spanish calls one of them just that.
	expect(ambiguous).toEqual(['es Congo: cg read as undefined']);
});

test.each([
	['USA', 'us'],
	['U.S.A.', 'us'],
	['U.S.', 'us'],
	['United States of America', 'us'],
	['the United States', 'us'],
	['United States (+1)', 'us'],
	['United States +1', 'us'],
	['UK', 'gb'],
	['Great Britain', 'gb'],
	['England', 'gb'],
	['Hong Kong', 'hk'],
	['HONG KONG SAR', 'hk'],
	['香港', 'hk'],
	['Macau', 'mo'],
	['Macao', 'mo'],
	['UAE', 'ae'],
	['U.A.E.', 'ae'],
	['Viet Nam', 'vn'],
	['Vietnam', 'vn'],
	['Việt Nam', 'vn'],
	['Turkey', 'tr'],
	['Türkiye', 'tr'],
	['TURKIYE', 'tr'],
	['新加坡', 'sg'],
	['シンガポール', 'sg'],
	['สิงคโปร์', 'sg'],
	['Deutschland', 'de'],
	['Alemania', 'de'],
	['Korea, Republic of', 'kr'],
	["Korea, Democratic People's Republic of", 'kp'],
	['Iran, Islamic Republic of', 'ir'],
	['Tanzania, United Republic of', 'tz'],
	['Virgin Islands, British', 'vg'],
	['Virgin Islands, U.S.', 'vi'],
	["People's Republic of China", 'cn'],
	['Republic of China', 'tw'],
	['Taiwan, Province of China', 'tw'],
	['Congo, The Democratic Republic of the', 'cd'],
	['Republic of the Congo', 'cg'],
	['Republic of Ireland', 'ie'],
	['Ivory Coast', 'ci'],
	["Cote d'Ivoire", 'ci'],
	['Saint Lucia', 'lc'],
	['St Lucia', 'lc'],
	['Trinidad and Tobago', 'tt'],
	['Curacao', 'cw'],
	['Russian Federation', 'ru'],
	['Czech Republic', 'cz'],
	['🇸🇬', 'sg'],
	['🇸🇬 Singapore', 'sg'],
	['\u200bSingapore\u00a0', 'sg'],
	['NA', 'na'],
	['NGA', 'ng'],
	['Nga', 'ru'],
	['Usa', 'us'],
])('%s is %s', (text, code) => {
	expect(countryNamed(text)?.code).toBe(code);
	expect(readCountry(text)).toEqual({ ok: true, value: code });
});

test.each(['Congo', 'Korea', 'Atlantis', 'Guinea Ecuador', 'Republic of', 'zz', 'DD', '🇩🇩'])(
	'%s is no country that is sure',
	(text) => {
		expect(countryNamed(text)).toBeUndefined();
	},
);

test('text that names none is sent as it is, with a note', () => {
	expect(readCountry(' Wakanda ')).toEqual({
		ok: true,
		value: 'Wakanda',
		note: 'is no country that this node knows, and was sent as it is',
	});
});

test.each(['N/A', '-', 'null', '+65', '65', 65, '#REF!', true, {}, ['sg'], 'S\u200bG'])(
	'%j is no country at all',
	(value) => {
		expect(readCountry(value).ok).toBe(false);
	},
);

test('the codes are those of ISO 3166-1, where this machine has its list', () => {
	let list: Array<{ alpha_2: string; alpha_3: string }>;
	try {
		const json = readFileSync('/usr/share/iso-codes/json/iso_3166-1.json', 'utf8');
		list = (JSON.parse(json) as { '3166-1': typeof list })['3166-1'];
	} catch {
		return;
	}
	const ours = COUNTRIES.filter(({ code }) => code !== 'xk').map(({ code, alpha3 }) => [
		code.toUpperCase(),
		alpha3.toUpperCase(),
	]);
	expect(ours.sort()).toEqual(list.map(({ alpha_2, alpha_3 }) => [alpha_2, alpha_3]).sort());
});
