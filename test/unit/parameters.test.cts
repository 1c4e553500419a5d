/** A parameter is looked up as often as it can have another value, and no more. */
import type { IExecuteFunctions } from 'n8n-workflow';
import { parameterOf } from '../../nodes/run/parameters.ts';

/** A node with these parameters; `evaluated` counts the look-ups that n8n has to work for. */
function nodeWith(parameters: Record<string, unknown>) {
	const evaluated: Record<string, number> = {};
	const getNodeParameter = (
		name: string,
		index: number,
		fallback?: unknown,
		options?: { rawExpressions?: boolean },
	): unknown => {
		const written = name in parameters ? parameters[name] : fallback;
		if (options?.rawExpressions) return written;
		evaluated[name] = (evaluated[name] ?? 0) + 1;
		return JSON.parse(JSON.stringify(written).replaceAll('"={{ $itemIndex }}"', String(index)));
	};
	return { context: { getNodeParameter } as unknown as IExecuteFunctions, evaluated };
}

const EXPRESSION = '={{ $itemIndex }}';
const ITEMS = [0, 1, 2];

test.each([
	['text', 'Nathan'],
	['an equals sign further on', 'a=b'],
	['a number', 7],
	['a switch', false],
	['nothing', null],
	['a collection', { comment: 'from an ad', gender: '' }],
	['a resource locator', { __rl: true, mode: 'id', value: '045dff8l' }],
	['a list', ['one', 'two']],
])('%s is the same for all items and looked up once', (_what, value) => {
	const { context, evaluated } = nodeWith({ it: value });
	expect(ITEMS.map((index) => parameterOf(context, 'it', index))).toEqual([value, value, value]);
	expect(evaluated).toEqual({ it: 1 });
});

test.each<[where: string, written: unknown, expected: (index: number) => unknown]>([
	['at the top', EXPRESSION, (index: number) => index],
	['in a collection', { a: 'x', b: EXPRESSION }, (index: number) => ({ a: 'x', b: index })],
	['in a locator', { mode: 'id', value: EXPRESSION }, (value: number) => ({ mode: 'id', value })],
	['in a list', { all: [{ at: EXPRESSION }] }, (at: number) => ({ all: [{ at }] })],
])('an expression %s is worked out for each item', (_where, written, expected) => {
	const { context, evaluated } = nodeWith({ it: written });
	expect(ITEMS.map((index) => parameterOf(context, 'it', index))).toEqual(
		ITEMS.map((index) => expected(index)),
	);
	expect(evaluated).toEqual({ it: ITEMS.length });
});

test('one that is not there is its fallback', () => {
	const { context, evaluated } = nodeWith({});
	expect(ITEMS.map((index) => parameterOf(context, 'options.timeout', index, 60))).toEqual([
		60, 60, 60,
	]);
	expect(evaluated).toEqual({ 'options.timeout': 1 });
});

test('executions know nothing of each other', () => {
	const [first, second] = [nodeWith({ it: 'first' }), nodeWith({ it: 'second' })];
	expect(parameterOf(first.context, 'it', 0)).toBe('first');
	expect(parameterOf(second.context, 'it', 0)).toBe('second');
});
