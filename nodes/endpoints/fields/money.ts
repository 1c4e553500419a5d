import { readCurrency } from '../../../crm/currency';
import { readPositiveAmount, readPositiveAmountAsNumber } from '../../../crm/money';
import { build, choice, type About, type Field } from './field';

const amountProperty = { type: 'string', default: '', placeholder: 'e.g. 250.00' } as const;

/** An amount that goes out as the decimal text that was typed. */
export function amount(about: Partial<About> = {}): Field {
	const label = 'Amount';
	return build(
		'amount',
		'amount',
		{ label, required: true, ...about },
		{ displayName: label, ...amountProperty },
		readPositiveAmount,
	);
}

/** An amount that goes out as a JSON number, more than zero. */
export function positiveAmount(about: Partial<About> = {}): Field {
	const label = 'Amount';
	return build(
		'amount',
		'amount',
		{ label, required: true, ...about },
		{ displayName: label, ...amountProperty },
		readPositiveAmountAsNumber,
	);
}

/** Which way money goes; the CRM wants a negative amount for money that is taken out. */
export function direction(): Field {
	return {
		...choice('direction', {
			label: 'Direction',
			required: true,
			description: 'Whether to add the amount to the balance or to take it out',
			options: [
				{ name: 'Add', value: 'add' },
				{ name: 'Take Out', value: 'takeOut' },
			],
		}),
		local: true,
	};
}

/** An amount more than zero, which goes out as a JSON number: negative where `direction` says so. */
export function directedAmount(about: Partial<About> = {}): Field {
	return {
		...positiveAmount(about),
		derive: (values) => {
			const given = values.get('amount') as number;
			values.set('amount', values.get('direction') === 'takeOut' ? -given : given);
			return { ok: true };
		},
	};
}

/** A currency by its code; the CRM writes codes in capitals. */
export function currency(about: Partial<About> = {}): Field {
	const label = 'Currency';
	return build(
		'currency',
		'currency',
		{ label, required: true, placeholder: 'e.g. USD', description: 'Currency code', ...about },
		{ displayName: label, type: 'string', default: '' },
		readCurrency,
	);
}
