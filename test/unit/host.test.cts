import { crmOrigin } from '../../crm/host.ts';

test.each([
	['crm.example.com', 'https://crm.example.com'],
	['  crm.example.com  ', 'https://crm.example.com'],
	['https://crm.example.com', 'https://crm.example.com'],
	['https://crm.example.com/', 'https://crm.example.com'],
	['https://crm.example.com///', 'https://crm.example.com'],
	['HTTPS://CRM.Example.com', 'https://crm.example.com'],
	['crm.example.com/public/v1', 'https://crm.example.com'],
	['https://crm.example.com/public/v1/users?skip=0#top', 'https://crm.example.com'],
	['https://crm.example.com:443', 'https://crm.example.com'],
	['crm.example.com:8443', 'https://crm.example.com:8443'],
	['https://crm.example.com:8443/public/v1/', 'https://crm.example.com:8443'],
	['https://münchen.example', 'https://xn--mnchen-3ya.example'],
	['http://localhost:4010', 'http://localhost:4010'],
	['http://127.0.0.1:4010/public/v1', 'http://127.0.0.1:4010'],
	['http://[::1]:4010', 'http://[::1]:4010'],
	['localhost:4010', 'https://localhost:4010'],
])('%j is %s', (pasted, origin) => {
	expect(crmOrigin(pasted)).toEqual({ ok: true, value: origin });
});

test.each([
	['', /is empty/],
	['   ', /is empty/],
	['http://crm.example.com', /https/],
	['http://localhost.example.com', /https/],
	['http://127.0.0.1.example.com', /https/],
	['http://192.168.0.10', /https/],
	['ftp://crm.example.com', /must begin with https/],
	['javascript://crm.example.com', /must begin with https/],
	['https://user:secret@crm.example.com', /user name or password/],
	['https://crm.example.com@evil.example', /user name or password/],
	['https://', /not a host name/],
	['two words', /not a host name/],
	['crm.example.com:99999', /not a host name/],
])('%j is refused', (pasted, reason) => {
	expect(crmOrigin(pasted)).toEqual({ ok: false, reason: expect.stringMatching(reason) });
});

test('a refusal does not repeat a pasted password', () => {
	expect(JSON.stringify(crmOrigin('https://user:secret@crm.example.com'))).not.toContain('secret');
});
