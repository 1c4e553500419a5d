/**
 * Answers that no documentation has, by name: what a CRM, or a front before it, may say instead of its
 * own answer. Each can stand in a rule as `action`, whether the request was carried out or not.
 */
import type { StrangeAnswer } from './faults.cts';

const MEGABYTE = 1024 * 1024;
const SIGN_IN = page('Sign in');

function json(status: number, body: unknown): StrangeAnswer {
	return { status, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
}

function page(title: string): string {
	return `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
}

function html(status: number, title: string, headers: Record<string, string> = {}): StrangeAnswer {
	const type = { 'content-type': 'text/html; charset=utf-8' };
	return { status, body: page(title), headers: { ...type, ...headers } };
}

/** An error in the CRM's own shape. */
function typed(status: number, type: string): StrangeAnswer {
	return json(status, { error: true, code: status, type });
}

/** 2xx with something else in it than what is documented. */
const BODIES = {
	html: html(200, 'Sign in'),
	text: { status: 200, body: 'OK' },
	empty: { status: 200, body: '', headers: { 'content-type': 'application/json' } },
	'no-body': { status: 200 },
	'bad-json': {
		status: 200,
		body: '{"count": 1,',
		headers: { 'content-type': 'application/json' },
	},
	null: json(200, null),
	'empty-object': json(200, {}),
	'empty-list': json(200, []),
	list: json(200, [{ id: 'a1b2c3d4' }]),
	'2-mb': json(200, { id: 'a1b2c3d4', note: 'x'.repeat(2 * MEGABYTE) }),
	'success-false': json(200, { success: false }),
	'result-false': json(200, { result: false, msg: 'Limit exceeded' }),
	'status-failed': json(200, { status: 'failed' }),
	'code-4001': json(200, { code: 4001, message: 'x' }),
	'error-key': json(200, { error: 'not booked' }),
	false: json(200, false),
	'error-word': json(200, 'error'),
	repeat: json(200, { repeat: true }),
} satisfies Record<string, StrangeAnswer>;

/** Another status than a documented one. */
const STATUSES = {
	'201': json(201, { id: 'a1b2c3d4' }),
	'202-pending': json(202, { status: 'pending' }),
	'202-failed': json(202, { status: 'failed' }),
	'203': json(203, {}),
	'204': { status: 204 },
	'206': json(206, {}),
	'301': { status: 301, headers: { location: '/public/v1/elsewhere' } },
	'302': { status: 302, headers: { location: '/sign-in' } },
	'304': { status: 304 },
	'307': { status: 307, headers: { location: '/public/v1/elsewhere' } },
	'400-unknown-type': typed(400, 'type_that_nobody_knows'),
	'400-no-type': json(400, { error: true, code: 400 }),
	'400-no-body': { status: 400 },
	'400-html': html(400, 'Bad Request'),
	'400-2-mb-type': typed(400, 'x'.repeat(2 * MEGABYTE)),
	'400-link-type': typed(400, 'See [this](https://evil.example) ![x](https://evil.example/x.png)'),
	'401': typed(401, 'unauthorized'),
	'403': typed(403, 'access_denied'),
	'404': typed(404, 'not_found'),
	'404-html': html(404, 'Not Found'),
	'408': typed(408, 'timeout'),
	'409': typed(409, 'conflict'),
	'413': html(413, 'Request Entity Too Large'),
	'422': typed(422, 'unprocessable'),
	'429': typed(429, 'too_many_requests'),
	'451': html(451, 'Unavailable For Legal Reasons'),
	'499': html(499, 'Client Closed Request'),
	'500': typed(500, 'server_error'),
	'501': typed(501, 'not_implemented'),
	'502': html(502, 'Bad Gateway'),
	'503': html(503, 'Service Unavailable'),
	'504': html(504, 'Gateway Time-out'),
	'520': html(520, 'Web server returned an unknown error'),
	'524': html(524, 'A timeout occurred'),
	/** Pages of what may stand before the CRM. */
	'401-page': { status: 401, body: SIGN_IN, headers: { 'content-type': 'text/html' } },
	'403-firewall': html(403, 'Attention Required! | Request blocked', { server: 'cloudflare' }),
	'403-proxy': html(403, 'ERR_ACCESS_DENIED', { via: '1.1 proxy.example (squid)' }),
	'407-proxy': html(407, 'Proxy Authentication Required', {
		'proxy-authenticate': 'Basic realm="proxy"',
	}),
} satisfies Record<string, StrangeAnswer>;

/** The CRM's own answer, on the wire as it seldom is. The request is always carried out. */
const WIRES = {
	gzip: { encoding: 'gzip' },
	br: { encoding: 'br' },
	'broken-gzip': { encoding: 'broken-gzip' },
	bom: { encoding: 'bom' },
	'utf-16': { encoding: 'utf-16' },
	'latin-1': { encoding: 'latin-1' },
	/** A byte each 100 ms until it is there; a byte each 100 ms without end. */
	trickle: { trickle: { everyMs: 100 } },
	endless: { trickle: { everyMs: 100, endless: true } },
} satisfies Record<string, StrangeAnswer>;

/** All strange answers, by name. */
export const STRANGE_ANSWERS = { ...BODIES, ...STATUSES, ...WIRES };

export type StrangeName = keyof typeof STRANGE_ANSWERS;
