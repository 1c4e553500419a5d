import { accept } from '../../../crm/result';
import { byName } from '../fields/alphabetical';
import { choice, id, text, type Field } from '../fields/field';
import type { Operation } from '../operation';
import { CONTENT_TYPES } from './contentTypes';

const OF_THE_FILE = {
	name: 'From File',
	value: 'file',
	description: 'Use the type that n8n detected',
};

function contentType(): Field {
	const field = choice('content_type', {
		label: 'Content Type',
		top: true,
		default: OF_THE_FILE.value,
		description: 'File type, if n8n detects it wrongly',
		options: [...CONTENT_TYPES, OF_THE_FILE].sort(byName),
	});
	return {
		...field,
		read: (value) => (value === OF_THE_FILE.value ? accept(undefined) : field.read(value)),
	};
}

/** Two requests in one: the endpoint gives leave, run/ways/upload.ts then posts the file where it says. */
export const uploadDocument: Operation = {
	value: 'uploadDocument',
	name: 'Upload Document',
	action: 'Upload document',
	description:
		"Put a file into the CRM's document storage, for a field of a registration or KYC form. What the form wants in that field is not documented: try it once with the key or the ID of the document.",
	endpoint: {
		method: 'GET',
		path: '/public/v1/form/s3/signature',
		effect: 'read',
		evidence: 'vendor',
	},
	way: 'upload',
	fields: [
		id('form_id', {
			label: 'Form ID',
			length: 8,
			required: true,
			placeholder: 'e.g. 7h3k9s2d',
			description: 'ID of the registration or KYC form that the document belongs to',
		}),
		text('document', {
			label: 'Document Name',
			top: true,
			placeholder: 'e.g. passport.pdf',
			description: 'File name of the document. Leave empty to use the name of the file.',
		}),
		contentType(),
	],
	answer: { shape: 'object' },
};
