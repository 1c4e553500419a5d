import {
	readAmountAsNumber,
	readPositiveAmount,
	readPositiveAmountAsNumber,
} from '../../../crm/money';
import { build, readId, type About, type Field } from './field';

const amountProperty = { type: 'string', default: '', placeholder: 'e.g. 250.00' } as const;

/** An amount that goes out as the decimal text that was typed. */
export function amount(about: Partial<About> = {}): Field {
	const label = 'Amount';
	return build(
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
		{ label, required: true, ...about },
		{ displayName: label, ...amountProperty },
		readPositiveAmountAsNumber,
	);
}

/** An amount that goes out as a JSON number, and may be negative. */
export function signedAmount(about: Partial<About> = {}): Field {
	const label = 'Amount';
	return build(
		'amount',
		{ label, required: true, ...about },
		{ displayName: label, ...amountProperty },
		readAmountAsNumber,
	);
}

/** A currency code, as the CRM writes it. */
export function currency(about: Partial<About> = {}): Field {
	const label = 'Currency';
	return build(
		'currency',
		{ label, required: true, placeholder: 'e.g. USD', description: 'Currency code', ...about },
		{ displayName: label, type: 'string', default: '' },
		(value) => readId(value),
	);
}
