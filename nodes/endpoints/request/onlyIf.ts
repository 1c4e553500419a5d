import type { INodeProperties } from 'n8n-workflow';

/** What must be true of a withdrawal request, read just before it is decided on. */
const CONDITIONS = {
	amount: {
		displayName: 'Amount',
		name: 'amount',
		type: 'string',
		default: '',
		placeholder: 'e.g. 250.00',
		description: 'Amount that is taken from the account or wallet',
	},
	approvalStep: {
		displayName: 'Approval Step',
		name: 'approvalStep',
		type: 'number',
		default: 0,
		description: 'Index of the current step of the request (flow.current), as the CRM counts it',
	},
	clientId: {
		displayName: 'Client ID',
		name: 'clientId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 045dff8l',
	},
	currency: {
		displayName: 'Currency',
		name: 'currency',
		type: 'string',
		default: '',
		placeholder: 'e.g. USD',
		description: 'Currency of the account or wallet',
	},
} satisfies Record<string, INodeProperties>;

export type Condition = keyof typeof CONDITIONS;

export const isCondition = (name: string): name is Condition =>
	Object.keys(CONDITIONS).includes(name);

/** As users see it: `Only If - Amount`. */
export const labelOf = (name: Condition): string =>
	`${ONLY_IF.displayName} - ${CONDITIONS[name].displayName}`;

/** Within a sentence: "approval step". */
export const wordOf = (name: Condition): string =>
	CONDITIONS[name].displayName.toLowerCase().replace(/ id$/, ' ID');

/** The conditions that are open from the start. Left empty as they came they are none. */
export const OPEN = { amount: '', currency: '' };

/** @param written as it stands in the node, before expressions are worked out */
export const isLeftOpen = (name: Condition, written: unknown): boolean =>
	name in OPEN && written === '';

export const ONLY_IF: INodeProperties = {
	displayName: 'Only If',
	name: 'onlyIf',
	type: 'collection',
	placeholder: 'Add Condition',
	default: { ...OPEN },
	description:
		'Read the request first and continue only if these values match. An open condition that is left empty is not checked; one whose expression gives nothing refuses the item.',
	options: Object.values(CONDITIONS),
};
