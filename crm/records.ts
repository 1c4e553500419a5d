import { textOf } from './json';
/** What is read from records whose fields are not documented. */
import { isNothing } from './text';

type Row = Readonly<Record<string, unknown>>;

/** What an id and a code may be called; the likeliest first. */
export const IDS = ['id', 'code', 'value', 'key'];
export const CONNECTION_IDS = ['connection_id', ...IDS];
export const CODES = ['code', 'country_code', 'state_code', 'iso2', 'iso', 'id', 'value', 'key'];

/** What the first of these names that a record has says. */
export function firstOf(record: Row, names: readonly string[]): unknown {
	return names.map((name) => record[name]).find((value) => !isNothing(value));
}

/** The trading platform of a connection, as far as the record tells it. */
export function platformOf({ platform, trading_platform, type }: Row): string | undefined {
	return [platform, trading_platform, type].map(platformIn).find(Boolean);
}

/** The platform that a word names: `cTrader`, `MT4`; undefined for any other word. */
export function platformIn(word: unknown): string | undefined {
	const platform = textOf(word).toLowerCase();
	return ['mt4', 'mt5', 'ctrader', 'fortex', 'mtr', 'wta'].find((known) => known === platform);
}
