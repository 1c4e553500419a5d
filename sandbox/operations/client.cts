import { created, invalid, ok, refused } from '../answer.cts';
import type { Account, Client, CrmData, FormValue, Phone } from '../data.cts';
import type { Crm, Operations } from '../crm.cts';
import { nextId } from '../ids.cts';
import { isFirstPage, listPage } from '../lists.cts';
import { stamp } from '../time.cts';

/** The client with that id. */
export function findClient(data: CrmData, id: unknown): Client | undefined {
	return data.clients.find((client) => client.id === id);
}

/** The client that a body names by user_id, or else by email. */
function namedClient(data: CrmData, body: Record<string, unknown>): Client | undefined {
	const { user_id, email } = body;
	if (user_id !== undefined) return findClient(data, user_id);
	return data.clients.find((client) => client.email === email);
}

/** All clients by their id, for the rows of a list. */
export function clientsById(
	{ data, kept }: Crm,
	query: Record<string, unknown>,
): ReadonlyMap<string, Client> {
	return kept.get(
		'clients by id',
		[data.clients],
		isFirstPage(query),
		() => new Map(data.clients.map((one) => [one.id, one])),
	);
}

/** What the rows of the list of clients show of other records. */
interface Around {
	byId: ReadonlyMap<string, Client>;
	/** Clients directly below, by the id of who is above. */
	downlines: ReadonlyMap<string, number>;
	accounts: ReadonlyMap<string, Account[]>;
}

function around(crm: Crm, query: Record<string, unknown>): Around {
	const { data, kept } = crm;
	const fresh = isFirstPage(query);
	const of = [data.clients, data.accounts];
	const counted = kept.get('around clients', of, fresh, () => {
		const downlines = new Map<string, number>();
		for (const { referrer_id } of data.clients) {
			downlines.set(referrer_id, (downlines.get(referrer_id) ?? 0) + 1);
		}
		const accounts = new Map<string, Account[]>();
		for (const account of data.accounts) {
			const own = accounts.get(account.user_id);
			if (own) own.push(account);
			else accounts.set(account.user_id, [account]);
		}
		return { downlines, accounts };
	});
	return { byId: clientsById(crm, query), ...counted };
}

function tradingAccounts(data: CrmData, client: Client) {
	return shownAccounts(data.accounts.filter(({ user_id }) => user_id === client.id));
}

function shownAccounts(accounts: Account[] = []) {
	return accounts.map(({ platform, connection_id, login }) => ({
		platform,
		connection_id,
		trading_id: String(login),
	}));
}

/** A row of the list of clients. */
function listed(client: Client, { byId, downlines, accounts }: Around) {
	return {
		id: client.id,
		name: client.name,
		email: client.email,
		phone: client.phone,
		type: client.type,
		group_id: client.group_id,
		group_name: client.group_name,
		referral_code: client.referral_code,
		kyc_status: client.kyc_status,
		kyc_processing: client.kyc_processing,
		trading_accounts: shownAccounts(accounts.get(client.id)),
		referrer_id: client.referrer_id,
		referrer_name: byId.get(client.referrer_id)?.name ?? '',
		downline_count: String(downlines.get(client.id) ?? 0),
		first_open_time: client.first_open_time,
		created_at: client.created_at,
	};
}

function admin(data: CrmData, id: string) {
	return data.admins.find((one) => one.id === id);
}

interface Node {
	id: string;
	email: string;
	phone: Phone;
	downlines?: Node[];
	uplines?: Node[];
}

function downlines(data: CrmData, client: Client): Node {
	const { id, email, phone } = client;
	const below = data.clients.filter(({ referrer_id }) => referrer_id === id);
	return { id, email, phone, downlines: below.map((one) => downlines(data, one)) };
}

function uplines(data: CrmData, client: Client): Node {
	const { id, email, phone } = client;
	const above = findClient(data, client.referrer_id);
	return { id, email, phone, uplines: above ? [uplines(data, above)] : [] };
}

/** Fields of forms as the CRM gives them back: only known keys have a label. */
function formValues(data: CrmData, values: Record<string, unknown>): FormValue[] {
	const fields = [data.registrationForm, ...data.kycForms].flatMap((form) =>
		form.groups.flatMap((group) => group.fields),
	);
	return Object.entries(values).map(([key, value]) => {
		const field = fields.find((one) => one.key === key);
		return { key, type: field?.type ?? 'text', label: field?.label ?? key, value };
	});
}

function idNumber(values: FormValue[]): unknown {
	return values.find(({ key }) => key === 'id_number')?.value;
}

export const client: Operations = {
	'client.getMany': ({ query }, crm) => {
		const others = around(crm, query);
		return listPage(crm, {
			name: 'clients',
			query,
			keep: ({ suspended, type }) =>
				suspended === (query.suspended ?? false) && (!query.type || type === query.type),
			show: (row) => listed(row, others),
		});
	},

	'client.get': ({ params, query }, { data }) => {
		const found = findClient(data, params.id);
		if (!found) return refused('user_not_found');
		const { id, name, email, phone, type, created_at, referral_code } = found;
		return ok({
			...{ id, name, email, phone, type, created_at, referral_code },
			...(query.owner === true && { owner: admin(data, found.owner_id) }),
			...(query.participants === true && {
				participants: found.participant_ids.map((one) => admin(data, one)),
			}),
			trading_accounts: tradingAccounts(data, found),
		});
	},

	'client.getRegistrationDetails': ({ params }, { data }) => {
		const found = findClient(data, params.id);
		return found ? ok(found.details) : refused('user_not_found');
	},

	// Its errors are unknown, user_not_found is by analogy
	'client.getKycDetails': ({ params }, { data }) => {
		const found = findClient(data, params.id);
		return found ? ok(found.kyc) : refused('user_not_found');
	},

	// Guessed endpoint: the answer is the sandbox's invention
	'client.validateCredentials': ({ body }, { data }) => {
		const found = data.clients.find(({ email }) => email === body.email);
		const valid = found?.password === body.password;
		return ok(valid ? { valid, id: found?.id } : { valid });
	},

	/**
	 * No error is documented. An email that another client has is accepted, so that a test sees
	 * when one client was created twice.
	 */
	'client.create': ({ body, formFields }, { data }) => {
		if (body.password !== body.repeat_password) {
			return invalid('body/repeat_password must be the password');
		}
		if (findClient(data, body.id)) return invalid('body/id is taken');
		const referrer = data.clients.find((one) => one.referral_code === body.referrer_id);
		const id = (body.id as string | undefined) ?? nextId(data);
		data.clients.push({
			id,
			// The endpoint has no field for the name: it is one of the form's
			name: String(formFields[''].name ?? ''),
			email: body.email as string,
			phone: (body.phone as Phone | undefined) ?? {},
			type: 'trader',
			group_id: 'grpretl1',
			group_name: 'Retail',
			referral_code: nextId(data),
			kyc_status: 'pending',
			kyc_processing: false,
			referrer_id: referrer?.id ?? '',
			first_open_time: '',
			created_at: stamp(),
			suspended: false,
			password: body.password as string,
			owner_id: data.admins[0].id,
			participant_ids: [],
			details: formValues(data, formFields['']),
			kyc: [],
			sent: body,
		});
		// The body of the answer is not documented
		return created({ id });
	},

	// Guessed endpoint, by analogy with the downlines
	'client.getUplines': ({ body }, { data }) => {
		const found = namedClient(data, body);
		return found ? ok(uplines(data, found)) : refused('user_not_found');
	},

	'client.getDownlines': ({ body }, { data }) => {
		const found = namedClient(data, body);
		return found ? ok(downlines(data, found)) : refused('user_not_found');
	},

	/** `invalid_request` (no profile request in processing) is played for a client who is verified. */
	'client.submitKyc': ({ params, body, formFields }, { data }) => {
		const found = findClient(data, params.user_id);
		if (!found) return refused('account_not_found');
		if (found.kyc_status === 'verified') return refused('invalid_request');
		const values = formValues(data, formFields['']);
		const number = idNumber(values);
		if (
			number !== undefined &&
			data.clients.some((one) => one !== found && idNumber(one.kyc) === number)
		) {
			return refused('kyc_duplicate_error');
		}
		found.kyc = values;
		found.kyc_processing = true;
		found.kyc_status = 'pending';
		const id = nextId(data);
		data.requests.push({
			id,
			type: 'kyc',
			status: 'pending',
			user_id: found.id,
			created_at: stamp(),
			steps: 1,
			flow: { current: 0 },
			logs: [{ event: 'create', timestamp: stamp(), admin: '' }],
			fields: { form_id: body.form_id, name: found.name, kyc_fields: values },
		});
		return ok({ id });
	},
};
