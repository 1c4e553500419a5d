import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { CrmData, Upload } from './data.cts';

/** Where documents are posted: the sandbox stands in for S3. */
export const UPLOAD_PATH = '/sandbox/uploads';
const MAX_UPLOAD = 64 * 1024 * 1024;

/** The upload URL, which is another service: it knows nothing of the CRM's key. */
export function addUploads(app: FastifyInstance, data: CrmData): void {
	app.post(UPLOAD_PATH, { bodyLimit: MAX_UPLOAD }, async (request, reply) => {
		const upload = await readUpload(request, data);
		data.uploads.push(upload);
		if (upload.accepted) return reply.code(204).send();
		return reply
			.code(403)
			.type('application/xml')
			.send(`<Error><Code>AccessDenied</Code><Message>${upload.refused}</Message></Error>`);
	});
}

async function readUpload(request: FastifyRequest, data: CrmData): Promise<Upload> {
	const parts = await readParts(request);
	const fields: Record<string, string> = {};
	let file: File | undefined;
	for (const [name, value] of parts) {
		if (typeof value === 'string') fields[name] = value;
		else file = value;
	}
	const upload: Upload = {
		accepted: false,
		refused: '',
		fields,
		name: file?.name ?? '',
		type: file?.type ?? '',
		bytes: Buffer.from((await file?.arrayBuffer()) ?? new ArrayBuffer(0)),
		file_last: parts.at(-1)?.[0] === 'file',
		key_header: 'key' in request.headers,
	};
	upload.refused = refusal(upload, data) ?? '';
	upload.accepted = upload.refused === '';
	return upload;
}

/** The parts of a multipart form in their order; none when the body is no such form. */
async function readParts(request: FastifyRequest): Promise<Array<[string, string | File]>> {
	try {
		const headers = { 'content-type': request.headers['content-type'] ?? '' };
		const form = await new Response(request.body as Buffer<ArrayBuffer>, { headers }).formData();
		return [...form.entries()];
	} catch {
		return [];
	}
}

function refusal(upload: Upload, { uploadGrants }: CrmData): string | undefined {
	const grant = uploadGrants.find(({ fields }) => fields.key === upload.fields.key);
	if (upload.key_header) return 'the CRM key was sent to another service';
	if (!upload.file_last) return 'file must be the last part';
	if (!grant) return 'no such grant';
	if (Object.entries(grant.fields).some(([name, value]) => upload.fields[name] !== value)) {
		return 'the fields are not those of the grant';
	}
	if (upload.type !== grant.content_type) return 'the content type is not that of the grant';
	return undefined;
}
