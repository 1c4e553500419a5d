/** Forms as n8n's resource mapper shows them, and what is sent of what users put there. */
import type { IDataObject, ResourceMapperField } from 'n8n-workflow';
import { customFields } from '../../nodes/endpoints/fields/customFields.ts';
import { formFields } from '../../nodes/editor/formFields.ts';

const formOf = (...fields: IDataObject[]): IDataObject => ({ id: 'f', groups: [{ fields }] });

/** The one field of a form, in short. */
function shown(field: IDataObject, language = 'en-us') {
	const fields = formFields(formOf({ key: 'k', ...field }), language);
	expect(fields).toHaveLength(1);
	const [{ displayName, type, options, required }] = fields as ResourceMapperField[];
	return { displayName, type, options, required };
}

describe('a field is shown', () => {
	test.each([
		['with its label in the language wanted', { 'en-us': 'Gender', 'zh-cn': '性别' }, '性别'],
		['in English where it has no other', { de: 'Geschlecht', 'en-us': 'Gender' }, 'Gender'],
		['in the first language there is', { fr: '', de: 'Geschlecht', es: 'Sexo' }, 'Geschlecht'],
		['with its one label', 'Gender', 'Gender'],
		['by its key where it has no label', undefined, 'k'],
		['by its key where labels are odd', ['Gender'], 'k'],
	])('%s', (_what, label, displayName) => {
		expect(shown({ label } as IDataObject, 'zh-cn').displayName).toBe(displayName);
	});

	test.each([true, 1, '1', 'true', 'TRUE', 'yes'])('as required by %p', (required) => {
		expect(shown({ required }).required).toBe(true);
	});

	test.each([false, 0, '0', 'false', '', null, undefined])('as optional by %p', (required) => {
		expect(shown({ required }).required).toBe(false);
	});

	test.each([
		['text', 'string'],
		['textarea', 'string'],
		['file', 'string'],
		[undefined, 'string'],
		[7, 'string'],
		['number', 'number'],
		['Integer', 'number'],
		['date', 'dateTime'],
		['select', 'string'],
	])('of the type %p as %p', (type, expected) => {
		expect(shown({ type })).toMatchObject({ type: expected, options: undefined });
	});

	test.each(['boolean', 'checkbox', 'switch'])('as yes or no, not yet answered: %s', (type) => {
		expect(shown({ type })).toMatchObject({
			type: 'options',
			options: [
				{ name: 'No', value: false },
				{ name: 'Yes', value: true },
			],
		});
	});

	const A_OR_B = [
		{ name: 'Ay', value: 'a' },
		{ name: 'Bee', value: 'b' },
	];
	test.each<[string, unknown]>([
		['objects', [{ value: 'a', label: 'Ay' }, { value: 'b', label: { 'en-us': 'Bee' } }, 7, null]],
		['other objects', [{ id: 'a', name: 'Ay' }, { key: 'b', text: 'Bee' }, {}, 7]],
		['a map', { a: 'Ay', b: { 'en-us': 'Bee', de: 'Be' } }],
	])('with options given as %s', (_what, options) => {
		for (const type of ['select', 'radio', 'whatever', undefined]) {
			const one = shown({ type, options } as IDataObject);
			expect(one.type).toBe('options');
			expect(one.options?.slice(0, 2)).toEqual(A_OR_B);
		}
	});

	test('with options given as texts, or without what they stand for', () => {
		expect(shown({ type: 'select', options: ['x', 2, { label: 'Only a label' }] }).options).toEqual(
			[
				{ name: 'x', value: 'x' },
				{ name: '2', value: 2 },
				{ name: 'Only a label', value: 'Only a label' },
			],
		);
	});

	test.each(['multiselect', 'checkbox'])('as text for several options, spelled out: %s', (type) => {
		const options = { a: 'Ay', b: 'Bee' };
		expect(shown({ type, options, label: 'Letters' })).toMatchObject({
			type: 'string',
			options: A_OR_B,
			displayName: 'Letters (one or more of: a, b)',
		});
		const many = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`o${i}`, `O${i}`]));
		expect(shown({ type, options: many }).displayName).toMatch(/o10, o11, …\)$/);
	});
});

describe('a form is shown', () => {
	const keys = (form: IDataObject) => formFields(form, 'en-us')?.map(({ id }) => id);

	test('without fields that nobody may fill in, that have no key, or that come again', () => {
		const form = formOf(
			{ key: 'a' },
			{ key: 'b', disabled: 1 },
			{ key: 'c', readonly: true },
			{ key: 'd', disabled: 0, readonly: 'false' },
			{ label: 'No key' },
			{ key: '' },
			{ key: 'a', label: 'Again' },
			{ key: 8 },
		);
		expect(keys(form)).toEqual(['a', 'd', '8']);
	});

	test('with the fields of all groups, or without groups', () => {
		const fields = [{ key: 'a' }, 'odd', null];
		expect(keys({ groups: [{ fields }, { fields: [{ key: 'b' }] }, {}] })).toEqual(['a', 'b']);
		expect(keys({ fields } as IDataObject)).toEqual(['a']);
		expect(keys({ groups: [{ fields: [] }] })).toEqual([]);
		expect(keys({ groups: [] })).toEqual([]);
	});

	test('with the names of groups where labels are alike', () => {
		const field = (key: string) => ({ key, label: 'Address' });
		const form = {
			groups: [
				{ key: 'home', label: { 'en-us': 'Home' }, fields: [field('a')] },
				{ key: 'mail', fields: [field('b'), { key: 'c', label: 'City' }] },
			],
		};
		expect(formFields(form, 'de')?.map(({ displayName }) => displayName)).toEqual([
			'Home: Address',
			'mail: Address',
			'City',
		]);
	});

	test.each([{}, { groups: {} }, { groups: [{ fields: 'none' }] }])(
		'only if it is one: %j is none',
		(form) => {
			expect(formFields(form as IDataObject, 'en-us')).toBeUndefined();
		},
	);
});

describe('what is sent', () => {
	const { read, alternative } = customFields('custom_fields', 'registration');

	const field = (id: string, more: Partial<ResourceMapperField> = {}): ResourceMapperField => ({
		id,
		displayName: `The ${id}`,
		required: false,
		defaultMatch: false,
		display: true,
		type: 'string',
		...more,
	});
	const mapped = (schema: ResourceMapperField[], value: Record<string, unknown> | null) => ({
		mappingMode: 'defineBelow',
		value,
		matchingColumns: [],
		schema,
	});
	/** What becomes of one value. */
	const sent = (more: Partial<ResourceMapperField>, value: unknown, zone?: string) =>
		read(mapped([field('k', more)], { k: value }), zone);
	const taken = (k: unknown) => ({ ok: true, value: { k } });
	const NOTHING = { ok: true, value: undefined };

	test('are the fields that have a value, by their keys', () => {
		const schema = ['a', 'b', 'c', 'd', 'e'].map((id) => field(id));
		const value = { a: 'x', b: '', c: null, d: ' ', e: 0 };
		expect(read(mapped(schema, value))).toEqual({ ok: true, value: { a: 'x', e: 0 } });
		expect(read(mapped(schema, null))).toEqual(NOTHING);
		expect(read(mapped(schema, {}))).toEqual(NOTHING);
	});

	test('are the values of a workflow that nobody clicked together, as they are', () => {
		expect(read({ mappingMode: 'defineBelow', value: { a: 1, b: ['x'] } })).toEqual({
			ok: true,
			value: { a: 1, b: ['x'] },
		});
	});

	test('is not what was taken out of the mapper', () => {
		const schema = [field('a', { removed: true, required: true }), field('b')];
		expect(read(mapped(schema, { b: 'x' }))).toEqual({ ok: true, value: { b: 'x' } });
	});

	test.each([undefined, null, '', '  '])('needs the required fields: %p will not do', (given) => {
		expect(sent({ required: true }, given)).toEqual({
			ok: false,
			reason: 'is empty',
			label: 'The k',
		});
	});

	test.each([
		[5, 5],
		['5', 5],
		[' 5.50 ', 5.5],
		[0, 0],
		['-3', -3],
	])('of a number %p is %p', (given, number) => {
		expect(sent({ type: 'number' }, given)).toEqual(taken(number));
	});

	test.each(['many', '1,5', true, [5], Number.NaN, { a: 1 }])('%p is no number', (given) => {
		expect(sent({ type: 'number' }, given)).toEqual({
			ok: false,
			reason: expect.stringMatching(/must be a number/),
			label: 'The k',
		});
	});

	test.each([
		['2026-01-31', 'Asia/Kolkata'],
		['2026-01-31T00:00:00', 'America/New_York'],
		['2026-01-31T23:30:00.000-05:00', 'America/New_York'],
		['2026-01-30T20:00:00Z', 'Asia/Kolkata'],
		[new Date('2026-01-31T03:00:00Z'), 'Asia/Kolkata'],
	])('of a date %p in %s is its day', (given, zone) => {
		expect(sent({ type: 'dateTime' }, given, zone)).toEqual(taken('2026-01-31'));
	});

	test.each(['31.01.2026', '2026-02-30', 'soon', true])('%p is no date', (given) => {
		expect(sent({ type: 'dateTime' }, given)).toEqual({
			ok: false,
			reason: expect.stringMatching(
				/must be a date such as 1990-12-31|is a date that does not exist/,
			),
			label: 'The k',
		});
	});

	const options = [
		{ name: 'Forex', value: 'fx' },
		{ name: 'Metals', value: 'metals' },
	];
	test.each([
		['fx', 'fx'],
		['FX ', 'fx'],
		['forex', 'fx'],
		['something new', 'something new'],
	])('of one option %p is %p', (given, value) => {
		expect(sent({ type: 'options', options }, given)).toEqual(taken(value));
	});

	test('of an option goes by the value before the label, and by the very value first', () => {
		const twisted = [
			{ name: 'b', value: 'a' },
			{ name: 'c', value: 'B' },
			{ name: 'd', value: 'b' },
			{ name: 'One, two', value: 'one, two' },
		];
		expect(sent({ type: 'options', options: twisted }, 'b')).toEqual(taken('b'));
		expect(sent({ type: 'options', options: twisted }, 'B ')).toEqual(taken('B'));
		expect(sent({ type: 'options', options: twisted }, 'd')).toEqual(taken('b'));
		expect(sent({ options: twisted }, 'One, Two')).toEqual(taken(['one, two']));
	});

	test.each([
		[true, true],
		['true', true],
		['Yes', true],
		['no', false],
		[false, false],
	])('of yes or no %p is %p', (given, value) => {
		const answers = [
			{ name: 'No', value: false },
			{ name: 'Yes', value: true },
		];
		expect(sent({ type: 'options', options: answers }, given)).toEqual(taken(value));
	});

	test.each([
		['fx, Metals', ['fx', 'metals']],
		['fx', ['fx']],
		[
			['forex', 'new'],
			['fx', 'new'],
		],
		['fx,,', ['fx']],
	])('of several options %p is %p', (given, value) => {
		expect(sent({ options }, given)).toEqual(taken(value));
	});

	test('of no options at all is nothing, and too little where one is required', () => {
		for (const given of [[], ',', [' ']]) {
			expect(sent({ options }, given)).toEqual(NOTHING);
			expect(sent({ options, required: true }, given)).toEqual({
				ok: false,
				reason: 'is empty',
				label: 'The k',
			});
		}
	});

	test('of text is whatever expressions give, since nobody knows what files are', () => {
		for (const given of ['x', 7, true, ['a'], { id: 'a1b2', document: 'front.png' }]) {
			expect(sent({}, given)).toEqual(taken(given));
		}
	});

	test('is the object itself where it is given as one, by either way', () => {
		for (const way of [read, alternative?.field.read]) {
			expect(way?.({ a: 1 })).toEqual({ ok: true, value: { a: 1 } });
			expect(way?.('{"a": {"b": [1]}}')).toEqual({ ok: true, value: { a: { b: [1] } } });
			expect(way?.('{}')).toEqual(NOTHING);
			expect(way?.('{a')).toMatchObject({ ok: false });
			expect(way?.(['a'])).toMatchObject({ ok: false });
		}
	});

	test('has no say in what objects are made of', () => {
		const value = JSON.parse('{"__proto__": {"polluted": true}, "constructor": "c"}');
		const result = read({ mappingMode: 'defineBelow', value });
		expect(JSON.stringify(result)).toContain('"__proto__":{"polluted":true}');
		expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
	});
});
