import { choice, id, text } from '../fields/field';
import type { Operation } from '../operation';
import { CONTENT_TYPES } from './contentTypes';

export const getUploadSignature: Operation = {
	value: 'getUploadSignature',
	name: 'Get Upload Signature',
	action: 'Get document upload signature',
	description:
		"Retrieve the address and form fields for uploading one document to the CRM's storage",
	endpoint: {
		method: 'GET',
		path: '/public/v1/form/s3/signature',
		effect: 'read',
		evidence: 'vendor',
	},
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
			required: true,
			placeholder: 'e.g. passport.pdf',
			description: 'File name of the document',
		}),
		choice('content_type', {
			label: 'Content Type',
			required: true,
			default: 'application/pdf',
			description: 'What kind of file the document is',
			options: CONTENT_TYPES,
		}),
		id('id', {
			label: 'Document ID',
			length: 4,
			required: true,
			placeholder: 'e.g. x7k2',
			description: 'Four random characters, new ones for each document',
		}),
	],
	answer: { shape: 'object' },
	check: {
		values: { form_id: '00000000', content_type: 'application/pdf', id: '0000' },
		without: 'document',
	},
	agents: 'never',
};
