import { notFound, ok, refused, type Answer } from '../answer.cts';
import type { ApiRequest } from '../contract.cts';
import type { Crm, Operation, Operations } from '../crm.cts';
import type { CrmData, CrmRequest } from '../data.cts';
import { nextId } from '../ids.cts';
import { newTransaction } from '../seed/records.cts';
import { stamp } from '../time.cts';
import { findClient } from './client.cts';
import { findConnection } from './trading.cts';

/** The admin in whose name the API acts. */
const API_ADMIN = 'Open API';

function shown(data: CrmData, request: CrmRequest) {
	const { id, type, status, user_id, created_at, flow, logs, fields } = request;
	const user = findClient(data, user_id);
	const referrer = findClient(data, user?.referrer_id);
	return {
		...{ id, type, status, user_id, created_at, flow, logs },
		ip: '203.0.113.7',
		language: 'en-us',
		user_type: user?.type ?? '',
		created_by: user_id,
		timestamp: created_at,
		auto: false,
		pre_step: Math.max(0, flow.current - 1),
		pre_event: logs.at(-1)?.event ?? '',
		user: user && {
			id: user.id,
			name: user.name,
			email: user.email,
			phone: user.phone,
			group_id: user.group_id,
			group_name: { 'en-us': user.group_name },
			referrer_id: user.referrer_id,
			referrer_name: referrer?.name ?? '',
			rank_id: '',
			status: user.suspended ? 'suspended' : 'active',
			tier: 1,
		},
		...fields,
	};
}

function log(request: CrmRequest, event: string, before: object): void {
	const { status, flow } = request;
	request.logs.push({
		event,
		timestamp: stamp(),
		admin: API_ADMIN,
		prevData: { ...before },
		newData: { status, current: flow.current },
	});
}

/** Carries out one decision on a pending withdrawal. What an unknown id is answered is not documented. */
function decide(
	{ body }: ApiRequest,
	{ data, faults }: Crm,
	decision: 'approve' | 'reject',
	apply: (request: CrmRequest) => void,
): Answer {
	const request = data.requests.find((one) => one.type === 'withdrawal' && one.id === body.id);
	if (!request) return notFound();
	const guarded = !faults.guardsOff.includes('pending');
	if (guarded && request.status !== 'pending') return refused('request_status_not_pending');
	const step = request.flow.current;
	const before = { status: request.status, current: step };
	apply(request);
	log(request, decision, before);
	data.decisions.push({ request_id: request.id, decision, step, at: Date.now(), sent: body });
	// The body of the answer is not documented
	return ok({ id: request.id, status: request.status });
}

/** The last approval step releases the money. */
function payOut(data: CrmData, { id, user_id, fields }: CrmRequest): void {
	const amount = String(fields.withdrawal_amount);
	const currency = String(fields.withdrawal_currency);
	const account = {
		platform: String(fields.trading_platform),
		connection_id: String(fields.trading_connection_id),
		login: String(fields.trading_id),
	};
	data.bookings.push({
		kind: 'payout',
		...account,
		...{ user_id, currency, amount, comment: '', reference: id, at: Date.now() },
	});
	data.transactions.push(
		newTransaction(data, {
			...{ user_id, currency, amount: Number(amount), type: 'withdrawal' },
			trading_platform: account.platform,
			trading_connection_id: account.connection_id,
			trading_id: account.login,
			withdrawal_method: String(fields.withdrawal_method),
			ref_id: id,
		}),
	);
}

/** The documented type for a connection that is not there; for mtr none is, the sandbox takes trade's. */
function connectionNotFound(platform: string): string {
	return platform === 'mt4' || platform === 'mt5'
		? `${platform}_connection_not_found`
		: 'trade_connection_not_found';
}

const openAccount: Operation = ({ body }, { data }) => {
	const platform = body.platform as string;
	const user_id = body.user_id as string;
	const connection_id = body.connection_id as string;
	const connection = findConnection(data, platform, connection_id);
	if (!connection) return refused(connectionNotFound(platform));
	// Not documented for this endpoint: the type of the other client endpoints
	if (!findClient(data, user_id)) return refused('user_not_found');
	if (connection.demo) return refused('servce_is_demo');
	const own = data.accounts.filter(
		(one) => one.user_id === user_id && one.connection_id === connection_id,
	);
	if (own.length >= data.accountsPerClient) return refused('trading_account_limit_exceeded');
	const pending = data.requests.some(
		({ type, status, user_id: user, fields }) =>
			type === 'account' &&
			status === 'pending' &&
			user === user_id &&
			fields.connection_id === connection_id,
	);
	if (pending) return refused('pending_requests_exist');
	const created_at = stamp();
	const id = nextId(data);
	data.requests.push({
		...{ id, type: 'account', status: 'pending', user_id, created_at },
		steps: 1,
		flow: { current: 0 },
		logs: [{ event: 'create', timestamp: created_at, admin: API_ADMIN }],
		fields: body,
	});
	// The body of the answer is not documented
	return ok({ id });
};

export const request: Operations = {
	/** An unknown id: neither status nor type is documented. */
	'request.get': ({ params }, { data }) => {
		const found = data.requests.find(({ type, id }) => type === params.type && id === params.id);
		return found ? ok(shown(data, found)) : notFound();
	},

	/** With multi-step approval each call approves one step, and the request stays pending until the last. */
	'request.approveWithdrawal': (sent, crm) =>
		decide(sent, crm, 'approve', (found) => {
			found.flow.current += 1;
			if (found.flow.current < found.steps) return;
			found.status = 'approved';
			payOut(crm.data, found);
		}),

	'request.rejectWithdrawal': (sent, crm) =>
		decide(sent, crm, 'reject', (found) => {
			found.status = 'rejected';
		}),

	'request.openAccount': openAccount,
};
