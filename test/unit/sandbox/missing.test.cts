import type { Faults } from '../../../sandbox/index.cts';
import { useSandbox } from '../../started.cts';
import { call } from './call.cts';

const sandbox = useSandbox({ clients: 5 });

const endpoint = () => call(sandbox, 'GET', '/public/v1/no/<such>/path');
/** The records for which no type is documented. */
const RECORDS = {
	order: () => call(sandbox, 'GET', `/public/v1/wallets/balance/${'o'.repeat(16)}`),
	request: () => call(sandbox, 'GET', '/public/v1/requests/withdrawal/nobody00'),
	form: () =>
		call(
			sandbox,
			'GET',
			`/public/v1/form/kyc?user_id=${sandbox.data.clients[0].id}&form_id=nobody00`,
		),
	withdrawal: () =>
		call(sandbox, 'POST', '/public/v1/requests/withdrawal/approve', { id: 'nobody00' }),
};
const ENDPOINTS: Record<Faults['noEndpoint'], [number, string]> = {
	json: [404, '{"error":true,"code":404,"type":"not_found"}'],
	page: [404, '<pre>Cannot GET /public/v1/no/<such>/path</pre>'],
	'bad-request': [400, '{"error":true,"code":400,"type":"route_not_found"}'],
};

test.each(Object.entries(ENDPOINTS))('no such endpoint: %s', async (style, [status, text]) => {
	sandbox.faults.noEndpoint = style as Faults['noEndpoint'];
	const answer = await endpoint();
	expect(answer.status).toBe(status);
	expect(answer.text).toContain(text.replace('<such>', '%3Csuch%3E'));
	const type = style === 'page' ? /^text\/html/ : /^application\/json/;
	expect(answer.headers.get('content-type')).toMatch(type);
});

describe.each(Object.entries(RECORDS))('no such record: %s', (_what, ask) => {
	test.each(Object.keys(ENDPOINTS) as Array<Faults['noEndpoint']>)(
		'not_found, record_not_found, or like an endpoint: %s',
		async (noEndpoint) => {
			sandbox.faults.noEndpoint = noEndpoint;
			expect(await ask()).toMatchObject({ status: 404, json: { type: 'not_found' } });
			sandbox.faults.noRecord = 'typed';
			expect(await ask()).toMatchObject({ status: 404, json: { type: 'record_not_found' } });
			sandbox.faults.noRecord = 'like-endpoint';
			const [record, none] = [await ask(), await endpoint()];
			expect([record.status, record.json]).toEqual([none.status, none.json]);
		},
	);
});

test('a documented refusal stays what it is', async () => {
	sandbox.faults.noRecord = 'like-endpoint';
	expect(await call(sandbox, 'GET', '/public/v1/users/nobody00')).toMatchObject({
		status: 400,
		json: { type: 'user_not_found' },
	});
});
