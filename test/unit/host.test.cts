import { crmOrigin, readUploadUrl } from '../../crm/host.ts';

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

/** This machine, in the ways in which it can be written. */
const LOOPBACK = [
	'localhost',
	'LOCALHOST',
	'localhost.',
	'files.localhost',
	'a.b.localhost.',
	'localhost.localdomain',
	'ip6-localhost',
	'127.0.0.1',
	'127.0.0.1.',
	'127.1',
	'127.0.1',
	'127.255.255.254',
	'0x7f.1',
	'0x7f000001',
	'0177.0.0.1',
	'017700000001',
	'2130706433',
	'1２7.0.0.1',
	'127。0。0。1',
	'ⓛocalhost',
	'%6cocalhost',
	'0.0.0.0',
	'0',
	'0.1.2.3',
	'[::1]',
	'[0:0:0:0:0:0:0:1]',
	'[::]',
	'[::ffff:127.0.0.1]',
	'[::ffff:7f00:1]',
	'[::ffff:0.0.0.0]',
	'[::127.0.0.1]',
	'[::ffff:0:127.0.0.1]',
	'[64:ff9b::127.0.0.1]',
];

describe('an address for uploads', () => {
	const CRM = 'https://crm.example.com';

	test.each(LOOPBACK)('on %s is refused from a CRM elsewhere, by http and https', (host) => {
		for (const url of [`http://${host}/upload`, `https://${host}:8443/upload`]) {
			expect(readUploadUrl(url, CRM).ok).toBe(false);
		}
		expect(readUploadUrl(`https://${host}/upload`, CRM)).toEqual({
			ok: false,
			reason: 'is on the machine of n8n, and the CRM is not',
		});
		expect(readUploadUrl(`https://${host}/upload`, 'http://127.0.0.1:4010').ok).toBe(true);
	});

	test.each([
		'https://files.example.com/bucket?x=1',
		'https://localhost.example.com/',
		'https://notlocalhost/',
		'https://127.0.0.1.example.com/',
		'https://10.0.0.1/',
		'https://128.0.0.1/',
		'https://[2001:db8::1]/',
		'https://[::ffff:10.0.0.1]/',
		'https://[2001:db8::7f00:1]/',
	])('%s is taken', (url) => {
		expect(readUploadUrl(url, CRM)).toEqual({ ok: true, value: url });
	});

	test.each([
		['http://files.example.com/', /must use https/],
		['ftp://files.example.com/', /no web address/],
		['files.example.com', /no web address/],
		['javascript:alert(1)', /no web address/],
		['https://user:secret@files.example.com', /user name/],
		['', /no web address/],
	])('%j is refused', (url, reason) => {
		expect(readUploadUrl(url, CRM)).toEqual({ ok: false, reason: expect.stringMatching(reason) });
	});

	test('by plain http stays on this machine', () => {
		expect(readUploadUrl('http://127.0.0.1:9000/x', 'http://localhost:4010').ok).toBe(true);
		expect(readUploadUrl('http://files.example.com/', 'http://localhost:4010').ok).toBe(false);
	});
});
