/** What the end of a request says about whether the CRM has carried it out. */
import { UserError } from 'n8n-workflow';
import { carriedOut, withoutAnswer, type CarriedOut } from '../../nodes/transport/outcome.ts';

/** An error as n8n's HTTP client gives it: what matters stands somewhere along `cause`. */
const nested = (cause: object) => ({ message: 'n8n', cause: { message: 'client', cause } });

describe('without an answer', () => {
	test.each<[what: string, error: object]>([
		['not all of it was handed to the connection', { request: { writableFinished: false } }],
		['the connection was not made', { request: { socket: { connecting: true } } }],
		['keys were not agreed on', { request: { socket: { secureConnecting: true } } }],
		['it could not connect', { syscall: 'connect', code: 'ECONNREFUSED' }],
		['the host has no address', { syscall: 'getaddrinfo', code: 'EAI_AGAIN' }],
	])('it surely never left where %s', (_what, error) => {
		expect(withoutAnswer(error)).toMatchObject({ kind: 'unsent' });
		expect(withoutAnswer(nested(error))).toMatchObject({ kind: 'unsent' });
	});

	test.each<[what: string, error: unknown]>([
		['all of it was handed over', { request: { writableFinished: true } }],
		[
			'the connection has no socket any more',
			{ request: { writableFinished: true, socket: null } },
		],
		['nothing is told', { request: {} }],
		[
			'the connection stood',
			{
				request: {
					writableFinished: true,
					socket: { connecting: false, secureConnecting: false },
				},
			},
		],
		['it broke while it was read', { syscall: 'read', code: 'ECONNRESET' }],
		['it broke while it was written', { syscall: 'write', code: 'EPIPE' }],
		['the error is a text', 'connect ECONNREFUSED'],
		['the error is nothing', null],
		['there is no error', undefined],
	])('nobody knows where %s', (_what, error) => {
		expect(withoutAnswer(error)).toMatchObject({ kind: 'unknown' });
	});

	test.each<[code: string, more: object, kind: string, what: string]>([
		['ENOTFOUND', { syscall: 'getaddrinfo' }, 'unsent', 'host'],
		['ENOTFOUND', {}, 'unknown', 'host'],
		['DEPTH_ZERO_SELF_SIGNED_CERT', {}, 'unknown', 'certificate'],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', {}, 'unknown', 'certificate'],
		['EPROTO', { request: { socket: { secureConnecting: true } } }, 'unsent', 'certificate'],
		['ECONNABORTED', {}, 'unknown', 'timeout'],
		['ETIMEDOUT', { syscall: 'connect' }, 'unsent', 'connection'],
		['ETIMEDOUT', { syscall: 'read' }, 'unknown', 'timeout'],
		['HPE_INVALID_CONSTANT', {}, 'unknown', 'broken-answer'],
		['ECONNRESET', {}, 'unknown', 'connection'],
		['', {}, 'unknown', 'connection'],
	])('%s %j is %s, %s', (code, more, kind, what) => {
		const error = nested({ ...more, ...(code && { code }), message: 'innermost' });
		expect(withoutAnswer(error)).toEqual({
			kind,
			trouble: { what, code, message: 'innermost' },
		});
	});

	test.each(['cancelled', 'timeout'] as const)(
		'what has ended it from here counts: %s',
		(ended) => {
			const error = { code: 'ENOTFOUND', syscall: 'getaddrinfo' };
			expect(withoutAnswer(error, ended)).toMatchObject({
				kind: 'unsent',
				trouble: { what: ended },
			});
			expect(withoutAnswer({}, ended)).toMatchObject({ kind: 'unknown', trouble: { what: ended } });
		},
	);

	test('a refusal by the credential never left, whatever else is told, and says what to do', () => {
		const refusal = new UserError('Not to this host', { description: 'Use the operation' });
		expect(withoutAnswer({ message: 'n8n', cause: refusal }, 'timeout')).toEqual({
			kind: 'unsent',
			trouble: {
				what: 'credential',
				code: '',
				message: 'Not to this host',
				next: 'Use the operation',
			},
		});
		expect(withoutAnswer(new UserError('No'))).toEqual({
			kind: 'unsent',
			trouble: { what: 'credential', code: '', message: 'No' },
		});
	});

	test('an error that is its own cause ends', () => {
		const error: { code: string; cause?: unknown } = { code: 'ECONNRESET' };
		error.cause = error;
		expect(withoutAnswer(error)).toMatchObject({
			kind: 'unknown',
			trouble: { code: 'ECONNRESET' },
		});
	});
});

const statuses = (from: number, to: number) =>
	Array.from({ length: to - from + 1 }, (_, more) => from + more);

describe.each<[said: CarriedOut, given: number[]]>([
	['yes', statuses(200, 299)],
	['no', [...statuses(400, 407), ...statuses(409, 498)]],
	[
		'unknown',
		[100, 199, 300, 302, 303, 304, 305, 306, 309, 399, 408, 499, ...statuses(500, 599), 600, 999],
	],
])('carried out: %s', (said, given) => {
	test.each(given)('%i', (status) => {
		for (const effect of ['read', 'write', 'money'] as const) {
			expect(carriedOut({ effect }, { status, headers: { location: '/' } })).toBe(said);
		}
	});
});

test.each([301, 307, 308])(
	'%i asks elsewhere: that nothing was done is believed, save of money',
	(status) => {
		const headers = { location: 'https://crm.example.com/' };
		expect(carriedOut({ effect: 'write' }, { status, headers })).toBe('no');
		expect(carriedOut({ effect: 'read' }, { status, headers })).toBe('no');
		expect(carriedOut({ effect: 'money' }, { status, headers })).toBe('unknown');
		expect(carriedOut({ effect: 'write' }, { status, headers: {} })).toBe('unknown');
	},
);
