/** The rules of the CRM's webhooks. */
import { isChosen, isSigned, KNOWN_EVENTS, readDelivery, type Choice } from '../../crm/webhook.ts';
import { EVENTS } from '../../sandbox/index.cts';

const SECRET = "It's a Secret to Everybody";
const BODY = Buffer.from('Hello, World!');
const HEX = '757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';

describe('a signature', () => {
	test.each([HEX, `sha256=${HEX}`, ` ${HEX} `])('%j fits the test vector', (signature) => {
		expect(isSigned(BODY, signature, [SECRET])).toBe(true);
		expect(isSigned(BODY, signature, ['other', SECRET])).toBe(true);
		expect(isSigned(BODY, signature, [undefined, '', SECRET])).toBe(true);
		expect(isSigned(Buffer.from('Hello, World! '), signature, [SECRET])).toBe(false);
		expect(isSigned(BODY, signature, ['other'])).toBe(false);
		expect(isSigned(BODY, signature, [`${SECRET} `])).toBe(false);
	});

	test.each([undefined, null, '', 5, [HEX], {}, HEX.slice(2), `${HEX}0`, `sha512=${HEX}`])(
		'%j is none',
		(signature) => {
			expect(isSigned(BODY, signature, [SECRET])).toBe(false);
		},
	);

	test.each([[[]], [['']], [[undefined, null]], [[' ', '\n']], [[5, {}]]])(
		'is never right without a secret: %j',
		(secrets) => {
			expect(isSigned(BODY, HEX, secrets)).toBe(false);
		},
	);
});

test('the events to choose from are those that the sandbox plays, and one guess', () => {
	const named = (events: readonly string[]) =>
		events.map((event) => event.replace(/\.node$/, '')).sort();
	const guessed = KNOWN_EVENTS.filter((one) => one.guessed).map(({ event }) => event);
	expect(guessed).toEqual(['crm.webhooks.requests.kyc.reject']);
	expect(named(KNOWN_EVENTS.map(({ event }) => event))).toEqual(
		named([...EVENTS.map(({ event }) => event), ...guessed]),
	);
	expect(new Set(KNOWN_EVENTS.map(({ value }) => value)).size).toBe(KNOWN_EVENTS.length);
});

function chosen(event: string, choice: Partial<Choice>, data: object = {}): boolean {
	const body = JSON.stringify({ source: { event }, data });
	const delivery = readDelivery(Buffer.from(body));
	if (!delivery.ok) throw new Error(delivery.reason);
	return isChosen(delivery.value, { events: [''], step: 'any', ...choice });
}

test.each([
	['a.b.c', ['a'], true],
	['a.b.c', ['a.b.'], true],
	['a.b.c', ['a.b.c'], true],
	['a.b.c', ['a.b.c.d'], false],
	['a.b.c', ['a.bb', 'b'], false],
	['a.bc', ['a.b'], false],
	['a.approve.node.10', ['a.approve.node.1'], false],
	['a.b', [], false],
	['a.b', [''], true],
	['a.b.c', ['a.b..'], true],
])('%s is chosen by %j: %s', (event, events, is) => {
	expect(chosen(event, { events })).toBe(is);
});

test.each<[object, boolean]>([
	[{ x_flow: { total_steps: 2, current_steps: 2 } }, true],
	[{ x_flow: { total_steps: '2', current_steps: 3 } }, true],
	[{ x_flow: { total_steps: 2, current_steps: 1 } }, false],
	[{ x_flow: { total_steps: 0, current_steps: 0 } }, false],
	[{ x_flow: { total_steps: {}, current_steps: {} } }, false],
	[{ x_flow: { current_steps: 1 } }, false],
	[{ x_flow: { total_steps: 1 } }, false],
	[{ x_flow: { total_steps: 12, current_steps: 12 } }, true],
	[{ x_flow: { total_steps: '-2', current_steps: 3 } }, false],
	[{ x_flow: { total_steps: '2 of 3', current_steps: 2 } }, false],
	[{ x_flow: { total_steps: 2, current_steps: '1e3' } }, false],
	[{ x_flow: null, flow: { total_steps: 1, current_steps: 1 } }, false],
	[{ status: 'approved' }, false],
])('%j is the last step: %s', (data, is) => {
	expect(chosen('a.approve.node.2', { step: 'last' }, data)).toBe(is);
});

function read(event: string, data: object, group?: unknown) {
	const body = JSON.stringify({ source: { event, group }, data });
	const delivery = readDelivery(Buffer.from(body));
	if (!delivery.ok) throw new Error(delivery.reason);
	return delivery.value;
}

test.each([
	['a.approve.node.3', 3],
	['a.approve.node.12', 12],
	['a.approve.node.3.undone', null],
	['a.approve.node', null],
	['a.reject', null],
])('%s has the step %s', (event, step) => {
	expect(read(event, {}).step).toBe(step);
});

test.each([
	['a', { id: 'k1' }, 'k1'],
	['a', { id: 7 }, '7'],
	['a', { id: 0 }, '0'],
	['a', { id: '' }, null],
	['a', { id: true }, null],
	['a', {}, null],
	['crm.webhooks.users.create', { id: 'k1', client_id: 'c1' }, 'c1'],
])('%s with %j is about %s', (event, data, id) => {
	expect(read(event, data).id).toBe(id);
});

test('without an id a delivery is known by what it says', () => {
	const [one, again, other] = [{ a: 1 }, { a: 1 }, { a: 2 }].map((data) => read('e', data));
	expect(one.deliveryKey).toMatch(/^e:[0-9a-f]{16}$/);
	expect(again.deliveryKey).toBe(one.deliveryKey);
	expect(other.deliveryKey).not.toBe(one.deliveryKey);
	expect(read('e', { id: 5, a: 1 }).deliveryKey).toBe('e:5');
});

test.each([
	['sales', 'sales'],
	[undefined, ''],
	[5, ''],
])('its group is %j: %j', (group, told) => {
	expect(read('e', {}, group).group).toBe(told);
});
