import { readWhole } from '../../crm/number.ts';
import { isNothing } from '../../crm/text.ts';
import { pspApi, resources } from '../../nodes/endpoints/index.ts';
import { choose } from '../../nodes/endpoints/fields/choose.ts';
import {
	choice,
	digits,
	email,
	flag,
	id,
	jsonObject,
	login,
	number,
	parameterName,
	password,
	text,
	words,
	type Field,
} from '../../nodes/endpoints/fields/field.ts';
import { language } from '../../nodes/endpoints/fields/language.ts';
import { amount, currency, directedAmount } from '../../nodes/endpoints/fields/money.ts';
import { mt4Password, mt5Password } from '../../nodes/endpoints/fields/password.ts';

const about = { label: 'Thing' };
const kind = choice('type', { ...about, options: ['ib', 'trader'].map(named) });

/** Field, what the user or an expression gave, what is sent. */
const ACCEPTED: Array<[Field, unknown, unknown]> = [
	[text('t', about), 'Zoë 李', 'Zoë 李'],
	[text('t', about), '  as it is ', 'as it is'],
	[text('t', about), 65, '65'],
	[text('t', about), 12.5, '12.5'],
	[text('t', about), false, 'false'],
	[text('t', { ...about, maxLength: 3 }), '李李😀', '李李😀'],
	[id('i', { ...about, length: 8 }), ' 045dff8l ', '045dff8l'],
	[id('i', { ...about, length: 8 }), 12345678, '12345678'],
	[id('i', about), '007', '007'],
	[choose('client', 'user_id'), ' 045dff8l', '045dff8l'],
	[choose('connection', 'connection_id'), 'struk0gc', 'struk0gc'],
	[email('e', about), ' ann@example.com ', 'ann@example.com'],
	[email('e', about), 'zoë@münchen.example', 'zoë@münchen.example'],
	[password('p', about), ' Sécret 1 ', ' Sécret 1 '],
	[flag('f', about), true, true],
	[flag('f', about), false, false],
	[flag('f', about), ' TRUE ', true],
	[flag('f', about), 'false', false],
	[flag('f', about), 'yes', true],
	[flag('f', about), 1, true],
	[flag('f', about), ['on'], true],
	[flag('f', about), 'No', false],
	[kind, 'ib', 'ib'],
	[kind, ' trader ', 'trader'],
	[kind, 'IB', 'ib'],
	[language('l'), 'zh-cn', 'zh-cn'],
	[number('n', about), 0, 0],
	[number('n', about), ' 42 ', 42],
	[number('n', about), '-3', -3],
	[number('n', { ...about, min: 1, max: 5000 }), '5000', 5000],
	[number('n', { ...about, whole: false }), '0.25', 0.25],
	[login('l', about), '00200028', '00200028'],
	[login('l', about), 200028, '200028'],
	[digits('d', about), '98765432109876543210', '98765432109876543210'],
	[words('w', about), 'a, b ,,c', ['a', 'b', 'c']],
	[words('w', about), ['a', ' b '], ['a', 'b']],
	[words('w', about), ' , ', undefined],
	[jsonObject('j', about), '{"a": {"b": [1]}}', { a: { b: [1] } }],
	[jsonObject('j', about), { a: 1 }, { a: 1 }],
	[jsonObject('j', about), '{}', undefined],
	[amount(), '100.00', '100.00'],
	[amount(), 250.5, '250.5'],
	[amount(), ' 0.00000001 ', '0.00000001'],
	[amount(), '999999999999.99999999', '999999999999.99999999'],
	[directedAmount(), '250.00', 250],
	[directedAmount(), '0.1', 0.1],
	[currency(), ' usd ', 'USD'],
	[mt4Password('p', about), 'abc12', 'abc12'],
	[mt5Password('p', about), 'Abcdef1!', 'Abcdef1!'],
];

test.each(ACCEPTED)('%j takes %j and sends %j', ({ read }, given, sent) => {
	expect(read(given)).toEqual({ ok: true, value: sent });
});

/** Field, what was given, what the refusal says. */
const REFUSED: Array<[Field, unknown, RegExp]> = [
	[text('t', about), { a: 1 }, /must be text/],
	[text('t', about), ['a'], /must be text/],
	[text('t', about), 2 ** 53, /too large to be exact/],
	[text('t', { ...about, maxLength: 3 }), '李李李李', /at most 3 characters/],
	[id('i', { ...about, length: 8 }), '045dff8', /must have 8 characters/],
	[id('i', { ...about, length: 8 }), '045dff8lx', /must have 8 characters/],
	[choose('client', 'user_id'), 'short', /must have 8 characters/],
	[choose('client', 'user_id'), { id: '045dff8l' }, /must be text/],
	[email('e', about), 'ann', /email/],
	[email('e', about), 'ann@', /email/],
	[email('e', about), 'ann lee@example.com', /email/],
	[email('e', about), 'a@b@c', /email/],
	[flag('f', about), {}, /true or false/],
	[kind, 'admin', /must be one of: ib, trader/],
	[language('l'), 'en', /must be one of: .*en-us/],
	[number('n', about), 'many', /must be a number/],
	[number('n', about), true, /must be a number/],
	[number('n', about), [1], /must be a number/],
	[number('n', about), Number.NaN, /must be a number/],
	[number('n', about), Number.POSITIVE_INFINITY, /must be a number/],
	[number('n', about), '1.5', /must be a whole number/],
	[number('n', about), 2 ** 53, /must be at most/],
	[number('n', { ...about, min: 1, max: 5000 }), 0, /must be at least 1/],
	[number('n', { ...about, min: 1, max: 5000 }), '5001', /must be at most 5000/],
	[login('l', about), '20 0028', /must be digits only/],
	[login('l', about), -5, /must be digits only/],
	[login('l', about), 2 ** 60, /too large to be exact/],
	[words('w', about), 7, /commas/],
	[words('w', about), { a: 1 }, /commas/],
	[jsonObject('j', about), '{"a":', /valid JSON/],
	[jsonObject('j', about), '[1]', /must be a JSON object/],
	[jsonObject('j', about), 'null', /must be a JSON object/],
	[jsonObject('j', about), 7, /must be a JSON object/],
	[amount(), '1,000.00', /plain decimal/],
	[amount(), '1e3', /plain decimal/],
	[amount(), '.5', /plain decimal/],
	[amount(), 'USD 5', /plain decimal/],
	[amount(), '0', /more than 0/],
	[amount(), '0.00', /more than 0/],
	[amount(), '-5', /more than 0/],
	[amount(), '0.000000001', /at most 8 decimals/],
	[amount(), '1000000000000', /at most 12 digits/],
	[amount(), true, /must be an amount/],
	[amount(), { amount: 5 }, /must be an amount/],
	[directedAmount(), '0', /must not be 0/],
	[directedAmount(), '-5', /more than 0/],
	[directedAmount(), '123456789012.12345678', /without rounding/],
	[mt4Password('p', about), 'ab12', /5 to 15 characters/],
	[mt4Password('p', about), 'abcdef', /at least two of/],
	[mt5Password('p', about), 'Abcdef12', /special character/],
	[mt5Password('p', about), 'Abcdef1!Abcdef1!', /8 to 15 characters/],
];

test.each(REFUSED)('%j refuses %j: %s', ({ read }, given, reason) => {
	expect(read(given)).toEqual({ ok: false, reason: expect.stringMatching(reason) });
});

test('a refused password is not repeated', () => {
	expect(JSON.stringify(mt5Password('p', about).read('hunter2'))).not.toContain('hunter2');
});

test.each([
	['name', 'name'],
	['connection_id', 'connectionId'],
	['phone.country_code', 'phoneCountryCode'],
	['register.phone.number', 'registerPhoneNumber'],
	['mt4_account', 'mt4Account'],
])('the parameter of %s is %s', (field, name) => {
	expect(parameterName(field)).toBe(name);
});

test('readWhole keeps to its bounds', () => {
	expect(readWhole('1', 1, 50)).toEqual({ ok: true, value: 1 });
	expect(readWhole(50, 1, 50)).toEqual({ ok: true, value: 50 });
	expect(readWhole(51, 1, 50).ok).toBe(false);
	expect(readWhole(0, 1).ok).toBe(false);
	expect(readWhole('', 1).ok).toBe(false);
	expect(readWhole(1.5, 1).ok).toBe(false);
});

/** Every field that the node has, with what nobody should give it. */
const HOSTILE: unknown[] = [
	{},
	{ toString: 7 },
	[],
	[{}],
	() => 1,
	Number.NaN,
	-0,
	1e21,
	'+',
	',',
	'\u0000',
	'../',
	'💥',
];
const fields = [...resources, pspApi].flatMap(({ value: resource, operations }) =>
	operations.flatMap((operation) =>
		operation.fields.map((field) => ({
			at: `${resource}.${operation.value} ${field.name}`,
			field,
		})),
	),
);

test.each(fields)(
	'$at takes or refuses whatever comes, and makes no text of what is none',
	({ field }) => {
		for (const value of HOSTILE.filter((one) => !isNothing(one))) {
			const result = field.read(value);
			expect(JSON.stringify(result)).not.toMatch(/\[object|NaN|"reason":""|"value":""/);
		}
	},
);

function named(value: string) {
	return { name: value, value };
}
