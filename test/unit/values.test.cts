/**
 * Every value that people, forms and spreadsheets send, through every kind of field. What becomes of
 * each is written down in the snapshot beside this file: a new kind of field gets its column there by
 * itself, and a new reading of any value shows as a changed line.
 */
import { DateTime } from 'luxon';
import type { IExecuteFunctions, INode } from 'n8n-workflow';
import { isNothing, readText } from '../../crm/text.ts';
import { formFields } from '../../nodes/editor/formFields.ts';
import { readFormValue } from '../../nodes/endpoints/fields/formValue.ts';
import { parameterName, type Field } from '../../nodes/endpoints/fields/field.ts';
import { phone } from '../../nodes/endpoints/fields/phone.ts';
import { pspApi, resources } from '../../nodes/endpoints/index.ts';
import type { Operation } from '../../nodes/endpoints/operation.ts';
import { readFields } from '../../nodes/run/fields.ts';
import { readDay } from '../../crm/period.ts';

const ZONE = 'America/New_York';

/** By how they read in the table. */
const VALUES = new Map<string, unknown>([
	...[undefined, null, '', ' ', '\u200b', [], {}, [''], [null, ' ']].map(named),
	...['null', 'N/A', 'none', '-', '#ERROR!', 'undefined'].map(named),
	...[' two words ', 'no\u00a0break', 'a\u200bb', 'co\u00adop', 'a\u0000b', '😀', 'שלום'].map(
		named,
	),
	...['Zoë', 'Zoe\u0308', 'Zo\ufffd', '=1+1', '<b>x</b>', `"it's"`, 'a\nb', '\ud83d'].map(named),
	...['+65 8123 4567', '006581234567', '(65) 8123-4567', '81234567', 'p:+6581234567'].map(named),
	...['+44 (0)7700 900123', '07700 900123', '8.12E+07', '<test lead>', 'Singapore (+65)'].map(
		named,
	),
	...['ann@example.com', 'ANN@Example.com', '<ann@example.com>', 'mailto:ann@example.com'].map(
		named,
	),
	...['Ann <ann@example.com>;', 'a@x.example, b@x.example', 'ann@example.com.', 'ann@'].map(named),
	...['Singapore', 'SG', 'sg', 'SGP', 'United States (+1)', '新加坡', 'Wakanda'].map(named),
	...['2026-01-31', '2026-01-31T12:00:00Z', '2026-01-31T00:00:00.000Z'].map(named),
	...['2026-01-31T23:30:00-05:00', '31/01/2026', '2026-02-30', 46053].map(named),
	['a DateTime', DateTime.fromISO('2026-01-31T23:30:00', { zone: ZONE })],
	['a Date of midnight UTC', new Date('1990-05-01')],
	['a Date at noon', new Date('1990-05-01T12:00:00Z')],
	['a Date that is none', new Date(Number.NaN)],
	...['5', 5, '5.00', '1,000.50', '1.000,50', '1e3', 0.1 + 0.2, -0, 0, -5].map(named),
	...['9007199254740993', 2 ** 53, '007', 1.5].map(named),
	['NaN', Number.NaN],
	...[true, false, 'TRUE', 'yes', 'no', 1, 'on', ['yes']].map(named),
	...[['a', 'b'], 'a,b', 'a;b', 'fx;metals', ['fx', ''], '["fx"]'].map(named),
	...['usd', 'USD', '$'].map(named),
	...[{ a: 1 }, [{ a: 1 }], [1, 2]].map(named),
]);

function named(value: unknown): [string, unknown] {
	return [value === undefined ? 'undefined (none)' : JSON.stringify(value), value];
}

type Column = (value: unknown) => string;

/** The way of a value through the fields of an operation that has only these. */
function through(...fields: Field[]): Column {
	const [{ name }] = fields;
	const operation = {
		endpoint: { method: 'POST', path: '/', effect: 'write', evidence: 'vendor' },
		fields: fields.map((field) => ({ ...field, when: undefined, required: false, top: true })),
	} as unknown as Operation;
	return (value) => {
		const given: Record<string, unknown> = { [parameterName(name)]: value };
		const context = {
			getNode: () => ({ name: 'CRM', type: 'crm' }) as INode,
			getTimezone: () => ZONE,
			getNodeParameter: (parameter: string, _item: number, fallback: unknown) =>
				parameter in given ? given[parameter] : fallback,
		} as unknown as IExecuteFunctions;
		try {
			const sent = Object.fromEntries(readFields(context, operation, 0));
			const [one, ...more] = Object.values(sent);
			if (one === undefined) return 'nothing';
			return more.length ? JSON.stringify(sent) : JSON.stringify(one);
		} catch (error) {
			return `refused: ${(error as Error).message}`;
		}
	};
}

/** The kinds of fields that there are, each by the first field of it; this is where new ones come in. */
function kinds(): Map<string, Column> {
	const columns = new Map<string, Column>();
	for (const { operations } of [...resources, pspApi]) {
		for (const field of operations.flatMap(({ fields }) => fields)) {
			if (columns.has(field.kind)) continue;
			// Values that go together are read together.
			columns.set(field.kind, field.kind === 'phone' ? through(...phone()) : through(alone(field)));
		}
	}
	return columns;
}

/** A field without what needs the others of its operation. */
const alone = (field: Field): Field => ({ ...field, derive: undefined });

/** What a form of the CRM can ask for, as n8n's mapper has it. */
function formKinds(): Map<string, Column> {
	const options = { fx: 'Forex', metals: 'Metals' };
	const types: Array<[string, object]> = [
		['text', {}],
		['number', { type: 'number' }],
		['date', { type: 'date' }],
		['one of', { type: 'select', options }],
		['several of', { type: 'multiselect', options }],
		['consent', { type: 'checkbox', options: { terms: 'I agree' } }],
		['yes or no', { type: 'boolean' }],
		['country', { type: 'country' }],
	];
	return new Map(
		types.map(([name, about]) => {
			const form = { fields: [{ key: 'k', label: 'K', ...about }] };
			const [field] = formFields(form as never, 'en-us') ?? [];
			return [
				`form: ${name}`,
				(value: unknown) => shown(readFormValue(field, value, ZONE), isNothing(value)),
			];
		}),
	);
}

const others = new Map<string, Column>([
	['day of a period', (value) => shown(readDay(value, ZONE), isNothing(value))],
	['query value', (value) => shown(readText(value), isNothing(value))],
]);

function shown(
	result: ReturnType<typeof readText> | ReturnType<typeof readFormValue>,
	no: boolean,
) {
	if (no) return 'nothing';
	if (!result.ok) return `refused: ${result.reason}`;
	return result.value === undefined ? 'nothing' : JSON.stringify(result.value);
}

const COLUMNS = [...kinds(), ...formKinds(), ...others];

describe.each(COLUMNS)('%s', (_kind, column) => {
	test('reads each value as it is written down', () => {
		const lines = [...VALUES].map(([name, value]) => `${name} → ${column(value)}`);
		expect(lines.join('\n')).toMatchSnapshot();
	});

	test('takes nothing for nothing, however it comes', () => {
		const nothing = [...VALUES].filter(([, value]) => isNothing(value));
		expect(nothing.map(([name]) => [name, column(nothing.find(([n]) => n === name)?.[1])])).toEqual(
			nothing.map(([name]) => [name, 'nothing']),
		);
		expect(nothing).toHaveLength(10);
	});

	test('is not slow with what a stranger may send', () => {
		const started = process.cpuUsage();
		for (const character of [';', '(', '<', ' ', '0', '+', '-', 'a', '\u200b', '@', '[']) {
			column(`${character.repeat(200_000)}x`);
			column(`x${character.repeat(200_000)}`);
		}
		column('1,'.repeat(50_000));
		expect(process.cpuUsage(started).user / 1e6).toBeLessThan(10);
	});

	test('makes no text of what is none', () => {
		for (const value of VALUES.values()) {
			expect(column(value)).not.toMatch(/^(?!refused).*(?:\[object|NaN|Invalid)/);
		}
	});
});

test('the table is whole', () => {
	const cells = COLUMNS.length * VALUES.size;
	console.info(`${VALUES.size} values x ${COLUMNS.length} kinds of fields = ${cells} cells`);
	expect(cells).toBeGreaterThan(1800);
});
