import type { IDataObject } from 'n8n-workflow';
import { CODES, CONNECTION_IDS, firstOf, platformIn, platformOf } from '../../../../crm/records';
import { getMany as getClients } from '../../../endpoints/client';
import { getCountries } from '../../../endpoints/configuration';
import { getMany as getConnections } from '../../../endpoints/connection';
import type { Checked } from '../../../endpoints/checks';
import type { Field } from '../../../endpoints/fields/field';
import { isObject } from '../../../transport/answer';

/** The ids that the answers so far have told: a first client, a connection of each platform, a country. */
export class Known {
	private client?: string;

	/** Any country will do until the CRM has told one of its own. */
	private country = 'sg';

	private readonly connections = new Map<string, string>();

	/** Takes from an answer what others can be asked with. */
	learn({ operation, resource }: Checked, rows: readonly IDataObject[]): void {
		const [first] = rows;
		if (operation === getClients && first) {
			this.client ??= textOf(first.id);
			const accounts = Array.isArray(first.trading_accounts) ? first.trading_accounts : [];
			for (const account of accounts.filter(isObject)) {
				this.connect(platformOf(account), account.connection_id);
			}
		}
		if (operation === getCountries && first) {
			this.country = textOf(firstOf(first, CODES)) ?? this.country;
		}
		if (operation === getConnections || operation.value === 'getConnection') {
			for (const row of rows) {
				this.connect(platformOf(row) ?? platformIn(resource), firstOf(row, CONNECTION_IDS));
			}
		}
	}

	/** A value for a field of an operation of that resource; undefined where no answer told one. */
	valueFor({ kind, idOf }: Field, resource: string): string | undefined {
		if (kind === 'country') return this.country;
		if (idOf === 'client') return this.client;
		if (idOf === 'connection') return this.connections.get(platformIn(resource) ?? '');
		return undefined;
	}

	private connect(platform: string | undefined, id: unknown): void {
		const text = textOf(id);
		if (platform && text && !this.connections.has(platform)) this.connections.set(platform, text);
	}
}

function textOf(id: unknown): string | undefined {
	return typeof id === 'string' || typeof id === 'number' ? String(id) : undefined;
}
