import type { IDataObject } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { readEmail } from '../../../crm/email';
import { PAGE_SIZE } from '../../../crm/endpoint';
import { readPhone } from '../../../crm/phone';
import { withValues, type CrmRequest } from '../../../crm/request';
import { clean } from '../../../crm/text';
import type { Operation } from '../../endpoints/operation';
import { isObject, simplifier } from '../../transport/answer';
import { sourceOf } from '../../transport/lists';
import { readList } from '../../transport/pages';
import { inParallel } from '../../transport/parallel';
import { readFields } from '../fields';
import { stopped, type Job } from '../job';
import { addText } from '../notes';
import { flagOf } from '../parameters';
import { requestWith } from '../request';

type Sought = 'email' | 'phone' | 'login';

/** All clients of the CRM, by what they are looked for with. */
type Clients = Record<Sought, Map<string, IDataObject[]>>;

const LABELS: Record<Sought, string> = { email: 'Email', phone: 'Phone', login: 'Login' };

/**
 * The way of items that look for a client. The API has no search, and its list leaves suspended
 * clients out, so both lists are read, once for all items.
 *
 * @returns runs one item
 */
export function openFind(
	job: Job,
	operation: Operation,
	count: number,
): (index: number) => Promise<IDataObject[]> {
	const simplified = simplifier(operation.simple ?? []);
	let reading: Promise<Clients> | undefined;
	return async (index) => {
		const { context, sender } = job;
		if (sender.cancelled()) throw stopped(job, index);
		// Before anything is read: an item that is refused costs no look through all clients.
		const values = readFields(context, operation, index);
		reading ??= readClients(job, requestWith(job, operation, values, index), count);
		const found = chosen(job, matching(await reading, values), values, index);
		return flagOf(context, index, 'simplify', 'Simplify', true) ? found.map(simplified) : found;
	};
}

async function readClients(job: Job, request: CrmRequest, items: number): Promise<Clients> {
	const clients: Clients = { email: new Map(), phone: new Map(), login: new Map() };
	let pages = 0;
	const suspension = [false, true];
	// Waits for both when one fails: nothing goes on behind an item that has ended.
	const lists = await inParallel(suspension.length, suspension.length, async (list) => {
		const suspended = suspension[list];
		const source = sourceOf(job, { key: 'id' }, undefined, (what) => {
			addText(job.context, 0, what);
		})(withValues(request, { suspended: String(suspended) }));
		const fetch: typeof source.fetch = async (skip, limit) => {
			pages++;
			return await source.fetch(skip, limit);
		};
		const rows = await readList({ ...source, fetch });
		return rows.map((row): IDataObject => ({ ...row, suspended }));
	});
	// Who moves from one list to the other meanwhile is still one client.
	const byId = new Map(lists.flat().map((row) => [row.id ?? row, row]));
	const rows = [...byId.values()];
	for (const row of rows) {
		for (const [sought, key] of keysOf(row)) {
			const same = clients[sought].get(key);
			if (same) same.push(row);
			else clients[sought].set(key, [row]);
		}
	}
	job.context.addExecutionHints({
		message: `Read ${rows.length} clients in ${pages} pages of up to ${PAGE_SIZE}, once for ${items === 1 ? 'the item' : `all ${items} items`}. The CRM has no search.`,
		location: 'outputPane',
	});
	return clients;
}

/** What a client can be found by; an account's login also with its server. */
function keysOf({
	email,
	phone,
	trading_accounts: accounts,
}: IDataObject): Array<[Sought, string]> {
	const keys: Array<[Sought, string]> = [];
	const address = emailKey(email);
	if (address) keys.push(['email', address]);
	const number = isObject(phone) ? phoneKey(phone.country_code, phone.number) : undefined;
	if (number) keys.push(['phone', number]);
	for (const account of Array.isArray(accounts) ? accounts : []) {
		if (!isObject(account)) continue;
		const login = clean(String(account.trading_id ?? ''));
		if (login) keys.push(['login', login], ['login', `${login}@${String(account.connection_id)}`]);
	}
	return keys;
}

function emailKey(value: unknown): string | undefined {
	const email = readEmail(value);
	return email.ok ? email.value.toLowerCase() : undefined;
}

/** Country code and number in one: no code begins another, so it is one number only. */
function phoneKey(code: unknown, number: unknown): string | undefined {
	const phone = readPhone({ code, number });
	if (phone.ok) return phone.value && phone.value.country_code + phone.value.number;
	return `${String(code)}${String(number)}`.replace(/\D/g, '') || undefined;
}

/** The clients who fit all that was given. */
function matching(clients: Clients, values: ReadonlyMap<string, unknown>): IDataObject[] {
	const [code, number] = [values.get('phone.country_code'), values.get('phone.number')];
	const login = values.get('login') as string | undefined;
	const server = values.get('connection_id') as string | undefined;
	const wanted: Array<[Sought, string | undefined]> = [
		['email', emailKey(values.get('email'))],
		['phone', number === undefined ? undefined : phoneKey(code, number)],
		['login', login && server ? `${login}@${server}` : login],
	];
	const lists = wanted.flatMap(([sought, key]) =>
		key === undefined ? [] : [new Set(clients[sought].get(key))],
	);
	const [first, ...others] = lists;
	return [...first].filter((client) => others.every((list) => list.has(client)));
}

/** The output. @throws NodeOperationError when exactly one client is wanted and several or none match */
function chosen(
	{ context }: Job,
	found: IDataObject[],
	values: ReadonlyMap<string, unknown>,
	index: number,
): IDataObject[] {
	const given = (Object.keys(LABELS) as Sought[]).filter((sought) =>
		values.has(sought === 'phone' ? 'phone.number' : sought),
	);
	const what = given.map((sought) => `'${LABELS[sought]}'`).join(' and ');
	if (found.length === 0 && values.get('if_none_matches') === 'error') {
		throw new NodeOperationError(context.getNode(), `No client has this ${what}`, {
			itemIndex: index,
			description:
				'All clients were looked through, suspended ones too. Check the value, or set Options - If None Matches to No Item.',
		});
	}
	if (found.length > 1 && values.get('if_several_match') !== 'all') {
		const ids = found.slice(0, 5).map(({ id }) => String(id));
		const more = found.length > ids.length ? ` and ${found.length - ids.length} more` : '';
		throw new NodeOperationError(context.getNode(), `${found.length} clients have this ${what}`, {
			itemIndex: index,
			description: `They are ${ids.join(', ')}${more}. Which one is meant is not known: give another value, too, or set Options - If Several Match to All of Them.`,
		});
	}
	return found;
}
