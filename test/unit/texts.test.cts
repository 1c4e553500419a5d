/** What users read when a request did not work, for every way in which it can end. */
import type { Effect } from '../../crm/endpoint.ts';
import { judge } from '../../nodes/transport/errors.ts';
import type { Failure } from '../../nodes/transport/failure.ts';
import type { CrmRequest } from '../../crm/request.ts';
import type { Outcome, Trouble } from '../../nodes/transport/outcome.ts';

const VAGUE = /\b(error|problem|failure|mistake)/i;
const SECRET = 'Passw0rd-of-Ann';

const TROUBLES: Array<Trouble['what']> = [
	'cancelled',
	'timeout',
	'certificate',
	'host',
	'connection',
	'credential',
	'broken-answer',
];

const ANSWERS: Array<[status: number, text: string]> = [
	[200, '<!doctype html><title>Log in</title>'],
	[200, 'not JSON'],
	[200, '{"error": true, "code": 400, "type": "user_not_found"}'],
	[204, '{"error": "yes"}'],
	[302, ''],
	[400, '{"error": true, "code": 400, "type": "user_not_found"}'],
	[400, '{"error": true, "code": 400, "type": "constructor"}'],
	[400, '{"error": true, "code": 400, "type": "not_documented"}'],
	[400, '[]'],
	[400, 'null'],
	[400, ''],
	[401, ''],
	[403, '{"error": true}'],
	[404, '<html>'],
	[418, '{}'],
	[429, ''],
	[500, `{"error": true, "message": "${SECRET}"}`],
	[502, '<html>'],
	[503, ''],
	[504, 'upstream timed out'],
];

const outcomes: Array<{ what: string; outcome: Outcome }> = [
	...ANSWERS.map(([status, text]) => ({
		what: `${status} ${text}`,
		outcome: { kind: 'answered', reply: { status, headers: {}, text } } as Outcome,
	})),
	...TROUBLES.flatMap((what) =>
		(['unsent', 'unknown'] as const).map((kind) => ({
			what: `${what}, ${kind}`,
			outcome: { kind, trouble: { what, code: 'ECODE', message: 'It is so' } } as Outcome,
		})),
	),
];

function failureOf(outcome: Outcome, effect: Effect): Failure {
	const request: CrmRequest = {
		method: 'POST',
		path: '/public/v1/users/validate',
		query: [],
		body: { email: 'ann@example.com', password: SECRET },
		effect,
		timeout: 1000,
	};
	const verdict = judge(request, outcome, { evidence: 'vendor', fields: [] });
	if (verdict.ok) throw new Error('It passed for a good answer');
	return verdict.failure;
}

describe.each(outcomes)('$what', ({ outcome }) => {
	test.each<Effect>(['read', 'write', 'money'])('of a %s', (effect) => {
		const { message, description } = failureOf(outcome, effect);
		expect(message).toMatch(/^[A-Z].{5,}[^.]$/);
		expect(description).toMatch(/^[A-Z][^]{15,}[.)]$/);
		expect(message).not.toMatch(VAGUE);
		expect(description).not.toMatch(VAGUE);
		expect(message + description).not.toContain(SECRET);
		expect(message + description).not.toContain('ann@example.com');
		expect(message + description).not.toMatch(/undefined|null|\[object|\s{2}/);
	});
});

test.each<Effect>(['write', 'money'])(
	'a %s always tells whether it may have been carried out',
	(effect) => {
		for (const { outcome } of outcomes) {
			const { description, certain } = failureOf(outcome, effect);
			expect(description).toMatch(certain ? /Nothing was changed/ : /not known whether/);
		}
	},
);

test('no answer, a redirect, a 5xx or a strange 2xx leaves open whether money moved; a refusal does not', () => {
	const open = outcomes.filter(({ outcome }) => !failureOf(outcome, 'money').certain);
	expect(open.map(({ what }) => what)).toEqual([
		'200 <!doctype html><title>Log in</title>',
		'200 not JSON',
		'204 {"error": "yes"}',
		'302 ',
		'500 {"error": true, "message": "Passw0rd-of-Ann"}',
		'502 <html>',
		'503 ',
		'504 upstream timed out',
		...TROUBLES.map((what) => `${what}, unknown`),
	]);
});
