/** Every operation that moves money, with items that the sandbox would book. */
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';
import { pspApi, resources } from '../../nodes/endpoints/index.ts';
import { seedWithdrawal, type CrmData } from '../../sandbox/index.cts';
import { byId } from './fixture.cts';

export interface MoneyCase {
	/** `resource.operation` of the registry. */
	id: string;
	/** The sandbox's name for it. */
	operationId: string;
	parameters: INodeParameters;
	/** The labels of what tells one payment from another, as the node prints them. */
	unique: string;
	/** Other values for what does not tell one from another. */
	change: INodeParameters;
	/** Where it is no operation of the main node. */
	node?: Partial<INode>;
	/** So many items, each a payment of its own. */
	items: (data: CrmData, count: number) => IDataObject[];
	/** The same payment as people may send it once more: other blanks, another form of a character. */
	lookalike: (item: IDataObject) => IDataObject;
	/** How often money was moved, or a step approved. */
	booked: (data: CrmData) => number;
}

/** The operations of the registry that move money. */
export const MONEY_OPERATIONS = [...resources, pspApi].flatMap((resource) =>
	resource.operations
		.filter(({ money }) => money)
		.map((operation) => ({ id: `${resource.value}.${operation.value}`, operation })),
);

/** Accounts of a platform, all on its first connection. */
export function accountsOf({ accounts }: CrmData, platform: string, count: number) {
	const all = accounts.filter((account) => account.platform === platform);
	const [{ connection_id: connection }] = all;
	return all.filter((account) => account.connection_id === connection).slice(0, count);
}

function trading(platform: 'mt4' | 'mt5', operation: 'deposit' | 'withdraw'): MoneyCase {
	return {
		id: `${platform}.${operation}`,
		operationId: `${platform}.${operation}`,
		parameters: {
			resource: platform,
			operation,
			connectionId: byId('={{ $json.connection }}'),
			login: '={{ $json.login }}',
			amount: '={{ $json.amount }}',
			currency: '={{ $json.currency }}',
			comment: '={{ $json.comment }}',
		},
		unique: "'Connection', 'Login', 'Comment'",
		change: { amount: '77.00' },
		items: (data, count) =>
			accountsOf(data, platform, count).map((account, index) => ({
				connection: account.connection_id,
				login: account.login,
				currency: account.currency,
				amount: `${index + 1}.00`,
				comment: `order é ${index + 1}`,
			})),
		lookalike: (item) => ({
			...item,
			login: String(item.login as number),
			comment: ` ${String(item.comment).normalize('NFD')}\u200b `,
		}),
		booked: ({ bookings }) => bookings.length,
	};
}

function decision(operation: 'approveWithdrawal' | 'rejectWithdrawal'): MoneyCase {
	return {
		id: `request.${operation}`,
		operationId: `request.${operation}`,
		parameters: {
			resource: 'request',
			operation,
			id: '={{ $json.id }}',
			...(operation === 'rejectWithdrawal' && { comment: 'not this time' }),
		},
		unique: "'Request ID'",
		change: { comment: 'another word' },
		// Two steps: were it sent twice, the second one would release the money.
		items: (data, count) =>
			Array.from({ length: count }, () => ({ id: seedWithdrawal(data, { steps: 2 }).id })),
		lookalike: (item) => ({ id: ` ${String(item.id)} ` }),
		booked: ({ decisions }) => decisions.length,
	};
}

export const MONEY_CASES: readonly MoneyCase[] = [
	trading('mt4', 'deposit'),
	trading('mt4', 'withdraw'),
	trading('mt5', 'withdraw'),
	{
		id: 'wallet.updateBalance',
		operationId: 'wallet.updateBalance',
		parameters: {
			resource: 'wallet',
			operation: 'updateBalance',
			userId: byId('={{ $json.client }}'),
			currency: 'USD',
			amount: '={{ $json.amount }}',
			orderId: '={{ $json.order }}',
		},
		unique: "'Order ID'",
		change: { amount: '77' },
		items: ({ clients }, count) =>
			clients
				.slice(0, count)
				.map(({ id }, index) => ({ client: id, amount: index + 1, order: `INV-${index}` })),
		lookalike: (item) => ({ ...item, order: ` ${String(item.order)} ` }),
		booked: ({ bookings }) => bookings.length,
	},
	decision('approveWithdrawal'),
	decision('rejectWithdrawal'),
	{
		id: 'psp.sendPaymentCallback',
		operationId: 'psp.callback',
		node: {
			type: 'n8n-nodes-crm-open-api.crmOpenApiPsp',
			credentials: { crmOpenApiPspApi: { id: 'psp', name: 'psp' } },
		},
		parameters: {
			operation: 'sendPaymentCallback',
			orderNo: '={{ $json.order }}',
			amount: 100,
			currency: 'USD',
			status: 'success',
		},
		unique: "'Order Number', 'Status'",
		change: { amount: 77 },
		items: (data, count) => Array.from({ length: count }, () => ({ order: pendingPayment(data) })),
		lookalike: (item) => ({ order: ` ${String(item.order)} ` }),
		booked: ({ bookings }) => bookings.length,
	},
];

/** A payment that the CRM waits for. @returns its order number */
function pendingPayment(data: CrmData): string {
	// Of one length, so that no order number is the beginning of another.
	const order_no = `D${String(++data.sequence).padStart(8, '0')}`;
	const [{ id: user_id }] = data.clients;
	data.payments.push({
		...{ order_no, amount: 100, currency: 'USD', user_id },
		status: 'pending',
		url: '',
		callbacks: [],
	});
	return order_no;
}

/** The case of an operation. */
export function moneyCase(id: string): MoneyCase {
	const found = MONEY_CASES.find((one) => one.id === id);
	if (!found) throw new Error(`There is no case for ${id}`);
	return found;
}

/** Retry On Fail, without n8n's pause between the tries. */
export const RETRY_ON_FAIL: Partial<INode> = {
	retryOnFail: true,
	maxTries: 3,
	waitBetweenTries: 1,
};
