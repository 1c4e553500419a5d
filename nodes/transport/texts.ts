/** What people read when the CRM does not give what was wanted: what happened, and what to do next. */
import { crmError } from '../../crm/errors';
import { quotable } from '../../crm/quote';
import type { CrmRequest } from '../../crm/request';
import { OPEN_API } from './access';
import type { Failure, Knowledge } from './failure';
import type { Reply, Trouble } from './outcome';
import { retryAfter } from './retry';

/** What to do where the path of a guessed endpoint seems to be wrong. */
export const SETTLE_GUESS =
	"The path of this endpoint is a guess: run 'API - Check Endpoints' and paste its last item into the credential's 'Other Endpoint Paths'.";

/** @property again what to do when it may be sent again: no advice for what may have been done */
export type Text = Pick<Failure, 'message' | 'description'> & { again?: string };

/** The body of an answer; `other` is what is no JSON. */
export interface Parsed {
	kind: 'json' | 'empty' | 'other';
	json?: unknown;
}

/** For a request that got no answer. */
export function troubleText(
	{ what, code, message, next }: Trouble,
	{ access = OPEN_API }: Knowledge,
): Text {
	const { address, shownIn } = access;
	const detail = code ? ` (${code})` : '';
	switch (what) {
		case 'credential':
			return {
				message,
				description: next ?? "Open this node's credential and correct it.",
			};
		case 'cancelled':
			return {
				message: 'The execution was canceled before the CRM answered',
				description: '',
				again: 'Run the workflow again for the items that are left.',
			};
		case 'timeout':
			return {
				message: 'The CRM did not answer in time',
				description: `It had the time that 'Options - Timeout' gives to one request, from its start to the last byte of the answer.${detail}`,
				again: 'Try again later.',
			};
		case 'host':
			return {
				message: 'There is no such host',
				description: `Compare '${address}' in this node's credential with the one in ${shownIn}.${detail}`,
			};
		case 'certificate':
			return {
				message: 'No safe connection to the CRM could be made',
				description: `Its certificate is not trusted, or it does not speak https on this port. Check '${address}' in this node's credential.${detail}`,
			};
		case 'broken-answer':
			return {
				message: 'What answered does not speak HTTP',
				description: `Check '${address}' and its port in this node's credential.${detail}`,
			};
		case 'connection':
			return {
				message: 'The connection to the CRM broke or could not be made',
				description: `Check that the CRM can be reached from n8n.${detail}`,
				again: 'Then try again.',
			};
	}
}

/** For an answer that says success in its status, and not in its body. */
export function refusalText(
	reply: Reply,
	{ json }: Parsed,
	knowledge: Knowledge,
	certain: boolean,
): Text {
	const known = crmError(wordOf(json) ?? '');
	if (known && certain) return knownText(known, reply, json, knowledge);
	return {
		message: 'The CRM answered that the request was not carried out',
		description: `The status of the answer says success, and its body says no. ${told(reply, json)}`,
	};
}

/** For an answer whose status or form is not that of a success. */
export function answerText(
	{ effect }: CrmRequest,
	reply: Reply,
	{ kind, json }: Parsed,
	knowledge: Knowledge,
	tries: number,
): Text {
	const { access = OPEN_API, evidence, named = [] } = knowledge;
	const { address, key, keyInText, shownIn } = access;
	const { status } = reply;
	const tail = told(reply, json);
	const known = crmError(wordOf(json) ?? '');

	if (known) return knownText(known, reply, json, knowledge);
	if (status >= 300 && status < 400) {
		return {
			message: 'The host sends the request on to another address',
			description: `It was not followed, to keep the ${keyInText} where it belongs. Put the final address into '${address}' of this node's credential. ${tail}`,
		};
	}
	if (status === 407) return proxyText(tail);
	if (isDenied(status)) {
		if (kind === 'other') return firewallText(keyInText, tail);
		return {
			message: `The CRM refused the ${keyInText}`,
			description: `Open this node's credential and compare '${key}' with the one in ${shownIn}; it also needs the right to use this endpoint. ${tail}`,
		};
	}
	if (status === 404) {
		const noEndpoint =
			evidence !== 'vendor' && effect === 'read'
				? SETTLE_GUESS
				: `Check '${address}' in this node's credential, and that your CRM has this endpoint.`;
		if (named.length === 0) {
			return { message: 'The CRM has no such endpoint', description: `${noEndpoint} ${tail}` };
		}
		const what = named.map((label) => `'${label}'`).join(' and ');
		return {
			message: `The CRM found nothing with this ${what}`,
			description: `Check ${what} first. If it is right, the CRM may have no such endpoint. ${noEndpoint} ${tail}`,
		};
	}
	if (status === 429) {
		return {
			message: 'The CRM is rate-limiting requests',
			description: `${tries > 1 ? 'It was tried several times. ' : ''}${waitText(reply)}Lower 'Options - Max Concurrent Requests', or set 'Options - Max Requests per Second' to what your CRM allows. ${tail}`,
		};
	}
	if (status >= 500 || status === 408 || status === 499) {
		return { message: 'The CRM could not answer', description: tail, again: 'Try again later.' };
	}
	if (kind === 'other') {
		const page = /^\s*</.test(reply.text) ? 'a web page' : 'text that is no JSON';
		return {
			message: `The host answered with ${page} instead of data`,
			description: `Check that '${address}' in this node's credential is that of the API, and that no login page or proxy stands before it. ${tail}`,
		};
	}
	return {
		message: 'The CRM refused the request',
		description: `Compare the values of this item with what the CRM accepts. ${tail}`,
	};
}

/** A status which says that somebody may not ask this; who says so shows in the body. */
export const isDenied = (status?: number) => status === 401 || status === 403;

/** For a web page where the CRM would have answered in JSON. */
function firewallText(keyInText: string, tail: string): Text {
	return {
		message: 'A firewall, login page or proxy before the CRM refused the request',
		description: `A page came back instead of the CRM's own answer, so this says nothing about the ${keyInText}. Ask whoever runs the CRM or the network to let requests from your n8n through. ${tail}`,
	};
}

function proxyText(tail: string): Text {
	return {
		message: 'A proxy between n8n and the CRM refused the request',
		description: `It wants to be logged in to. Ask whoever runs n8n to check its proxy settings. ${tail}`,
	};
}

/** For a failure that the vendor documents. */
function knownText(
	{ message, next, fields, also }: NonNullable<ReturnType<typeof crmError>>,
	reply: Reply,
	json: unknown,
	knowledge: Knowledge,
): Text {
	const labels = knowledge.fields
		.filter(({ name }) => fields.includes(name))
		.map(({ property }) => `'${property.displayName}'`);
	const where = labels.length ? ` Look at ${labels.join(' and ')}.` : '';
	const isOf = also && knowledge.fields.some(({ name }) => name === also.field);
	const more = isOf ? ` ${also.next}` : '';
	return { message, description: `${next}${more}${where} ${told(reply, json)}` };
}

const DAY = 24 * 60 * 60_000;

function waitText(reply: Reply): string {
	const wait = retryAfter(reply, Date.now());
	if (wait === undefined) return '';
	const time = wait < DAY ? `${Math.ceil(wait / 1000)} seconds` : 'a day or longer';
	return `It asks to wait ${time}. `;
}

function wordOf(json: unknown): string | undefined {
	return quotable((json as { type?: unknown } | null | undefined)?.type);
}

function told({ status }: Reply, json: unknown): string {
	const word = wordOf(json);
	return word === undefined ? `HTTP ${status}.` : `The CRM says: ${word} (HTTP ${status}).`;
}
