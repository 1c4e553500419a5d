/** The order of lists in the editor. */
import { byDisplayName, byName } from '../../nodes/endpoints/fields/alphabetical.ts';

const NAMES = [
	'By Name',
	'Before',
	'cTrader',
	'Client',
	'MT5',
	'MT4',
	'Psp (Old)',
	'Psp',
	'a',
	'A',
];

test('is that of a dictionary, whatever the case of the letters', () => {
	const named = NAMES.map((name) => ({ name, displayName: name }));
	const expected = [
		'a',
		'A',
		'Before',
		'By Name',
		'Client',
		'cTrader',
		'MT4',
		'MT5',
		'Psp',
		'Psp (Old)',
	];
	expect([...named].sort(byName).map(({ name }) => name)).toEqual(expected);
	expect([...named].sort(byDisplayName).map(({ name }) => name)).toEqual(expected);
});
