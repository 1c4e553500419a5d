/** Answers that no documentation has, to reads and to writes that are not money. */
import type { INodeParameters } from 'n8n-workflow';
import type { StrangeName } from '../../sandbox/index.cts';
import { byId, CRM, errorText, LEAD_FROM_FORM, useFixture } from './fixture.cts';

const fixture = useFixture({ clients: 5 });

const PERSON = { name: 'Ann Lee', email: 'ann@example.com' };

/** A lead whose request is carried out, and answered so. */
async function leadAnswered(action: StrangeName, options: INodeParameters = {}) {
	const before = fixture.sandbox.data.leads.length;
	fixture.sandbox.faults.rules = [{ when: 'after', times: Infinity, action }];
	const result = await fixture.run({ ...LEAD_FROM_FORM, options }, [PERSON]);
	return { result, made: fixture.sandbox.data.leads.length - before };
}

/** A read that is answered so. */
async function clientAnswered(action: StrangeName, options: INodeParameters = {}) {
	fixture.sandbox.faults.rules = [{ times: Infinity, action }];
	return await fixture.run(
		{ resource: 'client', operation: 'get', id: byId('045dff8l'), options },
		[{}],
	);
}

describe('a lead that is answered', () => {
	test.each<StrangeName>([
		'success-false',
		'result-false',
		'status-failed',
		'code-4001',
		'error-key',
		'false',
		'error-word',
		'repeat',
		'202-failed',
		'html',
		'text',
		'bad-json',
		'utf-16',
		'302',
		'304',
		'408',
		'499',
		'500',
		'501',
		'502',
		'503',
		'504',
		'520',
		'524',
	])('%s is not reported as made, nor as not made', async (action) => {
		const { result, made } = await leadAnswered(action);
		const text = errorText(result);
		expect(text).toContain('It is not known whether the CRM carried the request out');
		expect(text).not.toContain('Nothing was changed');
		expect(result.runs('Done')).toEqual([]);
		expect([made, fixture.sandbox.requests.length]).toEqual([1, 1]);
	});

	test.each<StrangeName>(['empty', 'no-body', 'null', 'empty-object', 'bom', 'gzip', 'br', '204'])(
		'%s is made',
		async (action) => {
			const { result, made } = await leadAnswered(action);
			expect(result.error).toBeUndefined();
			expect(result.json(CRM)).toMatchObject([{ created: true }]);
			expect(made).toBe(1);
		},
	);

	test.each<StrangeName>([
		'400-unknown-type',
		'400-no-type',
		'400-no-body',
		'400-html',
		'401',
		'403',
		'404',
		'404-html',
		'409',
		'413',
		'422',
		'451',
	])('%s surely is not made', async (action) => {
		fixture.sandbox.faults.rules = [{ times: Infinity, action }];
		const text = errorText(await fixture.run(LEAD_FROM_FORM, [PERSON]));
		expect(text).toContain('Nothing was changed in the CRM');
	});

	test.each<[StrangeName, number]>([
		['trickle', 500],
		['endless', 500],
	])('%s ends with Timeout', async (action, timeout) => {
		const started = performance.now();
		const { result } = await leadAnswered(action, { timeout });
		const text = errorText(result);
		expect(performance.now() - started).toBeLessThan(3000);
		expect(text).toMatch(/^The CRM did not answer in time/);
		expect(text).toContain('It is not known whether');
		expect(text).toContain('Options - Timeout');
	});
});

describe('a read that is answered', () => {
	test.each<StrangeName>(['trickle', 'endless'])(
		'%s ends with Timeout, and is not asked again',
		async (action) => {
			const started = performance.now();
			const text = errorText(await clientAnswered(action, { timeout: 500 }));
			expect(text).toMatch(/^The CRM did not answer in time/);
			expect(performance.now() - started).toBeLessThan(3000);
			expect(fixture.sandbox.requests).toHaveLength(1);
		},
	);

	test.each<[StrangeName, RegExp]>([
		['401-page', /^A firewall, login page or proxy before the CRM refused the request/],
		['403-firewall', /^A firewall, login page or proxy before the CRM refused the request/],
		['403-proxy', /^A firewall, login page or proxy before the CRM refused the request/],
		['407-proxy', /^A proxy between n8n and the CRM refused the request/],
		['403', /^The CRM refused the API key/],
		['401', /^The CRM refused the API key/],
	])('%s is told as what it is', async (action, message) => {
		const text = errorText(await clientAnswered(action));
		expect(text).toMatch(message);
		if (!message.source.includes('API key')) expect(text).not.toMatch(/refused the API key/);
		// A page says nothing about a signature, so nothing is asked to find out about it.
		const { result } = await leadAnswered(action);
		expect(errorText(result)).toMatch(message);
		expect(errorText(result)).toContain('Nothing was changed');
	});

	test.each<StrangeName>(['400-2-mb-type', '400-link-type'])('%s is not quoted', async (action) => {
		for (const result of [await clientAnswered(action), (await leadAnswered(action)).result]) {
			const text = errorText(result);
			expect(text).toMatch(/^The CRM refused the request/);
			expect(text.length).toBeLessThan(1000);
			expect(text).not.toMatch(/evil|https?:|xxx|[[\]<>]/);
		}
	});
});

test.each(['1.5', '-1', new Date(Date.now() - 3_600_000).toUTCString(), 'soon', '9'.repeat(400)])(
	'Retry-After: %.40s costs no lead',
	async (wait) => {
		fixture.sandbox.faults.rules = [
			{ action: { status: 429, headers: { 'retry-after': wait } }, times: 1 },
		];
		const started = performance.now();
		const result = await fixture.run(LEAD_FROM_FORM, [PERSON]);
		if (wait.length > 100) {
			expect(errorText(result)).toContain('It asks to wait a day or longer');
			return;
		}
		expect(result.error).toBeUndefined();
		expect(performance.now() - started).toBeGreaterThanOrEqual(wait === '1.5' ? 1990 : 240);
	},
);
