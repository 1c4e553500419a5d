import { useSandbox } from '../../started.cts';
import { call } from './call.cts';

const sandbox = useSandbox({ clients: 1 });

/** Not text: every byte, and a line end before what looks like a boundary. */
const BYTES = Buffer.concat([
	Buffer.from(Array.from({ length: 256 }, (_, i) => i)),
	Buffer.from('\r\n--boundary--\r\n'),
]);

interface Grant {
	url: string;
	fields: Record<string, string>;
}

async function ask(content_type = 'image/png'): Promise<Grant> {
	const query = new URLSearchParams({
		id: 'a1b2',
		content_type,
		document: 'id front.png',
		form_id: sandbox.data.kycForms[0].id,
	});
	return (await call(sandbox, 'GET', `/public/v1/form/s3/signature?${query}`)).json;
}

function formOf(parts: Array<[string, string | File]>): FormData {
	const form = new FormData();
	for (const [name, value] of parts) form.append(name, value);
	return form;
}

const file = (type = 'image/png') => new File([BYTES], 'id front.png', { type });
const post = ({ url }: Grant, form: FormData, headers = {}) =>
	fetch(url, { method: 'POST', body: form, headers });

test('a document is taken with its name, type and bytes', async () => {
	const grant = await ask();
	const parts = Object.entries<string | File>(grant.fields);
	const { status } = await post(grant, formOf([...parts, ['file', file()]]));
	expect(status).toBe(204);
	const [upload] = sandbox.data.uploads;
	expect(upload).toMatchObject({
		accepted: true,
		refused: '',
		fields: grant.fields,
		name: 'id front.png',
		type: 'image/png',
		file_last: true,
		key_header: false,
	});
	expect(upload.bytes.equals(BYTES)).toBe(true);
});

test.each<[string, RegExp, (grant: Grant) => [FormData, object?]]>([
	[
		'the key of the CRM',
		/key/,
		({ fields }) => [formOf([...Object.entries(fields), ['file', file()]]), { key: sandbox.key }],
	],
	[
		'the file before the fields',
		/last/,
		({ fields }) => [formOf([['file', file()], ...Object.entries(fields)])],
	],
	['no file', /last/, ({ fields }) => [formOf(Object.entries(fields))]],
	['no fields', /grant/, () => [formOf([['file', file()]])]],
	[
		'a changed field',
		/fields/,
		({ fields }) => [formOf([...Object.entries({ ...fields, policy: 'x' }), ['file', file()]])],
	],
	[
		'another content type',
		/content type/,
		({ fields }) => [formOf([...Object.entries(fields), ['file', file('image/jpeg')]])],
	],
])('an upload with %s is refused and recorded', async (_what, reason, make) => {
	const grant = await ask();
	const [form, headers] = make(grant);
	expect((await post(grant, form, headers)).status).toBe(403);
	expect(sandbox.data.uploads).toHaveLength(1);
	expect(sandbox.data.uploads[0].accepted).toBe(false);
	expect(sandbox.data.uploads[0].refused).toMatch(reason);
});

test('what is no form is refused', async () => {
	const { url } = await ask();
	expect((await fetch(url, { method: 'POST', body: 'hello' })).status).toBe(403);
	expect((await fetch(url, { method: 'POST' })).status).toBe(403);
});

test('a content type that is not on the list gets no grant', async () => {
	expect((await ask('image/gif')) as unknown).toMatchObject({ type: 'invalid_request' });
	expect(sandbox.data.uploadGrants).toEqual([]);
});
