import type { IDataObject } from 'n8n-workflow';
import { isObject } from '../../crm/json';
import { words, type Field } from '../endpoints/fields/field';
import { currency, positiveAmount } from '../endpoints/fields/money';

/**
 * What a record has to be for the workflow to start. The CRM can not be asked for it, so the node
 * looks. A record that does not tell comes out: it could be one of those that are waited for.
 */
export interface Condition {
	field: Field;
	/** @param wanted the value that `field` gave */
	fits: (row: IDataObject, wanted: unknown) => boolean;
}

/** Of transactions, whose amounts are negative when money goes out. */
export const TRANSACTION_CONDITIONS: readonly Condition[] = [
	{
		field: {
			...positiveAmount({
				label: 'Min Amount',
				required: false,
				description:
					'Smallest amount that starts the workflow, in or out, in the currency of the transaction',
			}),
			name: 'min_amount',
		},
		fits: ({ amount }, wanted) => {
			const size = Math.abs(Number(amount));
			return Number.isNaN(size) || size >= Number(wanted);
		},
	},
	{
		field: currency({
			required: false,
			description: 'Currency code of the transactions that start the workflow',
		}),
		fits: ({ currency: given }, wanted) => isOneOf(textsIn(given), [wanted]),
	},
	{
		field: words('status', {
			label: 'Status',
			placeholder: 'e.g. approved',
			description:
				'States that start the workflow, with commas between, as the CRM writes them. A transaction that reaches one later starts the workflow then.',
		}),
		fits: ({ status }, wanted) => isOneOf(textsIn(status), wanted as unknown[]),
	},
];

/** The words of a value: a currency may come as an object, with its code among others. */
function textsIn(value: unknown): unknown[] {
	return isObject(value) ? Object.values(value) : [value];
}

/** In any case; what tells nothing is not known to be another. */
function isOneOf(values: unknown[], wanted: readonly unknown[]): boolean {
	const told = values.filter((value) => typeof value === 'string' && value.trim() !== '');
	const inOneCase = (value: unknown) => String(value).trim().toLowerCase();
	const known = new Set(wanted.map(inOneCase));
	return told.length === 0 || told.some((value) => known.has(inOneCase(value)));
}
