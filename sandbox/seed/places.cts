import type { Country } from '../data.cts';

/** A few countries with states and cities, enough for choosing one from the other. */
export const COUNTRIES: Country[] = [
	{
		code: 'de',
		name: 'Germany',
		states: [
			{ code: 'by', name: 'Bayern', cities: ['München', 'Nürnberg'] },
			{ code: 'be', name: 'Berlin', cities: ['Berlin'] },
		],
	},
	{
		code: 'jp',
		name: 'Japan',
		states: [
			{ code: '13', name: 'Tokyo', cities: ['Shinjuku', 'Shibuya'] },
			{ code: '27', name: 'Osaka', cities: ['Osaka', 'Sakai'] },
		],
	},
	// A city state: no states below it
	{ code: 'sg', name: 'Singapore', states: [] },
	{
		code: 'th',
		name: 'Thailand',
		states: [
			{ code: '10', name: 'Bangkok', cities: ['Bangkok'] },
			{ code: '50', name: 'Chiang Mai', cities: ['Chiang Mai', 'Mae Rim'] },
		],
	},
	{
		code: 'vn',
		name: 'Việt Nam',
		states: [
			{ code: 'hn', name: 'Hà Nội', cities: ['Ba Đình', 'Hoàn Kiếm'] },
			{ code: 'sg', name: 'Hồ Chí Minh', cities: ['Quận 1', 'Thủ Đức'] },
		],
	},
];
