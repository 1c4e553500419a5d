/** The ways in which the sandbox can misbehave, and the switches for what nobody knows about the CRM. */
import type { FormFieldStyle } from './contract.cts';
import type { Encoding } from './encode.cts';
import type { ReportShape } from './report-row.cts';
import type { StrangeName } from './strange.cts';
import type { Trickle } from './trickle.cts';

/** Which requests a rule is for; a rule without `match` is for every request. */
export interface FaultMatch {
	operationId?: string;
	method?: string;
	/** Part of the path with its query. */
	path?: string;
	/** Part of the raw body. */
	body?: string;
}

/**
 * An answer in the place of the real one. What is left out is the real answer's: `{ encoding: 'gzip' }`
 * is the real answer, packed. A request whose answer has no `status` of its own is carried out.
 */
export interface StrangeAnswer {
	status?: number;
	/** Text as it is, anything else as JSON. With a `status` and without this, there is no body. */
	body?: unknown;
	/** Beside the usual ones; null takes a usual one away. */
	headers?: Record<string, string | null>;
	encoding?: Encoding;
	/** Byte after byte instead of at once. */
	trickle?: Trickle;
	/** A pause: before the request is looked at, or after it was carried out, as the rule's `when` says. */
	delayMs?: number;
}

/** What happens to a request that a rule is for. */
export type FaultAction =
	| StrangeAnswer
	/** One of the answers in strange.cts. */
	| StrangeName
	/** The connection ends before, or in the middle of, the answer; or is reset (RST). */
	| 'cut'
	| 'cut-mid-body'
	| 'reset'
	/** 302 (or `status`) to another URL. */
	| { redirect: string; status?: number }
	/** No answer until the sandbox closes. */
	| 'hang';

export interface FaultRule {
	match?: FaultMatch;
	/** Requests it is for, after which it is spent; default 1. Infinity (null in JSON) never ends. */
	times?: number | null;
	/** Matching requests let through first; default 0. */
	after?: number;
	/** Before the request is looked at: it is not carried out; or after it was. Default before. */
	when?: 'before' | 'after';
	action: FaultAction;
}

/** The lists that are read page by page. `accounts` are those of all platforms. */
export type ListName =
	'clients' | 'accounts' | 'trades' | 'transactions' | 'fixedCommissions' | 'flexibleCommissions';

/** Records that come, go or move after pages of their list were answered. */
export interface Growth {
	list: ListName;
	/** New records, records that are gone, or records that move to the other end. Default come. */
	change?: 'come' | 'go' | 'move';
	/** It happens after each `every` pages; default 1. */
	every?: number;
	/** The end of the list at which they come, or from which they go or move; default end. */
	at?: 'end' | 'start';
	/** How many each time; default 1. */
	rows?: number;
	/** How often in all; default without end. */
	times?: number;
}

/** What the CRM itself does against booking twice. */
export type Guard =
	/** A comment of the last 2 minutes is not booked again. */
	| 'comment'
	/** A known order_id of a wallet update is not booked again. */
	| 'order-id'
	/** Only pending requests are approved or rejected. */
	| 'pending'
	/** A payment that is settled takes no other callback. */
	| 'settled';

/** What a list says of itself that is not so. Places count from 0, in the order in which it is read. */
export interface ListLie {
	/** Default: every list. */
	list?: ListName;
	/** Instead of how many there are: any number, or a text, or null. */
	count?: unknown;
	/** Added to the count. */
	countBy?: number;
	/** The most rows of a page, whatever `limit` asks for. */
	pageLimit?: number;
	/** Rows that come a second time: [place of the row, place before which it comes again]. */
	twice?: Array<[number, number]>;
	/** Rows with the id of another: [place of the id's owner, place of the other row]. */
	sameId?: Array<[number, number]>;
	/** A whole number that is added to ids that are numbers: `"9007199254740992"` makes them 2^53 and more. */
	addToIds?: string;
}

export interface Faults {
	/** The first rule that matches a request is applied. */
	rules: FaultRule[];
	/** Every answer under /public/v1 takes at least this long. */
	latencyMs: number;
	grow: Growth | null;
	lie: ListLie | null;
	/** Periods leave out their `end` day. Default false: it belongs to the period. */
	endExclusive: boolean;
	/** Lists come newest first. Default false: oldest first. */
	newestFirst: boolean;
	/** Hours that the CRM's clock is ahead of UTC, in periods and time stamps. Default 0. */
	timezone: number;
	/** The 2-minute rule compares comments over all accounts. Default false: per account. */
	repeatMatchesAcrossAccounts: boolean;
	/** A second wallet update with a known order_id: refused, or answered like the first. Not booked. */
	walletRepeat: 'refuse' | 'repeat-ok';
	/** How a path that the CRM does not have is answered: 404 not_found, a 404 page, 400 route_not_found. */
	noEndpoint: 'json' | 'page' | 'bad-request';
	/**
	 * How an id is answered that no record has, where no type is documented: 404 not_found, 404
	 * record_not_found, or not to be told from a path that is not there. Default not_found.
	 */
	noRecord: 'json' | 'typed' | 'like-endpoint';
	/** How the rows of the transactions report look. */
	report: ReportShape | null;
	/** How the fields of registration and KYC forms must be sent; default spread. */
	formFields: FormFieldStyle;
	/** The CRM's own guards that are off: it books what they would have stopped. Default: none is. */
	guardsOff: Guard[];
}

/** Everything well-behaved. */
export function noFaults(latencyMs = 0): Faults {
	return {
		rules: [],
		latencyMs,
		grow: null,
		lie: null,
		endExclusive: false,
		newestFirst: false,
		timezone: 0,
		repeatMatchesAcrossAccounts: false,
		walletRepeat: 'refuse',
		noEndpoint: 'json',
		noRecord: 'json',
		report: null,
		formFields: 'spread',
		guardsOff: [],
	};
}

/** A request as the rules see it. */
export interface Matchable {
	operationId?: string;
	method: string;
	url: string;
	rawBody: string;
}

/** Counts how often each rule has matched, and picks the one to apply. */
export class FaultCounter {
	private readonly seen = new WeakMap<FaultRule, number>();

	/** The rule for a request, if any. Every matching rule counts the request, the first open one applies. */
	pick(rules: FaultRule[], request: Matchable): FaultRule | undefined {
		let picked: FaultRule | undefined;
		for (const rule of rules) {
			if (!matches(rule.match ?? {}, request)) continue;
			const seen = (this.seen.get(rule) ?? 0) + 1;
			const { after = 0, times = 1 } = rule;
			if (seen > after + (times ?? Infinity)) continue;
			if (seen <= after) {
				this.seen.set(rule, seen);
			} else if (!picked) {
				this.seen.set(rule, seen);
				picked = rule;
			}
		}
		return picked;
	}
}

function matches(match: FaultMatch, request: Matchable): boolean {
	return (
		(match.operationId === undefined || match.operationId === request.operationId) &&
		(match.method === undefined || match.method.toUpperCase() === request.method) &&
		(match.path === undefined || request.url.includes(match.path)) &&
		(match.body === undefined || request.rawBody.includes(match.body))
	);
}
