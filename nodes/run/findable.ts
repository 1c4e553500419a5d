import type { IExecuteFunctions } from 'n8n-workflow';
import type { Operation } from '../endpoints/operation';

/**
 * What an execution can be found by in n8n's list, where n8n keeps that: the operation and the
 * numbers that people have at hand. Nothing of a client is among them.
 */
const KEYS = {
	operation: 'crmOperation',
	order: 'crmOrderId',
	request: 'crmRequestId',
	login: 'crmLogin',
} as const;

type Key = (typeof KEYS)[keyof typeof KEYS];

/** n8n writes a line into its log for each longer value. In characters. */
const LONGEST = 255;

const known = new WeakMap<IExecuteFunctions, Map<Key, Set<string>>>();

/** Notes what an item is known by, to be kept with the execution once the run is over. */
export function noteFindable(
	context: IExecuteFunctions,
	operation: Operation,
	values: ReadonlyMap<string, unknown>,
): void {
	const notes = known.get(context) ?? new Map<Key, Set<string>>();
	known.set(context, notes);
	const note = (key: Key, value: unknown) => {
		if (value === undefined) return;
		notes.set(key, (notes.get(key) ?? new Set()).add(String(value)));
	};
	const { path } = operation.endpoint;
	note(
		KEYS.operation,
		`${String(context.getNodeParameter('resource', 0, 'psp'))}.${operation.value}`,
	);
	note(KEYS.order, values.get('order_id') ?? values.get('order_no'));
	note(KEYS.login, values.get('login'));
	if (path.includes('/requests/')) note(KEYS.request, values.get('id'));
}

/** Keeps with the execution what was noted, beside what other nodes have kept, as much as fits. */
export function keepFindable(context: IExecuteFunctions): void {
	const notes = known.get(context);
	const data = notes && customDataOf(context);
	if (!data) return;
	for (const [key, values] of notes) {
		const before = String(data.get(key) ?? '');
		const all = new Set([...before.split(', ').filter(Boolean), ...values]);
		let text = '';
		for (const value of all) {
			const longer = text ? `${text}, ${value}` : value;
			if (longer.length > LONGEST) break;
			text = longer;
		}
		if (text) data.set(key, text);
	}
}

/** @returns undefined where n8n does not have it (2.8), or not here */
function customDataOf(context: IExecuteFunctions): IExecuteFunctions['customData'] | undefined {
	try {
		const data = context.customData as Partial<IExecuteFunctions['customData']> | undefined;
		return data?.get && data.set ? (data as IExecuteFunctions['customData']) : undefined;
	} catch {
		return undefined;
	}
}
