/**
 * Countries as people write them, and the codes that the CRM uses: two letters in lower case.
 *
 * The codes are a table of our own (ISO 3166-1, and XK for Kosovo). Names come from `Intl`, codes
 * never: it knows retired ones, by which Germany would be DD and Russia SU.
 */
import { LANGUAGES } from './endpoint';
import { accept, refuse, type Result } from './result';
import { clean, readShapedText } from './text';

/** A country, by its codes. */
export interface Country {
	/** Two letters in lower case: `sg`. */
	code: string;
	/** Three letters in lower case: `sgp`. */
	alpha3: string;
	/** What an international phone number of the country begins with: `65`. */
	callingCode: string;
	/** English name. */
	name: string;
}

/** Longer than every name; a stranger's text may be longer still. */
const MAX_LENGTH = 200;

const TABLE = `
	AD:AND:376 AE:ARE:971 AF:AFG:93 AG:ATG:1 AI:AIA:1 AL:ALB:355 AM:ARM:374 AO:AGO:244
	AQ:ATA:672 AR:ARG:54 AS:ASM:1 AT:AUT:43 AU:AUS:61 AW:ABW:297 AX:ALA:358 AZ:AZE:994
	BA:BIH:387 BB:BRB:1 BD:BGD:880 BE:BEL:32 BF:BFA:226 BG:BGR:359 BH:BHR:973 BI:BDI:257
	BJ:BEN:229 BL:BLM:590 BM:BMU:1 BN:BRN:673 BO:BOL:591 BQ:BES:599 BR:BRA:55 BS:BHS:1
	BT:BTN:975 BV:BVT:47 BW:BWA:267 BY:BLR:375 BZ:BLZ:501 CA:CAN:1 CC:CCK:61 CD:COD:243
	CF:CAF:236 CG:COG:242 CH:CHE:41 CI:CIV:225 CK:COK:682 CL:CHL:56 CM:CMR:237 CN:CHN:86
	CO:COL:57 CR:CRI:506 CU:CUB:53 CV:CPV:238 CW:CUW:599 CX:CXR:61 CY:CYP:357 CZ:CZE:420
	DE:DEU:49 DJ:DJI:253 DK:DNK:45 DM:DMA:1 DO:DOM:1 DZ:DZA:213 EC:ECU:593 EE:EST:372 EG:EGY:20
	EH:ESH:212 ER:ERI:291 ES:ESP:34 ET:ETH:251 FI:FIN:358 FJ:FJI:679 FK:FLK:500 FM:FSM:691
	FO:FRO:298 FR:FRA:33 GA:GAB:241 GB:GBR:44 GD:GRD:1 GE:GEO:995 GF:GUF:594 GG:GGY:44
	GH:GHA:233 GI:GIB:350 GL:GRL:299 GM:GMB:220 GN:GIN:224 GP:GLP:590 GQ:GNQ:240 GR:GRC:30
	GS:SGS:500 GT:GTM:502 GU:GUM:1 GW:GNB:245 GY:GUY:592 HK:HKG:852 HM:HMD:672 HN:HND:504
	HR:HRV:385 HT:HTI:509 HU:HUN:36 ID:IDN:62 IE:IRL:353 IL:ISR:972 IM:IMN:44 IN:IND:91
	IO:IOT:246 IQ:IRQ:964 IR:IRN:98 IS:ISL:354 IT:ITA:39 JE:JEY:44 JM:JAM:1 JO:JOR:962 JP:JPN:81
	KE:KEN:254 KG:KGZ:996 KH:KHM:855 KI:KIR:686 KM:COM:269 KN:KNA:1 KP:PRK:850 KR:KOR:82
	KW:KWT:965 KY:CYM:1 KZ:KAZ:7 LA:LAO:856 LB:LBN:961 LC:LCA:1 LI:LIE:423 LK:LKA:94 LR:LBR:231
	LS:LSO:266 LT:LTU:370 LU:LUX:352 LV:LVA:371 LY:LBY:218 MA:MAR:212 MC:MCO:377 MD:MDA:373
	ME:MNE:382 MF:MAF:590 MG:MDG:261 MH:MHL:692 MK:MKD:389 ML:MLI:223 MM:MMR:95 MN:MNG:976
	MO:MAC:853 MP:MNP:1 MQ:MTQ:596 MR:MRT:222 MS:MSR:1 MT:MLT:356 MU:MUS:230 MV:MDV:960
	MW:MWI:265 MX:MEX:52 MY:MYS:60 MZ:MOZ:258 NA:NAM:264 NC:NCL:687 NE:NER:227 NF:NFK:672
	NG:NGA:234 NI:NIC:505 NL:NLD:31 NO:NOR:47 NP:NPL:977 NR:NRU:674 NU:NIU:683 NZ:NZL:64
	OM:OMN:968 PA:PAN:507 PE:PER:51 PF:PYF:689 PG:PNG:675 PH:PHL:63 PK:PAK:92 PL:POL:48
	PM:SPM:508 PN:PCN:64 PR:PRI:1 PS:PSE:970 PT:PRT:351 PW:PLW:680 PY:PRY:595 QA:QAT:974
	RE:REU:262 RO:ROU:40 RS:SRB:381 RU:RUS:7 RW:RWA:250 SA:SAU:966 SB:SLB:677 SC:SYC:248
	SD:SDN:249 SE:SWE:46 SG:SGP:65 SH:SHN:290 SI:SVN:386 SJ:SJM:47 SK:SVK:421 SL:SLE:232
	SM:SMR:378 SN:SEN:221 SO:SOM:252 SR:SUR:597 SS:SSD:211 ST:STP:239 SV:SLV:503 SX:SXM:1
	SY:SYR:963 SZ:SWZ:268 TC:TCA:1 TD:TCD:235 TF:ATF:262 TG:TGO:228 TH:THA:66 TJ:TJK:992
	TK:TKL:690 TL:TLS:670 TM:TKM:993 TN:TUN:216 TO:TON:676 TR:TUR:90 TT:TTO:1 TV:TUV:688
	TW:TWN:886 TZ:TZA:255 UA:UKR:380 UG:UGA:256 UM:UMI:1 US:USA:1 UY:URY:598 UZ:UZB:998
	VA:VAT:39 VC:VCT:1 VE:VEN:58 VG:VGB:1 VI:VIR:1 VN:VNM:84 VU:VUT:678 WF:WLF:681 WS:WSM:685
	XK:XKX:383 YE:YEM:967 YT:MYT:262 ZA:ZAF:27 ZM:ZMB:260 ZW:ZWE:263
`;

/** What people also write, in lower case and without accents; `|` between names of one country. */
const ALIASES: Readonly<Record<string, string>> = {
	ae: 'uae|u a e|emirates',
	bq: 'bonaire sint eustatius and saba',
	cd: 'dr congo|d r congo|drc|congo dr|democratic republic of congo|democratic republic of the congo|zaire',
	cg: 'republic of congo|republic of the congo|congo republic',
	ci: 'ivory coast',
	cn: 'mainland china|prc|p r china|pr china',
	cv: 'cabo verde',
	cz: 'czech|czech republic',
	fk: 'falkland islands malvinas|malvinas',
	gb: 'uk|u k|great britain|britain|england|scotland|wales|northern ireland',
	hk: 'hongkong|hong kong sar',
	kp: 'dprk|democratic people s republic of korea',
	kr: 'rok|republic of korea',
	la: 'lao people s democratic republic|lao',
	mk: 'macedonia|fyrom',
	mm: 'burma',
	mo: 'macau|macao|macau sar|macao sar',
	nl: 'holland',
	ps: 'palestine',
	ru: 'russian federation',
	sh: 'st helena ascension and tristan da cunha',
	sk: 'slovak republic',
	sx: 'sint maarten dutch part',
	sy: 'syrian arab republic',
	sz: 'swaziland',
	tl: 'east timor',
	tr: 'turkey|turkiye',
	tw: 'republic of china|taiwan province of china|taiwan roc',
	um: 'united states minor outlying islands',
	us: 'usa|u s a|u s|united states of america|america',
	va: 'holy see|holy see vatican city state|vatican',
	vi: 'virgin islands of the united states|us virgin islands',
	vn: 'viet nam',
};

/** English names that are shorter or better known than those of `Intl`. */
const SHOWN_AS: Readonly<Record<string, string>> = {
	HK: 'Hong Kong',
	MM: 'Myanmar',
	MO: 'Macau',
	PS: 'Palestine',
	TR: 'Turkey',
};

/** Every country, by English name. */
export const COUNTRIES: readonly Country[] = listed();

/**
 * The country that a text names: by a code in any case (`SG`, `sgp`), by its name in a language of
 * the CRM (`Singapore`, `新加坡`), by a flag, also with a calling code behind (`Singapore (+65)`).
 * @returns undefined for a text that names none, or may mean two
 */
export function countryNamed(text: string): Country | undefined {
	if (text.length > MAX_LENGTH) return undefined;
	const flag = /[\u{1f1e6}-\u{1f1ff}]{2}/u.exec(text)?.[0];
	const written = clean(flag ? text.replace(flag, ' ') : text);
	if (flag && !written) return byCode().get(letters(flag));
	const coded = byCode().get(written.toLowerCase());
	// Codes are written in one case: "NGA" is Nigeria, and "Nga" what Russia is called in Vietnamese.
	if (coded && /^(?:[a-z]+|[A-Z]+)$/.test(written)) return coded;
	return [...readings(written)].map((name) => byName().get(name)).find(Boolean) ?? coded;
}

/**
 * A country as the CRM's code. The CRM documents no list of its countries, so text that names none
 * that is known goes as it is, with a note.
 */
export function readCountry(value: unknown): Result<string> {
	const given = readShapedText(value);
	if (!given.ok) return given;
	if (/^[\d\p{P}\p{S}\s]+$/u.test(given.value) && !countryNamed(given.value)) {
		return refuse('must be a country, such as sg or Singapore');
	}
	const country = countryNamed(given.value);
	return country
		? accept(country.code)
		: accept(given.value, 'is no country that this node knows, and was sent as it is');
}

function listed(): Country[] {
	const names = new Intl.DisplayNames('en', { type: 'region' });
	return TABLE.trim()
		.split(/\s+/)
		.map((row) => {
			const [alpha2, alpha3, callingCode] = row.split(':');
			return {
				code: alpha2.toLowerCase(),
				alpha3: alpha3.toLowerCase(),
				callingCode,
				name: SHOWN_AS[alpha2] ?? names.of(alpha2) ?? alpha2,
			};
		})
		.sort((a, b) => (a.name < b.name ? -1 : 1));
}

const codes = new Map<string, Country>();
const named = new Map<string, Country | undefined>();

function byCode(): ReadonlyMap<string, Country> {
	if (codes.size) return codes;
	for (const country of COUNTRIES) {
		codes.set(country.code, country);
		codes.set(country.alpha3, country);
	}
	return codes;
}

/** By name, made at the first look-up: it takes a moment. A name of two countries has undefined. */
function byName(): ReadonlyMap<string, Country | undefined> {
	if (named.size) return named;
	for (const { value: language } of LANGUAGES) {
		// Short names are "Hong Kong" in English and Chinese, but "RU" for the United Kingdom in Spanish.
		const styles = /^(?:en|zh)/.test(language) ? (['long', 'short'] as const) : (['long'] as const);
		for (const style of styles) {
			const names = new Intl.DisplayNames(language, { type: 'region', style });
			for (const country of COUNTRIES) {
				const name = plain(names.of(country.code.toUpperCase()) ?? '');
				const other = named.has(name) && named.get(name) !== country;
				named.set(name, other ? undefined : country);
			}
		}
	}
	for (const [code, aliases] of Object.entries(ALIASES)) {
		for (const alias of aliases.split('|')) named.set(alias, byCode().get(code));
	}
	named.set('congo', undefined);
	return named;
}

/** Ways to read a name, the surest first. */
function* readings(written: string): Generator<string> {
	const bare = written.replace(/[([].*?[)\]]|\+\d[\d-]*/g, ' ');
	for (const text of [written, bare]) {
		yield plain(text);
		// As in lists of the UN: "Korea, Republic of".
		const [first, ...rest] = text.split(',');
		const turned = plain(`${rest.join(' ')} ${first}`);
		yield turned;
		for (const name of [plain(text), turned]) yield name.replace(FORM_OF_STATE, '');
	}
}

const FORM_OF_STATE =
	/^(?:\p{L}+ ){0,4}(?:republic|kingdom|states?|federation|commonwealth|sultanate|principality|union|duchy) of (?:the )?/u;

/** A name without what differs between ways to write it. */
function plain(name: string): string {
	return name
		.normalize('NFKD')
		.toLowerCase()
		.replace(/\p{M}/gu, '')
		.replace(/&/g, ' and ')
		.replace(/[^\p{L}\p{N}]+/gu, ' ')
		.trim()
		.replace(/^the /, '')
		.replace(/\bsaint\b/g, 'st');
}

/** 🇸🇬 → `sg`: flags are written with letters of their own. */
function letters(flag: string): string {
	return [...flag]
		.map((letter) => String.fromCharCode((letter.codePointAt(0) ?? 0) - 0x1f1e6 + 97))
		.join('');
}
