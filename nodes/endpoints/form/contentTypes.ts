/** The kinds of documents that the CRM takes. */
export const CONTENT_TYPES: ReadonlyArray<{ name: string; value: string }> = [
	{ name: 'BMP Image', value: 'image/bmp' },
	{ name: 'CSV', value: 'text/csv' },
	{ name: 'Excel (XLS)', value: 'application/vnd.ms-excel' },
	{
		name: 'Excel (XLSX)',
		value: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
	},
	{ name: 'Gzip', value: 'application/gzip' },
	{ name: 'Gzip (X-Gzip)', value: 'application/x-gzip' },
	{ name: 'Icon (Microsoft)', value: 'image/vnd.microsoft.icon' },
	{ name: 'Icon (X-Icon)', value: 'image/x-icon' },
	{ name: 'JPEG Image', value: 'image/jpeg' },
	{ name: 'PDF', value: 'application/pdf' },
	{ name: 'Plain Text', value: 'text/plain' },
	{ name: 'PNG Image', value: 'image/png' },
	{ name: 'Word (DOC)', value: 'application/msword' },
	{
		name: 'Word (DOCX)',
		value: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
	},
];
