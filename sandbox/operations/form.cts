import { randomBytes } from 'node:crypto';
import { notFound, ok, refused } from '../answer.cts';
import type { Operations } from '../crm.cts';
import { UPLOAD_PATH } from '../uploads.cts';
import { findClient } from './client.cts';

export const form: Operations = {
	'form.getRegistrationForm': (_request, { data }) => ok(data.registrationForm),

	// Guessed endpoints: shapes and errors are the sandbox's invention
	'form.getKycFormCollections': ({ query }, { data }) => {
		if (!findClient(data, query.user_id)) return refused('user_not_found');
		const forms = (ids: string[]) =>
			data.kycForms
				.filter(({ id }) => ids.includes(id))
				.map(({ id, groups }) => ({ id, name: groups[0].label }));
		return ok(
			data.kycCollections.map(({ id, name, form_ids }) => ({ id, name, forms: forms(form_ids) })),
		);
	},

	'form.getKycForm': ({ query }, { data }) => {
		if (!findClient(data, query.user_id)) return refused('user_not_found');
		const found = data.kycForms.find(
			({ id }) => query.form_id === undefined || id === query.form_id,
		);
		return found ? ok(found) : notFound();
	},

	/** A presigned form post, to the sandbox itself in the place of S3. */
	'form.getUploadSignature': ({ query }, { data, url }) => {
		const content_type = query.content_type as string;
		const document = query.document as string;
		const fields = {
			key: `forms/${String(query.form_id)}/${String(query.id)}/${document}`,
			'Content-Type': content_type,
			policy: randomBytes(24).toString('base64'),
			'x-amz-signature': randomBytes(32).toString('hex'),
		};
		data.uploadGrants.push({ fields, content_type, document });
		return ok({ url: `${url}${UPLOAD_PATH}`, fields });
	},
};
